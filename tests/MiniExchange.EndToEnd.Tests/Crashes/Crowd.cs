using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Hosts;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Crashes;

/// <summary>Bots that trade against each other, and an auditor that looks at the exchange's money all the while.</summary>
internal sealed class Crowd
{
    private readonly IExchange _exchange;
    private readonly Lock _gate = new();
    private int _acknowledged;
    private int _awaited;
    private TaskCompletionSource? _awaitedIsThere;
    private readonly IReadOnlyList<Bot> _traders;
    private readonly List<Bot> _watchers = [];

    private Crowd(IExchange exchange, IReadOnlyList<Bot> bots)
    {
        _exchange = exchange;
        _traders = bots;
    }

    /// <summary>Those that trade, and those that somebody else acts for.</summary>
    public IReadOnlyList<Bot> Bots => [.. _traders, .. _watchers];

    /// <summary>How often the exchange's money was looked at under traffic.</summary>
    public int Reconciliations { get; private set; }

    /// <summary>How many orders and cancels got no answer that says what became of them.</summary>
    public int Unknown => Bots.Sum(bot =>
        bot.Placements.Count(sent => sent.Answer.Fate == Fate.Unknown) + bot.Cancellations.Count(sent => sent.Answer.Fate == Fate.Unknown));

    /// <inheritdoc />
    public override string ToString() =>
        $"{Bots.Sum(bot => bot.Placements.Count)} orders, {Bots.Sum(bot => bot.Cancellations.Count)} cancels, "
        + $"{_acknowledged} acknowledged, {Unknown} unknown, {Reconciliations} reconciliations";

    /// <summary>Adds funded traders; the last one has little and is refused often.</summary>
    public static async Task<Crowd> GatherAsync(IExchange exchange, int count, Random random)
    {
        var bots = new List<Bot>();
        for (var i = 0; i < count; i++)
        {
            var part = i == count - 1 ? 0.001m : 1m;
            var trader = await exchange.BackOffice.AddTraderAsync(("USDT", 100_000m * part), ("BTC", 10m * part), ("ETH", 100m * part));
            bots.Add(new Bot(trader, new Random(random.Next())));
        }

        return new Crowd(exchange, bots);
    }

    /// <summary>Adds a funded bot that does nothing by itself, and is audited like the others.</summary>
    public async Task<Bot> AddWatcherAsync()
    {
        var watcher = new Bot(await _exchange.BackOffice.AddTraderAsync(("USDT", 100_000m), ("BTC", 10m), ("ETH", 100m)), new Random(0));
        _watchers.Add(watcher);
        return watcher;
    }

    /// <summary>So many of them, added where there are fewer.</summary>
    public async Task<IReadOnlyList<Bot>> WatchersAsync(int count)
    {
        while (_watchers.Count < count) await AddWatcherAsync();
        return _watchers[..count];
    }

    /// <summary>Lets all trade until stopped, and fails at the first reconciliation that is off.</summary>
    public async Task TradeAsync(CancellationToken stop)
    {
        var work = _traders.Select(bot => bot.TradeAsync(Acknowledge, () => WaitUntilItWorksAsync(stop), stop)).Append(ReconcileAsync(stop));
        await Task.WhenAll(work);
    }

    /// <summary>Ends when so many more requests were acknowledged.</summary>
    public Task AcknowledgedAsync(int more)
    {
        lock (_gate)
        {
            _awaited = _acknowledged + more;
            _awaitedIsThere = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _awaitedIsThere.Task;
        }
    }

    private void Acknowledge()
    {
        lock (_gate)
        {
            if (++_acknowledged == _awaited) _awaitedIsThere?.SetResult();
        }
    }

    private async Task WaitUntilItWorksAsync(CancellationToken stop) => await Eventually.FindAsync(
        "the exchange to work again",
        async () => stop.IsCancellationRequested || (await _exchange.HealthAsync()).Status == System.Net.HttpStatusCode.OK ? "" : null,
        _exchange.Tail);

    private async Task ReconcileAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                foreach (var (asset, sums) in await _exchange.BackOffice.ReconciliationAsync())
                {
                    Assert.True(sums.Text("difference") == "0", $"Under traffic the money of {asset} does not add up: {sums}");
                }

                Reconciliations++;
            }
            catch (Exception lost) when (lost is HttpRequestException or TaskCanceledException)
            {
                await WaitUntilItWorksAsync(stop);
            }
        }
    }
}
