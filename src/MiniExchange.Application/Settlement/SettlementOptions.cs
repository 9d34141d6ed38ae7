using System.ComponentModel.DataAnnotations;

namespace MiniExchange.Application.Settlement;

/// <summary>How batches are closed.</summary>
public sealed class SettlementOptions
{
    /// <summary>How often a batch is closed if anything was traded, in milliseconds.</summary>
    [Range(100, 86_400_000)]
    public int EveryMs { get; set; } = 60_000;

    /// <summary>The most records that are read from the feed at once.</summary>
    [Range(1, 1_000_000)]
    public int BatchSize { get; set; } = 1_000;

    /// <summary>How long it waits after its first failure, in milliseconds; doubled with each further one.</summary>
    [Range(1, 600_000)]
    public int RetryDelayMs { get; set; } = 100;

    /// <summary>The longest it waits between two attempts, in milliseconds.</summary>
    [Range(1, 3_600_000)]
    public int MaxRetryDelayMs { get; set; } = 5_000;

    /// <summary>How many times in a row it fails to follow the journal, or gets no answer from settlement, before that is a problem to tell.</summary>
    [Range(1, 1_000)]
    public int ProblemAfterFailures { get; set; } = 10;

    /// <summary>
    /// A batch keeps the trades of which one side is settled and the other on its way: the newest of them, at most so many. When it has
    /// to drop one, <see cref="SettlementCloser.Problems"/> says so. At 20,000 a batch's record stays below 1 MiB.
    /// </summary>
    [Range(1, 20_000)]
    public int MaxCarried { get; set; } = 10_000;
}
