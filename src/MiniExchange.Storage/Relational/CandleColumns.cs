using System;
using System.Data.Common;
using System.Globalization;
using MiniExchange.Application.MarketData;
using MiniExchange.Domain.Units;

namespace MiniExchange.Storage.Relational;

/// <summary>The rows of <c>candles</c>: short candles, of which all others are folded.</summary>
internal static class CandleColumns
{
    /// <summary>Lengths that are stored, in seconds, each a multiple of the one before it.</summary>
    public static readonly long[] Widths = [1, 60, 900, 3_600, 86_400];

    /// <summary>Columns as <see cref="Read"/> takes them; both databases give wide numbers' digits as text.</summary>
    public const string Names =
        """
        width_seconds, open_at, open_ticks, high_ticks, low_ticks, close_ticks, CAST(base_volume AS TEXT),
        CAST(quote_volume AS TEXT), CAST(taker_buy_base AS TEXT), CAST(taker_buy_quote AS TEXT), first_trade_id, last_trade_id,
        trade_count
        """;

    /// <summary>The longest stored length whose candles lie each within one candle of a grid.</summary>
    public static long WidthFor(CandleGrid grid)
    {
        var offsetSeconds = grid.OffsetMinutes * 60L;
        for (var i = Widths.Length - 1; i > 0; i--)
        {
            // A month is a whole number of days.
            if (grid.WidthMicros / 1_000_000 % Widths[i] == 0 && offsetSeconds % Widths[i] == 0) return Widths[i];
        }

        return Widths[0];
    }

    public static Candle Read(DbDataReader row)
    {
        var open = row.GetInt64(1);
        return new Candle(
            open,
            open + (row.GetInt64(0) * 1_000_000),
            new PriceTicks(row.GetInt64(2)),
            new PriceTicks(row.GetInt64(3)),
            new PriceTicks(row.GetInt64(4)),
            new PriceTicks(row.GetInt64(5)),
            Wide(row, 6),
            Wide(row, 7),
            Wide(row, 8),
            Wide(row, 9),
            new TradeId(row.GetInt64(10)),
            new TradeId(row.GetInt64(11)),
            row.GetInt64(12));
    }

    private static Int128 Wide(DbDataReader row, int column) => Int128.Parse(row.GetString(column), CultureInfo.InvariantCulture);
}
