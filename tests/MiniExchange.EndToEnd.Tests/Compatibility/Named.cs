using System.Linq;
using System.Text.Json;
using MiniExchange.EndToEnd.Tests.Clients;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>Reads answers of binance-api-node and node-binance-api, which give the exchange's fields names of their own, mostly the same ones.</summary>
internal static class Named
{
    public static Level[] Levels(JsonElement side) =>
        [.. side.EnumerateArray().Select(level => new Level(level.Amount("price"), level.Amount("quantity")))];

    public static Book Book(JsonElement json) =>
        new(json.Number("lastUpdateId"), Levels(json.GetProperty("bids")), Levels(json.GetProperty("asks")));

    public static MarketTrade AggregateTrade(JsonElement json) =>
        new(json.Number("aggId"), json.Amount("price"), json.Amount("quantity"), json.GetProperty("isBuyerMaker").GetBoolean());

    public static Candle Candle(JsonElement json) => new(
        json.Number("openTime"), json.Amount("open"), json.Amount("high"), json.Amount("low"), json.Amount("close"), json.Amount("volume"));

    public static BestPrices BestPrices(JsonElement json, string bidQuantity, string askQuantity) =>
        new(json.Amount("bestBid"), json.Amount(bidQuantity), json.Amount("bestAsk"), json.Amount(askQuantity));
}
