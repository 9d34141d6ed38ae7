using System.Diagnostics;
using System.Threading.Tasks;
using MiniExchange.Conformance.Postgres;
using MiniExchange.EndToEnd.Tests;
using MiniExchange.EndToEnd.Tests.Clients;
using Xunit;

namespace MiniExchange.ClusterTests.Processes;

/// <content>Nodes that are asked to stop, and a database that goes away.</content>
public sealed partial class ThreeNodeTests
{
    [OwnPostgresFact]
    public async Task Cluster_WhenANodeIsAskedToStop_FailsNoOrderButForBusyOnes()
    {
        await using var traffic = await Traffic.StartAsync(three.Cluster, three.Crowd);
        var unknownBefore = three.Crowd.Unknown;
        var node = three.Cluster.Nodes[three.Random.Next(3)];
        Assert.Equal(0, await node.StopAsync());
        await traffic.AcknowledgedAsync(300);
        await node.StartAgainAsync();
        await traffic.AcknowledgedAsync(300);
        await traffic.EndAndAuditAsync();
        AssertNothingFailed(traffic, unknownBefore, $"SIGTERM of node {node.Number}");
    }

    [OwnPostgresFact]
    public async Task Cluster_WhenItsNodesAreStartedAgainOneByOne_FailsNoOrderButForBusyOnes()
    {
        await using var traffic = await Traffic.StartAsync(three.Cluster, three.Crowd);
        var unknownBefore = three.Crowd.Unknown;
        foreach (var node in three.Cluster.Nodes)
        {
            Assert.Equal(0, await node.StopAsync());
            await node.StartAgainAsync();
            await traffic.AcknowledgedAsync(100);
        }

        await traffic.EndAndAuditAsync();
        AssertNothingFailed(traffic, unknownBefore, "Rolling restart of three nodes");
    }

    [OwnPostgresFact]
    public async Task Cluster_WhenItsDatabaseIsStoppedAndStartedAgain_GoesOnByItselfWithAllItsNodes()
    {
        await using var traffic = await Traffic.StartAsync(three.Cluster, three.Crowd);
        three.Postgres.StopImmediately();
        await Eventually.FindAsync(
            "every front end to say that it is not ready", () => Task.FromResult(three.Cluster.Balancer.UpCount == 0 ? "none" : null), three.Cluster.Tail);
        three.Postgres.StartAgain();
        var startedAt = Stopwatch.GetTimestamp();
        Report("PostgreSQL killed and started again: orders of every account acknowledged after its start", await traffic.Pulse.ResumedAfterAsync(startedAt));
        await three.Cluster.WaitUntilAllReadyAsync();
        await traffic.AcknowledgedAsync(300);
        await traffic.EndAndAuditAsync();
        Assert.All(three.Cluster.Nodes, node => Assert.False(node.HasEnded, $"Node {node.Number} did not survive. {node.Log.Tail()}"));
    }

    private void AssertNothingFailed(Traffic traffic, int unknownBefore, string what)
    {
        Report($"{what}: longest time that an account had no order acknowledged", traffic.Pulse.LongestSilence());
        measurements.Add($"{what}: orders of the pulse", traffic.Pulse.Counts());
        output.WriteLine($"{traffic.Pulse.Counts()}; {three.Crowd}");
        Assert.Equal(unknownBefore, three.Crowd.Unknown);
        Assert.All(traffic.Pulse.Beats, beat => Assert.True(beat.Answer.Fate is Fate.Done or Fate.NotStarted, beat.ToString()));
    }
}
