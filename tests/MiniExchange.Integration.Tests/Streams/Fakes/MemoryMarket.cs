using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using MiniExchange.Application.Books;
using MiniExchange.Application.History;
using MiniExchange.Application.MarketData;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Integration.Tests.Streams.Fakes;

/// <summary>Markets that change when a test says so.</summary>
internal sealed class MemoryMarket(TimeProvider time, params IEnumerable<TradingPair> pairs) : IMarketData
{
    private readonly List<IMarketObserver> _observers = [];
    private readonly List<MemoryView> _views = [.. pairs.Select(pair => new MemoryView(pair))];

    public bool IsReady => true;

    public IReadOnlyList<IMarketView> Views => _views;

    public MemoryView this[TradingPair pair] => _views.Single(view => view.Pair == pair);

    public IMarketView? Of(string symbol) => _views.Find(view => view.Pair.Symbol == symbol);

    public IDisposable Observe(IMarketObserver observer)
    {
        lock (_observers) _observers.Add(observer);
        return new Observing(this, observer);
    }

    /// <summary>Puts a quantity at a price; zero takes the level away.</summary>
    public void SetLevel(TradingPair pair, Side side, long ticks, long lots) => SetLevels(pair, (side, ticks, lots));

    /// <summary>Puts quantities at prices in one turn.</summary>
    public void SetLevels(TradingPair pair, params (Side Side, long Ticks, long Lots)[] levels)
    {
        var (depth, top) = this[pair].Set(levels);
        Tell(pair, new MarketChange(NowUnixMicros, [], [], depth, top));
    }

    /// <summary>Trades, all of one taker in one turn.</summary>
    public void Trade(TradingPair pair, bool isBuyerMaker, params (long Ticks, long Lots)[] trades)
    {
        var made = this[pair].Trade(trades, isBuyerMaker, NowUnixMicros, out var aggregates);
        Tell(pair, new MarketChange(NowUnixMicros, made, aggregates, null, null));
    }

    /// <summary>Ends a candle.</summary>
    public void Close(TradingPair pair, CandleInterval interval, int offsetMinutes, in Candle candle)
    {
        foreach (var observer in Observers()) observer.Closed(this[pair], interval, offsetMinutes, candle);
    }

    private long NowUnixMicros => time.GetUtcNow().ToUnixTimeMilliseconds() * 1_000;

    private void Tell(TradingPair pair, MarketChange change)
    {
        foreach (var observer in Observers()) observer.Changed(this[pair], change);
    }

    private IMarketObserver[] Observers()
    {
        lock (_observers) return [.. _observers];
    }

    private sealed class Observing(MemoryMarket market, IMarketObserver observer) : IDisposable
    {
        public void Dispose()
        {
            lock (market._observers) market._observers.Remove(observer);
        }
    }
}

/// <summary>One pair of such markets. Its book is two lists; its candles and averages are what a test sets.</summary>
internal sealed class MemoryView(TradingPair pair) : IMarketView
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, long> _bids = [];
    private readonly SortedDictionary<long, long> _asks = [];
    private long _updateId;
    private long _trades;
    private long _aggregates;
    private TopOfBook _top = new(0, default, default);

    public TradingPair Pair { get; } = pair;

    public TopOfBook Top
    {
        get
        {
            lock (_gate) return _top;
        }
    }

    public PriceTicks LastPrice { get; private set; }

    /// <summary>The candle under way, whatever the interval.</summary>
    public Candle? Candle { get; set; }

    public AveragePrice? AveragePrice { get; set; }

    /// <summary>What asking for the average throws; null if it can be asked for.</summary>
    public Exception? AverageFault { get; set; }

    /// <summary>What every ticker sums up.</summary>
    public Candle Sum { get; set; }

    public DepthState Depth(int levels)
    {
        lock (_gate)
        {
            return new DepthState(
                _updateId,
                [.. _bids.Reverse().Take(levels).Select(static level => LevelOf(level))],
                [.. _asks.Take(levels).Select(static level => LevelOf(level))],
                LastPrice,
                IsHalted: false);
        }
    }

    public Candle? CandleAt(CandleInterval interval, int offsetMinutes, long atUnixMicros) => Candle;

    public RollingTicker Ticker(int windowMinutes, long atUnixMicros) => new(
        atUnixMicros - windowMinutes * 60_000_000L, atUnixMicros, Sum, new PriceTicks(3_900_000), new QuantityLots(10));

    public AveragePrice? Average(long atUnixMicros) => AverageFault is { } fault ? throw fault : AveragePrice;

    public (DepthChange Depth, TopOfBook? Top) Set(IReadOnlyList<(Side Side, long Ticks, long Lots)> levels)
    {
        lock (_gate)
        {
            var first = _updateId + 1;
            foreach (var (side, ticks, lots) in levels)
            {
                _updateId++;
                var half = side == Side.Buy ? _bids : _asks;
                if (lots == 0) half.Remove(ticks);
                else half[ticks] = lots;
            }

            var before = _top;
            _top = new TopOfBook(_updateId, LevelOf(_bids.LastOrDefault()), LevelOf(_asks.FirstOrDefault()));
            var isSame = before.Bid == _top.Bid && before.Ask == _top.Ask;
            return (new DepthChange(first, _updateId, Of(Side.Buy), Of(Side.Sell)), isSame ? null : _top);
        }

        ImmutableArray<BookLevel> Of(Side side) =>
        [
            .. levels.Where(level => level.Side == side)
                .GroupBy(static level => level.Ticks)
                .Select(static level => LevelOf(KeyValuePair.Create(level.Key, level.Last().Lots))),
        ];
    }

    public ImmutableArray<PublicTrade> Trade(
        IReadOnlyList<(long Ticks, long Lots)> trades, bool isBuyerMaker, long atUnixMicros, out ImmutableArray<AggregateTrade> aggregates)
    {
        var made = trades
            .Select(trade => new PublicTrade(
                TradeId.Of(Pair.Id, ++_trades),
                new PriceTicks(trade.Ticks),
                new QuantityLots(trade.Lots),
                Pair.Notional(new QuantityLots(trade.Lots), new PriceTicks(trade.Ticks)),
                atUnixMicros,
                isBuyerMaker))
            .ToImmutableArray();
        aggregates =
        [
            .. made.GroupBy(static trade => trade.Price).Select(same => new AggregateTrade(
                ++_aggregates,
                same.Key,
                new QuantityLots(same.Sum(static trade => trade.Quantity.Value)),
                same.First().TradeId,
                same.Last().TradeId,
                atUnixMicros,
                isBuyerMaker)),
        ];
        LastPrice = made[^1].Price;
        return made;
    }

    private static BookLevel LevelOf(KeyValuePair<long, long> level) => new(new PriceTicks(level.Key), new QuantityLots(level.Value));
}
