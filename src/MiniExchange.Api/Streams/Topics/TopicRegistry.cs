using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net.WebSockets;
using Microsoft.Extensions.Options;
using MiniExchange.Api.Streams.Connections;
using MiniExchange.Application.Markets;

namespace MiniExchange.Api.Streams.Topics;

/// <summary>The streams that somebody listens to, all together and by their pair. Changed by the publishing loop alone.</summary>
internal sealed class TopicRegistry : IDisposable
{
    private const string AllMarkets = "";

    private readonly MarketDirectory _directory;
    private readonly int _maxPending;
    private readonly ConcurrentDictionary<string, MarketTopics> _markets = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Name, bool InMicros), Topic> _topics = [];
    private readonly EventEncoder _encoder = new();

    public TopicRegistry(MarketDirectory directory, IOptions<ApiOptions> options, StreamMetrics metrics)
    {
        _directory = directory;
        _maxPending = options.Value.Streams.PendingChanges;
        metrics.Topics = () => Count;
    }

    /// <summary>How many events were encoded, whoever listens to them.</summary>
    public long Encoded => _encoder.Count;

    /// <summary>How many streams there are.</summary>
    public int Count => _topics.Count;

    /// <summary>How many of them are published from time to time rather than at once.</summary>
    public int PeriodicCount { get; private set; }

    /// <summary>All of them.</summary>
    public IEnumerable<Topic> All => _topics.Values;

    /// <summary>The streams of one pair; null if nobody listens to any. May be asked by any thread.</summary>
    public MarketTopics? MarketOf(string symbol) => _markets.GetValueOrDefault(symbol);

    /// <summary>Has a connection listen to a stream.</summary>
    public void Join(Connection connection, TopicName name, bool inMicros)
    {
        if (!_topics.TryGetValue((name.Text, inMicros), out var topic))
        {
            // Nothing will ever come of a pair that is not listed, so that it must not cost anything either.
            if (name.Symbol != AllMarkets && _directory.IsKnown && _directory.PairOf(name.Symbol) is null) return;
            topic = Add(name, inMicros);
        }

        topic.Subscribers.Add(connection);
        topic.Joined();
    }

    /// <summary>Has a connection listen to a stream no more; the last one takes the stream with it.</summary>
    public void Leave(Connection connection, TopicName name, bool inMicros)
    {
        if (!_topics.TryGetValue((name.Text, inMicros), out var topic)) return;
        if (topic.Subscribers.Remove(connection) && topic.Subscribers.Count == 0) Remove(topic);
    }

    /// <summary>Ends a stream that cannot go on: those who listen to it are told to come again.</summary>
    public void Drop(Topic topic, string why)
    {
        foreach (var subscriber in topic.Subscribers) subscriber.Close((WebSocketCloseStatus)1013, why);
        topic.Subscribers.Clear();
        Remove(topic);
    }

    /// <inheritdoc />
    public void Dispose() => _encoder.Dispose();

    private Topic Add(TopicName name, bool inMicros)
    {
        var topic = Create(name, inMicros);
        _topics.Add((name.Text, inMicros), topic);
        if (name.PeriodMs > 0) PeriodicCount++;
        if (name.Symbol != AllMarkets)
        {
            _markets.GetOrAdd(name.Symbol, _ => new MarketTopics(_maxPending)).Topics.Add(topic);
        }

        return topic;
    }

    private void Remove(Topic topic)
    {
        if (!_topics.Remove((topic.Name.Text, topic.InMicros))) return;
        if (topic.Name.PeriodMs > 0) PeriodicCount--;
        if (!_markets.TryGetValue(topic.Name.Symbol, out var market)) return;
        market.Topics.Remove(topic);
        if (market.Topics.Count == 0) _markets.TryRemove(topic.Name.Symbol, out _);
    }

    private Topic Create(TopicName name, bool inMicros) => name.Kind switch
    {
        TopicKind.Trade or TopicKind.AggregateTrade => new TradeTopic(name, inMicros, _encoder),
        TopicKind.BookTicker => new BookTickerTopic(name, inMicros, _encoder),
        TopicKind.DepthChanges => new DepthTopic(name, inMicros, _encoder),
        TopicKind.PartialDepth => new PartialDepthTopic(name, inMicros, _encoder),
        TopicKind.Candles => new CandleTopic(name, inMicros, _encoder),
        TopicKind.MiniTicker or TopicKind.Ticker or TopicKind.WindowTicker => new TickerTopic(name, inMicros, _encoder),
        TopicKind.AveragePrice => new AveragePriceTopic(name, inMicros, _encoder),
        _ => throw new UnreachableException($"No stream for {name.Kind}."),
    };
}
