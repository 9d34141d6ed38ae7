using System.Linq;
using System.Threading.Tasks;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Journaling;
using MiniExchange.Actors.Messages;
using MiniExchange.Conformance.Journaling;
using Xunit;

namespace MiniExchange.Conformance.Engines;

// What was sent is delivered after a restart without new traffic; state and snapshots come back.
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
        Journal.Fate = batch => Has(batch, B) && failed++ == 0 ? CommitFate.Fails : CommitFate.Succeeds;
        var consumed = Commits(batch => Has(batch, B));

        var answer = await AnswerTo(run, A, "send probe-b add 1");

        Assert.IsType<OutcomeUnknown>(answer);
        await Within(consumed, "the message was delivered again by itself");
        await ReadyAsync(run);
        Assert.Equal(1, (await TallyAfterFailureOf(run, B)).Count);
        Assert.Single(Journal.Commits.SelectMany(batch => batch.Records), record => record.Address == B);
    }

    [KitFact]
    public async Task Ready_OnlyOnceOpenSendsAreDelivered()
    {
        await LeaveOpenSendAsync();
        var barrier = Journal.HoldCommits();
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
    public async Task Snapshot_IsWhereRecoveryBegins()
    {
        var run = await StartAsync(new EngineSetup { SnapshotMinBytes = 500 });
        for (var i = 1; i <= 20; i++) await TallyOf(run, A, "add 1; pad 100");
        await StopAsync(run);
        using var reader = Journal.OpenReader();
        var newest = Assert.IsType<StoredSnapshot>(reader.ReadSnapshot(A));
        var before = Journal.StreamReads.Count;

        run = await StartAsync();

        Assert.Equal(20, (await TallyOf(run, A)).Count);
        Assert.All(Journal.StreamReads.Skip(before).Where(read => read.Address == A), read => Assert.Equal(newest.RecordNumber, read.After));
    }

    /// <summary>Leaves a journal in which A has told B something that B has not consumed.</summary>
    private async Task LeaveOpenSendAsync()
    {
        var run = await StartAsync();
        HoldUntilCommitted(B, "add 1", A);
        Journal.Fate = batch => Has(batch, B) ? CommitFate.Fails : CommitFate.Succeeds;
        Assert.IsType<OutcomeUnknown>(await AnswerTo(run, A, "send probe-b add 1"));
        await StopAsync(run);
        Journal.Fate = null;
    }
}
