using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Tests.Markets;

public static class Pairs
{
    public static readonly Asset Btc = new(new AssetId(1), "BTC", Scale: 8);

    public static readonly Asset Usdt = new(new AssetId(2), "USDT", Scale: 8);

    /// <summary>A tick is 0.01 USDT, a lot 0.00001 BTC; so a lot at one tick is 10 units of USDT.</summary>
    public static readonly TradingPair BtcUsdt = new(
        new PairId(7),
        "BTCUSDT",
        Btc,
        Usdt,
        TickUnits: new AssetUnits(1_000_000),
        LotUnits: new AssetUnits(1_000),
        MinPrice: new PriceTicks(1),
        MaxPrice: new PriceTicks(100_000_000),
        MinQuantity: new QuantityLots(1),
        MaxQuantity: new QuantityLots(900_000_000),
        MinNotional: AssetUnits.Zero,
        MakerFeePpm: 1_000,
        TakerFeePpm: 2_000,
        MaxOpenOrders: 200);
}
