using System;
using System.Threading.Tasks;
using MiniExchange.Conformance.Postgres;
using MiniExchange.EndToEnd.Tests.Crashes;
using Xunit;

namespace MiniExchange.ClusterTests.Processes;

/// <summary>A cluster of three nodes that do everything, on a PostgreSQL server of its own, and a crowd; for all scenarios that leave it whole.</summary>
public sealed class ThreeNodes : IAsyncLifetime
{
    private const int Traders = 12;

    private PostgresServer? _postgres;
    private RunningCluster? _cluster;
    private Crowd? _crowd;

    /// <summary>What the environment names, or the one that always runs.</summary>
    public static int Seed { get; } = CrashSeed.Or(20261122);

    internal PostgresServer Postgres => _postgres!;

    internal RunningCluster Cluster => _cluster!;

    internal Crowd Crowd => _crowd!;

    internal Random Random { get; } = new(Seed);

    public async Task InitializeAsync()
    {
        // Where all tests are skipped, there is nothing to start.
        if (PostgresServer.SkipReason is not null) return;

        _postgres = PostgresServer.Start();
        _cluster = await RunningCluster.StartAsync(_postgres.ConnectionString, ["", "", ""]);
        _crowd = await Crowd.GatherAsync(_cluster, Traders, Random);
    }

    public async Task DisposeAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
        _postgres?.Dispose();
    }
}
