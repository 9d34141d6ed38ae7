using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Storage.Codecs;

/// <summary>Assets and pairs as they are stored. Written rarely, so nothing is reused.</summary>
internal static class MarketShapes
{
    public static Schemas.Asset Write(Asset asset) => new() { Id = asset.Id.Value, Code = asset.Code, Scale = asset.Scale };

    public static Asset Read(Schemas.Asset stored)
    {
        StoredParts.Require(stored);
        return new(new AssetId(stored.Id), stored.Code, stored.Scale);
    }

    public static Schemas.TradingPair Write(TradingPair pair) => new()
    {
        Id = pair.Id.Value,
        Symbol = pair.Symbol,
        Base = Write(pair.Base),
        Quote = Write(pair.Quote),
        TickUnits = pair.TickUnits.Value,
        LotUnits = pair.LotUnits.Value,
        MinPrice = pair.MinPrice.Value,
        MaxPrice = pair.MaxPrice.Value,
        MinQuantity = pair.MinQuantity.Value,
        MaxQuantity = pair.MaxQuantity.Value,
        MinNotional = pair.MinNotional.Value,
        MakerFeePpm = pair.MakerFeePpm,
        TakerFeePpm = pair.TakerFeePpm,
        MaxOpenOrders = pair.MaxOpenOrders,
        Limits = pair.Limits == PairLimits.None ? null : Write(pair.Limits),
    };

    public static TradingPair Read(Schemas.TradingPair stored)
    {
        StoredParts.Require(stored);
        return new(
            new PairId(stored.Id),
            stored.Symbol,
            Read(stored.Base),
            Read(stored.Quote),
            new AssetUnits(stored.TickUnits),
            new AssetUnits(stored.LotUnits),
            new PriceTicks(stored.MinPrice),
            new PriceTicks(stored.MaxPrice),
            new QuantityLots(stored.MinQuantity),
            new QuantityLots(stored.MaxQuantity),
            new AssetUnits(stored.MinNotional),
            stored.MakerFeePpm,
            stored.TakerFeePpm,
            stored.MaxOpenOrders)
        {
            Limits = stored.Limits is { } limits ? Read(limits) : PairLimits.None,
        };
    }

    private static Schemas.PairLimits Write(PairLimits limits) => new()
    {
        MinMarketQuantity = limits.MinMarketQuantity.Value,
        MaxMarketQuantity = limits.MaxMarketQuantity.Value,
        MaxNotional = limits.MaxNotional.Value,
        Band = Write(limits.Band),
        BidBand = Write(limits.BidBand),
        AskBand = Write(limits.AskBand),
        MaxIcebergParts = limits.MaxIcebergParts,
        MaxStopOrders = limits.MaxStopOrders,
        MaxIcebergOrders = limits.MaxIcebergOrders,
        MaxOrderLists = limits.MaxOrderLists,
        MaxAmendments = limits.MaxAmendments,
        MaxPosition = limits.MaxPosition.Value,
        TrailingAbove = Write(limits.TrailingAbove),
        TrailingBelow = Write(limits.TrailingBelow),
        StopProtectionPpm = limits.StopProtectionPpm,
    };

    private static PairLimits Read(Schemas.PairLimits stored) => new()
    {
        MinMarketQuantity = new QuantityLots(stored.MinMarketQuantity),
        MaxMarketQuantity = new QuantityLots(stored.MaxMarketQuantity),
        MaxNotional = new AssetUnits(stored.MaxNotional),
        Band = Read(stored.Band),
        BidBand = Read(stored.BidBand),
        AskBand = Read(stored.AskBand),
        MaxIcebergParts = stored.MaxIcebergParts,
        MaxStopOrders = stored.MaxStopOrders,
        MaxIcebergOrders = stored.MaxIcebergOrders,
        MaxOrderLists = stored.MaxOrderLists,
        MaxAmendments = stored.MaxAmendments,
        MaxPosition = new AssetUnits(stored.MaxPosition),
        TrailingAbove = Read(stored.TrailingAbove),
        TrailingBelow = Read(stored.TrailingBelow),
        StopProtectionPpm = stored.StopProtectionPpm,
    };

    private static Schemas.PriceBand? Write(PriceBand? band) =>
        band is { } set ? new() { DownPpm = set.DownPpm, UpPpm = set.UpPpm } : null;

    private static PriceBand? Read(Schemas.PriceBand? stored) => stored is null ? null : new(stored.DownPpm, stored.UpPpm);

    private static Schemas.DeltaRange? Write(DeltaRange? range) =>
        range is { } set ? new() { MinBips = set.MinBips, MaxBips = set.MaxBips } : null;

    private static DeltaRange? Read(Schemas.DeltaRange? stored) => stored is null ? null : new(stored.MinBips, stored.MaxBips);
}
