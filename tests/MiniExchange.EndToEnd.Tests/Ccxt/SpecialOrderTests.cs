using System.Linq;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Compatibility;
using MiniExchange.EndToEnd.Tests.Npm;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Ccxt;

/// <summary>Orders with parameters of their own: those that trail the price, show a part of themselves, or do not trade with their owner.</summary>
public sealed class SpecialOrderTests(SqliteSite site) : CcxtTestBase(site)
{
    [NodeFact]
    public async Task TrailingPercent_WhenThePriceFallsByItFromItsHighest_SellsAtTheMarket()
    {
        var market = await MarketAsync();
        await market.TradeAsync(45_000m);
        await market.BidAsync(0.1m, 44_000m);
        var id = (await Alice.CallAsync(
            "createOrder", Symbol, "market", "sell", 0.1m, null, new { trailingPercent = 2, stopLossOrTakeProfit = "stopLoss" })).Text("id");

        await market.TradeAsync(46_000m);
        await market.TradeAsync(45_080.01m);
        var waiting = (await Alice.CallAsync("fetchOrder", id, Symbol)).GetProperty("info");
        Assert.Equal(("NEW", "STOP_LOSS", 200), (waiting.Text("status"), waiting.Text("type"), waiting.Amount("trailingDelta")));

        await market.TradeAsync(45_080m);
        var sold = await Eventually.FindAsync<Sale>(
            "the stop to sell",
            async () => await Alice.CallAsync("fetchOrder", id, Symbol) is var order && order.Text("status") == "closed" ? new Sale(order.Amount("cost")) : null);
        Assert.Equal(4_400m, sold.Cost);
        await AssertBalanceAsync(Alice, "USDT", 10_000m + 4_400m - 4.4m, 0m);
    }

    [NodeFact]
    public async Task TrailingDelta_OfALimitOrder_WaitsWithItsFundsHeld()
    {
        await (await MarketAsync()).TradeAsync(45_000m);

        var placed = await Alice.CallAsync("createOrder", Symbol, "STOP_LOSS_LIMIT", "sell", 0.1m, 43_900m, new { trailingDelta = 200 });

        var waiting = (await Alice.CallAsync("fetchOrder", placed.Text("id"), Symbol)).GetProperty("info");
        Assert.Equal(
            ("NEW", "STOP_LOSS_LIMIT", 200, 43_900m),
            (waiting.Text("status"), waiting.Text("type"), waiting.Amount("trailingDelta"), waiting.Amount("price")));
        await AssertBalanceAsync(Alice, "BTC", 0.9m, 0.1m);
        Assert.Equal("canceled", (await Alice.CallAsync("cancelOrder", placed.Text("id"), Symbol)).Text("status"));
    }

    [NodeFact]
    public async Task Stops_OfEveryKind_WaitWithTheirFundsHeld()
    {
        await (await MarketAsync()).TradeAsync(45_000m);
        (string Type, decimal? Price, object Parameters)[] stops =
        [
            ("STOP_LOSS", null, new { stopLossPrice = 44_000m }),
            ("STOP_LOSS", null, new { triggerPrice = 44_000m }),
            ("STOP_LOSS_LIMIT", 43_900m, new { stopLossPrice = 44_000m }),
            ("STOP_LOSS_LIMIT", 43_900m, new { triggerPrice = 44_000m }),
            ("TAKE_PROFIT", null, new { takeProfitPrice = 46_000m }),
            ("TAKE_PROFIT_LIMIT", 45_900m, new { takeProfitPrice = 46_000m }),
        ];

        foreach (var (type, price, parameters) in stops)
        {
            var placed = await Alice.CallAsync("createOrder", Symbol, price is null ? "market" : "limit", "sell", 0.1m, price, parameters);
            var waiting = await Alice.CallAsync("fetchOrder", placed.Text("id"), Symbol);
            Assert.Equal(("open", type), (waiting.Text("status"), waiting.GetProperty("info").Text("type")));
            Assert.Equal(type.StartsWith("STOP", System.StringComparison.Ordinal) ? 44_000m : 46_000m, waiting.Amount("stopPrice"));
            Assert.Equal(price ?? 0m, waiting.GetProperty("info").Amount("price"));
        }

        await AssertBalanceAsync(Alice, "BTC", 0.4m, 0.6m);
        Assert.Equal(stops.Length, (await Alice.CallAsync("cancelAllOrders", Symbol)).GetArrayLength());
        await AssertBalanceAsync(Alice, "BTC", 1m, 0m);
    }

    [NodeFact]
    public async Task IcebergAmount_IsAllThatTheBookShows()
    {
        var placed = await Alice.CallAsync("createOrder", Symbol, "limit", "sell", 0.05m, 70_000m, new { icebergAmount = 0.01m });
        Assert.Equal([0.01m], await ShownAsync());
        await AssertBalanceAsync(Alice, "BTC", 0.95m, 0.05m);

        await Bob.CallAsync("createOrder", Symbol, "limit", "buy", 0.025m, 70_000m);

        var order = await Alice.CallAsync("fetchOrder", placed.Text("id"), Symbol);
        Assert.Equal(("open", 0.025m, 0.01m), (order.Text("status"), order.Amount("filled"), order.GetProperty("info").Amount("icebergQty")));
        Assert.Equal([0.005m], await ShownAsync());

        async Task<decimal[]> ShownAsync() =>
            [.. (await Bob.CallAsync("fetchOrderBook", Symbol, 5)).GetProperty("asks").EnumerateArray().Select(level => level.Amount(1))];
    }

    [NodeFact]
    public async Task SelfTradePrevention_EndsTheOrderThatItNames()
    {
        var ask = (await Alice.CallAsync("createOrder", Symbol, "limit", "sell", 0.01m, 45_000m)).Text("id");

        var taker = await BuyAsync("EXPIRE_TAKER");
        Assert.Equal(("expired", 0m), (taker.Text("status"), taker.Amount("filled")));
        Assert.Equal("open", (await Alice.CallAsync("fetchOrder", ask, Symbol)).Text("status"));

        var maker = await BuyAsync("EXPIRE_MAKER");
        Assert.Equal(("open", 0m), (maker.Text("status"), maker.Amount("filled")));
        Assert.Equal("expired", (await Alice.CallAsync("fetchOrder", ask, Symbol)).Text("status"));
        await AssertBalanceAsync(Alice, "BTC", 1m, 0m);
        await AssertBalanceAsync(Alice, "USDT", 10_000m - 450m, 450m);

        Task<System.Text.Json.JsonElement> BuyAsync(string selfTradePrevention) =>
            Alice.CallAsync("createOrder", Symbol, "limit", "buy", 0.01m, 45_000m, new { selfTradePrevention });
    }

    private async Task<PriceMakers> MarketAsync() => new(await AddMakerAsync(), await AddMakerAsync());

    private Task<Trader> AddMakerAsync() => Site.Exchange.BackOffice.AddTraderAsync(("BTC", 1m), ("USDT", 10_000m));

    private sealed record Sale(decimal Cost);
}
