using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using MiniExchange.EndToEnd.Tests.Clients;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>Reads stream events of the clients that hand them on as the exchange sent them.</summary>
internal static class Events
{
    public static MarketTrade Trade(JsonElement json) =>
        new(json.Number("t"), json.Amount("p"), json.Amount("q"), json.GetProperty("m").GetBoolean());

    public static Candle Candle(JsonElement json)
    {
        var candle = json.GetProperty("k");
        return new Candle(candle.Number("t"), candle.Amount("o"), candle.Amount("h"), candle.Amount("l"), candle.Amount("c"), candle.Amount("v"));
    }

    public static BestPrices BestPrices(JsonElement json) => new(json.Amount("b"), json.Amount("B"), json.Amount("a"), json.Amount("A"));

    public static DayTicker DayTicker(JsonElement json) =>
        new(json.Amount("o"), json.Amount("h"), json.Amount("l"), json.Amount("c"), json.Amount("v"), json.Amount("q"));

    public static BookChange BookChange(JsonElement json) =>
        new(json.Number("U"), json.Number("u"), Book.Levels(json.GetProperty("b")), Book.Levels(json.GetProperty("a")));

    public static IEnumerable<OrderView> Orders(JsonElement json)
    {
        if (json.Text("e") != "executionReport") yield break;
        yield return new OrderView(
            Wire.Id(json, "i"), json.Text("S"), json.Amount("p"), json.Amount("q"), json.Amount("z"), Wire.State(json.Text("X")));
    }

    public static IEnumerable<FundsChange> Funds(JsonElement json) => json.Text("e") == "outboundAccountPosition"
        ? json.GetProperty("B").EnumerateArray().Select(one => new FundsChange(one.Text("a"), Compatibility.Funds.Of(one, "f", "l")))
        : [];
}
