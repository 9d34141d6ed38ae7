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

    /// <summary>
    /// A batch keeps the trades of which one side is settled and the other on its way. While there are more than this none is closed,
    /// and <see cref="SettlementCloser.Problem"/> says so.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxCarried { get; set; } = 10_000;
}
