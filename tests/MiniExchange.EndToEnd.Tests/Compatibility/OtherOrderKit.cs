using System.Linq;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Npm;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>Stops, orders that cancel each other, replacements and amendments, each through the packages that have a call for it.</summary>
public abstract class OtherOrderKit(ClientSite site) : CompatibilityKit(site)
{
    [NodeTheory]
    [EveryPackage]
    public async Task StopLossLimit_WhenATradeReachesIt_BecomesAnOrderInTheBook(Package package)
    {
        var client = await OpenAsync(package);
        var market = await MarketAsync(45_000m);

        var stop = await client.PlaceAsync(new OrderTerms("SELL", "STOP_LOSS_LIMIT", 0.1m, 43_900m, 44_000m));
        Assert.Equal(OrderState.Open, stop.State);
        Assert.Equal(new Funds(0.9m, 0.1m), await client.FundsAsync("BTC"));
        Assert.Empty((await client.BookAsync(5)).Asks);

        await market.TradeAsync(44_000.01m);
        Assert.Empty((await client.BookAsync(5)).Asks);
        await market.TradeAsync(44_000m);
        var asks = await Eventually.FindAsync("the stop in the book", async () => (await client.BookAsync(5)).Asks is { Length: > 0 } some ? some : null);
        Assert.Equal([new Level(43_900m, 0.1m)], asks);
        Assert.Equal([stop.Id], (await client.OpenOrdersAsync()).Select(order => order.Id));
        Assert.Equal(OrderState.Canceled, (await client.CancelAsync(stop.Id)).State);
    }

    [NodeTheory]
    [EveryPackage]
    public async Task TakeProfit_WhenATradeReachesIt_SellsAtTheMarket(Package package)
    {
        var client = await OpenAsync(package);
        var market = await MarketAsync(45_000m);
        await market.BidAsync(0.1m, 44_500m);

        var order = await client.PlaceAsync(new OrderTerms("SELL", "TAKE_PROFIT", 0.1m, StopPrice: 46_000m));
        await market.TradeAsync(46_000m);

        var sold = await EndAsync(client, order.Id);
        Assert.Equal((OrderState.Filled, 0.1m), (sold.State, sold.Executed));
        Assert.Equal(new Funds(0.9m, 0), await client.FundsAsync("BTC"));
        Assert.Equal(new Funds(10_000m + 4_450m - 4.45m, 0), await client.FundsAsync("USDT"));
    }

    [NodeTheory]
    [Packages(Package.Connector, Package.Spot, Package.BinanceApiNode, Package.NodeBinanceApi)]
    public async Task Oco_WhenOneOrderIsFilled_EndsTheOther(Package package)
    {
        var client = await OpenAsync(package);
        var market = await MarketAsync(45_000m);

        var list = await ((IOcoOrders)client).PlaceOcoAsync(new OcoTerms(0.1m, 46_000m, 44_000m, 43_900m));
        Assert.Equal(2, list.Orders.Length);
        Assert.Equal(new Funds(0.9m, 0.1m), await client.FundsAsync("BTC"));
        Assert.Equal(list.Orders.Order(), (await client.OpenOrdersAsync()).Select(order => order.Id).Order());

        await market.BidAsync(0.1m, 46_000m);
        foreach (var id in list.Orders) await EndAsync(client, id);
        var orders = await client.OrdersAsync();
        Assert.Equal([OrderState.Filled, OrderState.Expired], orders.Select(order => order.State).Order());
        Assert.Equal(46_000m, orders.Single(order => order.State == OrderState.Filled).Price);
        Assert.Equal(new Funds(0.9m, 0), await client.FundsAsync("BTC"));
    }

    [NodeTheory]
    [Packages(Package.Connector, Package.Spot, Package.BinanceApiNode)]
    public async Task Oco_WhenItIsCanceled_GivesTheFundsBack(Package package)
    {
        var client = await OpenAsync(package);
        await MarketAsync(45_000m);
        var lists = (IOrderLists)client;
        var list = await lists.PlaceOcoAsync(new OcoTerms(0.1m, 46_000m, 44_000m, 43_900m));

        var asked = await lists.ListAsync(list.Id);
        Assert.Equal(list.Id, asked.Id);
        Assert.Equal(list.Orders.Order(), asked.Orders.Order());
        Assert.Equal(list.Id, (await lists.CancelListAsync(list.Id)).Id);

        Assert.All(await client.OrdersAsync(), order => Assert.Equal(OrderState.Canceled, order.State));
        Assert.Equal(new Funds(1m, 0), await client.FundsAsync("BTC"));
    }

    [NodeTheory]
    [Packages(Package.Ccxt, Package.Connector, Package.Spot, Package.BinanceApiNode)]
    public async Task Replacement_SpendsWhatItsCancelFrees(Package package)
    {
        var client = await OpenAsync(package);
        var all = await client.PlaceAsync(OrderTerms.Limit("SELL", 1m, 70_000m));

        var instead = await ((IOrderReplacement)client).ReplaceAsync(all.Id, OrderTerms.Limit("SELL", 0.99999m, 71_000m));

        Assert.Equal(new OrderView(instead.Id, "SELL", 71_000m, 0.99999m, 0, OrderState.Open), instead);
        Assert.Equal([instead], await client.OpenOrdersAsync());
        Assert.Equal(OrderState.Canceled, (await client.OrderAsync(all.Id)).State);
        Assert.Equal(new Funds(0.00001m, 0.99999m), await client.FundsAsync("BTC"));
    }

    [NodeTheory]
    [Packages(Package.Ccxt, Package.Spot)]
    public async Task Amendment_MakesAnOrderSmallerAndKeepsItsPlace(Package package)
    {
        var client = await OpenAsync(package);
        var later = await OpenAsync(package);
        var first = await client.PlaceAsync(OrderTerms.Limit("SELL", 0.3m, 70_000m));
        var second = await later.PlaceAsync(OrderTerms.Limit("SELL", 0.1m, 70_000m));

        await ((IOrderAmendment)client).AmendAsync(first.Id, 0.1m);

        Assert.Equal(first with { Quantity = 0.1m }, await client.OrderAsync(first.Id));
        Assert.Equal(new Funds(0.9m, 0.1m), await client.FundsAsync("BTC"));
        Assert.Equal([new Level(70_000m, 0.2m)], (await client.BookAsync(5)).Asks);
        await (await OpenAsync(package)).PlaceAsync(OrderTerms.Market("BUY", 0.1m));
        Assert.Equal(OrderState.Filled, (await client.OrderAsync(first.Id)).State);
        Assert.Equal(second, await later.OrderAsync(second.Id));
    }

    [NodeTheory]
    [Packages(Package.Spot)]
    public async Task Oto_WhenTheFirstIsFilled_PlacesTheSecond(Package package)
    {
        var client = (SpotClient)await OpenAsync(package);
        var market = await MarketAsync(45_000m);

        var list = await client.PlaceOtoAsync(OrderTerms.Limit("BUY", 0.1m, 44_000m), OrderTerms.Limit("SELL", 0.05m, 46_000m));
        Assert.Equal(2, list.Orders.Length);
        Assert.Empty((await client.BookAsync(5)).Asks);

        await market.AskAsync(0.1m, 44_000m);
        var asks = await Eventually.FindAsync("the second in the book", async () => (await client.BookAsync(5)).Asks is { Length: > 0 } some ? some : null);
        Assert.Equal([new Level(46_000m, 0.05m)], asks);
        await market.BidAsync(0.05m, 46_000m);
        foreach (var id in list.Orders) Assert.Equal(OrderState.Filled, (await EndAsync(client, id)).State);
        Assert.Equal(new Funds(1m + 0.1m - 0.0001m - 0.05m, 0), await client.FundsAsync("BTC"));
        Assert.Equal(new Funds(10_000m - 4_400m + 2_300m - 2.3m, 0), await client.FundsAsync("USDT"));
    }

    [NodeTheory]
    [Packages(Package.Spot)]
    public async Task Otoco_WhenTheFirstIsFilled_PlacesTwoOfWhichOneEndsTheOther(Package package)
    {
        var client = (SpotClient)await OpenAsync(package);
        var market = await MarketAsync(45_000m);

        var list = await client.PlaceOtocoOverSocketAsync(OrderTerms.Limit("BUY", 0.1m, 44_000m), new OcoTerms(0.05m, 46_000m, 43_000m, 42_900m));
        Assert.Equal(3, list.Orders.Length);
        await market.AskAsync(0.1m, 44_000m);
        await Eventually.FindAsync("the second in the book", async () => (await client.BookAsync(5)).Asks is { Length: > 0 } some ? some : null);
        await market.BidAsync(0.05m, 46_000m);

        foreach (var id in list.Orders) await EndAsync(client, id);
        var orders = await client.OrdersAsync();
        Assert.Equal([OrderState.Filled, OrderState.Filled, OrderState.Expired], orders.Select(order => order.State).Order());
        Assert.Equal([44_000m, 46_000m], orders.Where(order => order.State == OrderState.Filled).Select(order => order.Price).Order());
        Assert.Equal(new Funds(1m + 0.1m - 0.0001m - 0.05m, 0), await client.FundsAsync("BTC"));
    }

    // What others bring about is not there as soon as they have their answer.
    private static Task<OrderView> EndAsync(TradingClient client, string id) => Eventually.FindAsync(
        $"the end of order {id}", async () => await client.OrderAsync(id) is { State: not OrderState.Open } ended ? ended : null);

    private async Task<PriceMakers> MarketAsync(decimal price)
    {
        var market = new PriceMakers(await AddTraderAsync(), await AddTraderAsync());
        await market.TradeAsync(price);
        return market;
    }
}
