using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using MiniExchange.Application.History;
using MiniExchange.Application.MarketData;
using MiniExchange.Application.Orders;
using MiniExchange.Conformance;
using MiniExchange.Integration.Tests.Api.Fakes;
using MiniExchange.Integration.Tests.Relational;
using MiniExchange.Storage.Codecs;
using MiniExchange.Storage.Relational.History;
using MiniExchange.Storage.Relational.Projections;
using Xunit;

namespace MiniExchange.Integration.Tests.MarketData;

/// <summary>Random trading with everything that follows it torn down at random: all that is told of it equals a recount.</summary>
public abstract class MarketRecountKit : RelationalKit
{
    private const long Minute = 60_000_000;

    private static readonly int[] Offsets = [0, 480, -210, 345];

    private readonly RandomMarket _running;

    protected MarketRecountKit() => _running = new RandomMarket(this);

    [KitTheory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public async Task RandomTrading_WithRestarts_EqualsARecount(ulong seed, bool hasLongPauses)
    {
        Options.BatchSize = 11;
        await _running.RunAsync(seed, hasLongPauses, steps: 2_000);

        await CatchUpAsync(_running.Projection);
        var recount = new TradeRecount(Feed.Records);
        Assert.True(recount.Trades.Count > 200, $"Only {recount.Trades.Count} trades.");
        await AssertCandlesAsync(recount);
        await AssertTradesAsync(recount);
        AssertTold(recount);
    }

    private async Task AssertCandlesAsync(TradeRecount recount)
    {
        var history = new RelationalMarketHistory(Store);
        foreach (var interval in CandleIntervals.All)
        {
            foreach (var offset in Offsets)
            {
                var expected = recount.CandlesUntil(CandleIntervals.NameOf(interval), offset, _running.Now).Take(1_000).ToList();
                var rows = await history.CandlesAsync(
                    new CandleQuery(
                        TradingDay.BtcUsdt, new CandleGrid(interval, offset), StartUnixMicros: 0, null, _running.Now, Limit: 1_000),
                    None);

                Assert.Equal(expected, rows.Select(row => TradeRecount.Text(row)));
            }
        }
    }

    private async Task AssertTradesAsync(TradeRecount recount)
    {
        var history = new RelationalMarketHistory(Store);
        var aggregates = await history.AggregateTradesAsync(new AggregateTradeQuery(TradingDay.BtcUsdt, 1, null, null, int.MaxValue), None);
        var trades = await history.TradesAsync(TradingDay.BtcUsdt, default(Domain.Units.TradeId), int.MaxValue, None);

        Assert.Equal(recount.Aggregates(), aggregates.Select(TradeRecount.Text));
        Assert.Equal(recount.Trades.Select(trade => trade.Id), trades.Select(trade => trade.TradeId.Value));
    }

    // Each observer heard a stretch; what it heard of it is true and has no holes.
    private void AssertTold(TradeRecount recount)
    {
        var aggregates = recount.Aggregates().ToList();
        foreach (var heard in _running.Heard.Where(heard => heard.Trades.Count > 0))
        {
            var ids = heard.Trades.Select(trade => trade.TradeId.Value).ToList();
            Assert.Equal(Enumerable.Range(0, ids.Count).Select(i => ids[0] + i), ids);
            Assert.Equal(
                aggregates.Skip((int)heard.Aggregates[0].Id - 1).Take(heard.Aggregates.Count),
                heard.Aggregates.Select(TradeRecount.Text));
        }

        var closed = _running.Heard.SelectMany(heard => heard.Ended).ToList();
        Assert.True(closed.Count > 1_000, $"Only {closed.Count} candles were told as ended.");
        foreach (var ((interval, offset, open), text) in closed)
        {
            Assert.Equal(recount.CandleAt(CandleIntervals.NameOf(interval), offset, open), text);
        }
    }

    private sealed class RandomMarket(MarketRecountKit kit)
    {
        private SeededRandom _random = new(0);
        private LiveMarketData? _live;
        private CandleInterval[] _asked = [];
        private int _longestTick;

        public long Now { get; private set; } = TradingDay.Start;

        public List<HeardMarket> Heard { get; } = [];

        public ExchangeProjection Projection { get; private set; } = null!;

        public async Task RunAsync(ulong seed, bool hasLongPauses, int steps)
        {
            _random = new SeededRandom(seed);
            _longestTick = hasLongPauses ? 1_000 : 970;

            // Of a pause of days, seconds alone would be told a million times.
            _asked = [.. CandleIntervals.All.Where(interval => !hasLongPauses || interval != CandleInterval.OneSecond)];
            var market = new SmallMarket(kit.Feed, seed, Tick);
            Projection = kit.NewProjection();
            for (var step = 0; step < steps; step++)
            {
                market.Step();
                if (_random.Chance(10)) await Projection.RunOnceAsync(None);
                if (_random.Chance(1)) Projection = kit.NewProjection();
                if (_random.Chance(1)) _live = null;
                if (_random.Chance(8)) await FollowAsync(market);
            }

            await FollowAsync(market);
        }

        private async Task FollowAsync(SmallMarket market)
        {
            if (_live is null)
            {
                var snapshotAt = _random.Chance(30) ? 0 : _random.Between(1, kit.Feed.Records.Count);
                _live = kit.NewLive(new FeedJournal([.. kit.Feed.Records], snapshotAt));
                var heard = new HeardMarket();
                Heard.Add(heard);
                _live.Observe(heard);
                await CatchUpAsync(_live);
                heard.Start(_live.Of(TradingDay.Symbol)!);
            }

            await CatchUpAsync(_live);
            Heard[^1].AssertShows(market.Book);
            AssertView(_live.Of(TradingDay.Symbol)!);
        }

        private static async Task CatchUpAsync(LiveMarketData live)
        {
            while (!live.IsReady || live.Status.Lag > 0) await live.FollowNextAsync(None);
        }

        private void AssertView(IMarketView view)
        {
            var recount = new TradeRecount(kit.Feed.Records);
            if (recount.Trades.Count == 0) return;

            foreach (var interval in _asked)
            {
                foreach (var offset in Offsets)
                {
                    var candle = view.CandleAt(interval, offset, Now);
                    Assert.Equal(recount.CandleAt(CandleIntervals.NameOf(interval), offset, Now), TradeRecount.Text(candle!.Value));
                }
            }

            foreach (var minutes in (int[])[1, 59, 60, 1_380, 1_440, 10_080]) AssertTicker(view.Ticker(minutes, Now), minutes, recount);
        }

        private void AssertTicker(RollingTicker ticker, int minutes, TradeRecount recount)
        {
            var open = (Now / Minute - minutes) * Minute;
            var inside = recount.Trades.Where(trade => trade.At >= open).ToList();
            Assert.Equal(recount.Sum(open, Now + 1), TradeRecount.Text(ticker.Sum with { EndAtUnixMicros = Now + 1 }));
            Assert.Equal((open, Now), (ticker.OpenAtUnixMicros, ticker.CloseAtUnixMicros));
            Assert.Equal(recount.Trades.LastOrDefault(trade => trade.At < open)?.Ticks ?? 0, ticker.PreviousClose.Value);
            Assert.Equal(inside.LastOrDefault()?.Lots ?? 0, ticker.LastQuantity.Value);
        }

        // Mostly close together; some pauses of minutes, hours and days, so that candles of all lengths begin and end.
        private long Tick() => Now += _random.Between(1, _longestTick) switch
        {
            <= 600 => _random.Between(0, 300_000),
            <= 950 => _random.Between(1, 30) * 1_000_000L,
            <= 985 => _random.Between(1, 40) * Minute,
            <= 997 => _random.Between(1, 30) * 60 * Minute,
            _ => _random.Between(1, 12) * 1_440 * Minute,
        };
    }

    private LiveMarketData NewLive(FeedJournal journal) => new(
        new RelationalMarketHistory(Store),
        journal,
        Feed,
        static () => new BookCodec(),
        new ExchangeClient(new ScriptedEngine(), new ExchangeClientOptions(), TimeProvider.System),
        new MarketDataOptions { BatchSize = 5 },
        TimeProvider.System,
        NullLogger<LiveMarketData>.Instance);
}
