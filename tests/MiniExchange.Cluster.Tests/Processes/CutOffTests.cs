using System;
using System.Diagnostics;
using System.Threading.Tasks;
using MiniExchange.Conformance.Postgres;
using MiniExchange.EndToEnd.Tests.Crashes;
using MiniExchange.EndToEnd.Tests.Standby;
using Npgsql;
using Xunit;
using Xunit.Abstractions;

namespace MiniExchange.ClusterTests.Processes;

/// <summary>One node of three whose network breaks: the others go on, and it serves nothing until it is started again.</summary>
[Collection(ProcessCollection.Name)]
public sealed class CutOffTests(Measurements measurements, ITestOutputHelper output)
{
    private const int Nodes = 3;
    private const int Traders = 12;

    [OwnNetworkFact]
    public async Task Node_WhenCutOffFromTheOthers_ServesNothingStaleAndEnds_AndTheOthersGoOn()
    {
        using var postgres = PostgresServer.Start();
        using var networks = new SeparateNetworks(Nodes);
        var server = new NpgsqlConnectionStringBuilder(postgres.ConnectionString);
        using var proxy = new SilentProxy(server.Port, networks.DatabaseAddress);
        server.Host = networks.DatabaseAddress.ToString();
        server.Port = proxy.Port;
        await using var cluster = await RunningCluster.StartAsync(server.ConnectionString, ["", "", ""], networks);
        var crowd = await Crowd.GatherAsync(cluster, Traders, new Random(ThreeNodes.Seed));

        // The oldest node still reaches the database, and could go on writing if anything let it.
        await CutAsync(cluster, crowd, networks, cluster.Nodes[0], alsoFromDatabase: false);
        await CutAsync(cluster, crowd, networks, cluster.Nodes[2], alsoFromDatabase: true);
    }

    private async Task CutAsync(RunningCluster cluster, Crowd crowd, SeparateNetworks networks, Node node, bool alsoFromDatabase)
    {
        await using var traffic = await Traffic.StartAsync(cluster, crowd);
        var resting = await RestingOrder.PlaceAsync(await crowd.AddWatcherAsync());
        networks.CutFromNodes(node.Number);
        if (alsoFromDatabase) networks.CutFromDatabase(node.Number);
        var cutAt = Stopwatch.GetTimestamp();
        var resumed = await traffic.Pulse.ResumedAfterAsync(cutAt);
        await resting.CancelAsync(cluster);
        await using (var reader = resting.ReadHard(node))
        {
            Assert.Equal(1, await node.EndAsync());
            await reader.AssertNothingStaleAsync();
        }

        var ended = Stopwatch.GetElapsedTime(cutAt);
        await traffic.AcknowledgedAsync(300);
        networks.Mend(node.Number);
        await node.StartAgainAsync();
        await traffic.AcknowledgedAsync(300);
        await traffic.EndAndAuditAsync();
        var what = $"Node {node.Number} cut off from the others{(alsoFromDatabase ? " and from PostgreSQL" : "")}";
        measurements.Add($"{what}: orders of every account acknowledged without it after", resumed);
        measurements.Add($"{what}: its process ended after", ended);
        output.WriteLine($"{what}: {resumed}, {ended}; {traffic.Pulse.Counts()}; {crowd}");
    }
}
