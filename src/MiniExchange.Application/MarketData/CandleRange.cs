using System.Collections.Generic;
using MiniExchange.Application.History;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.MarketData;

/// <summary>The candles that a query is about: one after the other, those without trades among them.</summary>
/// <param name="Grid">Where they begin and end.</param>
/// <param name="FirstOpenUnixMicros">The first one's beginning, microseconds since 1970-01-01 UTC.</param>
/// <param name="EndUnixMicros">The last one's end; not after the first one's beginning if there is none.</param>
public readonly record struct CandleRange(CandleGrid Grid, long FirstOpenUnixMicros, long EndUnixMicros)
{
    /// <summary>What a query asks for, given when the pair's first trade was.</summary>
    public static CandleRange Of(CandleQuery query, long firstTradeUnixMicros)
    {
        var grid = query.Grid;
        var oldest = grid.OpenOf(firstTradeUnixMicros);
        var end = long.Min(query.EndUnixMicros ?? query.NowUnixMicros, query.NowUnixMicros);
        var start = query.StartUnixMicros ?? oldest;

        // Callers may name any time that 64 bits hold; the calendar knows those from the first trade until now.
        if (end < oldest || end < start) return new CandleRange(grid, oldest, oldest);

        var last = grid.OpenOf(end);
        if (query.StartUnixMicros is null)
        {
            return new CandleRange(grid, long.Max(oldest, grid.Before(last, query.Limit - 1)), grid.EndOf(last));
        }

        var first = start <= oldest ? oldest : grid.OpenOf(start);
        if (first < start) first = grid.EndOf(first);
        return new CandleRange(grid, first, long.Min(grid.EndOf(last), grid.Before(first, -query.Limit)));
    }

    /// <summary>Folds shorter candles into these.</summary>
    /// <param name="parts">Ascending, from the first one's beginning on, those without trades left out; each within one candle.</param>
    /// <param name="closeBefore">The last price before the first one; none if the pair had not traded.</param>
    public IReadOnlyList<Candle> Fold(IReadOnlyList<Candle> parts, PriceTicks closeBefore)
    {
        var candles = new List<Candle>();
        var next = 0;
        for (var open = FirstOpenUnixMicros; open < EndUnixMicros; open = Grid.EndOf(open))
        {
            var candle = CandleFold.Empty(open, Grid.EndOf(open), closeBefore);
            for (; next < parts.Count && parts[next].OpenAtUnixMicros < candle.EndAtUnixMicros; next++)
            {
                candle = candle.With(parts[next]);
            }

            candles.Add(candle);
            closeBefore = candle.Close;
        }

        return candles;
    }
}
