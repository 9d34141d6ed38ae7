using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MiniExchange.Actors;
using MiniExchange.Api.Streams.Connections;
using MiniExchange.Application.MarketData;

namespace MiniExchange.Api.Streams.Topics;

/// <summary>Publishes market data: one loop that takes changes, subscriptions and the passing of time in the order they came.</summary>
/// <remarks>
/// The thread that follows the markets only adds to the loop's queue, and only for pairs that somebody listens to. Sending is
/// adding to outboxes, so that no client is waited for. docs/adr/0014-streams.md.
/// </remarks>
internal sealed partial class StreamPublisher(
    IMarketData markets, IOptions<ApiOptions> options, TimeProvider time, ILogger<StreamPublisher> logger)
    : BackgroundService, IMarketObserver
{
    private const int BeatMs = 100;
    private const string AllMarkets = "";

    private readonly Channel<Work> _work = Channel.CreateUnbounded<Work>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<string, MarketTopics> _markets = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Name, bool InMicros), Topic> _topics = [];
    private readonly EventEncoder _encoder = new();
    private ITimer? _beat;
    private long _beats;
    private int _dueBeats;

    /// <summary>How many events were encoded, whoever listens to them.</summary>
    public long Encoded => _encoder.Count;

    /// <summary>Whether anything at all is published.</summary>
    public int TopicCount => _topics.Count;

    /// <summary>Has a connection listen to streams, and sends it an answer before the first of their events.</summary>
    public Task SubscribeAsync(Connection connection, IReadOnlyList<TopicName> names, bool inMicros, ReadOnlyMemory<byte> answer) =>
        AddAsync(new Subscription(connection, names, inMicros, answer, IsEnd: false));

    /// <summary>Has a connection listen to streams no more, and sends it an answer after the last of their events.</summary>
    public Task UnsubscribeAsync(Connection connection, IReadOnlyList<TopicName> names, bool inMicros, ReadOnlyMemory<byte> answer) =>
        AddAsync(new Subscription(connection, names, inMicros, answer, IsEnd: true));

    /// <inheritdoc />
    public void Changed(IMarketView view, MarketChange change)
    {
        if (_markets.TryGetValue(view.Pair.Symbol, out var market) && market.TryReserve())
        {
            _work.Writer.TryWrite(new Change(market, view, change));
        }
    }

    /// <inheritdoc />
    public void Closed(IMarketView view, CandleInterval interval, int offsetMinutes, in Candle candle)
    {
        if (_markets.TryGetValue(view.Pair.Symbol, out var market) && market.TryReserve())
        {
            _work.Writer.TryWrite(new CandleEnd(market, view, interval, offsetMinutes, candle));
        }
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _beat?.Dispose();
        _encoder.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var observing = markets.Observe(this);
        try
        {
            await foreach (var work in _work.Reader.ReadAllAsync(stoppingToken)) Do(work);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Connections that end later still ask to be taken off, and must not wait for an answer.
            _work.Writer.TryComplete();
            while (_work.Reader.TryRead(out var work)) (work as Subscription)?.Done.TrySetResult();
        }
    }

    private Task AddAsync(Subscription subscription)
    {
        if (!_work.Writer.TryWrite(subscription)) subscription.Done.TrySetResult();
        return subscription.Done.Task;
    }

    private void Do(Work work)
    {
        var now = time.GetUnixMicros();
        switch (work)
        {
            case Change { Market: var market } change:
                market.Release();
                if (market.HasLost) SendAway(market);
                foreach (var topic in market.Topics) topic.Changed(change.View, change.What, now);
                break;
            case CandleEnd { Market: var market } end:
                market.Release();
                if (market.HasLost) SendAway(market);
                foreach (var topic in market.Topics) topic.Closed(end.View, end.Interval, end.OffsetMinutes, end.Candle, now);
                break;
            case Beat:
                PublishDue(now);
                break;
            case Subscription { IsEnd: false } subscription:

                // Listening begins before the answer is out: whoever reads the answer and then asks for the book finds no gap.
                // No event can come between, as this loop makes them.
                foreach (var name in subscription.Names) Join(subscription.Connection, name, subscription.InMicros);
                if (!subscription.Answer.IsEmpty) subscription.Connection.Send(subscription.Answer);
                subscription.Done.TrySetResult();
                break;
            case Subscription subscription:
                foreach (var name in subscription.Names) Leave(subscription.Connection, (name.Text, subscription.InMicros));
                if (!subscription.Answer.IsEmpty) subscription.Connection.Send(subscription.Answer);
                subscription.Done.TrySetResult();
                break;
            default:
                throw new UnreachableException($"No rule for {work.GetType().Name}.");
        }
    }

    private void Join(Connection connection, TopicName name, bool inMicros)
    {
        if (!_topics.TryGetValue((name.Text, inMicros), out var topic))
        {
            _topics[(name.Text, inMicros)] = topic = Create(name, inMicros);
            if (name.Symbol != AllMarkets)
            {
                _markets.GetOrAdd(name.Symbol, _ => new MarketTopics(options.Value.Streams.PendingChanges)).Topics.Add(topic);
            }

            if (name.PeriodMs > 0) _beat ??= time.CreateTimer(_ => OnBeat(), null, Beats(1), Beats(1));
        }

        topic.Subscribers.Add(connection);
        topic.Joined();
    }

    private void Leave(Connection connection, (string Name, bool InMicros) key)
    {
        if (!_topics.TryGetValue(key, out var topic) || !topic.Subscribers.Remove(connection) || topic.Subscribers.Count > 0) return;
        _topics.Remove(key);
        if (topic.Name.Symbol != AllMarkets && _markets.TryGetValue(topic.Name.Symbol, out var market))
        {
            market.Topics.Remove(topic);
            if (market.Topics.Count == 0) _markets.TryRemove(topic.Name.Symbol, out _);
        }

        if (_beat is not null && _topics.Values.All(static left => left.Name.PeriodMs == 0))
        {
            _beat.Dispose();
            _beat = null;
        }
    }

    // A stream with a gap is worse than none: its listeners come again and start from the book as it then is.
    private void SendAway(MarketTopics market)
    {
        foreach (var topic in market.Topics.ToArray())
        {
            LogGap(logger, topic.Name.Text, topic.Subscribers.Count, options.Value.Streams.PendingChanges);
            foreach (var subscriber in topic.Subscribers.ToArray())
            {
                subscriber.Close((WebSocketCloseStatus)1013, "events were lost: the server is overloaded; come again");
                Leave(subscriber, _topics.First(entry => entry.Value == topic).Key);
            }
        }

        market.Restart();
    }

    private void OnBeat()
    {
        // One entry in the queue however many beats the loop is behind.
        if (Interlocked.Increment(ref _dueBeats) == 1) _work.Writer.TryWrite(new Beat());
    }

    private void PublishDue(long now)
    {
        var before = _beats;
        _beats += Interlocked.Exchange(ref _dueBeats, 0);
        foreach (var topic in _topics.Values)
        {
            var period = topic.Name.PeriodMs / BeatMs;
            if (period > 0 && _beats / period > before / period) topic.Due(markets, now);
        }
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

    private static TimeSpan Beats(int count) => TimeSpan.FromMilliseconds(count * BeatMs);

    [LoggerMessage(5010, LogLevel.Warning, "The stream {Name} lost events, and its {Listeners} listeners were sent away: more than {Limit} changes of its pair were waiting to be published.")]
    private static partial void LogGap(ILogger logger, string name, int listeners, int limit);

    private abstract record Work;

    private sealed record Change(MarketTopics Market, IMarketView View, MarketChange What) : Work;

    private sealed record CandleEnd(
        MarketTopics Market, IMarketView View, CandleInterval Interval, int OffsetMinutes, Candle Candle) : Work;

    private sealed record Beat : Work;

    private sealed record Subscription(
        Connection Connection, IReadOnlyList<TopicName> Names, bool InMicros, ReadOnlyMemory<byte> Answer, bool IsEnd) : Work
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
