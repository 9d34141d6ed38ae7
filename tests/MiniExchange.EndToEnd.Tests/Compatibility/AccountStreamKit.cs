using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Npm;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>A client is told what happens to its account, whoever brings it about.</summary>
public abstract class AccountStreamKit(ClientSite site) : CompatibilityKit(site)
{
    [NodeTheory]
    [EveryPackage]
    public async Task OrderOfAnotherClient_FromPlacingOverATradeToCanceling_IsToldWithItsFunds(Package package)
    {
        var (client, alice) = await OpenWithTraderAsync(package);
        var bob = await AddTraderAsync();
        var account = await WatchAccountAsync(client, alice);

        var id = await PlaceAsync(alice, "SELL", 0.05m, 45_000m);
        var placed = new OrderView(id, "SELL", 45_000m, 0.05m, 0, OrderState.Open);
        Assert.Equal(placed, await account.Orders.UntilAsync("the order", order => order.Id == id));
        Assert.Equal(new FundsChange("BTC", new Funds(0.95m, 0.05m)), await account.Funds.UntilAsync("its hold", change => change.Now.Locked > 0));

        await PlaceAsync(bob, "BUY", 0.02m, 45_000m);
        Assert.Equal(placed with { Executed = 0.02m }, await account.Orders.UntilAsync("the trade", order => order.Id == id));
        await account.Funds.UntilAsync("what it sold", change => change == new FundsChange("BTC", new Funds(0.95m, 0.03m)));

        await client.CancelAsync(id);
        var canceled = await account.Orders.UntilAsync("the cancel", order => order.Id == id);
        Assert.Equal(placed with { Executed = 0.02m, State = OrderState.Canceled }, canceled);
        await account.Funds.UntilAsync("the released funds", change => change == new FundsChange("BTC", new Funds(0.98m, 0)));
    }

    [NodeTheory]
    [EveryPackage]
    public async Task Stop_WhenATradeReachesIt_IsToldToItsEnd(Package package)
    {
        var (client, alice) = await OpenWithTraderAsync(package);
        var market = new PriceMakers(await AddTraderAsync(), await AddTraderAsync());
        await market.TradeAsync(45_000m);
        await market.BidAsync(0.1m, 44_500m);
        var account = await WatchAccountAsync(client, alice);

        var stop = await client.PlaceAsync(new OrderTerms("SELL", "TAKE_PROFIT", 0.1m, StopPrice: 46_000m));
        Assert.Equal(OrderState.Open, (await account.Orders.UntilAsync("the stop", order => order.Id == stop.Id)).State);
        await market.TradeAsync(46_000m);

        var end = await account.Orders.UntilAsync("its end", order => order.Id == stop.Id && order.State != OrderState.Open);
        Assert.Equal((OrderState.Filled, 0.1m), (end.State, end.Executed));
        await account.Funds.UntilAsync("what it brought", change => change == new FundsChange("USDT", new Funds(10_000m + 4_450m - 4.45m, 0)));
    }

    // Follows from when it is certain that everything is told; nothing is left of the order that shows it.
    private static async Task<AccountFeeds> WatchAccountAsync(TradingClient client, Trader trader)
    {
        var account = await client.WatchAccountAsync();
        var warmedUp = "";
        await account.Orders.UntilAsync("an order", _ => true, async () => warmedUp = await PlaceAsync(trader, "SELL", 0.001m, 90_000m));
        await client.CancelAllAsync();
        await account.Orders.UntilAsync("its end", order => order.Id == warmedUp && order.State == OrderState.Canceled);
        await account.Funds.UntilAsync("its funds", change => change == new FundsChange("BTC", new Funds(1m, 0)));
        return account;
    }

    private static async Task<string> PlaceAsync(Trader trader, string side, decimal quantity, decimal price)
    {
        var answer = await trader.PlaceAsync(System.FormattableString.Invariant(
            $"symbol={TradingClient.Symbol}&side={side}&type=LIMIT&timeInForce=GTC&quantity={quantity}&price={price}"));
        Assert.True(answer.Fate == Fate.Done, answer.ToString());
        return Wire.Id(answer.Body, "orderId");
    }
}
