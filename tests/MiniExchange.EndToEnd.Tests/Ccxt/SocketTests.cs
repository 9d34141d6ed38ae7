using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Npm;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Ccxt;

/// <summary>Questions over the WebSocket API are answered as over HTTP.</summary>
public sealed class SocketTests(SqliteSite site) : CcxtTestBase(site)
{
    [NodeFact]
    public async Task OrdersAndFills_AreThoseOfHttp()
    {
        await Alice.CallAsync("createOrder", Symbol, "limit", "sell", 0.01m, 45_000m);
        await Alice.CallAsync("createOrder", Symbol, "limit", "sell", 0.02m, 46_000m);
        await Bob.CallAsync("createOrder", Symbol, "limit", "buy", 0.01m, 45_000m);

        Assert.Equal(2, Infos(await Alice.CallAsync("fetchOrdersWs", Symbol)).Length);
        Assert.Equal(Infos(await Alice.CallAsync("fetchOrders", Symbol)), Infos(await Alice.CallAsync("fetchOrdersWs", Symbol)));
        Assert.Equal(Infos(await Alice.CallAsync("fetchClosedOrders", Symbol)), Infos(await Alice.CallAsync("fetchClosedOrdersWs", Symbol)));
        Assert.Single(Infos(await Bob.CallAsync("fetchMyTradesWs", Symbol)));
        Assert.Equal(Infos(await Bob.CallAsync("fetchMyTrades", Symbol)), Infos(await Bob.CallAsync("fetchMyTradesWs", Symbol)));
    }

    [NodeFact]
    public async Task TradesAndCandles_AreThoseOfHttp()
    {
        await Alice.CallAsync("createOrder", Symbol, "limit", "sell", 0.02m, 45_000m);
        await Bob.CallAsync("createOrder", Symbol, "limit", "buy", 0.01m, 45_000m);
        await Bob.CallAsync("createOrder", Symbol, "limit", "buy", 0.01m, 45_000m);
        var fills = await Bob.CallAsync("fetchMyTrades", Symbol);
        var last = fills[1].Text("id");

        var trades = await Eventually.FindAsync(
            "the last trade", async () => Infos(await Alice.CallAsync("fetchTradesWs", Symbol, null, 2)) is var two && two[^1].Contains(last) ? two : null);
        Assert.Equal(trades, Infos(await Alice.CallAsync("fetchTrades", Symbol, null, 2, new { fetchTradesMethod = "publicGetHistoricalTrades" })));
        Assert.Equal(
            (await Alice.CallAsync("fetchOHLCV", Symbol, "1w", null, 2)).GetRawText(),
            (await Alice.CallAsync("fetchOHLCVWs", Symbol, "1w", null, 2)).GetRawText());
    }

    // All of each, as the exchange sent it.
    private static string[] Infos(JsonElement all) => [.. all.EnumerateArray().Select(one => one.GetProperty("info").GetRawText())];
}
