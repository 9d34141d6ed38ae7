using System;
using System.Linq;
using System.Threading.Tasks;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Messages;
using MiniExchange.Conformance.Journaling;
using Xunit;

namespace MiniExchange.Conformance.Engines;

// What was sent is delivered after a restart without new traffic; state, snapshots and low-water position come back.
public abstract partial class EngineKit
{
    [KitFact]
    public async Task Restart_RebuildsEveryActorFromItsRecords()
    {
        var run = await StartAsync();
        for (var i = 1; i <= 20; i++) await TallyOf(run, A, $"add {i}; note {i}; send probe-b add {i}");
        var before = (await TallyOf(run, A), await TallyOf(run, B));
        await StopAsync(run);

        run = await StartAsync();

        var after = (await TallyOf(run, A), await TallyOf(run, B));
        Assert.Equal((before.Item1.Count, before.Item1.Log, before.Item2.Count), (after.Item1.Count, after.Item1.Log, after.Item2.Count));
        Assert.Equal((210, 210), (after.Item1.Count, after.Item2.Count));
    }

    [KitFact]
    public async Task OpenSend_WhenItsConsumptionWasLost_IsDeliveredWithoutNewTraffic()
    {
        var run = await StartAsync();
        HoldUntilCommitted(B, "add 1", A);
        var failed = 0;
        _journal.Fate = batch => Has(batch, B) && failed++ == 0 ? CommitFate.Fails : CommitFate.Succeeds;
        var consumed = Commits(batch => Has(batch, B));

        var answer = await AnswerTo(run, A, "send probe-b add 1");

        Assert.IsType<OutcomeUnknown>(answer);
        await Within(consumed, "the message was delivered again by itself");
        await ReadyAsync(run);
        Assert.Equal(1, (await TallyOf(run, B)).Count);
        Assert.Single(_journal.Commits.SelectMany(batch => batch.Records), record => record.Address == B);
    }

    [KitFact]
    public async Task Ready_OnlyOnceOpenSendsAreDelivered()
    {
        await LeaveOpenSendAsync();
        var barrier = _journal.HoldCommits();
        var run = Create();
        run.Start();
        await Within(barrier.Reached, "the receiver's record is being committed");

        Assert.Equal(EngineState.Recovering, run.Engine.Health.State);
        Assert.IsType<Busy>(await AnswerTo(run, A, "get"));

        barrier.Release();
        await ReadyAsync(run);
        Assert.Equal(1, (await TallyOf(run, B)).Count);
    }

    [KitFact]
    public async Task ConsumedMessage_WhenItsAcknowledgementWasLost_IsNotDeliveredAgain()
    {
        // Stopping right after the answer leaves the sender's record without the acknowledgement.
        var run = await StartAsync();
        await TallyOf(run, A, "send probe-b add 1");
        await StopAsync(run);
        var again = Decides(B, "add 1");

        run = await StartAsync();

        Assert.Equal(1, (await TallyOf(run, B)).Count);
        Assert.False(again.IsCompleted);
    }

    [KitFact]
    public async Task LowWater_OnceEverythingIsAcknowledged_AdvancesAndTheTailFromThereIsRead()
    {
        var run = await StartAsync(new EngineSetup { LowWaterEveryMs = 1 });
        await TallyOf(run, A, "send probe-b add 1");
        await TallyOf(run, A, "send probe-b add 1");
        var last = run.Engine.Feed.LastPosition;
        await LowWaterReachesAsync(last);
        await StopAsync(run);
        var before = _journal.TailReads.Count;

        await StartAsync();

        Assert.Equal(last, _journal.TailReads[before]);
    }

    [KitFact]
    public async Task LowWater_WhileAMessageIsOpen_StaysBeforeIt()
    {
        var run = await StartAsync(new EngineSetup { LowWaterEveryMs = 1 });
        await TallyOf(run, C, "add 1");
        var position = run.Engine.Feed.LastPosition;
        await LowWaterReachesAsync(position);
        HoldUntilCommitted(B, "add 1", A);
        var barrier = NewSignal();
        _journal.Fate = batch =>
        {
            if (!Has(batch, B)) return CommitFate.Succeeds;
            barrier.TrySetResult();
            return CommitFate.Fails;
        };

        _ = Ask(run, A, "send probe-b add 1");
        await Within(barrier.Task, "the receiver's commit failed");
        await StopAsync(run);

        Assert.Equal(position, _journal.LowWater);
    }

    [KitFact]
    public async Task WorkThatGoesOn_ComesBeforeAnyOtherMessage()
    {
        var run = await StartAsync();
        var isPosted = new System.Threading.ManualResetEventSlim();
        Hooks.Deciding += (_, what) =>
        {
            if (what == "work 3") isPosted.Wait(Patience);
        };

        var first = Ask(run, A, "work 3");
        var second = Ask(run, A, "note other");
        isPosted.Set();
        await Within(Task.WhenAll(first, second), "both were answered");

        Assert.Equal("worked,worked,worked,other", (await TallyOf(run, A)).Log);
    }

    [KitFact]
    public async Task WorkThatWasInterrupted_AfterARestartComesBeforeAnyOtherMessage()
    {
        var run = await StartAsync();
        HoldUntilCommitted(A, "go on", A);
        var commits = 0;
        _journal.Fate = _ => ++commits == 2 ? CommitFate.Fails : CommitFate.Succeeds;
        var reopening = _journal.HoldOpening();
        await AnswerTo(run, A, "work 3");
        await Within(reopening.Reached, "the commit of the rest of the work failed");
        reopening.Release();
        await ReadyAsync(run);

        Assert.Equal("worked,worked,worked,other", (await TallyOf(run, A, "note other")).Log);
    }

    [KitFact]
    public async Task Snapshot_IsWhereRecoveryBegins()
    {
        var run = await StartAsync(new EngineSetup { SnapshotMinBytes = 500 });
        for (var i = 1; i <= 20; i++) await TallyOf(run, A, "add 1; pad 100");
        var newest = _journal.Commits.SelectMany(batch => batch.Snapshots).Last(snapshot => snapshot.Address == A);
        await StopAsync(run);
        var before = _journal.StreamReads.Count;

        run = await StartAsync();

        Assert.Equal(20, (await TallyOf(run, A)).Count);
        Assert.Equal((A, newest.RecordNumber), _journal.StreamReads.Skip(before).Single(read => read.Address == A));
    }

    [KitFact]
    public async Task Snapshot_IsStoredWithOrAfterEverythingStagedBeforeIt()
    {
        var run = await StartAsync(new EngineSetup { SnapshotMinBytes = 200 });
        var asked = Enumerable.Range(1, 200).Select(n => Ask(run, A, $"send probe-b add {n}; add 1")).ToArray();
        await Within(Task.WhenAll(asked), "all were answered");

        var recorded = new System.Collections.Generic.Dictionary<Actors.ActorAddress, long>();
        var snapshots = 0;
        foreach (var batch in _journal.Commits)
        {
            foreach (var record in batch.Records) recorded[record.Address] = record.Number;
            foreach (var snapshot in batch.Snapshots)
            {
                snapshots++;
                Assert.InRange(snapshot.RecordNumber, 1, recorded[snapshot.Address]);
                Assert.Equal(snapshot.RecordNumber, new ProbeCodec().ReadSnapshot(snapshot.Manifest, snapshot.Payload).RecordNumber);
            }
        }

        Assert.NotEqual(0, snapshots);
    }

    [KitFact]
    public async Task Snapshot_ThatSaysAnotherRecordNumber_IsRefused()
    {
        var run = await StartAsync(new EngineSetup { SnapshotMinBytes = 10 });
        await TallyOf(run, A, "add 1");
        await StopAsync(run);
        _journal.SnapshotAsRead = snapshot => snapshot with { RecordNumber = snapshot.RecordNumber + 1 };
        run = Create();
        run.Start();

        var health = await HealthAsync(run, health => health.State == EngineState.Stopped, "the engine refused the snapshot");

        Assert.Contains("stands after record 1", health.Reason, StringComparison.Ordinal);
    }

    private Task LowWaterReachesAsync(long position)
    {
        var reached = Commits(batch => batch.LowWater >= position);
        return _journal.LowWater >= position ? Task.CompletedTask : Within(reached, $"the low-water position reached {position}");
    }

    /// <summary>Leaves a journal in which A has told B something that B has not consumed.</summary>
    private async Task LeaveOpenSendAsync()
    {
        var run = await StartAsync();
        HoldUntilCommitted(B, "add 1", A);
        _journal.Fate = batch => Has(batch, B) ? CommitFate.Fails : CommitFate.Succeeds;
        Assert.IsType<OutcomeUnknown>(await AnswerTo(run, A, "send probe-b add 1"));
        await StopAsync(run);
        _journal.Fate = null;
    }
}
