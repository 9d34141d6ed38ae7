using System;
using System.Text.Json;
using MiniExchange.Actors;
using MiniExchange.Api.BackOffice;
using MiniExchange.Application.MarketData;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Trading.Routes;

/// <summary>How candles and tickers are written.</summary>
internal static class TickerJson
{
    /// <summary>One candle, as the array of twelve that clients know.</summary>
    public static void WriteCandle(Utf8JsonWriter json, TradingPair pair, in Candle candle)
    {
        json.WriteStartArray();
        json.WriteNumberValue(Millis(candle.OpenAtUnixMicros));
        json.WriteStringValue(pair.Format(candle.Open));
        json.WriteStringValue(pair.Format(candle.High));
        json.WriteStringValue(pair.Format(candle.Low));
        json.WriteStringValue(pair.Format(candle.Close));
        json.WriteStringValue(Base(pair, candle.BaseVolume));
        json.WriteNumberValue(Millis(candle.EndAtUnixMicros) - 1);
        json.WriteStringValue(Quote(pair, candle.QuoteVolume));
        json.WriteNumberValue(candle.TradeCount);
        json.WriteStringValue(Base(pair, candle.TakerBuyBaseVolume));
        json.WriteStringValue(Quote(pair, candle.TakerBuyQuoteVolume));
        json.WriteStringValue("0"u8);
        json.WriteEndArray();
    }

    /// <summary>By how much the price moved, and what a whole base cost on average.</summary>
    public static void WriteChange(Utf8JsonWriter json, TradingPair pair, in Candle sum)
    {
        var change = (Int128)sum.Close.Value - sum.Open.Value;
        json.WriteString("priceChange"u8, Quote(pair, change * pair.TickUnits.Value));

        // Three decimals of a percent, the rest cut off.
        json.WriteString(
            "priceChangePercent"u8,
            WideDecimalText.Write(sum.Open == PriceTicks.None ? 0 : change * 100_000 / sum.Open.Value, scale: 3));
        json.WriteString("weightedAvgPrice"u8, pair.Quote.Format(sum.AveragePrice(pair)));
    }

    /// <summary>The best prices; zeros for an empty side.</summary>
    public static void WriteBest(Utf8JsonWriter json, TradingPair pair, BookLevel bid, BookLevel ask)
    {
        json.WriteString("bidPrice"u8, pair.Format(bid.Price));
        json.WriteString("bidQty"u8, pair.Format(bid.Quantity));
        json.WriteString("askPrice"u8, pair.Format(ask.Price));
        json.WriteString("askQty"u8, pair.Format(ask.Quantity));
    }

    /// <summary>The first, highest, lowest and last price, what was traded, when, and in which trades.</summary>
    public static void WriteSum(Utf8JsonWriter json, TradingPair pair, RollingTicker ticker)
    {
        var sum = ticker.Sum;
        json.WriteString("openPrice"u8, pair.Format(sum.Open));
        json.WriteString("highPrice"u8, pair.Format(sum.High));
        json.WriteString("lowPrice"u8, pair.Format(sum.Low));
        json.WriteString("lastPrice"u8, pair.Format(sum.Close));
        json.WriteString("volume"u8, Base(pair, sum.BaseVolume));
        json.WriteString("quoteVolume"u8, Quote(pair, sum.QuoteVolume));
        json.WriteNumber("openTime"u8, Millis(ticker.OpenAtUnixMicros));
        json.WriteNumber("closeTime"u8, Millis(ticker.CloseAtUnixMicros));
        json.WriteNumber("firstId"u8, sum.TradeCount == 0 ? -1 : sum.FirstTrade.Value);
        json.WriteNumber("lastId"u8, sum.TradeCount == 0 ? -1 : sum.LastTrade.Value);
        json.WriteNumber("count"u8, sum.TradeCount);
    }

    /// <summary>A time as clients read it.</summary>
    public static long Millis(long unixMicros) => unixMicros / UnixTime.MicrosPerMillisecond;

    private static string Base(TradingPair pair, Int128 units) => WideDecimalText.Write(units, pair.Base.Scale);

    private static string Quote(TradingPair pair, Int128 units) => WideDecimalText.Write(units, pair.Quote.Scale);
}
