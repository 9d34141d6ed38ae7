using System;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors.Engines;

namespace MiniExchange.Conformance.Engines;

/// <summary>What a test asks of an engine's limits and times; an engine keeps its defaults where a test does not care.</summary>
public sealed record EngineSetup
{
    /// <summary>Requests under way at once.</summary>
    public int MaxRequests { get; init; } = 1_000;

    /// <summary>Requests under way at once on one actor's path.</summary>
    public int MaxRequestsPerActor { get; init; } = 1_000;

    /// <summary>How often the low-water position is stored at most, in milliseconds.</summary>
    public int LowWaterEveryMs { get; init; } = 60_000;

    /// <summary>How large records must grow before a snapshot is taken, in bytes.</summary>
    public int SnapshotMinBytes { get; init; } = 1_000_000;

    /// <summary>Committed records kept in memory for readers of the feed.</summary>
    public int FeedRecords { get; init; } = 1_000;
}

/// <summary>An engine under test. Disposing it stops it.</summary>
public abstract class EngineRun : IAsyncDisposable
{
    /// <summary>The engine.</summary>
    public abstract IEngine Engine { get; }

    /// <summary>Starts it; it opens the journal in the background.</summary>
    public abstract void Start();

    /// <summary>Waits until its health is as wanted.</summary>
    public abstract Task<EngineHealth> WaitForHealthAsync(Func<EngineHealth, bool> isWanted, CancellationToken cancellationToken);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();
}
