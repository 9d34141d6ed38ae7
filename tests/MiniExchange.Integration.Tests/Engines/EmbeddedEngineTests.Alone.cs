using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MiniExchange.Actors;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Messages;
using MiniExchange.Conformance;
using MiniExchange.Conformance.Engines;
using MiniExchange.Conformance.Journaling;
using Xunit;

namespace MiniExchange.Integration.Tests.Engines;

// Promises of the embedded engine alone: it holds the journal alone, commits for all its actors at once, and stops and starts as a whole.
public abstract partial class EmbeddedEngineTests
{
    [KitFact]
    public async Task SecondEngine_IsRefusedAndToldWhoHoldsTheJournal()
    {
        await StartAsync();
        var second = Create();
        second.Start();

        var health = await HealthAsync(second, health => health.State == EngineState.Stopped, "the second engine was refused");

        Assert.Matches("holds|held by", health.Reason);
        Assert.Equal(health.Reason, Assert.IsType<Busy>(await AnswerTo(second, A, "get")).Reason);
    }

    [KitFact]
    public async Task SecondEngine_OnceTheFirstHasStopped_TakesOver()
    {
        var first = await StartAsync();
        await TallyOf(first, A, "add 1");
        var second = Create();
        second.Start();
        await HealthAsync(second, health => health.State == EngineState.Stopped, "the second engine was refused");

        await StopAsync(first);

        await ReadyAsync(second);
        Assert.Equal(1, (await TallyOf(second, A)).Count);
    }

    [KitFact]
    public async Task RequestPutOff_WhenTheEngineStops_IsAnsweredUnknown()
    {
        var run = await StartAsync();
        var waiting = Ask(run, B, "await 2");
        await HasEndedItsTurns(run, B);

        await AnswerTo(run, A, "break");

        Assert.IsType<OutcomeUnknown>(await Within(waiting, "the request that was put off was answered"));
        Assert.Equal(EngineState.Ready, (await ReadyAsync(run)).State);
    }

    [KitFact]
    public async Task LocalMessage_WhileItsRecordIsHeld_GoesOn()
    {
        var run = await StartAsync();
        var barrier = Journal.HoldCommits();
        var third = Decides(C, "add 1");

        var answer = Ask(run, A, "send probe-b send probe-c add 1");

        await Within(barrier.Reached, "the commit began");
        await Within(third, "the third actor decided while the first one's record was not durable");
        Assert.False(answer.IsCompleted);
        barrier.Release();
        Assert.Equal(1, (await TallyOf(run, C)).Count);
    }

    [KitFact]
    public async Task FailedCommit_AnswersUnknownSaysSoAndResumesByItself()
    {
        var run = await StartAsync();
        await TallyOf(run, A, "add 1");
        Journal.Fate = _ => CommitFate.Fails;
        var reopening = Journal.HoldOpening();

        var answer = await AnswerTo(run, A, "add 10");

        Assert.IsType<OutcomeUnknown>(answer);
        await Within(reopening.Reached, "the engine opened the journal again");
        Assert.Equal(EngineState.Stopped, run.Engine.Health.State);
        Assert.Contains("Fails", run.Engine.Health.Reason, StringComparison.Ordinal);
        Assert.IsType<Busy>(await AnswerTo(run, A, "get"));

        Journal.Fate = null;
        reopening.Release();
        await ReadyAsync(run);
        Assert.Equal(1, (await TallyOf(run, A)).Count);
    }

    [KitFact]
    public async Task ThrowWhileApplying_StopsTheEngineAndRecordsNothing()
    {
        var run = await StartAsync();
        await TallyOf(run, A, "add 1");
        var reopening = Journal.HoldOpening();

        var answer = await AnswerTo(run, A, "add 10; break");

        Assert.IsType<OutcomeUnknown>(answer);
        await Within(reopening.Reached, "the engine opened the journal again");
        Assert.Equal(EngineState.Stopped, run.Engine.Health.State);
        Assert.Contains("cannot be applied", run.Engine.Health.Reason, StringComparison.Ordinal);
        reopening.Release();
        await ReadyAsync(run);
        Assert.Equal(1, (await TallyOf(run, A)).Count);
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
        var before = Journal.TailReads.Count;

        await StartAsync();

        Assert.Equal(last, Journal.TailReads[before]);
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
        Journal.Fate = batch =>
        {
            if (!Has(batch, B)) return CommitFate.Succeeds;
            barrier.TrySetResult();
            return CommitFate.Fails;
        };

        _ = Ask(run, A, "send probe-b add 1");
        await Within(barrier.Task, "the receiver's commit failed");
        await StopAsync(run);

        Assert.Equal(position, Journal.LowWater);
    }

    [KitFact]
    public async Task WorkThatWasInterrupted_AfterARestartComesBeforeAnyOtherMessage()
    {
        var run = await StartAsync();
        HoldUntilCommitted(A, "go on", A);
        var commits = 0;
        Journal.Fate = _ => ++commits == 2 ? CommitFate.Fails : CommitFate.Succeeds;
        var reopening = Journal.HoldOpening();
        await AnswerTo(run, A, "work 3");
        await Within(reopening.Reached, "the commit of the rest of the work failed");
        reopening.Release();
        await ReadyAsync(run);

        Assert.Equal("worked,worked,worked,other", (await TallyOf(run, A, "note other")).Log);
    }

    [KitFact]
    public async Task Snapshot_IsStoredWithOrAfterEverythingStagedBeforeIt()
    {
        var run = await StartAsync(new EngineSetup { SnapshotMinBytes = 200 });
        var asked = Enumerable.Range(1, 200).Select(n => Ask(run, A, $"send probe-b add {n}; add 1")).ToArray();
        await Within(Task.WhenAll(asked), "all were answered");

        var recorded = new Dictionary<ActorAddress, long>();
        var snapshots = 0;
        foreach (var batch in Journal.Commits)
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
        Journal.SnapshotAsRead = snapshot => snapshot with { RecordNumber = snapshot.RecordNumber + 1 };
        run = Create();
        run.Start();

        var health = await HealthAsync(run, health => health.State == EngineState.Stopped, "the engine refused the snapshot");

        Assert.Contains("stands after record 1", health.Reason, StringComparison.Ordinal);
    }
}
