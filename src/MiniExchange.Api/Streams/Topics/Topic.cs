using System;
using System.Collections.Generic;
using System.Text.Json;
using MiniExchange.Actors;
using MiniExchange.Api.Streams.Connections;
using MiniExchange.Application.MarketData;
using MiniExchange.Domain.Markets;

namespace MiniExchange.Api.Streams.Topics;

/// <summary>One stream and those who listen to it. Used by the publishing loop alone.</summary>
/// <remarks>An event is encoded once, and once more if somebody wants it wrapped; all who listen share the bytes.</remarks>
/// <param name="name">Which one.</param>
/// <param name="inMicros">Whether its times are in microseconds rather than milliseconds.</param>
/// <param name="encoder">The loop's.</param>
internal abstract class Topic(TopicName name, bool inMicros, EventEncoder encoder)
{
    public TopicName Name { get; } = name;

    public bool InMicros { get; } = inMicros;

    public HashSet<Connection> Subscribers { get; } = [];

    /// <summary>Somebody started to listen.</summary>
    public virtual void Joined()
    {
    }

    /// <summary>A pair that it is about changed.</summary>
    public virtual void Changed(IMarketView view, MarketChange change, long nowUnixMicros)
    {
    }

    /// <summary>A candle of a pair that it is about has ended.</summary>
    public virtual void Closed(IMarketView view, CandleInterval interval, int offsetMinutes, in Candle candle, long nowUnixMicros)
    {
    }

    /// <summary>Its period has passed.</summary>
    public virtual void Due(IMarketData markets, long nowUnixMicros)
    {
    }

    protected Utf8JsonWriter Begin() => encoder.Begin();

    /// <summary>Sends what was written since <see cref="Begin"/>.</summary>
    protected void Publish()
    {
        var raw = encoder.End();
        byte[]? plain = null;
        byte[]? wrapped = null;
        foreach (var subscriber in Subscribers)
        {
            subscriber.Send(subscriber.IsCombined ? wrapped ??= CombinedForm.Of(Name.Text, raw) : plain ??= raw.ToArray());
        }
    }

    protected void WriteHead(Utf8JsonWriter json, ReadOnlySpan<byte> type, long nowUnixMicros, TradingPair pair)
    {
        json.WriteString("e"u8, type);
        json.WriteNumber("E"u8, Time(nowUnixMicros));
        json.WriteString("s"u8, pair.Symbol);
    }

    protected long Time(long unixMicros) => InMicros ? unixMicros : unixMicros / UnixTime.MicrosPerMillisecond;
}
