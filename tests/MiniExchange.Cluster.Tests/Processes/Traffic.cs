using System;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests;
using MiniExchange.EndToEnd.Tests.Crashes;

namespace MiniExchange.ClusterTests.Processes;

/// <summary>A crowd that trades through all front ends while something happens to the cluster, and a pulse to measure by.</summary>
internal sealed class Traffic : IAsyncDisposable
{
    private readonly RunningCluster _cluster;
    private readonly Crowd _crowd;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _trading;

    private Traffic(RunningCluster cluster, Crowd crowd, Pulse pulse)
    {
        _cluster = cluster;
        _crowd = crowd;
        Pulse = pulse;
        _trading = crowd.TradeAsync(_stop.Token);
    }

    public Pulse Pulse { get; }

    /// <summary>Makes the cluster whole and starts trading; ends when trading is in full swing.</summary>
    /// <param name="cluster">Where.</param>
    /// <param name="crowd">Who.</param>
    /// <param name="pulseOf">Of how many accounts the pulse is; none leaves the machine to the crowd.</param>
    public static async Task<Traffic> StartAsync(RunningCluster cluster, Crowd crowd, int pulseOf = Pulse.Accounts)
    {
        await cluster.MendAsync();
        var traffic = new Traffic(cluster, crowd, await Pulse.StartAsync(cluster, crowd, pulseOf));
        try
        {
            await traffic.AcknowledgedAsync(300);
            return traffic;
        }
        catch
        {
            await traffic.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until so many more requests are acknowledged.</summary>
    public async Task AcknowledgedAsync(int more)
    {
        var enough = _crowd.AcknowledgedAsync(more);
        try
        {
            var ended = await Task.WhenAny(enough, _trading).WaitAsync(Eventually.Patience);
            await ended;
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Waited {Eventually.Patience.TotalSeconds} s for {more} requests to be acknowledged. {_crowd}\n{_cluster.Tail()}");
        }
    }

    /// <summary>Ends trading, waits for what is under way, and holds the exchange to all that was told.</summary>
    public async Task EndAndAuditAsync()
    {
        await EndAsync();
        await Audit.CheckAsync(_cluster, _crowd);
        await ReplayedBooks.CheckAsync(_cluster);
    }

    /// <summary>Ends trading and waits for what is under way.</summary>
    public async Task EndAsync()
    {
        await _stop.CancelAsync();
        await Pulse.DisposeAsync();
        await _trading;
    }

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync();
        await Pulse.DisposeAsync();

        // The test has failed for another reason already.
        await _trading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
