using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Npm;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>Orders from placing to the end, what they leave in the accounts, and what is refused.</summary>
public abstract class OrderKit(ClientSite site) : CompatibilityKit(site)
{
    [NodeTheory]
    [EveryPackage]
    public async Task LimitOrder_FromPlacingToCanceling_IsSeenInEveryState(Package package)
    {
        var alice = await OpenAsync(package);

        var placed = await alice.PlaceAsync(OrderTerms.Limit("SELL", 0.12345m, 60_000.01m));
        Assert.Equal(new OrderView(placed.Id, "SELL", 60_000.01m, 0.12345m, 0, OrderState.Open), placed);
        Assert.Equal(placed, await alice.OrderAsync(placed.Id));
        Assert.Equal([placed], await alice.OpenOrdersAsync());
        Assert.Equal(new Funds(0.87655m, 0.12345m), await alice.FundsAsync("BTC"));

        var canceled = await alice.CancelAsync(placed.Id);
        Assert.Equal(placed with { State = OrderState.Canceled }, canceled);
        Assert.Equal(canceled, await alice.OrderAsync(placed.Id));
        Assert.Empty(await alice.OpenOrdersAsync());
        Assert.Equal([canceled], await alice.OrdersAsync());
        Assert.Equal(new Funds(1m, 0), await alice.FundsAsync("BTC"));
    }

    [NodeTheory]
    [EveryPackage]
    public async Task MarketOrder_AgainstARestingOne_FillsBothAndMovesTheMoney(Package package)
    {
        var alice = await OpenAsync(package);
        var bob = await OpenAsync(package);
        var ask = await alice.PlaceAsync(OrderTerms.Limit("SELL", 0.05m, 45_000m));

        var buy = await bob.PlaceAsync(OrderTerms.Market("BUY", 0.02m));

        Assert.Equal((OrderState.Filled, 0.02m), (buy.State, buy.Executed));
        Assert.Equal(ask with { Executed = 0.02m }, await alice.OrderAsync(ask.Id));
        var bought = Assert.Single(await bob.FillsAsync());
        Assert.Equal(new FillView(bought.TradeId, buy.Id, "BUY", 45_000m, 0.02m, 0.00002m, "BTC", false), bought);
        Assert.Equal([new FillView(bought.TradeId, ask.Id, "SELL", 45_000m, 0.02m, 0.9m, "USDT", true)], await alice.FillsAsync());
        Assert.Equal((new Funds(1.01998m, 0), new Funds(9_100m, 0)), (await bob.FundsAsync("BTC"), await bob.FundsAsync("USDT")));
        Assert.Equal((new Funds(0.95m, 0.03m), new Funds(10_899.1m, 0)), (await alice.FundsAsync("BTC"), await alice.FundsAsync("USDT")));
    }

    [NodeTheory]
    [EveryPackage]
    public async Task CancelAll_EndsEveryOrderAndGivesTheFundsBack(Package package)
    {
        var alice = await OpenAsync(package);
        var ask = await alice.PlaceAsync(OrderTerms.Limit("SELL", 0.1m, 70_000m));
        var bid = await alice.PlaceAsync(OrderTerms.Limit("BUY", 0.1m, 30_000m));

        Assert.Equal([ask.Id, bid.Id], await alice.CancelAllAsync());

        Assert.Equal([ask with { State = OrderState.Canceled }, bid with { State = OrderState.Canceled }], await alice.OrdersAsync());
        Assert.Equal((new Funds(1m, 0), new Funds(10_000m, 0)), (await alice.FundsAsync("BTC"), await alice.FundsAsync("USDT")));
    }

    [NodeTheory]
    [EveryPackage]
    public async Task PostOnly_WhenItWouldTrade_IsRefusedElseItRests(Package package)
    {
        var alice = await OpenAsync(package);
        var bob = await OpenAsync(package);
        await alice.PlaceAsync(OrderTerms.Limit("SELL", 0.01m, 45_000m));

        var refusal = await bob.RefusedAsync(new OrderTerms("BUY", "LIMIT_MAKER", 0.01m, 45_000m));
        Assert.Contains("Order would immediately match and take.", refusal.Message, System.StringComparison.Ordinal);

        var rests = await bob.PlaceAsync(new OrderTerms("BUY", "LIMIT_MAKER", 0.01m, 44_999.99m));
        Assert.Equal(OrderState.Open, rests.State);
    }

    [NodeTheory]
    [EveryPackage]
    public async Task Order_OneStepAboveTheFunds_IsRefusedAndLeavesNoTrace(Package package)
    {
        var alice = await OpenAsync(package);

        var refusal = await alice.RefusedAsync(OrderTerms.Limit("SELL", 1.00001m, 70_000m));

        Assert.Contains("Account has insufficient balance for requested action.", refusal.Message, System.StringComparison.Ordinal);
        if (package != Package.Ccxt) Assert.Equal(-2010, refusal.Code);
        Assert.Empty(await alice.OrdersAsync());
        Assert.Equal(new Funds(1m, 0), await alice.FundsAsync("BTC"));
    }

    [NodeTheory]
    [EveryPackage]
    public async Task TestOrder_ChangesNothing(Package package)
    {
        var alice = await OpenAsync(package);

        await alice.TestAsync(OrderTerms.Limit("SELL", 0.1m, 70_000m));

        Assert.Empty(await alice.OrdersAsync());
        Assert.Equal(new Funds(1m, 0), await alice.FundsAsync("BTC"));
    }
}
