using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Npm;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>A connection for each stream, the user's own on the WebSocket API; every event's fields get long names.</summary>
internal sealed partial class BinanceApiNodeClient : ITopOfBook
{
    public override async Task<Feed<MarketTrade>> WatchTradesAsync() => new(
        await Client.ListenAsync("ws.trades", (object)new[] { Symbol }),
        json => [new MarketTrade(json.Number("tradeId"), json.Amount("price"), json.Amount("quantity"), json.GetProperty("isBuyerMaker").GetBoolean())]);

    public override async Task<Feed<MarketTrade>> WatchAggregateTradesAsync() =>
        new(await Client.ListenAsync("ws.aggTrades", (object)new[] { Symbol }), json => [Named.AggregateTrade(json)]);

    public override async Task<Feed<Candle>> WatchCandlesAsync(string interval) => new(
        await Client.ListenAsync("ws.candles", Symbol, interval),
        json =>
        [
            new Candle(
                json.Number("startTime"), json.Amount("open"), json.Amount("high"), json.Amount("low"), json.Amount("close"), json.Amount("volume")),
        ]);

    public override async Task<Feed<BestPrices>> WatchBestPricesAsync() =>
        new(await Client.ListenAsync("ws.bookTicker", Symbol), json => [Named.BestPrices(json, "bestBidQnt", "bestAskQnt")]);

    public override async Task<Feed<DayTicker>> WatchDayTickerAsync() => new(
        await Client.ListenAsync("ws.miniTicker", Symbol),
        json =>
        [
            new DayTicker(
                json.Amount("open"), json.Amount("high"), json.Amount("low"), json.Amount("curDayClose"), json.Amount("volume"),
                json.Amount("volumeQuote")),
        ]);

    public async Task<Feed<Book>> WatchTopOfBookAsync() => new(
        await Client.ListenAsync("ws.partialDepth", new { symbol = $"{Symbol}@100ms", level = ITopOfBook.Levels }),
        json => [Named.Book(json)]);

    public override async Task<IBookCopy> CopyBookAsync(Func<Task> change)
    {
        var told = await Client.ListenAsync("ws.depth", $"{Symbol}@100ms");
        var changes = new Feed<BookChange>(told, json =>
        [
            new BookChange(
                json.Number("firstUpdateId"), json.Number("finalUpdateId"), Named.Levels(json.GetProperty("bidDepth")),
                Named.Levels(json.GetProperty("askDepth"))),
        ]);
        return await BookCopy.StartAsync(changes, () => BookAsync(5_000), change);
    }

    public override async Task<AccountFeeds> WatchAccountAsync()
    {
        var told = await Client.ListenAsync("ws.user");
        return new AccountFeeds(new Feed<OrderView>(told, OrdersIn), new Feed<FundsChange>(told, FundsIn));
    }

    private static IEnumerable<OrderView> OrdersIn(JsonElement json)
    {
        if (json.Text("eventType") != "executionReport") yield break;
        yield return new OrderView(
            Wire.Id(json, "orderId"), json.Text("side"), json.Amount("price"), json.Amount("quantity"), json.Amount("totalTradeQuantity"),
            Wire.State(json.Text("orderStatus")));
    }

    private static IEnumerable<FundsChange> FundsIn(JsonElement json) => json.Text("eventType") == "outboundAccountPosition"
        ? json.GetProperty("balances").EnumerateArray().Select(one => new FundsChange(one.Text("asset"), Funds.Of(one, "free", "locked")))
        : [];
}
