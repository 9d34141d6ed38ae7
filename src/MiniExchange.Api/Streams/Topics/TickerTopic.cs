using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using MiniExchange.Api.MarketData;
using MiniExchange.Application.MarketData;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;

namespace MiniExchange.Api.Streams.Topics;

/// <summary>A stretch of time that ends now, of one pair or of all that changed, summed up.</summary>
internal sealed class TickerTopic(TopicName name, bool inMicros, EventEncoder encoder) : Topic(name, inMicros, encoder)
{
    private readonly byte[] _type = Encoding.ASCII.GetBytes(name.Kind switch
    {
        TopicKind.MiniTicker => "24hrMiniTicker",
        TopicKind.Ticker => "24hrTicker",
        _ => $"{name.Window.Text}Ticker",
    });

    // What was shown last, per pair. The ends of the stretch move on by themselves and are no change.
    private readonly Dictionary<string, (Candle Sum, TopOfBook? Top)> _sent = new(StringComparer.Ordinal);

    public override void Joined()
    {
        // A newcomer sees a quiet pair too; of all pairs it sees those that change.
        if (Name.Symbol.Length > 0) _sent.Clear();
    }

    public override void Due(IMarketData markets, long nowUnixMicros)
    {
        if (Name.Symbol.Length > 0)
        {
            if (markets.Of(Name.Symbol) is not { } view || HasNews(view, nowUnixMicros) is not { } news) return;
            Write(Begin(), view.Pair, news, nowUnixMicros);
            Publish();
            return;
        }

        Utf8JsonWriter? json = null;
        foreach (var view in markets.Views)
        {
            if (HasNews(view, nowUnixMicros) is not { } news) continue;
            if (json is null)
            {
                json = Begin();
                json.WriteStartArray();
            }

            Write(json, view.Pair, news, nowUnixMicros);
        }

        if (json is null) return;
        json.WriteEndArray();
        Publish();
    }

    private (RollingTicker Ticker, TopOfBook Top)? HasNews(IMarketView view, long nowUnixMicros)
    {
        var ticker = view.Ticker(Name.Window.Minutes, nowUnixMicros);
        var top = view.Top;

        // The number of the depth update says nothing here.
        var shown = (ticker.Sum with { OpenAtUnixMicros = 0, EndAtUnixMicros = 0 }, Name.Kind == TopicKind.Ticker ? top with { UpdateId = 0 } : null);
        if (_sent.TryGetValue(view.Pair.Symbol, out var sent) && sent == shown) return null;
        _sent[view.Pair.Symbol] = shown;
        return (ticker, top);
    }

    private void Write(Utf8JsonWriter json, TradingPair pair, (RollingTicker Ticker, TopOfBook Top) news, long nowUnixMicros)
    {
        var sum = new CandleFigures(pair, news.Ticker.Sum);
        json.WriteStartObject();
        WriteHead(json, _type, nowUnixMicros, pair);
        if (Name.Kind != TopicKind.MiniTicker)
        {
            json.WriteString("p"u8, sum.Change);
            json.WriteString("P"u8, sum.ChangePercent);
            json.WriteString("w"u8, sum.WeightedAverage);
        }

        json.WriteString("c"u8, sum.Close);
        json.WriteString("o"u8, sum.Open);
        json.WriteString("h"u8, sum.High);
        json.WriteString("l"u8, sum.Low);
        json.WriteString("v"u8, sum.Volume);
        json.WriteString("q"u8, sum.QuoteVolume);
        if (Name.Kind == TopicKind.Ticker)
        {
            json.WriteString("x"u8, pair.Format(news.Ticker.PreviousClose));
            json.WriteString("Q"u8, pair.Format(news.Ticker.LastQuantity));
            WriteBest(json, "b"u8, "B"u8, pair, news.Top.Bid);
            WriteBest(json, "a"u8, "A"u8, pair, news.Top.Ask);
        }

        if (Name.Kind != TopicKind.MiniTicker)
        {
            json.WriteNumber("O"u8, Time(news.Ticker.OpenAtUnixMicros));
            json.WriteNumber("C"u8, Time(news.Ticker.CloseAtUnixMicros));
            json.WriteNumber("F"u8, sum.FirstTrade);
            json.WriteNumber("L"u8, sum.LastTrade);
            json.WriteNumber("n"u8, sum.TradeCount);
        }

        json.WriteEndObject();
    }

    private static void WriteBest(Utf8JsonWriter json, ReadOnlySpan<byte> price, ReadOnlySpan<byte> quantity, TradingPair pair, BookLevel level)
    {
        json.WriteString(price, pair.Format(level.Price));
        json.WriteString(quantity, pair.Format(level.Quantity));
    }
}
