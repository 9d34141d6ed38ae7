using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Crashes;
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
        await Eventually.FindAsync(
            "the trade",
            async () => (await bob.TradesAsync(10))[^1] is { Price: 50_000.5m, Quantity: 0.005m, IsBuyerMaker: false } trade ? trade : null);
    }

    [NodeTheory]
    [EveryPackage]
    public async Task CandlesAggregatesAndTicker_AfterRandomTrading_AreThoseOfARecount(Package package)
    {
        var client = await OpenAsync(package);
        var market = new QuietMarket(await AddTraderAsync(), await AddTraderAsync());
        await market.TradeAtRandomAsync(new Random(package.GetHashCode() + 5), orders: 60);

        var trades = await MarketRecount.AllTradesAsync(Site.Exchange, TradingClient.Symbol);

        var candles = await client.CandlesAsync("1m", 1_000);
        Assert.Equal(trades.GroupBy(trade => trade.Time / 60_000 * 60_000).Select(Candle), candles.Where(candle => candle.Volume > 0));
        Assert.Equal(
            new DayTicker(
                trades[0].Price, trades.Max(trade => trade.Price), trades.Min(trade => trade.Price), trades[^1].Price,
                trades.Sum(trade => trade.Quantity), trades.Sum(trade => trade.Cost)),
            await client.DayTickerAsync());
        AssertTakesTogether(await client.AggregateTradesAsync(1_000), trades);
    }

    private static Candle Candle(IGrouping<long, MarketRecount.Trade> within) => new(
        within.Key, within.First().Price, within.Max(trade => trade.Price), within.Min(trade => trade.Price), within.Last().Price,
        within.Sum(trade => trade.Quantity));

    // From the newest on: each is the sum of the next trades of its side and price.
    private static void AssertTakesTogether(MarketTrade[] aggregates, IReadOnlyList<MarketRecount.Trade> trades)
    {
        var next = trades.Count - 1;
        foreach (var aggregate in aggregates.Reverse())
        {
            var rest = aggregate.Quantity;
            for (; rest > 0; next--)
            {
                Assert.Equal((aggregate.Price, aggregate.IsBuyerMaker), (trades[next].Price, trades[next].IsBuyerMaker));
                rest -= trades[next].Quantity;
            }

            Assert.Equal(0, rest);
        }

        Assert.True(next < trades.Count - 1, "There are no aggregates.");
    }
}
