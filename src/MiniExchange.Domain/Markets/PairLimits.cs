using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Markets;

/// <summary>What a pair allows beyond its grid and its ranges. Zero, and an absent range, mean no limit; icebergs always have one.</summary>
/// <remarks>Published as the filters of the trading API (docs/api.md); who enforces which is in docs/adr/0010-filters.md.</remarks>
public sealed record PairLimits
{
    private const int MostIcebergParts = 1_000;

    /// <summary>No limits: what pairs had before there were any.</summary>
    public static readonly PairLimits None = new();

    /// <summary>Smallest order that trades at market.</summary>
    public QuantityLots MinMarketQuantity { get; init; }

    /// <summary>Largest order that trades at market.</summary>
    public QuantityLots MaxMarketQuantity { get; init; }

    /// <summary>Largest price times quantity, in quote units; market orders are measured at the last price.</summary>
    public AssetUnits MaxNotional { get; init; }

    /// <summary>How far any order's price may lie from the last trade's; null for no limit.</summary>
    public PriceBand? Band { get; init; }

    /// <summary>The same for buys; null for no limit.</summary>
    public PriceBand? BidBand { get; init; }

    /// <summary>The same for sells; null for no limit.</summary>
    public PriceBand? AskBand { get; init; }

    /// <summary>Whether there is any limit of that kind.</summary>
    public bool HasBands => Band is not null || BidBand is not null || AskBand is not null;

    /// <summary>In how many parts an iceberg order may come; zero for <see cref="StandardIcebergParts"/>.</summary>
    public int MaxIcebergParts { get; init; }

    /// <summary>In how many parts an iceberg order may come where nothing is said.</summary>
    /// <remarks>Each part may be a trade, and a taker's way is walked ahead in one turn: there is always a limit.</remarks>
    public const int StandardIcebergParts = 100;

    /// <summary>In how many parts an iceberg order may come, after all.</summary>
    public int IcebergParts => MaxIcebergParts > 0 ? MaxIcebergParts : StandardIcebergParts;

    /// <summary>Open stop orders of one account on the pair.</summary>
    public int MaxStopOrders { get; init; }

    /// <summary>Open iceberg orders of one account on the pair.</summary>
    public int MaxIcebergOrders { get; init; }

    /// <summary>Open order lists of one account on the pair.</summary>
    public int MaxOrderLists { get; init; }

    /// <summary>How often one order may be amended.</summary>
    public int MaxAmendments { get; init; }

    /// <summary>The most of the base asset that an account may have and buy, in its units.</summary>
    public AssetUnits MaxPosition { get; init; }

    /// <summary>Trailing deltas of stop orders whose stop price is met from below; null for no limit.</summary>
    public DeltaRange? TrailingAbove { get; init; }

    /// <summary>Trailing deltas of stop orders whose stop price is met from above; null for no limit.</summary>
    public DeltaRange? TrailingBelow { get; init; }

    /// <summary>How far above its stop price a stop order that buys at market may pay, in millionths; that much is held for it.</summary>
    public int StopProtectionPpm { get; init; } = 50_000;

    /// <summary>What makes the limits invalid, as what a sentence about their pair says; null when they are valid.</summary>
    /// <param name="pair">The pair whose limits these are.</param>
    internal string? Problem(TradingPair pair)
    {
        if (MinMarketQuantity < QuantityLots.Zero || MaxMarketQuantity < QuantityLots.Zero || MaxNotional < AssetUnits.Zero
            || MaxPosition < AssetUnits.Zero || MaxIcebergParts < 0 || MaxStopOrders < 0 || MaxIcebergOrders < 0
            || MaxOrderLists < 0 || MaxAmendments < 0)
        {
            return "limits must not be negative; zero means none.";
        }

        if (MaxIcebergParts > MostIcebergParts) return $"an iceberg order may come in at most {MostIcebergParts} parts.";

        if (MaxMarketQuantity > QuantityLots.Zero && MaxMarketQuantity < MinMarketQuantity)
        {
            return "the largest quantity at market must not be below the smallest.";
        }

        if (MaxNotional != AssetUnits.Zero && MaxNotional < pair.MinNotional) return "the maximum notional must not be below the minimum.";

        if (!IsSound(Band) || !IsSound(BidBand) || !IsSound(AskBand))
        {
            return "price multipliers must satisfy 0 < down <= 1 <= up, or the last price itself would be refused.";
        }

        if (!IsSound(TrailingAbove) || !IsSound(TrailingBelow))
        {
            return $"trailing deltas must satisfy 1 <= minimum <= maximum <= {DeltaRange.MaxDeltaBips}.";
        }

        return StopProtectionPpm is < 0 or > 1_000_000 ? "the protection of stop orders must be 0 to 1000000 millionths." : null;
    }

    private static bool IsSound(PriceBand? band) => band is not { } given || given is { DownPpm: > 0 and <= 1_000_000, UpPpm: >= 1_000_000 };

    private static bool IsSound(DeltaRange? range) =>
        range is not { } given || (given.MinBips >= 1 && given.MinBips <= given.MaxBips && given.MaxBips <= DeltaRange.MaxDeltaBips);
}

/// <summary>A range of prices around another, in millionths of it.</summary>
/// <param name="DownPpm">The lowest allowed; 200000 is a fifth of the other price.</param>
/// <param name="UpPpm">The highest allowed; 5000000 is five times the other price.</param>
public readonly record struct PriceBand(int DownPpm, int UpPpm)
{
    /// <summary>Whether a price lies within the band around another; both ends are allowed.</summary>
    public bool Allows(PriceTicks price, PriceTicks other) =>
        (System.Int128)price.Value * 1_000_000 >= (System.Int128)other.Value * DownPpm
        && (System.Int128)price.Value * 1_000_000 <= (System.Int128)other.Value * UpPpm;
}

/// <summary>A range of trailing deltas, in hundredths of a percent; both ends are allowed.</summary>
/// <param name="MinBips">The smallest.</param>
/// <param name="MaxBips">The largest.</param>
public readonly record struct DeltaRange(int MinBips, int MaxBips)
{
    /// <summary>The largest delta there can be: by all of its price no price can fall.</summary>
    public const int MaxDeltaBips = 9_999;

    /// <summary>Whether a delta is in the range.</summary>
    public bool Allows(int bips) => bips >= MinBips && bips <= MaxBips;
}

/// <summary>What one account may have open on all pairs together; the operator's settings. Zero means no limit.</summary>
public sealed record AccountLimits
{
    /// <summary>No limits.</summary>
    public static readonly AccountLimits None = new();

    /// <summary>Open orders.</summary>
    public int MaxOrders { get; init; }

    /// <summary>Open stop orders.</summary>
    public int MaxStopOrders { get; init; }

    /// <summary>Open iceberg orders.</summary>
    public int MaxIcebergOrders { get; init; }

    /// <summary>Open order lists.</summary>
    public int MaxOrderLists { get; init; }

    /// <summary>The most of an asset that one order may move, by asset, in its units.</summary>
    public System.Collections.Immutable.ImmutableDictionary<AssetId, AssetUnits> MaxPerOrder { get; init; } =
        System.Collections.Immutable.ImmutableDictionary<AssetId, AssetUnits>.Empty;
}
