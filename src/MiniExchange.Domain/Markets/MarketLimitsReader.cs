using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Markets;

/// <summary>Reads a pair's limits from its definition, and keeps the first thing that is wrong with them.</summary>
/// <param name="symbol">The pair, for the sentence that says so.</param>
/// <param name="baseAsset">What is bought and sold.</param>
/// <param name="quoteAsset">What it is paid in.</param>
/// <param name="lot">Quantity step.</param>
internal sealed class MarketLimitsReader(string symbol, Asset baseAsset, Asset quoteAsset, AssetUnits lot)
{
    private const int PpmScale = 6;

    /// <summary>The first thing that was wrong, as a sentence for the operator; null if nothing was.</summary>
    public string? Problem { get; private set; }

    /// <summary>The limits in the pair's units; of no use if there is a <see cref="Problem"/>.</summary>
    public PairLimits Read(MarketLimits limits) => new()
    {
        MinMarketQuantity = Quantity(nameof(limits.MinMarketQuantity), limits.MinMarketQuantity),
        MaxMarketQuantity = Quantity(nameof(limits.MaxMarketQuantity), limits.MaxMarketQuantity),
        MaxNotional = Amount(nameof(limits.MaxNotional), limits.MaxNotional, quoteAsset),
        Band = Band("", limits.MultiplierDown, limits.MultiplierUp),
        BidBand = Band("Bid", limits.BidMultiplierDown, limits.BidMultiplierUp),
        AskBand = Band("Ask", limits.AskMultiplierDown, limits.AskMultiplierUp),
        MaxIcebergParts = limits.MaxIcebergParts,
        MaxStopOrders = limits.MaxStopOrders,
        MaxIcebergOrders = limits.MaxIcebergOrders,
        MaxOrderLists = limits.MaxOrderLists,
        MaxAmendments = limits.MaxAmendments,
        MaxPosition = Amount(nameof(limits.MaxPosition), limits.MaxPosition, baseAsset),
        TrailingAbove = Deltas(limits.MinTrailingAboveBips, limits.MaxTrailingAboveBips),
        TrailingBelow = Deltas(limits.MinTrailingBelowBips, limits.MaxTrailingBelowBips),
        StopProtectionPpm = limits.StopProtectionPpm,
    };

    private AssetUnits Amount(string name, string? text, Asset asset)
    {
        if (string.IsNullOrEmpty(text)) return AssetUnits.Zero;
        if (DecimalText.Read(text, asset.Scale, out var units) != DecimalReading.Exact)
        {
            Fail($"{name} \"{text}\" is not a decimal with at most {asset.Scale} decimals.");
        }

        return new AssetUnits(units);
    }

    private QuantityLots Quantity(string name, string? text)
    {
        var units = Amount(name, text, baseAsset);
        if (units.Value % lot.Value != 0) Fail($"{name} \"{text}\" is not a whole number of LotSize steps.");
        return new QuantityLots(units.Value / lot.Value);
    }

    private PriceBand? Band(string side, string? down, string? up)
    {
        if (string.IsNullOrEmpty(down) && string.IsNullOrEmpty(up)) return null;
        return new PriceBand(Ppm($"{side}MultiplierDown", down), Ppm($"{side}MultiplierUp", up));
    }

    private int Ppm(string name, string? text)
    {
        if (DecimalText.Read(text, PpmScale, out var ppm) == DecimalReading.Exact && ppm is > 0 and <= int.MaxValue) return (int)ppm;
        Fail($"{name} \"{text}\" is not a decimal above 0 and up to 2147, with at most {PpmScale} decimals; both multipliers go together.");
        return 1;
    }

    private static DeltaRange? Deltas(int minBips, int maxBips) => maxBips == 0 ? null : new DeltaRange(minBips, maxBips);

    private void Fail(string what) => Problem ??= $"{symbol}: {what}";
}
