using System;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Npm;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>A connection for each stream; the user's own by a listen key.</summary>
internal sealed partial class ConnectorClient : ITopOfBook
{
    public override Task<Feed<MarketTrade>> WatchTradesAsync() => WatchAsync("btcusdt@trade", Events.Trade);

    public override Task<Feed<MarketTrade>> WatchAggregateTradesAsync() => WatchAsync("btcusdt@aggTrade", Wire.AggregateTrade);

    public override Task<Feed<Candle>> WatchCandlesAsync(string interval) => WatchAsync($"btcusdt@kline_{interval}", Events.Candle);

    public override Task<Feed<BestPrices>> WatchBestPricesAsync() => WatchAsync("btcusdt@bookTicker", Events.BestPrices);

    public override Task<Feed<DayTicker>> WatchDayTickerAsync() => WatchAsync("btcusdt@miniTicker", Events.DayTicker);

    public Task<Feed<Book>> WatchTopOfBookAsync() => WatchAsync("btcusdt@depth5@100ms", Wire.Book);

    public override async Task<IBookCopy> CopyBookAsync(Func<Task> change) =>
        await BookCopy.StartAsync(await WatchAsync("btcusdt@depth@100ms", Events.BookChange), () => BookAsync(5_000), change);

    public override async Task<AccountFeeds> WatchAccountAsync()
    {
        var listenKey = (await Client.CallAsync("rest.createListenKey")).Text("listenKey");
        var told = await Client.ListenAsync("subscribe", listenKey);
        return new AccountFeeds(new Feed<OrderView>(told, Events.Orders), new Feed<FundsChange>(told, Events.Funds));
    }

    private async Task<Feed<T>> WatchAsync<T>(string stream, Func<JsonElement, T> read)
        where T : class =>
        new(await Client.ListenAsync("subscribe", stream), json => [read(json)]);
}
