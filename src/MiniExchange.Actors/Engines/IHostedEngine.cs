using System;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors.Journaling;

namespace MiniExchange.Actors.Engines;

/// <summary>An engine as the process that runs it sees it. Disposing lets requests under way end, then stops it; nothing acknowledged is lost either way.</summary>
public interface IHostedEngine : IEngine, IAsyncDisposable
{
    /// <summary>How long the commit under way has taken so far; zero while none is. A store that hangs shows here before it fails.</summary>
    TimeSpan CommitAge { get; }

    /// <summary>Starts the engine; it opens the journal in the background.</summary>
    void Start();

    /// <summary>Waits until the engine's health is as wanted. What came and went between two looks is not seen.</summary>
    Task<EngineHealth> WaitForHealthAsync(Func<EngineHealth, bool> isWanted, CancellationToken cancellationToken);

    /// <summary>Waits until the engine is ready for the first time.</summary>
    /// <exception cref="JournalUnavailableException">The journal could not be opened; the message says why and what to do.</exception>
    async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        var health = await WaitForHealthAsync(
            static now => now.State is EngineState.Ready or EngineState.Stopped, cancellationToken).ConfigureAwait(false);
        if (health.State == EngineState.Stopped) throw new JournalUnavailableException(health.Reason);
    }
}
