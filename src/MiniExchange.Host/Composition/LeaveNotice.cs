#if AKKA_CLUSTER
using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using MiniExchange.Actors.AkkaCluster;
using MiniExchange.Actors.Engines;
using MiniExchange.Api;

namespace MiniExchange.Host.Composition;

/// <summary>Before a node stops it says for a while that it is not ready, and serves on: so its load balancer sends it nothing that would meet a closed door.</summary>
internal sealed class LeaveNotice(IOptions<ClusterEngineOptions> options, IHostedEngine engine) : IReadiness, IHostedLifecycleService
{
    private volatile bool _isLeaving;

    /// <inheritdoc />
    public string? NotReadyBecause() => _isLeaving ? "This node is about to stop." : null;

    /// <inheritdoc />
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _isLeaving = true;

        // Who stops because something failed has nothing good to serve meanwhile.
        if (engine.Health.State != EngineState.Ready || Environment.ExitCode != 0) return;
        await Task.Delay(TimeSpan.FromMilliseconds(options.Value.LeaveNoticeMs), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc />
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
#endif
