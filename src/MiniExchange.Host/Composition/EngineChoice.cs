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
#if AKKA_CLUSTER
    private static bool HasCluster => true;
#else
    private static bool HasCluster => false;
#endif

    /// <summary>The engine to run; the embedded one if nothing is said.</summary>
    /// <exception cref="InvalidOperationException">There is no such engine, not in this build, or not on this database; the message says what to do.</exception>
    public static EngineChoice Read(IConfiguration configuration)
    {
        var name = configuration["Engine"];
        if (string.IsNullOrEmpty(name) || Is(name, nameof(EngineChoice.Embedded))) return EngineChoice.Embedded;
        if (!Is(name, nameof(EngineChoice.AkkaCluster))) throw new InvalidOperationException("Engine must be Embedded or AkkaCluster.");
        if (!HasCluster)
        {
            throw new InvalidOperationException(
                "Engine=AkkaCluster needs Akka.NET, and this program was built without it. "
                + "Fetch its packages as README.md says under \"Several machines\", and build again.");
        }

        return Is(configuration["Storage:Provider"], nameof(StorageProvider.PostgreSQL))
            ? EngineChoice.AkkaCluster
            : throw new InvalidOperationException("Engine=AkkaCluster needs a journal that nodes can share: Storage:Provider=PostgreSQL.");
    }

    private static bool Is(string? text, string name) => string.Equals(text, name, StringComparison.OrdinalIgnoreCase);
}
