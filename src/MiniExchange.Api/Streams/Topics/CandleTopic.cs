using MiniExchange.Api.MarketData;
using MiniExchange.Application.MarketData;
using MiniExchange.Domain.Markets;

namespace MiniExchange.Api.Streams.Topics;

/// <summary>The candle under way whenever it differs from what was sent, and each one when it has ended, once.</summary>
internal sealed class CandleTopic(TopicName name, bool inMicros, EventEncoder encoder) : Topic(name, inMicros, encoder)
{
    private Candle? _sent;
    private bool _isSentClosed;
    private bool _hasWaited;
    private bool _mustRepeat;

    // A newcomer sees a quiet candle too. What was told before it came stays told: the order of candles is the same for all.
    public override void Joined() => _mustRepeat = true;

    public override void Closed(IMarketView view, CandleInterval interval, int offsetMinutes, in Candle candle, long nowUnixMicros)
    {
        if (interval != Name.Interval.Meaning || offsetMinutes != Name.OffsetMinutes) return;
        Send(view.Pair, candle, isClosed: true, nowUnixMicros);
    }

    public override void Due(IMarketData markets, long nowUnixMicros)
    {
        if (markets.Of(Name.Symbol) is not { } view) return;
        if (view.CandleAt(Name.Interval.Meaning, Name.OffsetMinutes, nowUnixMicros) is not { } candle) return;
        if (candle == _sent && !_mustRepeat) return;

        // The end of a candle is told before its successor is shown, unless it stays out for a whole period.
        var isSuccessor = _sent is { } sent && !_isSentClosed && candle.OpenAtUnixMicros > sent.OpenAtUnixMicros;
        if (isSuccessor && !_hasWaited)
        {
            _hasWaited = true;
            return;
        }

        if (_sent is { } last && candle.OpenAtUnixMicros < last.OpenAtUnixMicros) return;
        if (_isSentClosed && candle.OpenAtUnixMicros == _sent?.OpenAtUnixMicros) return;
        Send(view.Pair, candle, isClosed: false, nowUnixMicros);
    }

    private void Send(TradingPair pair, in Candle candle, bool isClosed, long nowUnixMicros)
    {
        _sent = candle;
        _isSentClosed = isClosed;
        _hasWaited = false;
        _mustRepeat = false;
        var figures = new CandleFigures(pair, candle);
        var json = Begin();
        json.WriteStartObject();
        WriteHead(json, "kline"u8, nowUnixMicros, pair);
        json.WriteStartObject("k"u8);
        json.WriteNumber("t"u8, Time(candle.OpenAtUnixMicros));
        json.WriteNumber("T"u8, Time(candle.EndAtUnixMicros - 1));
        json.WriteString("s"u8, pair.Symbol);
        json.WriteString("i"u8, Name.Interval.Text);
        json.WriteNumber("f"u8, figures.FirstTrade);
        json.WriteNumber("L"u8, figures.LastTrade);
        json.WriteString("o"u8, figures.Open);
        json.WriteString("c"u8, figures.Close);
        json.WriteString("h"u8, figures.High);
        json.WriteString("l"u8, figures.Low);
        json.WriteString("v"u8, figures.Volume);
        json.WriteNumber("n"u8, figures.TradeCount);
        json.WriteBoolean("x"u8, isClosed);
        json.WriteString("q"u8, figures.QuoteVolume);
        json.WriteString("V"u8, figures.TakerBuyVolume);
        json.WriteString("Q"u8, figures.TakerBuyQuoteVolume);
        json.WriteString("B"u8, "0"u8);
        json.WriteEndObject();
        json.WriteEndObject();
        Publish();
    }
}
