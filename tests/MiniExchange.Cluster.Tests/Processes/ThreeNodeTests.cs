using System;
using System.Diagnostics;
using System.Threading.Tasks;
using MiniExchange.Conformance.Postgres;
using Npgsql;
using Xunit;
using Xunit.Abstractions;

namespace MiniExchange.ClusterTests.Processes;

/// <summary>Three nodes under traffic to which something happens: afterwards all that clients were told holds.</summary>
[Collection(ProcessCollection.Name)]
public sealed partial class ThreeNodeTests(ThreeNodes three, Measurements measurements, ITestOutputHelper output) : IClassFixture<ThreeNodes>
{
    private static readonly TimeSpan ResumesWithin = TimeSpan.FromSeconds(10);

    /// <summary>The oldest node has the singletons and the shards' coordinator; one of the three has the book.</summary>
    [OwnPostgresFact]
    public async Task Cluster_WhenEachNodeIsKilledInTurn_TradesAgainSoonAndLosesNothing()
    {
        var seenBookMove = false;
        foreach (var node in three.Cluster.Nodes)
        {
            await using var traffic = await Traffic.StartAsync(three.Cluster, three.Crowd);
            var home = await HomeOfBookAsync();
            await node.KillHardAsync();
            var killedAt = Stopwatch.GetTimestamp();
            var resumed = await traffic.Pulse.ResumedAfterAsync(killedAt);
            await traffic.AcknowledgedAsync(300);
            var hadBook = await HomeOfBookAsync() != home;
            seenBookMove |= hadBook;
            await node.StartAgainAsync();
            await traffic.AcknowledgedAsync(300);
            await traffic.EndAndAuditAsync();
            Report($"SIGKILL of node {node.Number}{(node.Number == 1 ? " (oldest)" : "")}{(hadBook ? " (had the BTCUSDT book)" : "")}: trading resumed after", resumed);
            output.WriteLine($"{traffic.Pulse.Counts()}; {three.Crowd}");
            Assert.True(resumed < ResumesWithin, $"Trading resumed after {resumed}.");
        }

        Assert.True(seenBookMove, "No node that had the book was killed.");
    }

    private void Report(string what, TimeSpan time)
    {
        measurements.Add(what, time);
        output.WriteLine(FormattableString.Invariant($"{what} {time.TotalSeconds:F1} s"));
    }

    /// <summary>Which run of which node wrote the book's newest record.</summary>
    private async Task<string> HomeOfBookAsync()
    {
        await using var connection = new NpgsqlConnection(three.Postgres.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "select writer_uuid from journal where persistence_id = 'book-BTCUSDT' order by sequence_number desc limit 1", connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
