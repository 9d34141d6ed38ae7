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
        var account = await client.WatchAccountAsync();
        var warmedUp = "";
        await account.Orders.UntilAsync("an order", _ => true, async () => warmedUp = await PlaceAsync(alice, "SELL", 0.001m, 90_000m));
        await client.CancelAllAsync();
        await account.Orders.UntilAsync("its end", order => order.Id == warmedUp && order.State == OrderState.Canceled);
        await account.Funds.UntilAsync("its funds", change => change == new FundsChange("BTC", new Funds(1m, 0)));

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

    private static async Task<string> PlaceAsync(Trader trader, string side, decimal quantity, decimal price)
    {
        var answer = await trader.PlaceAsync(System.FormattableString.Invariant(
            $"symbol={TradingClient.Symbol}&side={side}&type=LIMIT&timeInForce=GTC&quantity={quantity}&price={price}"));
        Assert.True(answer.Fate == Fate.Done, answer.ToString());
        return Wire.Id(answer.Body, "orderId");
    }
}
