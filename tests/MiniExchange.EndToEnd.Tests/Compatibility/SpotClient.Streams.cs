using System;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Npm;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>All streams on one connection; the user's own on that of the WebSocket API.</summary>
internal sealed partial class SpotClient : ITopOfBook
{
    public override Task<Feed<MarketTrade>> WatchTradesAsync() => WatchAsync("trade", new { symbol = Symbol }, Events.Trade);

    public override Task<Feed<MarketTrade>> WatchAggregateTradesAsync() =>
        WatchAsync("aggTrade", new { symbol = Symbol }, Wire.AggregateTrade);

    public override Task<Feed<Candle>> WatchCandlesAsync(string interval) =>
        WatchAsync("kline", new { symbol = Symbol, interval }, Events.Candle);

    public override Task<Feed<BestPrices>> WatchBestPricesAsync() =>
        WatchAsync("bookTicker", new { symbol = Symbol }, Events.BestPrices);

    public override Task<Feed<DayTicker>> WatchDayTickerAsync() =>
        WatchAsync("miniTicker", new { symbol = Symbol }, Events.DayTicker);

    public Task<Feed<Book>> WatchTopOfBookAsync() =>
        WatchAsync("partialBookDepth", new { symbol = Symbol, levels = $"{ITopOfBook.Levels}", updateSpeed = "100ms" }, Wire.Book);

    public override async Task<IBookCopy> CopyBookAsync(Func<Task> change) => await BookCopy.StartAsync(
        await WatchAsync("diffBookDepth", new { symbol = Symbol, updateSpeed = "100ms" }, Events.BookChange),
        () => BookAsync(5_000),
        change);

    public override async Task<AccountFeeds> WatchAccountAsync()
    {
        var told = await Client.ListenAsync("userData");
        return new AccountFeeds(new Feed<OrderView>(told, Events.Orders), new Feed<FundsChange>(told, Events.Funds));
    }

    private async Task<Feed<T>> WatchAsync<T>(string stream, object parameters, Func<JsonElement, T> read)
        where T : class =>
        new(await Client.ListenAsync("subscribe", stream, parameters), json => [read(json)]);
}
