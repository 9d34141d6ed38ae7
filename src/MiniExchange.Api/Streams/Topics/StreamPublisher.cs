using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
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
    TopicRegistry topics, IMarketData markets, TimeProvider time, ILogger<StreamPublisher> logger)
    : BackgroundService, IMarketObserver
{
    private const int BeatMs = 100;

    private readonly Channel<Work> _work = Channel.CreateUnbounded<Work>(new UnboundedChannelOptions { SingleReader = true });
    private ITimer? _beat;
    private long _beats;
    private int _dueBeats;

    /// <summary>Has a connection listen to streams, and sends it an answer before the first of their events.</summary>
    public Task SubscribeAsync(Connection connection, IReadOnlyList<TopicName> names, bool inMicros, ReadOnlyMemory<byte> answer) =>
        AddAsync(new Subscription(connection, names, inMicros, answer, IsEnd: false));

    /// <summary>Has a connection listen to streams no more, and sends it an answer after the last of their events.</summary>
    public Task UnsubscribeAsync(Connection connection, IReadOnlyList<TopicName> names, bool inMicros, ReadOnlyMemory<byte> answer) =>
        AddAsync(new Subscription(connection, names, inMicros, answer, IsEnd: true));

    /// <inheritdoc />
    public void Changed(IMarketView view, MarketChange change)
    {
        if (topics.MarketOf(view.Pair.Symbol) is { } market && market.TryReserve()) _work.Writer.TryWrite(new Change(market, view, change));
    }

    /// <inheritdoc />
    public void Closed(IMarketView view, CandleInterval interval, int offsetMinutes, in Candle candle)
    {
        if (topics.MarketOf(view.Pair.Symbol) is { } market && market.TryReserve())
        {
            _work.Writer.TryWrite(new CandleEnd(market, view, interval, offsetMinutes, candle));
        }
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _beat?.Dispose();
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
        switch (work)
        {
            case MarketWork { Market: var market } happened:
                market.Release();
                if (market.HasLost) SendAway(market);
                Tell(market.Topics, happened);
                break;
            case Beat beat:
                PublishDue(beat);
                break;
            case Subscription subscription:
                Do(subscription);
                break;
            default:
                throw new UnreachableException($"No rule for {work.GetType().Name}.");
        }
    }

    // Listening begins before the answer is out: whoever reads the answer and then asks for the book finds no gap.
    private void Do(Subscription subscription)
    {
        var (connection, names, inMicros, answer, isEnd) = subscription;
        foreach (var name in names)
        {
            if (isEnd) topics.Leave(connection, name, inMicros);
            else topics.Join(connection, name, inMicros);
        }

        SetBeat();
        if (!answer.IsEmpty) connection.Send(answer);
        subscription.Done.TrySetResult();
    }

    private void PublishDue(Beat beat)
    {
        var before = _beats;
        _beats += Interlocked.Exchange(ref _dueBeats, 0);
        Tell(topics.All.Where(topic => topic.Name.PeriodMs / BeatMs is > 0 and var period && _beats / period > before / period), beat);
    }

    // A fault is its stream's alone: all others, and the exchange, go on without it.
    private void Tell(IEnumerable<Topic> told, News news)
    {
        var now = time.GetUnixMicros();
        List<Topic>? failed = null;
        foreach (var topic in told)
        {
            try
            {
                news.Tell(topic, now);
            }
#pragma warning disable CA1031 // Whatever it is, it is told to the operators, and the stream does not go on.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                LogFault(logger, fault, topic.Name.Text, topic.Subscribers.Count);
                (failed ??= []).Add(topic);
            }
        }

        if (failed is null) return;
        foreach (var topic in failed) topics.Drop(topic, "the stream failed; come again");
        SetBeat();
    }

    // A stream with a gap is worse than none: its listeners come again and start from the book as it then is.
    private void SendAway(MarketTopics market)
    {
        foreach (var topic in market.Topics.ToArray())
        {
            LogGap(logger, topic.Name.Text, topic.Subscribers.Count, market.MaxPending);
            topics.Drop(topic, "events were lost: the server is overloaded; come again");
        }

        market.Restart();
        SetBeat();
    }

    // It runs while there is a stream with a period.
    private void SetBeat()
    {
        if (topics.PeriodicCount > 0)
        {
            _beat ??= time.CreateTimer(_ => OnBeat(), null, TimeSpan.FromMilliseconds(BeatMs), TimeSpan.FromMilliseconds(BeatMs));
            return;
        }

        _beat?.Dispose();
        _beat = null;
    }

    private void OnBeat()
    {
        // One entry in the queue however many beats the loop is behind.
        if (Interlocked.Increment(ref _dueBeats) == 1) _work.Writer.TryWrite(new Beat(markets));
    }

    [LoggerMessage(5010, LogLevel.Warning, "The stream {Name} lost events, and its {Listeners} listeners were sent away: more than {Limit} changes of its pair were waiting to be published.")]
    private static partial void LogGap(ILogger logger, string name, int listeners, int limit);

    [LoggerMessage(5014, LogLevel.Error, "The stream {Name} failed, and its {Listeners} listeners were sent away.")]
    private static partial void LogFault(ILogger logger, Exception fault, string name, int listeners);

    private abstract record Work;

    private sealed record Subscription(
        Connection Connection, IReadOnlyList<TopicName> Names, bool InMicros, ReadOnlyMemory<byte> Answer, bool IsEnd) : Work
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Something that streams are told.</summary>
    private abstract record News : Work
    {
        public abstract void Tell(Topic topic, long nowUnixMicros);
    }

    private sealed record Beat(IMarketData Markets) : News
    {
        public override void Tell(Topic topic, long nowUnixMicros) => topic.Due(Markets, nowUnixMicros);
    }

    private abstract record MarketWork(MarketTopics Market, IMarketView View) : News;

    private sealed record Change(MarketTopics Market, IMarketView View, MarketChange What) : MarketWork(Market, View)
    {
        public override void Tell(Topic topic, long nowUnixMicros) => topic.Changed(View, What, nowUnixMicros);
    }

    private sealed record CandleEnd(MarketTopics Market, IMarketView View, CandleInterval Interval, int OffsetMinutes, Candle Candle)
        : MarketWork(Market, View)
    {
        public override void Tell(Topic topic, long nowUnixMicros) => topic.Closed(View, Interval, OffsetMinutes, Candle, nowUnixMicros);
    }
}
