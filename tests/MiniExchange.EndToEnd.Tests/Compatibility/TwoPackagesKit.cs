using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Npm;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>Traders with different packages trade with each other.</summary>
public abstract class TwoPackagesKit(ClientSite site) : CompatibilityKit(site)
{
    [NodeTheory]
    [InlineData(Package.Ccxt, Package.Connector)]
    [InlineData(Package.Connector, Package.Spot)]
    [InlineData(Package.Spot, Package.BinanceApiNode)]
    [InlineData(Package.BinanceApiNode, Package.NodeBinanceApi)]
    [InlineData(Package.NodeBinanceApi, Package.Ccxt)]
    public async Task LimitOrders_OfTwoPackages_TradeAtTheMakersPrice(Package maker, Package taker)
    {
        var alice = await OpenAsync(maker);
        var bob = await OpenAsync(taker);

        var bid = await alice.PlaceAsync(OrderTerms.Limit("BUY", 0.03m, 40_000.01m));
        var ask = await bob.PlaceAsync(OrderTerms.Limit("SELL", 0.05m, 39_999m));

        Assert.Equal((OrderState.Open, 0.03m), (ask.State, ask.Executed));
        Assert.Equal(bid with { Executed = 0.03m, State = OrderState.Filled }, await alice.OrderAsync(bid.Id));
        var bought = Assert.Single(await alice.FillsAsync());
        var sold = Assert.Single(await bob.FillsAsync());
        Assert.Equal((bid.Id, 40_000.01m, 0.03m, true), (bought.OrderId, bought.Price, bought.Quantity, bought.IsMaker));
        Assert.Equal((bought.TradeId, ask.Id, 40_000.01m, false), (sold.TradeId, sold.OrderId, sold.Price, sold.IsMaker));
        Assert.Equal(new Funds(1m + 0.03m - 0.00003m, 0), await alice.FundsAsync("BTC"));
        Assert.Equal(new Funds(0.95m, 0.02m), await bob.FundsAsync("BTC"));
    }
}
