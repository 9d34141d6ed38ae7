using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Npm;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>The watch methods of ccxt.pro. Each call ends with the next news, so they are called again and again.</summary>
internal sealed partial class CcxtClient
{
    public override async Task<Feed<MarketTrade>> WatchTradesAsync() =>
        new(await Client.FollowAsync("watchTrades", Market), trades => trades.EnumerateArray().Select(Trade));

    public override async Task<Feed<MarketTrade>> WatchAggregateTradesAsync() =>
        new(await Client.FollowAsync("watchTrades", Market, null, null, new { name = "aggTrade" }), trades => trades.EnumerateArray().Select(Trade));

    public override async Task<Feed<Candle>> WatchCandlesAsync(string interval) =>
        new(await Client.FollowAsync("watchOHLCV", Market, interval), Candles);

    public override async Task<Feed<BestPrices>> WatchBestPricesAsync() =>
        new(await Client.FollowAsync("watchBidsAsks", (object)new[] { Market }), all => [Best(all.GetProperty(Market))]);

    public override async Task<Feed<DayTicker>> WatchDayTickerAsync() =>
        new(await Client.FollowAsync("watchTicker", Market), ticker => [Ticker(ticker)]);

    public override async Task<IBookCopy> CopyBookAsync(Func<Task> change) =>
        new OwnBookCopy(new Feed<Book>(await Client.FollowAsync("watchOrderBook", Market), book => [OwnBook(book)]));

    public override async Task<AccountFeeds> WatchAccountAsync() => new(
        new Feed<OrderView>(await Client.FollowAsync("watchOrders", Market), Orders),
        new Feed<FundsChange>(await Client.FollowAsync("watchBalance"), Changes));

    private static IEnumerable<FundsChange> Changes(JsonElement balance) =>
        from asset in (string[])["BTC", "USDT"]
        where balance.TryGetProperty(asset, out _)
        select new FundsChange(asset, Funds.Of(balance.GetProperty(asset), "free", "used"));
}
