using System;
using System.Threading;
using System.Threading.Tasks;
using Akka.Actor;
using Akka.Cluster;
using Akka.Persistence;
using MiniExchange.Actors.AkkaCluster;
using MiniExchange.Conformance.Postgres;
using Xunit;

namespace MiniExchange.ClusterTests.Journaling;

// What waits: a reader for a former write, and a write for the node to be a member.
public sealed partial class FencedJournalTests
{
    [PostgresFact]
    public async Task ActorMadeAnew_DoesNotReadBeforeItsFormerWriteHasEnded()
    {
        var time = new StillTime();
        await StartAsync(time: time);
        await StopGuardAsync();
        time.GoOn(TimeSpan.FromSeconds(2));
        Write("probe-held", 1);

        // Akka's own journal waits for writes that it has begun, and does not know of this one.
        var reader = _kit.CreateTestProbe();
        _journal.Tell(new ReplayMessages(1, long.MaxValue, long.MaxValue, "probe-held", reader.Ref));
        await HasTakenWritesAsync();
        ProveMembership();

        Assert.Equal(["probe-held"], Outcomes(1).Written);
        Assert.Equal(1, (await reader.ExpectMsgAsync<ReplayedMessage>(Patience)).Persistent.SequenceNr);
        Assert.Equal(1, (await reader.ExpectMsgAsync<RecoverySuccess>(Patience)).HighestSequenceNr);
    }

    [PostgresFact]
    public async Task Write_WithoutProofOfMembership_WaitsForOneFiveSecondsAtMost()
    {
        var time = new StillTime();
        await StartAsync(time: time);
        var node = ClusterNode.Of(_run.System);
        await StopGuardAsync();
        var begun = Tries.Begun;

        time.GoOn(TimeSpan.FromSeconds(2));
        Assert.False(node.MayWrite);
        Write("probe-in-time", 1);
        await HasTakenWritesAsync();
        Assert.Equal(begun, Tries.Begun);
        ProveMembership();
        Assert.Equal(["probe-in-time"], Outcomes(1).Written);

        begun = Tries.Begun;
        time.GoOn(TimeSpan.FromSeconds(2));
        Write("probe-late", 1);
        await HasTakenWritesAsync();
        time.GoOn(TimeSpan.FromSeconds(4.9));
        await HasTakenWritesAsync();
        Assert.False(_kit.HasMessages);
        time.GoOn(TimeSpan.FromSeconds(0.2));
        Assert.Equal(["probe-late"], Outcomes(1).Rejected);
        Assert.Equal(begun, Tries.Begun);
    }

    /// <summary>From now on only the test proves that the node is a member.</summary>
    private async Task StopGuardAsync()
    {
        var guard = await _run.System.ActorSelection($"/user/{MembershipGuard.Name}").ResolveOne(Patience);
        await guard.GracefulStop(Patience);
    }

    private void ProveMembership()
    {
        var proof = ClusterNode.Of(_run.System).Proof;
        Assert.True(proof.Confirm(Cluster.Get(_run.System).SelfUniqueAddress, proof.BeginRound(), members: 1));
    }

    /// <summary>Ends once the journal has taken whatever was asked of it before: it takes one message at a time.</summary>
    private async Task HasTakenWritesAsync()
    {
        var reader = _kit.CreateTestProbe();
        _journal.Tell(new ReplayMessages(1, long.MaxValue, long.MaxValue, "probe-nobody", reader.Ref));
        await reader.ExpectMsgAsync<RecoverySuccess>(Patience);
    }

    /// <summary>A stopwatch that stands still but for what a test lets pass.</summary>
    private sealed class StillTime : TimeProvider
    {
        private long _now = TimeProvider.System.GetTimestamp();

        public void GoOn(TimeSpan by) => Interlocked.Add(ref _now, (long)(by.TotalSeconds * TimestampFrequency));

        public override long GetTimestamp() => Volatile.Read(ref _now);
    }
}
