using System;
using System.ComponentModel.DataAnnotations;
using MiniExchange.Actors.Cells;

namespace MiniExchange.Actors.Embedded;

/// <summary>Limits and times of the embedded engine.</summary>
public sealed class EmbeddedEngineOptions
{
    /// <summary>Worker threads; every actor belongs to one. Default: one per processor, at least two.</summary>
    [Range(1, 1_024)]
    public int Partitions { get; set; } = Math.Max(2, Environment.ProcessorCount);

    /// <summary>Requests under way at once; more are answered busy.</summary>
    [Range(1, 10_000_000)]
    public int MaxRequests { get; set; } = 16_384;

    /// <summary>Requests under way at once that one actor is on the path of; more are answered busy.</summary>
    [Range(1, 10_000_000)]
    public int MaxRequestsPerActor { get; set; } = 8_192;

    /// <summary>Turns of one actor in one commit share a record up to this size, in bytes.</summary>
    [Range(1_024, 1024 * 1024)]
    public int MaxRecordBytes { get; set; } = 1024 * 1024;

    /// <summary>An actor that nothing reached for so long is unloaded, in milliseconds.</summary>
    [Range(1, int.MaxValue)]
    public int UnloadAfterMs { get; set; } = 300_000;

    /// <summary>Actors in memory; above it the least recently used are unloaded sooner.</summary>
    [Range(1, 100_000_000)]
    public int MaxLoadedActors { get; set; } = 200_000;

    /// <summary>How often the low-water position is stored at most, in milliseconds.</summary>
    [Range(1, 600_000)]
    public int LowWaterEveryMs { get; set; } = 1_000;

    /// <summary>How long to wait before the journal is opened again after a failure, in milliseconds; doubles up to 16 times.</summary>
    [Range(1, 600_000)]
    public int RestartAfterMs { get; set; } = 200;

    /// <summary>
    /// How old the last proof that the journal's lock is held may be when an answer that needs no commit leaves, in milliseconds; the
    /// lock is confirmed first if it is older. Also how often it is confirmed when nothing happens.
    /// </summary>
    [Range(1, 600_000)]
    public int ConfirmEveryMs { get; set; } = 1_000;

    /// <summary>
    /// How old that proof may be for what is in memory to be told, in milliseconds; null where nobody can take a lock away from a process
    /// that runs. Shorter than the time after which the store gives the lock of a silent engine to another. The host sets it.
    /// </summary>
    public int? MaxProofAgeMs { get; set; }

    /// <summary>Whether to wait, for ever, for whoever holds the journal, instead of giving up. The host sets it.</summary>
    public bool StandsBy { get; set; }

    /// <summary>How often an engine that stands by looks whether the journal is free, in milliseconds.</summary>
    [Range(10, 600_000)]
    public int StandbyPollMs { get; set; } = 500;

    /// <summary>Committed records kept in memory for readers of the feed; older ones are read from the journal.</summary>
    [Range(1, 10_000_000)]
    public int FeedRecords { get; set; } = 8_192;

    /// <summary>How many parcels a worker handles before it looks at its timers.</summary>
    [Range(1, 1_000_000)]
    public int ParcelsPerStep { get; set; } = 256;

    /// <summary>How long a stop waits for requests under way, in milliseconds; those still open then are answered as unknown.</summary>
    [Range(0, 600_000)]
    public int DrainMs { get; set; } = 5_000;

    /// <summary>Limits and times of every cell.</summary>
    public CellOptions Cells { get; set; } = new();
}
