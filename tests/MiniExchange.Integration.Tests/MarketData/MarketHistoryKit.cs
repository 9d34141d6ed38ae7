using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MiniExchange.Application.History;
using MiniExchange.Application.MarketData;
using MiniExchange.Conformance;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using MiniExchange.Integration.Tests.Relational;
using MiniExchange.Storage.Relational.History;
using Xunit;
using static MiniExchange.Integration.Tests.Relational.TradingDay;

namespace MiniExchange.Integration.Tests.MarketData;

/// <summary>What market history's questions answer, on any store.</summary>
public abstract class MarketHistoryKit : RelationalKit
{
    private const int Second = 1_000_000;
    private const int Minute = 60 * Second;

    private RelationalMarketHistory History => new(Store);

    [KitFact]
    public async Task BeforeTheFirstTrade_ThereIsNothing()
    {
        Feed.Add(Symbol, At(0), BookEvent.TermsSet(Pair));
        await CatchUpAsync(NewProjection());

        Assert.Empty(await CandlesAsync(CandleInterval.OneMinute, null, null, 10));
        Assert.Empty(await AggregatesAsync(null, null, null, 10));
        Assert.Empty(await History.TradesAsync(BtcUsdt, null, 10, None));
        var seed = await History.SeedAsync(None);
        Assert.Empty(seed.Pairs);
        Assert.Equal(Feed.LastPosition, seed.Position);
    }

    [KitFact]
    public async Task AggregateTrades_AreFoundByNumberAndByTime()
    {
        await TradeAsync();

        // Trades 1 and 2 are one; 3 is of another price, 4 of another turn, 5 and 6 of two takers, one of them in its own turn.
        Assert.Equal(["1:1-2 at 100 x 3", "2:3-3 at 101 x 1", "3:4-4 at 101 x 1", "4:5-5 at 102 x 1", "5:6-6 at 102 x 1"], await TextsAsync(null, null, null, 10));
        Assert.Equal(["4:5-5 at 102 x 1", "5:6-6 at 102 x 1"], await TextsAsync(null, null, null, 2));
        Assert.Equal(["2:3-3 at 101 x 1", "3:4-4 at 101 x 1"], await TextsAsync(2, null, null, 2));
        Assert.Equal(["1:1-2 at 100 x 3"], await TextsAsync(1, null, null, 1));
        Assert.Equal(["1:1-2 at 100 x 3", "2:3-3 at 101 x 1"], await TextsAsync(0, null, null, 2));
        Assert.Equal(["4:5-5 at 102 x 1"], await TextsAsync(4, At(11), null, 1));
        Assert.Equal(["3:4-4 at 101 x 1", "4:5-5 at 102 x 1"], await TextsAsync(null, At(10 + 1), null, 2));
        Assert.Equal(["3:4-4 at 101 x 1"], await TextsAsync(null, At(11), At(3 * Minute), 10));
        Assert.Equal(["2:3-3 at 101 x 1", "3:4-4 at 101 x 1"], await TextsAsync(null, null, At(3 * Minute), 2));
        Assert.Empty(await TextsAsync(null, At(4 * Minute + 1), null, 10));
        Assert.Empty(await TextsAsync(6, null, null, 10));
        Assert.Empty(await TextsAsync(long.MaxValue, null, null, 10));
    }

    [KitFact]
    public async Task Trades_GoOnFromANumber()
    {
        await TradeAsync();

        Assert.Equal([Trade(5), Trade(6)], (await History.TradesAsync(BtcUsdt, null, 2, None)).Select(trade => trade.TradeId));
        Assert.Equal([Trade(2), Trade(3)], (await History.TradesAsync(BtcUsdt, Trade(2), 2, None)).Select(trade => trade.TradeId));
        Assert.Equal([Trade(1)], (await History.TradesAsync(BtcUsdt, new TradeId(0), 1, None)).Select(trade => trade.TradeId));
    }

    [KitFact]
    public async Task Candles_FillWhatIsEmptyAndEndNow()
    {
        await TradeAsync();

        // The day begins 20 seconds into a minute.
        const long First = Start - 20 * Second;
        Assert.Equal(
            [(First, 100, 101, 3), (First + Minute, 101, 101, 0), (First + (2 * Minute), 101, 101, 0), (First + (3 * Minute), 101, 101, 1),
                (First + (4 * Minute), 102, 102, 2), (First + (5 * Minute), 102, 102, 0)],
            await PricesAsync(null, null, 10));
        Assert.Equal([(First + (4 * Minute), 102, 102, 2), (First + (5 * Minute), 102, 102, 0)], await PricesAsync(null, null, 2));
        Assert.Equal([(First + Minute, 101, 101, 0), (First + (2 * Minute), 101, 101, 0)], await PricesAsync(First + 1, null, 2));
        Assert.Equal([(First + Minute, 101, 101, 0)], await PricesAsync(First + Minute, First + (2 * Minute) - 1, 10));
        Assert.Equal([(First, 100, 101, 3), (First + Minute, 101, 101, 0)], await PricesAsync(null, First + Minute, 10));
        Assert.Empty(await PricesAsync(First + (6 * Minute), null, 10));
        Assert.Empty(await PricesAsync(null, First - 1, 10));
    }

    [KitFact]
    public async Task Candles_OfTimesThatNoCalendarHas_AreThoseThatThereAre()
    {
        await TradeAsync();

        foreach (var interval in CandleIntervals.All)
        {
            Assert.Empty(await CandlesAsync(interval, 260_000_000_000_000_000, null, 10));
            Assert.Empty(await CandlesAsync(interval, long.MaxValue, null, 10));
            Assert.Empty(await CandlesAsync(interval, null, long.MinValue, 10));
            Assert.Equal(
                (await CandlesAsync(interval, null, null, 1_000))[^1],
                (await CandlesAsync(interval, long.MinValue, long.MaxValue, 1_000))[^1]);
        }
    }

    [KitFact]
    public async Task Candles_OfEachLength_AreFoldedFromFewRows()
    {
        await TradeAsync();

        foreach (var (grid, width) in new[]
        {
            (new CandleGrid(CandleInterval.OneSecond, 0), 1L), (new CandleGrid(CandleInterval.FiveMinutes, 0), 60),
            (new CandleGrid(CandleInterval.ThirtyMinutes, 345), 900), (new CandleGrid(CandleInterval.TwelveHours, 0), 3_600),
            (new CandleGrid(CandleInterval.OneMonth, 0), 86_400), (new CandleGrid(CandleInterval.OneMonth, 480), 3_600),
            (new CandleGrid(CandleInterval.OneWeek, 345), 900), (new CandleGrid(CandleInterval.OneDay, 7), 60),
        })
        {
            Assert.Equal(width, Storage.Relational.CandleColumns.WidthFor(grid));
            var candles = await History.CandlesAsync(new CandleQuery(BtcUsdt, grid, null, null, At(4 * Minute), 1_000), None);
            Assert.Equal(6, candles.Sum(candle => candle.TradeCount));
        }
    }

    [KitFact]
    public async Task ARebuild_WritesTheSameRows()
    {
        await TradeAsync();
        var live = await DumpAsync();
        Options.BatchSize = 1;
        var projection = NewProjection();
        await projection.ResetAsync(None);
        await CatchUpAsync(projection);

        Assert.Equal(live, await DumpAsync());
        Assert.Contains(live, row => row.StartsWith("candles", System.StringComparison.Ordinal));
    }

    private async Task TradeAsync()
    {
        Feed.Add(Symbol, At(0), BookEvent.TermsSet(Pair));
        Feed.Add(
            Symbol,
            At(10),
            Traded(1, 20, Buyer, Side.Buy, 1, Seller, 100, 1),
            Traded(2, 20, Buyer, Side.Buy, 2, Seller, 100, 2),
            Traded(3, 20, Buyer, Side.Buy, 3, Seller, 101, 1));
        Feed.Add(Symbol, At(3 * Minute), Traded(4, 20, Buyer, Side.Buy, 4, Seller, 101, 1));
        await CatchUpAsync(NewProjection());
        Feed.Add(Symbol, At(4 * Minute), Traded(5, 21, Buyer, Side.Buy, 5, Seller, 102, 1));
        Feed.Add(Symbol, At(4 * Minute), Traded(6, 22, Buyer, Side.Buy, 6, Seller, 102, 1));
        await CatchUpAsync(NewProjection());
    }

    private Task<IReadOnlyList<AggregateTrade>> AggregatesAsync(long? from, long? start, long? end, int limit) =>
        History.AggregateTradesAsync(new AggregateTradeQuery(BtcUsdt, from, start, end, limit), None);

    private async Task<IEnumerable<string>> TextsAsync(long? from, long? start, long? end, int limit) =>
        (await AggregatesAsync(from, start, end, limit)).Select(one =>
            $"{one.Id}:{one.FirstTrade.Value & 0xFF}-{one.LastTrade.Value & 0xFF} at {one.Price} x {one.Quantity}");

    private Task<IReadOnlyList<Candle>> CandlesAsync(CandleInterval interval, long? start, long? end, int limit) =>
        History.CandlesAsync(new CandleQuery(BtcUsdt, new CandleGrid(interval, 0), start, end, At(5 * Minute), limit), None);

    private async Task<IEnumerable<(long, int, int, int)>> PricesAsync(long? start, long? end, int limit) =>
        (await CandlesAsync(CandleInterval.OneMinute, start, end, limit)).Select(candle =>
            (candle.OpenAtUnixMicros, (int)candle.Open.Value, (int)candle.Close.Value, (int)candle.TradeCount));
}
