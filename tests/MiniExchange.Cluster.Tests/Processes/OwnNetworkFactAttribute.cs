using System;
using System.IO;
using System.Linq;
using MiniExchange.Conformance.Postgres;
using Xunit;

namespace MiniExchange.ClusterTests.Processes;

/// <summary>
/// A test that makes network namespaces and starts a PostgreSQL server: skipped with the reason without the right or the programs to,
/// and failing instead where CI=true.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OwnNetworkFactAttribute : FactAttribute
{
    public OwnNetworkFactAttribute() => Skip = SkipReason;

    /// <summary>Why these tests are skipped; null if they run, or must fail because this is CI.</summary>
    public static string? SkipReason { get; } = PostgresServer.SkipReason
        ?? (Environment.GetEnvironmentVariable("CI") == "true" || CanMakeNamespaces ? null : "Network namespaces need root and the program ip.");

    private static bool CanMakeNamespaces =>
        OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess
        && (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(directory => File.Exists(Path.Combine(directory, "ip")));
}
