using System;
using System.Linq;
using System.Threading.Tasks;
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

        await IsInHistoryAsync(told, client.TradesAsync);
    }

    [NodeTheory]
    [EveryPackage]
    public async Task AggregateTrades_AreToldAsTheyHappen(Package package)
    {
        var client = await OpenAsync(package);
        var market = await QuietMarketAsync();
        var feed = await client.WatchAggregateTradesAsync();

        var told = await feed.UntilAsync("an aggregate trade", _ => true, market.TradeAsync);

        await IsInHistoryAsync(told, client.AggregateTradesAsync);
    }

    [NodeTheory]
    [EveryPackage]
    public async Task Candle_AfterTrades_IsThatOfTheHistory(Package package)
    {
        var client = await OpenAsync(package);
        var market = await QuietMarketAsync();
        var feed = await client.WatchCandlesAsync("1w");

        await feed.UntilAsync("a candle", _ => true, market.TradeAsync);

        await feed.AgreesWithAsync(async () => (await client.CandlesAsync("1w", 1))[^1]);
    }

    [NodeTheory]
    [EveryPackage]
    public async Task BestPrices_AfterOrders_AreThoseOfTheBook(Package package)
    {
        var client = await OpenAsync(package);
        var market = await QuietMarketAsync();
        var feed = await client.WatchBestPricesAsync();

        await feed.UntilAsync("best prices", _ => true, market.TradeAsync);

        await feed.AgreesWithAsync(client.BestPricesAsync);
    }

    [NodeTheory]
    [EveryPackage]
    public async Task DayTicker_AfterTrades_IsThatOfTheExchange(Package package)
    {
        var client = await OpenAsync(package);
        var market = await QuietMarketAsync();
        var feed = await client.WatchDayTickerAsync();

        await feed.UntilAsync("a ticker", _ => true, market.TradeAsync);

        await feed.AgreesWithAsync(client.DayTickerAsync);
    }

    [NodeTheory]
    [Packages(Package.Connector, Package.Spot, Package.BinanceApiNode)]
    public async Task TopOfBook_AfterRandomTrading_IsThatOfTheBook(Package package)
    {
        var client = await OpenAsync(package);
        var market = await QuietMarketAsync();
        var feed = await ((ITopOfBook)client).WatchTopOfBookAsync();

        await feed.UntilAsync("the top of the book", _ => true, market.TradeAsync);
        await market.TradeAtRandomAsync(new Random(package.GetHashCode() + 1), orders: 60);

        var book = await client.BookAsync(ITopOfBook.Levels);
        var told = await feed.UntilAsync("the last top", top => top.LastUpdateId >= book.LastUpdateId);
        told.AssertIs(book);
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
        own.AssertIs(book);
    }

    // History comes a little after what is told.
    private static async Task IsInHistoryAsync(MarketTrade told, Func<int, Task<MarketTrade[]>> newest) => await Eventually.FindAsync(
        $"{told} in the history", async () => (await newest(1_000)).SingleOrDefault(trade => trade.Id == told.Id) is { } there && there == told ? there : null);

    private async Task<QuietMarket> QuietMarketAsync() => new(await AddTraderAsync(), await AddTraderAsync());
}
