using System;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Npm;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>A connection for each stream, the user's own on the WebSocket API; this client keeps a book itself.</summary>
internal sealed partial class NodeBinanceApiClient
{
    public override async Task<Feed<MarketTrade>> WatchTradesAsync() =>
        new(await Client.ListenAsync("websockets.trades", Symbol), json => [Events.Trade(json)]);

    public override async Task<Feed<MarketTrade>> WatchAggregateTradesAsync() =>
        new(await Client.ListenAsync("websockets.aggTrades", Symbol), json => [Wire.AggregateTrade(json)]);

    public override async Task<Feed<Candle>> WatchCandlesAsync(string interval) =>
        new(await Client.ListenAsync("websockets.candlesticks", Symbol, interval), json => [Events.Candle(json)]);

    public override async Task<Feed<BestPrices>> WatchBestPricesAsync() =>
        new(await Client.ListenAsync("websockets.bookTickers", Symbol), json => [Named.BestPrices(json, "bestBidQty", "bestAskQty")]);

    // Of all markets that changed.
    public override async Task<Feed<DayTicker>> WatchDayTickerAsync() => new(
        await Client.ListenAsync("websockets.miniTicker"),
        json => json.TryGetProperty(Symbol, out var own)
            ?
            [
                new DayTicker(
                    own.Amount("open"), own.Amount("high"), own.Amount("low"), own.Amount("close"), own.Amount("volume"), own.Amount("quoteVolume")),
            ]
            : []);

    public override async Task<IBookCopy> CopyBookAsync(Func<Task> change) =>
        new OwnBookCopy(new Feed<Book>(await Client.ListenAsync("websockets.depthCache", (object)new[] { Symbol }), json => [OwnBook(json)]));

    public override async Task<AccountFeeds> WatchAccountAsync()
    {
        var told = await Client.ListenAsync("websockets.userData");
        return new AccountFeeds(new Feed<OrderView>(told, Events.Orders), new Feed<FundsChange>(told, Events.Funds));
    }

    // The callback is given the symbol, the book by its prices, and from the first change on how far it has come.
    private static Book OwnBook(JsonElement given)
    {
        var book = given[1];
        var reached = given.GetArrayLength() > 2 && given[2].GetProperty("lastEventUpdateId").ValueKind == JsonValueKind.Number
            ? given[2].Number("lastEventUpdateId")
            : book.Number("lastUpdateId");
        return new Book(
            reached,
            [.. Levels("bids").OrderByDescending(level => level.Price)],
            [.. Levels("asks").OrderBy(level => level.Price)]);

        Level[] Levels(string side) =>
        [
            .. book.GetProperty(side).EnumerateObject().Select(level =>
                new Level(decimal.Parse(level.Name, CultureInfo.InvariantCulture), level.Value.GetDecimal())),
        ];
    }
}
