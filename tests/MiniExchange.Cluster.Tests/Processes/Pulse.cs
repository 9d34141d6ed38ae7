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

/// <summary>An order of every account five times a second, far from the market and gone at once, to see when orders are acknowledged and when not.</summary>
internal sealed class Pulse : IAsyncDisposable
{
    /// <summary>So many that some live on every node.</summary>
    public const int Accounts = 10;

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(200);
    private static readonly (string Symbol, string Terms)[] Orders = [("BTCUSDT", "quantity=0.001&price=59000"), ("ETHBTC", "quantity=0.1&price=0.049")];

    // Over all pulses: they are of the same accounts.
    private static int _lastId;

    private readonly RunningCluster _cluster;
    private readonly IReadOnlyList<Bot> _bots;
    private readonly List<Beat> _beats = [];
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _underWay = [];
    private Task _beating = Task.CompletedTask;

    private Pulse(RunningCluster cluster, IReadOnlyList<Bot> bots)
    {
        _cluster = cluster;
        _bots = bots;
    }

    /// <summary>The beats so far that were answered, or lost.</summary>
    public IReadOnlyList<Beat> Beats
    {
        get
        {
            lock (_gate) return [.. _beats];
        }
    }

    /// <summary>Starts beating; the orders are of accounts of the crowd's.</summary>
    public static async Task<Pulse> StartAsync(RunningCluster cluster, Crowd crowd, int accounts)
    {
        var pulse = new Pulse(cluster, await crowd.WatchersAsync(accounts));
        pulse._beating = pulse.BeatAsync();
        return pulse;
    }

    /// <summary>Waits until every account has had an order acknowledged that was sent after a moment.</summary>
    /// <param name="moment">By <see cref="Stopwatch.GetTimestamp"/>.</param>
    /// <returns>How long after that moment the last account's first order was acknowledged.</returns>
    public async Task<TimeSpan> ResumedAfterAsync(long moment)
    {
        var first = await Eventually.FindAsync(
            "an order of every account to be acknowledged",
            () =>
            {
                var acknowledged = Beats.Where(beat => beat.SentAt >= moment && beat.Answer.Fate == Fate.Done)
                    .GroupBy(beat => beat.Account, beat => beat.AnsweredAt).Select(times => times.Min()).ToArray();
                return Task.FromResult(acknowledged.Length == _bots.Count ? acknowledged : null);
            },
            () => $"{string.Join('\n', Beats.TakeLast(20))}\n{_cluster.Tail()}");
        return Stopwatch.GetElapsedTime(moment, first.Max());
    }

    /// <summary>The longest that any account had no acknowledgement.</summary>
    public TimeSpan LongestSilence() => Beats.Where(beat => beat.Answer.Fate == Fate.Done).GroupBy(beat => beat.Account, beat => beat.AnsweredAt)
        .Select(times => times.Order().ToArray())
        .Max(times => times.Zip(times.Skip(1), Stopwatch.GetElapsedTime).DefaultIfEmpty().Max());

    /// <summary>How many beats had each fate.</summary>
    public string Counts() => string.Join(", ", Beats.CountBy(beat => beat.Answer.Fate).OrderBy(count => count.Key).Select(count => $"{count.Value} {count.Key}"));

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
            for (var i = 0; i < _bots.Count; i++) _underWay.Add(BeatAsync(_bots[i], Orders[i % Orders.Length]));
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private async Task BeatAsync(Bot bot, (string Symbol, string Terms) order)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{bot.Trader.Username}-{Interlocked.Increment(ref _lastId)}");
        var sentAt = Stopwatch.GetTimestamp();
        var answer = await bot.Trader.PlaceAsync(
            $"symbol={order.Symbol}&side=BUY&type=LIMIT&timeInForce=IOC&{order.Terms}&newClientOrderId={id}&newOrderRespType=FULL");
        var beat = new Beat(bot.Trader.Username, order.Symbol, sentAt, Stopwatch.GetTimestamp(), answer);
        lock (_gate)
        {
            _beats.Add(beat);
            bot.Placements.Add(new Placement(id, order.Symbol, "BUY", "LIMIT", "IOC", Quantity: null, Price: PriceOf(order.Terms), answer));
        }
    }

    private static decimal PriceOf(string terms) => decimal.Parse(terms[(terms.LastIndexOf('=') + 1)..], CultureInfo.InvariantCulture);
}

/// <summary>One order of a pulse.</summary>
/// <param name="Account">Whose it was.</param>
/// <param name="Symbol">Its pair.</param>
/// <param name="SentAt">By <see cref="Stopwatch.GetTimestamp"/>.</param>
/// <param name="AnsweredAt">The same.</param>
/// <param name="Answer">What was answered.</param>
internal sealed record Beat(string Account, string Symbol, long SentAt, long AnsweredAt, Answer Answer);
