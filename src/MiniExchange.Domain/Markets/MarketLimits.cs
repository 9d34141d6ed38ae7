namespace MiniExchange.Domain.Markets;

/// <summary>A pair's limits as its operator describes them; what is not said is standard. An absent text, and zero, mean no limit.</summary>
/// <remarks>Filters of the trading API, named in docs/api.md; docs/adr/0010-filters.md.</remarks>
public sealed record MarketLimits
{
    /// <summary>No limits at all.</summary>
    public static readonly MarketLimits None = new()
    {
        BidMultiplierUp = null,
        BidMultiplierDown = null,
        AskMultiplierUp = null,
        AskMultiplierDown = null,
        MaxIcebergParts = 0,
        MaxStopOrders = 0,
        MaxIcebergOrders = 0,
        MaxOrderLists = 0,
        MaxAmendments = 0,
        MinTrailingAboveBips = 0,
        MaxTrailingAboveBips = 0,
        MinTrailingBelowBips = 0,
        MaxTrailingBelowBips = 0,
    };

    /// <summary>Smallest order at market, a quantity.</summary>
    public string? MinMarketQuantity { get; init; }

    /// <summary>Largest order at market, a quantity.</summary>
    public string? MaxMarketQuantity { get; init; }

    /// <summary>Largest price times quantity.</summary>
    public string? MaxNotional { get; init; }

    /// <summary>The highest price, as a multiple of the last trade's; given together with <see cref="MultiplierDown"/>.</summary>
    public string? MultiplierUp { get; init; }

    /// <summary>The lowest price, as a multiple of the last trade's.</summary>
    public string? MultiplierDown { get; init; }

    /// <summary>As <see cref="MultiplierUp"/>, of buys; given together with <see cref="BidMultiplierDown"/>.</summary>
    public string? BidMultiplierUp { get; init; } = "5";

    /// <summary>As <see cref="MultiplierDown"/>, of buys.</summary>
    public string? BidMultiplierDown { get; init; } = "0.2";

    /// <summary>As <see cref="MultiplierUp"/>, of sells; given together with <see cref="AskMultiplierDown"/>.</summary>
    public string? AskMultiplierUp { get; init; } = "5";

    /// <summary>As <see cref="MultiplierDown"/>, of sells.</summary>
    public string? AskMultiplierDown { get; init; } = "0.2";

    /// <summary>In how many parts an iceberg order may come, at most 1000; zero for 100.</summary>
    public int MaxIcebergParts { get; init; } = 100;

    /// <summary>Open stop orders of one account on the pair.</summary>
    public int MaxStopOrders { get; init; } = 20;

    /// <summary>Open iceberg orders of one account on the pair.</summary>
    public int MaxIcebergOrders { get; init; } = 10;

    /// <summary>Open order lists of one account on the pair.</summary>
    public int MaxOrderLists { get; init; } = 20;

    /// <summary>How often one order may be amended.</summary>
    public int MaxAmendments { get; init; } = 10;

    /// <summary>The most of the base asset that an account may have and buy, an amount.</summary>
    public string? MaxPosition { get; init; }

    /// <summary>The smallest trailing delta of stops that are met from below, in hundredths of a percent.</summary>
    public int MinTrailingAboveBips { get; init; } = 10;

    /// <summary>The largest of them; zero for no range.</summary>
    public int MaxTrailingAboveBips { get; init; } = 2_000;

    /// <summary>The smallest trailing delta of stops that are met from above, in hundredths of a percent.</summary>
    public int MinTrailingBelowBips { get; init; } = 10;

    /// <summary>The largest of them; zero for no range.</summary>
    public int MaxTrailingBelowBips { get; init; } = 2_000;

    /// <summary>How far above its trigger price a stop order that buys at market may pay, in millionths.</summary>
    public int StopProtectionPpm { get; init; } = 50_000;
}
