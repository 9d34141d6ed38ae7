using System;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Npm;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>What a client is told of the market is what the exchange answers when asked.</summary>
public abstract class StreamKit(ClientSite site) : CompatibilityKit(site)
{
    [NodeTheory]
    [EveryPackage]
    public async Task Trades_AreToldAsTheyHappen(Package package)
    {
        var client = await OpenAsync(package);
        var market = await QuietMarketAsync();
        var feed = await client.WatchTradesAsync();

        var told = await feed.UntilAsync("a trade", _ => true, market.TradeAsync);

        Assert.Contains(told, await client.TradesAsync(1_000));
    }

    [NodeTheory]
    [EveryPackage]
    public async Task Candle_AfterTrades_IsThatOfTheHistory(Package package)
    {
        var client = await OpenAsync(package);
        var market = await QuietMarketAsync();
        var feed = await client.WatchCandlesAsync("1w");

        await feed.UntilAsync("a candle", _ => true, market.TradeAsync);
        var asked = (await client.CandlesAsync("1w", 1))[^1];

        Assert.Equal(asked, await feed.UntilAsync($"{asked}", candle => candle == asked));
    }

    [NodeTheory]
    [EveryPackage]
    public async Task BestPrices_AfterOrders_AreThoseOfTheBook(Package package)
    {
        var client = await OpenAsync(package);
        var market = await QuietMarketAsync();
        var feed = await client.WatchBestPricesAsync();

        await feed.UntilAsync("best prices", _ => true, market.TradeAsync);
        var asked = await client.BestPricesAsync();

        Assert.Equal(asked, await feed.UntilAsync($"{asked}", best => best == asked));
    }

    [NodeTheory]
    [EveryPackage]
    public async Task DayTicker_AfterTrades_IsThatOfTheExchange(Package package)
    {
        var client = await OpenAsync(package);
        var market = await QuietMarketAsync();
        var feed = await client.WatchDayTickerAsync();

        await feed.UntilAsync("a ticker", _ => true, market.TradeAsync);
        var asked = await client.DayTickerAsync();

        Assert.Equal(asked, await feed.UntilAsync($"{asked}", ticker => ticker == asked));
    }

    [NodeTheory]
    [EveryPackage]
    public async Task BookCopy_AfterRandomTrading_IsTheBook(Package package)
    {
        var client = await OpenAsync(package);
        var market = await QuietMarketAsync();
        var copy = await client.CopyBookAsync(market.TradeAsync);

        await market.TradeAtRandomAsync(new Random(package.GetHashCode() + 1), orders: 60);

        var book = await client.BookAsync(5_000);
        Assert.True(book.Bids.Length + book.Asks.Length > 10, "Hardly anything is in the book.");
        var own = await copy.AtAsync(book.LastUpdateId);
        Assert.Equal((book.LastUpdateId, book.Bids, book.Asks), (own.LastUpdateId, own.Bids, own.Asks));
    }

    private async Task<QuietMarket> QuietMarketAsync() => new(await AddTraderAsync(), await AddTraderAsync());

    /// <summary>A market where nothing happens but what the test does.</summary>
    private sealed class QuietMarket(Trader seller, Trader buyer)
    {
        /// <summary>One small trade, which leaves a little more in the book than before.</summary>
        public async Task TradeAsync()
        {
            await PlaceAsync(seller, "SELL", 0.002m, 45_000m);
            await PlaceAsync(buyer, "BUY", 0.001m, 45_000m);
        }

        public async Task TradeAtRandomAsync(Random random, int orders)
        {
            for (var i = 0; i < orders; i++)
            {
                var (trader, side) = random.Next(2) == 0 ? (seller, "SELL") : (buyer, "BUY");
                await PlaceAsync(trader, side, 0.0002m * random.Next(1, 10), 44_990m + random.Next(20));
            }
        }

        private static async Task PlaceAsync(Trader trader, string side, decimal quantity, decimal price)
        {
            var answer = await trader.PlaceAsync(FormattableString.Invariant(
                $"symbol={TradingClient.Symbol}&side={side}&type=LIMIT&timeInForce=GTC&quantity={quantity}&price={price}"));
            Assert.True(answer.Fate == Fate.Done, answer.ToString());
        }
    }
}
