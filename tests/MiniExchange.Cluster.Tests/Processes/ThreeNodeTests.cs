using System;
using System.Diagnostics;
using System.Threading.Tasks;
using MiniExchange.Conformance.Postgres;
using Xunit;
using Xunit.Abstractions;

namespace MiniExchange.ClusterTests.Processes;

/// <summary>Three nodes under traffic to which something happens: afterwards all that clients were told holds.</summary>
[Collection(ProcessCollection.Name)]
public sealed partial class ThreeNodeTests(ThreeNodes three, Measurements measurements, ITestOutputHelper output) : IClassFixture<ThreeNodes>
{
    /// <summary>The oldest node has the singletons and the shards' coordinator; each has a part of the books and accounts.</summary>
    [OwnPostgresFact]
    public async Task Cluster_WhenEachNodeIsKilledInTurn_TradesAgainSoonAndLosesNothing()
    {
        foreach (var node in three.Cluster.Nodes)
        {
            await using var traffic = await Traffic.StartAsync(three.Cluster, three.Crowd);
            await node.KillHardAsync();
            var killedAt = Stopwatch.GetTimestamp();
            var resumed = await traffic.Pulse.ResumedAfterAsync(killedAt);
            await traffic.AcknowledgedAsync(300);
            await node.StartAgainAsync();
            await traffic.AcknowledgedAsync(300);
            await traffic.EndAndAuditAsync();
            Report($"SIGKILL of node {node.Number}{(node.Number == 1 ? " (oldest)" : "")}: orders of every account acknowledged again after", resumed);
            output.WriteLine($"{traffic.Pulse.Counts()}; {three.Crowd}");
        }
    }

    private void Report(string what, TimeSpan time)
    {
        measurements.Add(what, time);
        output.WriteLine(FormattableString.Invariant($"{what} {time.TotalSeconds:F1} s"));
    }
}
