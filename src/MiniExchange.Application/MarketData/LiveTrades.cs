using System.Collections.Generic;
using MiniExchange.Application.History;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.MarketData;

/// <summary>One pair's trades, summed up as candles and rolling windows, in bounded memory.</summary>
/// <remarks>
/// Seconds, minutes and quarters of an hour are kept; everything asked for is folded from them, exactly, as its edges are on
/// their grids. What streams ask for again and again is kept up to date trade by trade. Used under its view's lock.
/// docs/adr/0013-market-data.md.
/// </remarks>
internal sealed class LiveTrades
{
    private const long Second = 1_000_000;
    private const long Minute = 60 * Second;
    private const long Quarter = 15 * Minute;

    private readonly CandleBuckets _seconds = new(Second, PairSeed.SecondsKeptMicros);
    private readonly CandleBuckets _minutes = new(Minute, PairSeed.MinutesKeptMicros);
    private readonly CandleBuckets _quarters = new(Quarter, PairSeed.QuartersKeptMicros);
    private readonly Dictionary<CandleGrid, LiveCandle> _live = [];

    /// <summary>The last trade; null before the first.</summary>
    public PublicTrade? Last { get; private set; }

    /// <summary>The time before which no trade can come any more, microseconds since 1970-01-01 UTC.</summary>
    public long SettledUntilUnixMicros { get; private set; }

    /// <summary>When the first candle that is told of ends; <see cref="long.MaxValue"/> if none is.</summary>
    public long NextEndUnixMicros
    {
        get
        {
            var next = long.MaxValue;
            foreach (var live in _live.Values)
            {
                if (live.IsStarted) next = long.Min(next, live.Candle.EndAtUnixMicros);
            }

            return next;
        }
    }

    public void Load(PairSeed seed)
    {
        foreach (var candle in seed.Seconds) _seconds.Add(candle);
        foreach (var candle in seed.Minutes) _minutes.Add(candle);
        foreach (var candle in seed.Quarters) _quarters.Add(candle);
        Last = seed.LastTrade;
        SettledUntilUnixMicros = seed.LastTrade.ExecutedAtUnixMicros;
    }

    /// <summary>Takes note that nothing earlier can come any more, and gives out each candle that has ended by it.</summary>
    public void SettleUntil(long unixMicros, List<Telling> tellings)
    {
        if (unixMicros <= SettledUntilUnixMicros) return;

        SettledUntilUnixMicros = unixMicros;
        foreach (var live in _live.Values)
        {
            while (live.IsStarted && live.Candle.EndAtUnixMicros <= unixMicros)
            {
                if (live.Candle.Close != PriceTicks.None) tellings.Add(new Telling(null, live.Grid, live.Candle));
                Start(live, live.Candle.EndAtUnixMicros);
            }
        }
    }

    /// <summary>Adds a trade, which is not before <see cref="SettledUntilUnixMicros"/>.</summary>
    public void Add(PublicTrade trade, TradingPair pair)
    {
        Last = trade;
        _seconds.Add(trade, pair);
        _minutes.Add(trade, pair);
        _quarters.Add(trade, pair);
        foreach (var live in _live.Values)
        {
            if (live.IsStarted) live.Add(trade, pair);
            else Start(live, trade.ExecutedAtUnixMicros);
        }
    }

    /// <summary>The candle that a time falls into; null if it ends before the first trade.</summary>
    public Candle? CandleAt(CandleGrid grid, long atUnixMicros)
    {
        if (!_live.TryGetValue(grid, out var live)) _live.Add(grid, live = new LiveCandle(grid));
        if (Last is null) return null;

        // Not further back than whole candles are kept: a grid of seconds must not begin in the distant past.
        if (!live.IsStarted) Start(live, long.Max(atUnixMicros, SettledUntilUnixMicros - Minute));

        ref readonly var candle = ref live.Candle;
        var open = grid.OpenOf(atUnixMicros);
        var found = open == candle.OpenAtUnixMicros ? candle : Fold(open, grid.EndOf(open));
        return found.Close == PriceTicks.None ? null : found;
    }

    /// <summary>The trades of a window of minutes that ends now; its beginning is on a whole minute, so that it may be up to a minute longer.</summary>
    public RollingTicker Ticker(int windowMinutes, long atUnixMicros)
    {
        var open = CandleGrid.Floor(atUnixMicros, Minute) - (windowMinutes * Minute);
        var sum = _minutes.Fold(open, long.MaxValue) with { EndAtUnixMicros = atUnixMicros };
        return new RollingTicker(
            open,
            atUnixMicros,
            sum,
            _minutes.CloseBefore(open),
            sum.TradeCount == 0 ? QuantityLots.Zero : Last!.Quantity);
    }

    private void Start(LiveCandle live, long atUnixMicros)
    {
        var open = live.Grid.OpenOf(atUnixMicros);
        live.Start(Fold(open, live.Grid.EndOf(open)));
    }

    private Candle Fold(long openAtUnixMicros, long endAtUnixMicros) => (endAtUnixMicros - openAtUnixMicros) switch
    {
        Second => _seconds.Fold(openAtUnixMicros, endAtUnixMicros),
        <= PairSeed.MinutesKeptMicros => _minutes.Fold(openAtUnixMicros, endAtUnixMicros),
        _ => _quarters.Fold(openAtUnixMicros, endAtUnixMicros),
    };
}

/// <summary>Something to tell observers: a change, or a candle that has ended.</summary>
/// <param name="Change">The change; null for a candle.</param>
/// <param name="Grid">The candle's grid.</param>
/// <param name="Candle">The candle.</param>
internal readonly record struct Telling(MarketChange? Change, CandleGrid Grid, Candle Candle);
