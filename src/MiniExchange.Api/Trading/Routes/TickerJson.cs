using System.Text.Json;
using MiniExchange.Actors;
using MiniExchange.Api.MarketData;
using MiniExchange.Application.MarketData;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;

namespace MiniExchange.Api.Trading.Routes;

/// <summary>How candles and tickers are written.</summary>
internal static class TickerJson
{
    /// <summary>One candle, as the array of twelve that clients know.</summary>
    public static void WriteCandle(Utf8JsonWriter json, TradingPair pair, in Candle candle)
    {
        var figures = new CandleFigures(pair, candle);
        json.WriteStartArray();
        json.WriteNumberValue(Millis(candle.OpenAtUnixMicros));
        json.WriteStringValue(figures.Open);
        json.WriteStringValue(figures.High);
        json.WriteStringValue(figures.Low);
        json.WriteStringValue(figures.Close);
        json.WriteStringValue(figures.Volume);
        json.WriteNumberValue(Millis(candle.EndAtUnixMicros) - 1);
        json.WriteStringValue(figures.QuoteVolume);
        json.WriteNumberValue(figures.TradeCount);
        json.WriteStringValue(figures.TakerBuyVolume);
        json.WriteStringValue(figures.TakerBuyQuoteVolume);
        json.WriteStringValue("0"u8);
        json.WriteEndArray();
    }

    /// <summary>By how much the price moved, and what a whole base cost on average.</summary>
    public static void WriteChange(Utf8JsonWriter json, TradingPair pair, in Candle sum)
    {
        var figures = new CandleFigures(pair, sum);
        json.WriteString("priceChange"u8, figures.Change);
        json.WriteString("priceChangePercent"u8, figures.ChangePercent);
        json.WriteString("weightedAvgPrice"u8, figures.WeightedAverage);
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
        var figures = new CandleFigures(pair, ticker.Sum);
        json.WriteString("openPrice"u8, figures.Open);
        json.WriteString("highPrice"u8, figures.High);
        json.WriteString("lowPrice"u8, figures.Low);
        json.WriteString("lastPrice"u8, figures.Close);
        json.WriteString("volume"u8, figures.Volume);
        json.WriteString("quoteVolume"u8, figures.QuoteVolume);
        json.WriteNumber("openTime"u8, Millis(ticker.OpenAtUnixMicros));
        json.WriteNumber("closeTime"u8, Millis(ticker.CloseAtUnixMicros));
        json.WriteNumber("firstId"u8, figures.FirstTrade);
        json.WriteNumber("lastId"u8, figures.LastTrade);
        json.WriteNumber("count"u8, figures.TradeCount);
    }

    /// <summary>A time as clients read it.</summary>
    public static long Millis(long unixMicros) => unixMicros / UnixTime.MicrosPerMillisecond;
}
