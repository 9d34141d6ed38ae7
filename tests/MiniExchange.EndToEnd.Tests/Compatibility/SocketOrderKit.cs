using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Npm;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>Orders over the WebSocket API are the same orders.</summary>
public abstract class SocketOrderKit(ClientSite site) : CompatibilityKit(site)
{
    [NodeTheory]
    [Packages(Package.Ccxt, Package.Connector, Package.Spot)]
    public async Task LimitOrder_FromPlacingToCanceling_IsSeenOverBoth(Package package)
    {
        var client = await OpenAsync(package);
        var socket = (ISocketOrders)client;

        var placed = await socket.PlaceOverSocketAsync(OrderTerms.Limit("SELL", 0.12345m, 60_000.01m));
        Assert.Equal(new OrderView(placed.Id, "SELL", 60_000.01m, 0.12345m, 0, OrderState.Open), placed);
        Assert.Equal(placed, await socket.OrderOverSocketAsync(placed.Id));
        Assert.Equal([placed], await socket.OpenOrdersOverSocketAsync());
        Assert.Equal([placed], await client.OpenOrdersAsync());

        var canceled = await socket.CancelOverSocketAsync(placed.Id);
        Assert.Equal(placed with { State = OrderState.Canceled }, canceled);
        Assert.Equal(canceled, await client.OrderAsync(placed.Id));
    }

    [NodeTheory]
    [Packages(Package.Ccxt, Package.Connector, Package.Spot)]
    public async Task MarketOrder_TradesWithOneThatCameOverHttp(Package package)
    {
        var alice = await OpenAsync(package);
        var bob = await OpenAsync(package);
        var ask = await alice.PlaceAsync(OrderTerms.Limit("SELL", 0.05m, 45_000m));

        var buy = await ((ISocketOrders)bob).PlaceOverSocketAsync(OrderTerms.Market("BUY", 0.02m));

        Assert.Equal((OrderState.Filled, 0.02m), (buy.State, buy.Executed));
        Assert.Equal(ask with { Executed = 0.02m }, await ((ISocketOrders)alice).OrderOverSocketAsync(ask.Id));
        Assert.Equal(new Funds(1.01998m, 0), await bob.FundsAsync("BTC"));
    }

    [NodeTheory]
    [Packages(Package.Ccxt, Package.Connector, Package.Spot)]
    public async Task Replacement_SpendsWhatItsCancelFrees(Package package)
    {
        var client = await OpenAsync(package);
        var socket = (ISocketOrders)client;
        var all = await socket.PlaceOverSocketAsync(OrderTerms.Limit("SELL", 1m, 70_000m));

        var instead = await socket.ReplaceOverSocketAsync(all.Id, OrderTerms.Limit("SELL", 0.99999m, 71_000m));

        Assert.Equal(new OrderView(instead.Id, "SELL", 71_000m, 0.99999m, 0, OrderState.Open), instead);
        Assert.Equal([instead], await client.OpenOrdersAsync());
        Assert.Equal(all with { State = OrderState.Canceled }, await socket.OrderOverSocketAsync(all.Id));
    }

    [NodeTheory]
    [Packages(Package.Spot)]
    public async Task Amendment_MakesAnOrderSmaller(Package package)
    {
        var client = (SpotClient)await OpenAsync(package);
        var placed = await client.PlaceOverSocketAsync(OrderTerms.Limit("SELL", 0.3m, 70_000m));

        await client.AmendOverSocketAsync(placed.Id, 0.1m);

        Assert.Equal(placed with { Quantity = 0.1m }, await client.OrderAsync(placed.Id));
        Assert.Equal(new Funds(0.9m, 0.1m), await client.FundsAsync("BTC"));
    }

    [NodeTheory]
    [Packages(Package.Ccxt, Package.Connector, Package.Spot)]
    public async Task CancelAll_EndsEveryOrderAndARefusalSaysWhy(Package package)
    {
        var client = await OpenAsync(package);
        var socket = (ISocketOrders)client;
        var ask = await socket.PlaceOverSocketAsync(OrderTerms.Limit("SELL", 0.1m, 70_000m));
        var bid = await socket.PlaceOverSocketAsync(OrderTerms.Limit("BUY", 0.1m, 30_000m));

        var refusal = await socket.RefusedOverSocketAsync(OrderTerms.Limit("SELL", 0.90001m, 70_000m));
        Assert.Contains("Account has insufficient balance for requested action.", refusal.Message, System.StringComparison.Ordinal);

        Assert.Equal([ask.Id, bid.Id], await socket.CancelAllOverSocketAsync());
        Assert.Equal(new Funds(1m, 0), await client.FundsAsync("BTC"));
    }
}
