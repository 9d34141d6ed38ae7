using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Storage.Codecs;

/// <summary>Assets and pairs as they are stored. Written rarely, so nothing is reused.</summary>
internal static class MarketShapes
{
    public static Schemas.Asset Write(Asset asset) => new() { Id = asset.Id.Value, Code = asset.Code, Scale = asset.Scale };

    public static Asset Read(Schemas.Asset stored) => new(new AssetId(stored.Id), stored.Code, stored.Scale);

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
    };

    public static TradingPair Read(Schemas.TradingPair stored) => new(
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
        stored.MaxOpenOrders);
}
