using System;
using System.Net.Http;
using System.Threading.Tasks;
using MiniExchange.Conformance.Postgres;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Crashes;
using MiniExchange.EndToEnd.Tests.Npm;
using Xunit;

namespace MiniExchange.ClusterTests.Processes;

/// <summary>A cluster of two trading nodes and two front ends, on a PostgreSQL server of its own, and a crowd.</summary>
public sealed class TwoFrontEnds : IAsyncLifetime, IDisposable
{
    private const int Traders = 8;

    private readonly HttpClient _http = new();

    private PostgresServer? _postgres;
    private RunningCluster? _cluster;
    private Crowd? _crowd;

    internal RunningCluster Cluster => _cluster!;

    internal Node First => Cluster.FrontEnds[0];

    internal Node Second => Cluster.FrontEnds[1];

    internal Crowd Crowd => _crowd!;

    /// <summary>A public resource, as one front end answers it.</summary>
    internal Task<string> GetAsync(Node frontEnd, string pathAndQuery) => _http.GetStringAsync(new Uri(frontEnd.Address, pathAndQuery));

    public async Task InitializeAsync()
    {
        // Where all tests are skipped, there is nothing to start.
        if ((PostgresServer.SkipReason ?? Packages.SkipReason) is not null) return;

        _postgres = PostgresServer.Start();
        _cluster = await RunningCluster.StartAsync(_postgres.ConnectionString, ["trading", "trading", "api", "api"]);
        _crowd = await Crowd.GatherAsync(_cluster, Traders, new Random(ThreeNodes.Seed));
        await PlaceFarOrdersAsync((await _crowd.AddWatcherAsync()).Trader);
    }

    public async Task DisposeAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
        _postgres?.Dispose();
    }

    // Levels beyond the crowd's prices and larger than it can take, so that neither side of the book is ever empty.
    private static async Task PlaceFarOrdersAsync(Trader trader)
    {
        foreach (var (side, prices) in new[] { ("BUY", (string[])["59999.5", "59999.25"]), ("SELL", ["60000.5", "60000.75"]) })
        {
            foreach (var price in prices)
            {
                var answer = await trader.PlaceAsync($"symbol=BTCUSDT&side={side}&type=LIMIT&timeInForce=GTC&quantity=0.8&price={price}");
                Assert.True(answer.Fate == Fate.Done, answer.ToString());
            }
        }
    }

    // xunit calls this last.
    public void Dispose() => _http.Dispose();
}
