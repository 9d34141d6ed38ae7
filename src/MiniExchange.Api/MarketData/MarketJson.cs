using System;
using System.Collections.Generic;
using System.Text.Json;
using MiniExchange.Application.MarketData;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;

namespace MiniExchange.Api.MarketData;

/// <summary>What REST and streams write in the same way.</summary>
internal static class MarketJson
{
    /// <summary>One side of a book: an array of pairs of price and quantity.</summary>
    public static void WriteLevels(Utf8JsonWriter json, ReadOnlySpan<byte> side, TradingPair pair, IEnumerable<BookLevel> levels)
    {
        json.WriteStartArray(side);
        foreach (var level in levels)
        {
            json.WriteStartArray();
            json.WriteStringValue(pair.Format(level.Price));
            json.WriteStringValue(pair.Format(level.Quantity));
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    /// <summary>The fields of an aggregate of trades.</summary>
    /// <param name="json">Inside an object.</param>
    /// <param name="pair">Its pair.</param>
    /// <param name="trades">The aggregate.</param>
    /// <param name="time">When it was made, in the unit that the client reads.</param>
    public static void WriteAggregate(Utf8JsonWriter json, TradingPair pair, AggregateTrade trades, long time)
    {
        json.WriteNumber("a"u8, trades.Id);
        json.WriteString("p"u8, pair.Format(trades.Price));
        json.WriteString("q"u8, pair.Format(trades.Quantity));
        json.WriteNumber("f"u8, trades.FirstTrade.Value);
        json.WriteNumber("l"u8, trades.LastTrade.Value);
        json.WriteNumber("T"u8, time);
        json.WriteBoolean("m"u8, trades.IsBuyerMaker);
        json.WriteBoolean("M"u8, true);
    }
}
