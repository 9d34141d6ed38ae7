using System.ComponentModel.DataAnnotations;

namespace MiniExchange.Storage.Relational;

/// <summary>How the read side keeps up with the journal.</summary>
public sealed class ReadSideOptions
{
    /// <summary>The most records that one transaction of the projection applies.</summary>
    [Range(1, 1_000_000)]
    public int BatchSize { get; set; } = 20_000;

    /// <summary>
    /// How far apart transactions of the projection begin at least, in milliseconds, unless a reader of this process waits for the rows, or half a
    /// batch has come together: what happens in between is applied at once, which costs a fraction of applying it piece by piece.
    /// </summary>
    [Range(0, 10_000)]
    public int GatherMs { get; set; } = 250;

    /// <summary>How many records history may be behind the journal before new orders are told that the exchange is busy.</summary>
    [Range(1L, long.MaxValue)]
    public long MaxBehindRecords { get; set; } = 50_000;

    /// <summary>How long a reader waits for the rows to show what it has already seen, in milliseconds.</summary>
    [Range(0, 600_000)]
    public int WaitTimeoutMs { get; set; } = 5_000;

    /// <summary>How long the projection waits after its first failure, in milliseconds; doubled with each further one.</summary>
    [Range(1, 600_000)]
    public int RetryDelayMs { get; set; } = 100;

    /// <summary>The longest it waits between two attempts, in milliseconds.</summary>
    [Range(1, 3_600_000)]
    public int MaxRetryDelayMs { get; set; } = 1_000;

    /// <summary>
    /// How long the position may stand still, with more to apply, before another process goes on with it, in milliseconds. It moves only when a batch is
    /// committed, so this must be well above <see cref="GatherMs"/> and what the largest batch takes.
    /// </summary>
    [Range(1, 600_000)]
    public int TakeOverMs { get; set; } = 3_000;

    /// <summary>How often a process that looks on reads the position while the rows are behind its feed, in milliseconds.</summary>
    [Range(1, 60_000)]
    public int PositionPollMs { get; set; } = 20;

    /// <summary>How many streams it remembers the last record of; others are looked up in the journal.</summary>
    [Range(1, 100_000_000)]
    public int RecentStreams { get; set; } = 100_000;
}
