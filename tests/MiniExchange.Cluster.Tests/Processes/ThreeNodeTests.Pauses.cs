using System;
using System.Diagnostics;
using System.Globalization;
using System.Threading.Tasks;
using MiniExchange.Conformance.Postgres;
using Xunit;

namespace MiniExchange.ClusterTests.Processes;

/// <content>Nodes that stand still for a while.</content>
public sealed partial class ThreeNodeTests
{
    private const string PauseVariable = "MINIEXCHANGE_PAUSE_SECONDS";

    // What must be survived; the environment may ask for more, to find out what is.
    private static readonly TimeSpan SurvivedPause =
        TimeSpan.FromSeconds(double.Parse(Environment.GetEnvironmentVariable(PauseVariable) ?? "5", CultureInfo.InvariantCulture));

    [OwnPostgresFact]
    public async Task Node_WhenPausedForFiveSeconds_StaysAMemberAndServesAgain()
    {
        await using var traffic = await Traffic.StartAsync(three.Cluster, three.Crowd);
        var node = three.Cluster.Nodes[0];
        await node.PauseAsync();
        var pausedAt = Stopwatch.GetTimestamp();

        // Not a wait for anything: how long the node stands still is what is tested.
        await Task.Delay(SurvivedPause);
        await node.GoOnAsync();
        var paused = Stopwatch.GetElapsedTime(pausedAt);
        await node.WaitUntilReadyAsync();
        var resumed = await traffic.Pulse.ResumedAfterAsync(pausedAt);
        await traffic.AcknowledgedAsync(300);
        await traffic.EndAndAuditAsync();
        Report($"SIGSTOP of node {node.Number} for {paused.TotalSeconds:F1} s: survived; orders of every account acknowledged again after", resumed);
        Assert.False(node.HasEnded, "The node did not survive the pause.");
    }

    [OwnPostgresFact]
    public async Task Node_WhenPausedUntilItIsRemoved_AnswersNothingStaleAndEnds()
    {
        await using var traffic = await Traffic.StartAsync(three.Cluster, three.Crowd);
        var resting = await RestingOrder.PlaceAsync(await three.Crowd.AddWatcherAsync());
        var node = three.Cluster.Nodes[0];
        await node.PauseAsync();
        var pausedAt = Stopwatch.GetTimestamp();
        Report($"SIGSTOP of node {node.Number}: orders of every account acknowledged without it after", await traffic.Pulse.ResumedAfterAsync(pausedAt));
        await resting.CancelAsync(three.Cluster);

        // Before the node goes on: the first questions wait in its sockets.
        await using (var reader = resting.ReadHard(node))
        {
            await node.GoOnAsync();
            Assert.Equal(1, await node.EndAsync());
            await reader.AssertNothingStaleAsync();
        }

        await node.StartAgainAsync();
        await traffic.AcknowledgedAsync(300);
        await traffic.EndAndAuditAsync();
    }
}
