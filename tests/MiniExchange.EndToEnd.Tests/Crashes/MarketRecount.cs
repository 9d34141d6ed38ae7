using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Hosts;
using Xunit;
using Xunit.Sdk;

namespace MiniExchange.EndToEnd.Tests.Crashes;

/// <summary>Counts a market's candles, aggregates and tickers anew from all of its trades, and compares.</summary>
/// <remarks>
/// Nobody may trade any more, except what a killed exchange finishes by itself; the first trade must be younger than a day.
/// Trades, aggregates and candles are rows, which come a little after what is told and the ticker.
/// </remarks>
internal static class MarketRecount
{
    private const int PageSize = 1_000;

    private static readonly (string Name, long Ms)[] Intervals = [("1s", 1_000), ("1m", 60_000), ("5m", 300_000), ("1h", 3_600_000), ("1d", 86_400_000)];

    public static async Task CheckAsync(IExchange exchange, string symbol)
    {
        var trades = await AllTradesAsync(exchange, symbol);
        while (true)
        {
            Exception? difference = null;
            try
            {
                await CheckAsync(exchange, symbol, trades);
            }
            catch (XunitException found)
            {
                difference = found;
            }

            // What was finished meanwhile is no difference; there is only so much to finish.
            var now = await AllTradesAsync(exchange, symbol);
            if (now.Count == trades.Count)
            {
                if (difference is not null) ExceptionDispatchInfo.Throw(difference);
                return;
            }

            trades = now;
        }
    }

    /// <summary>Every trade up to the ticker's last, which is that of the stream, too.</summary>
    public static Task<IReadOnlyList<Trade>> AllTradesAsync(IExchange exchange, string symbol) => Eventually.FindAsync(
        $"every trade of {symbol}",
        async () =>
        {
            var last = (await exchange.GetAsync($"/api/v3/ticker/24hr?symbol={symbol}")).Number("lastId");
            var trades = await TradesAsync(exchange, symbol);
            return trades.Count > 0 && trades[^1].Id >= last ? trades : null;
        });

    private static async Task CheckAsync(IExchange exchange, string symbol, IReadOnlyList<Trade> trades)
    {
        Assert.Equal(Enumerable.Range(0, trades.Count).Select(i => trades[0].Id + i), trades.Select(trade => trade.Id));
        foreach (var (name, ms) in Intervals) await CheckCandlesAsync(exchange, symbol, trades, name, ms);
        await CheckAggregatesAsync(exchange, symbol, trades);
        await CheckTickerAsync(exchange, symbol, trades);
    }

    // By paging.
    private static async Task<IReadOnlyList<Trade>> TradesAsync(IExchange exchange, string symbol)
    {
        var all = new List<Trade>();
        long from = 0;
        while (true)
        {
            var page = await exchange.GetAsync(Invariant($"/api/v3/historicalTrades?symbol={symbol}&fromId={from}&limit={PageSize}"));
            all.AddRange(page.EnumerateArray().Select(trade => new Trade(
                trade.Number("id"), trade.Number("time"), trade.Amount("price"), trade.Amount("qty"), trade.GetProperty("isBuyerMaker").GetBoolean())));
            if (page.GetArrayLength() < PageSize) return all;
            from = all[^1].Id + 1;
        }
    }

    // From the first trade's on, without a gap; one without trades carries the price before it.
    private static async Task CheckCandlesAsync(IExchange exchange, string symbol, IReadOnlyList<Trade> trades, string interval, long ms)
    {
        var start = trades[0].Time / ms * ms;
        var told = new List<JsonElement>();
        while (true)
        {
            var page = await exchange.GetAsync(Invariant($"/api/v3/klines?symbol={symbol}&interval={interval}&startTime={start}&limit={PageSize}"));
            told.AddRange(page.EnumerateArray());
            if (page.GetArrayLength() < PageSize) break;
            start = told[^1][0].GetInt64() + ms;
        }

        var expected = new List<string>();
        var byOpening = trades.ToLookup(trade => trade.Time / ms * ms);
        var close = 0m;
        for (var open = trades[0].Time / ms * ms; expected.Count < told.Count; open += ms)
        {
            var within = byOpening[open].ToArray();
            expected.Add(within.Length == 0 ? Empty(open, ms, close) : Of(open, ms, within));
            if (within.Length > 0) close = within[^1].Price;
        }

        Assert.True(told.Count > 0 && told[^1][0].GetInt64() >= trades[^1].Time / ms * ms, $"The last {interval} candle of {symbol} is missing.");
        Assert.Equal(expected, told.Select(Text));
    }

    // Each of one side and price, together all trades in their order; whose they are is not told.
    private static async Task CheckAggregatesAsync(IExchange exchange, string symbol, IReadOnlyList<Trade> trades)
    {
        var aggregates = new List<JsonElement>();
        while (true)
        {
            var from = aggregates.Count == 0 ? 0 : aggregates[^1].Number("a") + 1;
            var page = await exchange.GetAsync(Invariant($"/api/v3/aggTrades?symbol={symbol}&fromId={from}&limit={PageSize}"));
            aggregates.AddRange(page.EnumerateArray());
            if (page.GetArrayLength() < PageSize) break;
        }

        var byId = trades.ToDictionary(trade => trade.Id);
        var next = trades[0].Id;
        foreach (var told in aggregates)
        {
            Assert.Equal(next, told.Number("f"));
            next = told.Number("l") + 1;
            var within = byId.Where(trade => trade.Key >= told.Number("f") && trade.Key < next).Select(trade => trade.Value).ToArray();
            Assert.Equal(within.Sum(trade => trade.Quantity), told.Amount("q"));
            Assert.All(within, trade => Assert.Equal(
                (told.Amount("p"), told.GetProperty("m").GetBoolean(), told.Number("T")), (trade.Price, trade.IsBuyerMaker, trade.Time)));
        }

        Assert.Equal(trades[^1].Id + 1, next);
    }

    private static async Task CheckTickerAsync(IExchange exchange, string symbol, IReadOnlyList<Trade> trades)
    {
        var told = await exchange.GetAsync($"/api/v3/ticker/24hr?symbol={symbol}");
        Assert.Equal(
            (trades[0].Price, trades.Max(trade => trade.Price), trades.Min(trade => trade.Price), trades[^1].Price, trades[^1].Quantity),
            (told.Amount("openPrice"), told.Amount("highPrice"), told.Amount("lowPrice"), told.Amount("lastPrice"), told.Amount("lastQty")));
        Assert.Equal(
            (trades.Sum(trade => trade.Quantity), trades.Sum(trade => trade.Cost), trades.Count, trades[0].Id, trades[^1].Id),
            (told.Amount("volume"), told.Amount("quoteVolume"), told.Number("count"), told.Number("firstId"), told.Number("lastId")));
    }

    private static string Of(long open, long ms, Trade[] trades)
    {
        var bought = trades.Where(trade => !trade.IsBuyerMaker).ToArray();
        return Row(
            open, ms, trades[0].Price, trades.Max(trade => trade.Price), trades.Min(trade => trade.Price), trades[^1].Price,
            trades.Sum(trade => trade.Quantity), trades.Sum(trade => trade.Cost), trades.Length,
            bought.Sum(trade => trade.Quantity), bought.Sum(trade => trade.Cost));
    }

    private static string Empty(long open, long ms, decimal price) => Row(open, ms, price, price, price, price, 0, 0, 0, 0, 0);

    private static string Text(JsonElement candle) => Row(
        candle[0].GetInt64(), candle[6].GetInt64() - candle[0].GetInt64() + 1, candle.Amount(1), candle.Amount(2), candle.Amount(3), candle.Amount(4),
        candle.Amount(5), candle.Amount(7), candle[8].GetInt64(), candle.Amount(9), candle.Amount(10));

    private static string Row(
        long open, long ms, decimal first, decimal high, decimal low, decimal close, decimal volume, decimal cost, long count, decimal bought, decimal paid) =>
        Invariant($"{open}+{ms}: {first:F8} {high:F8} {low:F8} {close:F8}, {volume:F8} for {cost:F8} in {count}, bought {bought:F8} for {paid:F8}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>A trade as the market sees it.</summary>
    internal sealed record Trade(long Id, long Time, decimal Price, decimal Quantity, bool IsBuyerMaker)
    {
        public decimal Cost => Price * Quantity;
    }
}
