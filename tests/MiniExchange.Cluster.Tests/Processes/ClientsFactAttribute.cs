using System;
using MiniExchange.Conformance.Postgres;
using MiniExchange.EndToEnd.Tests.Npm;
using Xunit;

namespace MiniExchange.ClusterTests.Processes;

/// <summary>
/// A test with Node clients of a cluster on a PostgreSQL server of its own: skipped with the reason where either cannot be had,
/// and failing instead where CI=true.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClientsFactAttribute : FactAttribute
{
    public ClientsFactAttribute() => Skip = PostgresServer.SkipReason ?? Packages.SkipReason;
}
