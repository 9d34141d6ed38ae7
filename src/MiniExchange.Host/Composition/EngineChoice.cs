using System;
using Microsoft.Extensions.Configuration;

namespace MiniExchange.Host.Composition;

/// <summary>The engines that can run the exchange; setting <c>Engine</c>, which is also the section of the embedded engine's own settings.</summary>
public enum EngineChoice
{
    /// <summary>One process.</summary>
    Embedded = 0,

    /// <summary>Several processes on one PostgreSQL, by Akka.NET; only in a build that has its packages.</summary>
    AkkaCluster = 1,
}

/// <summary>Reads which engine the configuration asks for.</summary>
internal static class EngineChoices
{
    /// <summary>Whether this build has the cluster's packages.</summary>
#if AKKA_CLUSTER
    public const bool HasCluster = true;
#else
    public const bool HasCluster = false;
#endif

    /// <summary>The engine to run; the embedded one if nothing is said.</summary>
    /// <exception cref="InvalidOperationException">There is no such engine, or not in this build; the message says what to do.</exception>
    public static EngineChoice Read(IConfiguration configuration, bool hasCluster) => configuration["Engine"] switch
    {
        null or "" => EngineChoice.Embedded,
        var name when name.Equals(nameof(EngineChoice.Embedded), StringComparison.OrdinalIgnoreCase) => EngineChoice.Embedded,
        var name when name.Equals(nameof(EngineChoice.AkkaCluster), StringComparison.OrdinalIgnoreCase) => hasCluster
            ? EngineChoice.AkkaCluster
            : throw new InvalidOperationException(
                "Engine=AkkaCluster needs Akka.NET, and this program was built without it. "
                + "Fetch its packages as README.md says under \"Several machines\", and build again."),
        _ => throw new InvalidOperationException("Engine must be Embedded or AkkaCluster."),
    };
}
