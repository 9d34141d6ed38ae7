using System;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Markets;

/// <summary>Two assets that trade against each other, with the grid and limits of their orders and the fees of their trades.</summary>
/// <remarks>
/// BTCUSDT: BTC is base, USDT is quote. Valid only if tick times lot is a whole number of quote units, and if the largest
/// order's notional fits 64 bits: <see cref="Problem"/> says so before a pair is listed. docs/adr/0002-units.md.
/// </remarks>
/// <param name="Id">Given once; never renumbered.</param>
/// <param name="Symbol">Base and quote codes without separator.</param>
/// <param name="Base">What is bought and sold.</param>
/// <param name="Quote">What it is paid in.</param>
/// <param name="TickUnits">Price step: quote units per one whole base.</param>
/// <param name="LotUnits">Quantity step, in base units.</param>
/// <param name="MinPrice">Lowest limit price.</param>
/// <param name="MaxPrice">Highest limit price.</param>
/// <param name="MinQuantity">Smallest order.</param>
/// <param name="MaxQuantity">Largest order.</param>
/// <param name="MinNotional">Smallest price times quantity, in quote units; market orders are measured at the last price.</param>
/// <param name="MakerFeePpm">Share of what a maker receives, in millionths.</param>
/// <param name="TakerFeePpm">Share of what a taker receives, in millionths.</param>
/// <param name="MaxOpenOrders">Open orders of one account on this pair.</param>
public sealed record TradingPair(
    PairId Id,
    string Symbol,
    Asset Base,
    Asset Quote,
    AssetUnits TickUnits,
    AssetUnits LotUnits,
    PriceTicks MinPrice,
    PriceTicks MaxPrice,
    QuantityLots MinQuantity,
    QuantityLots MaxQuantity,
    AssetUnits MinNotional,
    int MakerFeePpm,
    int TakerFeePpm,
    int MaxOpenOrders)
{
    /// <summary>What it allows beyond the ranges above.</summary>
    public PairLimits Limits { get; init; } = PairLimits.None;

    // These three decide what a lot costs at a tick. That is worked out once, as every trade asks for it; a copy made by
    // "with" runs no constructor, so that each must see to it.

    /// <summary>What is bought and sold.</summary>
    public Asset Base { get; init { field = value; QuoteUnitsPerLotTick = PriceOfLotAtTick(); } } = Base;

    /// <summary>Price step: quote units per one whole base.</summary>
    public AssetUnits TickUnits { get; init { field = value; QuoteUnitsPerLotTick = PriceOfLotAtTick(); } } = TickUnits;

    /// <summary>Quantity step, in base units.</summary>
    public AssetUnits LotUnits { get; init { field = value; QuoteUnitsPerLotTick = PriceOfLotAtTick(); } } = LotUnits;

    /// <summary>Quote units of one lot at one tick.</summary>
    public long QuoteUnitsPerLotTick { get; private init; } = PriceOfLotAtTick(Base, TickUnits, LotUnits);

    /// <summary>Quote units owed for <paramref name="quantity"/> at <paramref name="price"/>; exact, never rounded.</summary>
    /// <exception cref="OverflowException">The product exceeds 64 bits; the pair's order limits keep this out of reach.</exception>
    public AssetUnits Notional(QuantityLots quantity, PriceTicks price) =>
        new(checked(quantity.Value * price.Value * QuoteUnitsPerLotTick));

    /// <summary>Base units of a quantity.</summary>
    /// <exception cref="OverflowException">The product exceeds 64 bits; the pair's order limits keep this out of reach.</exception>
    public AssetUnits BaseUnits(QuantityLots quantity) => new(checked(quantity.Value * LotUnits.Value));

    /// <summary>The most lots that <paramref name="budget"/> quote units buy at <paramref name="price"/>; the rest is left over.</summary>
    public QuantityLots LotsFor(AssetUnits budget, PriceTicks price) =>
        new((long)(budget.Value / ((Int128)price.Value * QuoteUnitsPerLotTick)));

    /// <summary>The most that a stop order which buys at market may pay, given the price at which it is triggered.</summary>
    /// <returns>The price with the pair's protection added, rounded up; at most <see cref="MaxPrice"/>.</returns>
    public PriceTicks ProtectionPrice(PriceTicks trigger)
    {
        var most = ((Int128)trigger.Value * (1_000_000 + Limits.StopProtectionPpm) + 999_999) / 1_000_000;
        return new PriceTicks((long)Int128.Min(most, MaxPrice.Value));
    }

    /// <summary>Whether a price or quantity of either pair means the same in the other; fees and limits may differ.</summary>
    /// <remarks>A pair that has traded keeps its grid for good: resting orders and past trades count in its steps.</remarks>
    public bool HasGridOf(TradingPair other) =>
        Id == other.Id
        && Base.Id == other.Base.Id && Base.Scale == other.Base.Scale
        && Quote.Id == other.Quote.Id && Quote.Scale == other.Quote.Scale
        && TickUnits == other.TickUnits && LotUnits == other.LotUnits;

    /// <summary>Reads a price such as <c>"40000.01"</c>; off the tick grid is refused, not rounded.</summary>
    public GridReading ReadPrice(ReadOnlySpan<char> text, out PriceTicks price)
    {
        var reading = ReadOnGrid(text, Quote.Scale, TickUnits, out var ticks);
        price = new PriceTicks(ticks);
        return reading;
    }

    /// <summary>Reads a quantity of base such as <c>"0.5"</c>; off the lot grid is refused, not rounded.</summary>
    public GridReading ReadQuantity(ReadOnlySpan<char> text, out QuantityLots quantity)
    {
        var reading = ReadOnGrid(text, Base.Scale, LotUnits, out var lots);
        quantity = new QuantityLots(lots);
        return reading;
    }

    /// <summary>A price as people read it, all decimals of the quote asset shown.</summary>
    public string Format(PriceTicks price) => DecimalText.Write(checked(price.Value * TickUnits.Value), Quote.Scale);

    /// <summary>A quantity as people read it, all decimals of the base asset shown.</summary>
    public string Format(QuantityLots quantity) => Base.Format(BaseUnits(quantity));

    /// <summary>What makes the pair invalid, as a sentence for its operator; null when it is valid.</summary>
    public string? Problem()
    {
        if (Id.Value is < 1 or > PairId.Max) return $"{Symbol}: the pair id must be 1 to {PairId.Max}.";
        if (Base.Id == Quote.Id) return $"{Symbol}: base and quote must differ.";
        if (TickUnits <= AssetUnits.Zero || LotUnits <= AssetUnits.Zero) return $"{Symbol}: tick and lot must be greater than zero.";
        if ((Int128)TickUnits.Value * LotUnits.Value % PowerOfTen(Base.Scale) != 0)
        {
            return $"{Symbol}: tick size times lot size must be a whole number of the quote asset's smallest units.";
        }

        if (MinPrice.Value < 1 || MaxPrice < MinPrice) return $"{Symbol}: prices must satisfy 0 < minimum <= maximum.";
        if (MinQuantity.Value < 1 || MaxQuantity < MinQuantity) return $"{Symbol}: quantities must satisfy 0 < minimum <= maximum.";
        if ((Int128)MaxPrice.Value * MaxQuantity.Value * QuoteUnitsPerLotTick > long.MaxValue
            || (Int128)MaxQuantity.Value * LotUnits.Value > long.MaxValue)
        {
            return $"{Symbol}: the largest order's value does not fit 64 bits; lower the maximum price or quantity.";
        }

        if (MinNotional < AssetUnits.Zero) return $"{Symbol}: the minimum notional must not be negative.";
        if (MakerFeePpm is < 0 or > 500_000 || TakerFeePpm is < 0 or > 500_000)
        {
            return $"{Symbol}: fee rates must be 0 to 500000 millionths.";
        }

        // Canceling them all is one turn of the book.
        if (MaxOpenOrders is < 1 or > 1_000) return $"{Symbol}: open orders per account must be 1 to 1000.";

        return Limits.Problem(this) is { } problem ? $"{Symbol}: {problem}" : null;
    }

    private long PriceOfLotAtTick() => PriceOfLotAtTick(Base, TickUnits, LotUnits);

    private static long PriceOfLotAtTick(Asset baseAsset, AssetUnits tick, AssetUnits lot) =>
        (long)((Int128)tick.Value * lot.Value / PowerOfTen(baseAsset.Scale));

    private static GridReading ReadOnGrid(ReadOnlySpan<char> text, int scale, AssetUnits step, out long steps)
    {
        steps = 0;
        switch (DecimalText.Read(text, scale, out var units))
        {
            case DecimalReading.Malformed: return GridReading.Malformed;
            case DecimalReading.TooPrecise: return GridReading.TooPrecise;
            case DecimalReading.TooLarge: return GridReading.TooLarge;
            default:
                if (units % step.Value != 0) return GridReading.OffGrid;
                steps = units / step.Value;
                return GridReading.Exact;
        }
    }

    private static long PowerOfTen(int exponent)
    {
        var power = 1L;
        for (var i = 0; i < exponent; i++) power *= 10;
        return power;
    }
}

/// <summary>What became of reading a price or quantity.</summary>
public enum GridReading
{
    /// <summary>Read exactly.</summary>
    Exact = 0,

    /// <summary>Not a plain decimal.</summary>
    Malformed = 1,

    /// <summary>More decimals than the asset has.</summary>
    TooPrecise = 2,

    /// <summary>Larger than 64 bits hold.</summary>
    TooLarge = 3,

    /// <summary>Not a multiple of the pair's step.</summary>
    OffGrid = 4,
}
