using System.Linq;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Npm;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Ccxt;

/// <summary>Every kind of order, what it answers, and what it leaves in the accounts to the last digit.</summary>
public sealed class OrderTests(SqliteSite site) : CcxtTestBase(site)
{
    [NodeFact]
    public async Task LimitOrders_WhenNothingCrosses_RestOnBothSidesAndLockTheirFunds()
    {
        var ask = await Alice.CallAsync("createOrder", Symbol, "limit", "sell", 0.12345m, 60_000.01m);
        var bid = await Bob.CallAsync("createOrder", Symbol, "limit", "buy", 0.01003m, 39_999.97m);

        Assert.Equal(("open", 0m, 0.12345m), (ask.Text("status"), ask.Amount("filled"), ask.Amount("remaining")));
        Assert.Equal(("open", 0m, 0.01003m), (bid.Text("status"), bid.Amount("filled"), bid.Amount("remaining")));
        await AssertBalanceAsync(Alice, "BTC", 1m - 0.12345m, 0.12345m);
        await AssertBalanceAsync(Bob, "USDT", 10_000m - (0.01003m * 39_999.97m), 0.01003m * 39_999.97m);
    }

    [NodeFact]
    public async Task LimitBuy_WhenItCrossesALargerAsk_TradesAtTheMakersPriceAndReleasesTheRest()
    {
        const decimal Price = 40_000.01m;
        const decimal Traded = 0.20003m;
        var ask = await Alice.CallAsync("createOrder", Symbol, "limit", "sell", 0.5m, Price);

        var buy = await Bob.CallAsync("createOrder", Symbol, "limit", "buy", Traded, 40_100m);

        const decimal Cost = Traded * Price;
        Assert.Equal(("closed", Traded, 0m, Cost), (buy.Text("status"), buy.Amount("filled"), buy.Amount("remaining"), buy.Amount("cost")));
        var fill = Assert.Single(buy.GetProperty("trades").EnumerateArray());
        Assert.Equal((Price, Traded), (fill.Amount("price"), fill.Amount("amount")));
        Assert.Equal((FeeOf(Traded), "BTC"), (fill.GetProperty("fee").Amount("cost"), fill.GetProperty("fee").Text("currency")));
        await AssertBalanceAsync(Bob, "BTC", 1m + Traded - FeeOf(Traded), 0m);
        await AssertBalanceAsync(Bob, "USDT", 10_000m - Cost, 0m);
        await AssertBalanceAsync(Alice, "BTC", 0.5m, 0.5m - Traded);
        await AssertBalanceAsync(Alice, "USDT", 10_000m + Cost - FeeOf(Cost), 0m);
        var rest = await Alice.CallAsync("fetchOrder", ask.Text("id"), Symbol);
        Assert.Equal(("open", Traded, 0.5m - Traded), (rest.Text("status"), rest.Amount("filled"), rest.Amount("remaining")));
    }

    [NodeFact]
    public async Task LimitSell_WhenItCrossesSmallerBids_TradesWithEachAndItsRestStays()
    {
        await Alice.CallAsync("createOrder", Symbol, "limit", "buy", 0.01m, 40_000.03m);
        await Alice.CallAsync("createOrder", Symbol, "limit", "buy", 0.02001m, 40_000.01m);

        var sell = await Bob.CallAsync("createOrder", Symbol, "limit", "sell", 0.05m, 40_000m);

        const decimal First = 0.01m * 40_000.03m;
        const decimal Second = 0.02001m * 40_000.01m;
        Assert.Equal(("open", 0.03001m, 0.01999m), (sell.Text("status"), sell.Amount("filled"), sell.Amount("remaining")));
        Assert.Equal([40_000.03m, 40_000.01m], sell.GetProperty("trades").EnumerateArray().Select(fill => fill.Amount("price")));
        await AssertBalanceAsync(Bob, "BTC", 0.95m, 0.01999m);
        await AssertBalanceAsync(Bob, "USDT", 10_000m + First - FeeOf(First) + Second - FeeOf(Second), 0m);
        await AssertBalanceAsync(Alice, "BTC", 1m + 0.03001m - FeeOf(0.01m) - FeeOf(0.02001m), 0m);
        await AssertBalanceAsync(Alice, "USDT", 10_000m - First - Second, 0m);
    }

    [NodeFact]
    public async Task ImmediateOrCancel_WhenOnlyPartMatches_TradesItAndExpires()
    {
        await Alice.CallAsync("createOrder", Symbol, "limit", "sell", 0.01m, 45_000m);

        var order = await Bob.CallAsync("createOrder", Symbol, "limit", "buy", 0.03m, 45_000m, new { timeInForce = "IOC" });

        Assert.Equal(("expired", 0.01m, 0.02m), (order.Text("status"), order.Amount("filled"), order.Amount("remaining")));
        Assert.Empty((await Bob.CallAsync("fetchOpenOrders", Symbol)).EnumerateArray());
        await AssertBalanceAsync(Bob, "USDT", 10_000m - 450m, 0m);
    }

    [NodeFact]
    public async Task FillOrKill_TradesInWholeOrNotAtAll()
    {
        await Alice.CallAsync("createOrder", Symbol, "limit", "sell", 0.01m, 45_000m);

        var tooLarge = await Bob.CallAsync("createOrder", Symbol, "limit", "buy", 0.01001m, 45_000m, new { timeInForce = "FOK" });
        Assert.Equal(("expired", 0m), (tooLarge.Text("status"), tooLarge.Amount("filled")));
        await AssertBalanceAsync(Bob, "USDT", 10_000m, 0m);

        var exact = await Bob.CallAsync("createOrder", Symbol, "limit", "buy", 0.01m, 45_000m, new { timeInForce = "FOK" });
        Assert.Equal(("closed", 0.01m), (exact.Text("status"), exact.Amount("filled")));
        await AssertBalanceAsync(Bob, "USDT", 10_000m - 450m, 0m);
    }

    [NodeFact]
    public async Task PostOnly_RestsOrIsRefused()
    {
        await Alice.CallAsync("createOrder", Symbol, "limit", "sell", 0.01m, 45_000m);

        var refused = await Bob.RefusedAsync("createOrder", Symbol, "limit", "buy", 0.01m, 45_000m, new { postOnly = true });
        Assert.Equal("OrderImmediatelyFillable", refused.Kind);
        await AssertBalanceAsync(Bob, "USDT", 10_000m, 0m);

        var rests = await Bob.CallAsync("createOrder", Symbol, "limit", "buy", 0.01m, 44_999.99m, new { postOnly = true });
        Assert.Equal("open", rests.Text("status"));
        Assert.True(rests.GetProperty("postOnly").GetBoolean());
        await AssertBalanceAsync(Bob, "USDT", 10_000m - 449.9999m, 449.9999m);
    }

    [NodeFact]
    public async Task MarketOrders_ByAmount_TakeTheBookFromTheBestPriceOn()
    {
        await Alice.CallAsync("createOrder", Symbol, "limit", "sell", 0.01m, 45_000.07m);
        await Alice.CallAsync("createOrder", Symbol, "limit", "sell", 0.01m, 45_001.01m);

        var buy = await Bob.CallAsync("createOrder", Symbol, "market", "buy", 0.01503m);

        const decimal Cost = (0.01m * 45_000.07m) + (0.00503m * 45_001.01m);
        Assert.Equal(("closed", 0.01503m, Cost), (buy.Text("status"), buy.Amount("filled"), buy.Amount("cost")));
        await AssertBalanceAsync(Bob, "BTC", 1m + 0.01503m - FeeOf(0.01m) - FeeOf(0.00503m), 0m);
        await AssertBalanceAsync(Bob, "USDT", 10_000m - Cost, 0m);

        await Bob.CallAsync("createOrder", Symbol, "limit", "buy", 0.02m, 44_000m);
        var sell = await Alice.CallAsync("createOrder", Symbol, "market", "sell", 0.01m);
        Assert.Equal(("closed", 440m), (sell.Text("status"), sell.Amount("cost")));
    }

    [NodeFact]
    public async Task MarketBuy_ByCost_SpendsNoMoreThanItAndWholeLots()
    {
        await Alice.CallAsync("createOrder", Symbol, "limit", "sell", 0.5m, 45_000m);

        var buy = await Bob.CallAsync("createMarketBuyOrderWithCost", Symbol, 100m);

        // 100 buys 0.00222 and a part of a lot at 45,000.
        Assert.Equal(0.00222m, buy.Amount("filled"));
        Assert.Equal(99.9m, buy.Amount("cost"));
        await AssertBalanceAsync(Bob, "BTC", 1m + 0.00222m - FeeOf(0.00222m), 0m);
        await AssertBalanceAsync(Bob, "USDT", 10_000m - 99.9m, 0m);
    }

    [NodeFact]
    public async Task MarketBuy_WithAPrice_SpendsTheirProduct()
    {
        await Alice.CallAsync("createOrder", Symbol, "limit", "sell", 0.5m, 45_000m);

        var buy = await Bob.CallAsync("createOrder", Symbol, "market", "buy", 0.01m, 50_000m);

        // 500 buys 0.01111 and a part of a lot at 45,000.
        Assert.Equal((0.01111m, 499.95m), (buy.Amount("filled"), buy.Amount("cost")));
        await AssertBalanceAsync(Bob, "USDT", 10_000m - 499.95m, 0m);
    }

    [NodeFact]
    public async Task CancelAndCancelAll_GiveFundsBack()
    {
        var first = await Alice.CallAsync("createOrder", Symbol, "limit", "sell", 0.1m, 70_000m);
        await Alice.CallAsync("createOrder", Symbol, "limit", "sell", 0.2m, 71_000m);
        await Alice.CallAsync("createOrder", Symbol, "limit", "buy", 0.1m, 30_000m);

        var canceled = await Alice.CallAsync("cancelOrder", first.Text("id"), Symbol);
        Assert.Equal((first.Text("id"), "canceled"), (canceled.Text("id"), canceled.Text("status")));
        await AssertBalanceAsync(Alice, "BTC", 0.8m, 0.2m);

        var others = await Alice.CallAsync("cancelAllOrders", Symbol);
        Assert.Equal(2, others.GetArrayLength());
        await AssertBalanceAsync(Alice, "BTC", 1m, 0m);
        await AssertBalanceAsync(Alice, "USDT", 10_000m, 0m);
    }

    [NodeFact]
    public async Task TestOrder_ChangesNothing()
    {
        await Alice.CallAsync("createOrder", Symbol, "limit", "sell", 0.1m, 70_000m, new { test = true });

        Assert.Empty((await Alice.CallAsync("fetchOpenOrders", Symbol)).EnumerateArray());
        await AssertBalanceAsync(Alice, "BTC", 1m, 0m);
    }
}
