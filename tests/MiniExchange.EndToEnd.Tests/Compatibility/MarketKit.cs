using System;
using System.Linq;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Npm;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>What a client learns about the exchange, and what it sees of the market.</summary>
public abstract class MarketKit(ClientSite site) : CompatibilityKit(site)
{
    [NodeTheory]
    [EveryPackage]
    public async Task PingTimeAndMarkets_AreThoseOfTheExchange(Package package)
    {
        var client = await OpenAsync(package);

        await client.PingAsync();
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        Assert.InRange(await client.TimeAsync(), before, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        Assert.Equal(["BTCUSDT", "ETHBTC", "ETHUSDT"], (await client.SymbolsAsync()).Order(StringComparer.Ordinal));
    }

    [NodeTheory]
    [EveryPackage]
    public async Task BookPricesAndTrades_AfterOrdersAndATrade_ShowThem(Package package)
    {
        var alice = await OpenAsync(package);
        var bob = await OpenAsync(package);
        await alice.PlaceAsync(OrderTerms.Limit("SELL", 0.02m, 50_000.5m));
        await alice.PlaceAsync(OrderTerms.Limit("SELL", 0.01m, 50_000.5m));
        await alice.PlaceAsync(OrderTerms.Limit("SELL", 0.01m, 50_001m));
        await bob.PlaceAsync(OrderTerms.Limit("BUY", 0.005m, 50_000.5m));
        await bob.PlaceAsync(OrderTerms.Limit("BUY", 0.03m, 49_999.99m));

        var book = await alice.BookAsync(5);
        Assert.Equal([new Level(50_000.5m, 0.025m), new Level(50_001m, 0.01m)], book.Asks);
        Assert.Equal([new Level(49_999.99m, 0.03m)], book.Bids);
        Assert.Equal(new BestPrices(49_999.99m, 0.03m, 50_000.5m, 0.025m), await bob.BestPricesAsync());
        Assert.Equal(50_000.5m, await bob.LastPriceAsync());
        var trade = (await bob.TradesAsync(10))[^1];
        Assert.Equal((50_000.5m, 0.005m, false), (trade.Price, trade.Quantity, trade.IsBuyerMaker));
    }
}
