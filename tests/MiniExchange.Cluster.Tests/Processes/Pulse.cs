using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Crashes;

namespace MiniExchange.ClusterTests.Processes;

/// <summary>An order on every pair ten times a second, far from the market and gone at once, to see when orders are acknowledged and when not.</summary>
internal sealed class Pulse : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);

    private readonly RunningCluster _cluster;
    private readonly (string Symbol, string Terms, Bot Bot)[] _pairs;
    private readonly List<Beat> _beats = [];
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _underWay = [];
    private Task _beating = Task.CompletedTask;
    private int _lastId;

    private Pulse(RunningCluster cluster, (string, string, Bot)[] pairs)
    {
        _cluster = cluster;
        _pairs = pairs;
    }

    /// <summary>The beats so far that were answered, or lost.</summary>
    public IReadOnlyList<Beat> Beats
    {
        get
        {
            lock (_gate) return [.. _beats];
        }
    }

    /// <summary>Starts beating; the orders are of two accounts of the crowd's.</summary>
    public static async Task<Pulse> StartAsync(RunningCluster cluster, Crowd crowd)
    {
        var pulse = new Pulse(
            cluster,
            [
                ("BTCUSDT", "quantity=0.001&price=59000", await crowd.AddWatcherAsync()),
                ("ETHBTC", "quantity=0.1&price=0.049", await crowd.AddWatcherAsync()),
            ]);
        pulse._beating = pulse.BeatAsync();
        return pulse;
    }

    /// <summary>Waits until an order on every pair that was sent after a moment is acknowledged.</summary>
    /// <param name="moment">By <see cref="Stopwatch.GetTimestamp"/>.</param>
    /// <returns>How long after that moment the last pair's first order was acknowledged.</returns>
    public async Task<TimeSpan> ResumedAfterAsync(long moment)
    {
        var first = await Eventually.FindAsync(
            "an order on every pair to be acknowledged",
            () =>
            {
                var acknowledged = Beats.Where(beat => beat.SentAt >= moment && beat.Fate == Fate.Done)
                    .GroupBy(beat => beat.Symbol, beat => beat.AnsweredAt).Select(times => times.Min()).ToArray();
                return Task.FromResult(acknowledged.Length == _pairs.Length ? acknowledged : null);
            },
            () => $"{string.Join('\n', Beats.TakeLast(20))}\n{_cluster.Tail()}");
        return Stopwatch.GetElapsedTime(moment, first.Max());
    }

    /// <summary>The longest that any pair had no acknowledgement.</summary>
    public TimeSpan LongestSilence() => Beats.Where(beat => beat.Fate == Fate.Done).GroupBy(beat => beat.Symbol, beat => beat.AnsweredAt)
        .Select(times => times.Order().ToArray())
        .Max(times => times.Zip(times.Skip(1), Stopwatch.GetElapsedTime).DefaultIfEmpty().Max());

    /// <summary>How many beats had each fate.</summary>
    public string Counts() => string.Join(", ", Beats.CountBy(beat => beat.Fate).OrderBy(count => count.Key).Select(count => $"{count.Value} {count.Key}"));

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _beating;
        await Task.WhenAll(_underWay);
        _stopping.Dispose();
    }

    private async Task BeatAsync()
    {
        using var timer = new PeriodicTimer(Every);
        while (!_stopping.IsCancellationRequested)
        {
            // Not one after the other: an order that is lost is answered late.
            _underWay.RemoveAll(beat => beat.IsCompletedSuccessfully);
            foreach (var (symbol, terms, bot) in _pairs) _underWay.Add(BeatAsync(symbol, terms, bot));
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private async Task BeatAsync(string symbol, string terms, Bot bot)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{bot.Trader.Username}-{Interlocked.Increment(ref _lastId)}");
        var sentAt = Stopwatch.GetTimestamp();
        var answer = await bot.Trader.PlaceAsync(
            $"symbol={symbol}&side=BUY&type=LIMIT&timeInForce=IOC&{terms}&newClientOrderId={id}&newOrderRespType=FULL");
        var beat = new Beat(symbol, sentAt, Stopwatch.GetTimestamp(), answer.Fate, answer.Code);
        lock (_gate)
        {
            _beats.Add(beat);
            bot.Placements.Add(new Placement(id, symbol, "BUY", "LIMIT", "IOC", Quantity: null, Price: PriceOf(terms), answer));
        }
    }

    private static decimal PriceOf(string terms) => decimal.Parse(terms[(terms.LastIndexOf('=') + 1)..], CultureInfo.InvariantCulture);
}

/// <summary>One order of a pulse.</summary>
/// <param name="Symbol">Its pair.</param>
/// <param name="SentAt">By <see cref="Stopwatch.GetTimestamp"/>.</param>
/// <param name="AnsweredAt">The same.</param>
/// <param name="Fate">What was answered.</param>
/// <param name="Code">The error's code; zero of none.</param>
internal sealed record Beat(string Symbol, long SentAt, long AnsweredAt, Fate Fate, int Code);
