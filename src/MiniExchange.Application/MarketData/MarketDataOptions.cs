using System.ComponentModel.DataAnnotations;

namespace MiniExchange.Application.MarketData;

/// <summary>How live market data follows the journal.</summary>
public sealed class MarketDataOptions
{
    /// <summary>The most records that are read from the feed at once.</summary>
    [Range(1, 1_000_000)]
    public int BatchSize { get; set; } = 1_000;

    /// <summary>How long it waits after its first failure, in milliseconds; doubled with each further one.</summary>
    [Range(1, 600_000)]
    public int RetryDelayMs { get; set; } = 100;

    /// <summary>The longest it waits between two attempts, in milliseconds.</summary>
    [Range(1, 3_600_000)]
    public int MaxRetryDelayMs { get; set; } = 5_000;

    /// <summary>How often it looks for candles that have ended without anything happening, in milliseconds.</summary>
    [Range(1, 60_000)]
    public int CandleCloseMs { get; set; } = 200;
}
