using System.Globalization;
using System.Linq;
using System.Reflection;

namespace MiniExchange.EndToEnd.Tests;

/// <summary>What the build told this assembly.</summary>
internal static class BuiltWith
{
    /// <summary>Path of the host's program.</summary>
    public static string HostProgram { get; } = Read("HostProgram");

    /// <summary>Path of the load tests' program.</summary>
    public static string LoadProgram { get; } = Read("LoadProgram");

    /// <summary>Debug or Release.</summary>
    public static string Configuration { get; } = Read("Configuration");

    /// <summary>Whether the host has the cluster engine.</summary>
    public static bool WithAkka { get; } = Read("WithAkka") == "true";

    /// <summary>Whether a node of the cluster can listen for its operators.</summary>
    public static bool WithPetabridgeCmd { get; } = Read("WithPetabridgeCmd") == "true";

    /// <summary>Path of the directory of the Node clients.</summary>
    public static string NodeClients { get; } = Read("NodeClients");

    /// <summary>Path of the README.</summary>
    public static string Readme { get; } = Read("Readme");

    /// <summary>How long all tests of this project may take on two cores.</summary>
    public static int TimeBudgetSeconds { get; } = int.Parse(Read("TimeBudgetSeconds"), CultureInfo.InvariantCulture);

    private static string Read(string key) =>
        typeof(BuiltWith).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(said => said.Key == key).Value!;
}
