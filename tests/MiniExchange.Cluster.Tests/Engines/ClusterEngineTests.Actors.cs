using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using MiniExchange.Actors;
using MiniExchange.Actors.AkkaCluster;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Journaling;
using MiniExchange.Actors.Messages;
using MiniExchange.Conformance;
using MiniExchange.Conformance.Engines;
using MiniExchange.Conformance.Journaling;
using Xunit;

namespace MiniExchange.ClusterTests.Engines;

// Promises of the cluster engine alone: each actor writes, fails, is rebuilt and leaves memory by itself.
public sealed partial class ClusterEngineTests
{
    [KitFact]
    public async Task MessageToAnotherActor_WhileItsRecordIsHeld_DoesNotLeave()
    {
        var run = await StartAsync();
        var barrier = Journal.HoldCommits();
        var told = Decides(B, "add 1");

        var answer = Ask(run, A, "send probe-b add 1");
        await Within(barrier.Reached, "the commit began");
        await HasEndedItsTurns(run, A);
        await HasEndedItsTurns(run, B);

        Assert.False(told.IsCompleted);
        barrier.Release();
        Assert.IsType<Replied>(await Within(answer, "the answer left"));
    }

    [KitFact]
    public async Task FailedWrite_StopsThatActorAlone()
    {
        var created = CountCreated();
        var run = await StartAsync();
        await TallyOf(run, A, "add 1");
        await TallyOf(run, B, "add 1");
        var failed = 0;
        Journal.Fate = batch => Has(batch, A) && failed++ == 0 ? CommitFate.Fails : CommitFate.Succeeds;
        var barrier = Journal.HoldCommits();
        var first = Ask(run, A, "add 10");
        var elsewhere = Ask(run, B, "add 10");
        await Within(barrier.Reached, "a commit began");
        await HasEndedItsTurns(run, A);
        barrier.Release();

        Assert.IsType<OutcomeUnknown>(await Within(first, "who waited for the failed write was answered"));
        Assert.IsType<Replied>(await Within(elsewhere, "the other actor answered"));
        Assert.Equal(EngineState.Ready, run.Engine.Health.State);
        Assert.Equal(1, (await TallyAfterFailureOf(run, A)).Count);
        Assert.Equal(11, (await TallyOf(run, B)).Count);
        Assert.Equal((2, 1), (created[A], created[B]));
    }

    [KitFact]
    public async Task OpenSendOfAnActorThatStopped_IsDeliveredWithoutNewTraffic()
    {
        var run = await StartAsync();
        Journal.Fate = batch => Has(batch, A) ? CommitFate.SucceedsUnheard : CommitFate.Succeeds;
        var consumed = Commits(batch => Has(batch, B));

        var answer = await AnswerTo(run, A, "send probe-b add 1");

        Assert.IsType<OutcomeUnknown>(answer);
        await Within(consumed, "the message was delivered by itself");
        Assert.Equal(1, (await TallyOf(run, B)).Count);
    }

    [KitFact]
    public async Task ThrowWhileApplying_StopsThatActorAlone()
    {
        var created = CountCreated();
        var run = await StartAsync();
        await TallyOf(run, A, "add 1");
        await TallyOf(run, B, "add 1");

        var answer = await AnswerTo(run, A, "add 10; break");

        Assert.Contains("stopped", Assert.IsType<OutcomeUnknown>(answer).Reason, StringComparison.Ordinal);
        Assert.Equal(1, (await TallyAfterFailureOf(run, A)).Count);
        Assert.Contains(A, run.Engine.Health.FaultedActors);
        Assert.Equal(EngineState.Ready, run.Engine.Health.State);
        Assert.Equal(1, (await TallyOf(run, B)).Count);
        Assert.Equal((2, 1), (created[A], created[B]));
    }

    [KitFact]
    public async Task RequestPutOff_WhenItsActorStops_IsBusy()
    {
        var run = await StartAsync();
        var waiting = Ask(run, B, "await 2");
        await HasEndedItsTurns(run, B);

        await AnswerTo(run, B, "break");

        // It was never decided.
        Assert.IsType<Busy>(await Within(waiting, "the request that was put off was answered"));
    }

    [KitFact]
    public async Task RequestsBehindOneThatStopsTheActor_AreBusy()
    {
        var run = await StartWithMailboxAsync(capacity: 10);
        await TallyOf(run, A, "add 1");
        var arePosted = new ManualResetEventSlim();
        var isReached = NewSignal();
        Hooks.Deciding += (_, what) =>
        {
            if (what != "break") return;
            isReached.TrySetResult();
            arePosted.Wait(Patience);
        };

        _ = Ask(run, A, "break");
        await Within(isReached.Task, "the actor took the request");
        var behind = Enumerable.Range(0, 10).Select(_ => Ask(run, A, "add 1")).ToArray();
        Assert.Contains("10 messages", Assert.IsType<Busy>(await AnswerTo(run, A, "add 1")).Reason, StringComparison.Ordinal);
        arePosted.Set();

        Assert.All(await Within(Task.WhenAll(behind), "all were answered"), answer => Assert.IsType<Busy>(answer));
        Assert.Equal(1, (await TallyAfterFailureOf(run, A)).Count);
    }

    // One actor is read at a time here, so that whoever is wanted while another is held up has to wait.
    [KitFact]
    public async Task RequestsForAnActorThatIsBeingRead_AreBusyOnceItsStashIsFull()
    {
        var run = await StartWithAsync("akka { actor.cell-mailbox.stash-capacity = 10, persistence.max-concurrent-recoveries = 1 }");
        await TallyOf(run, B, "add 1");
        await AnswerTo(run, B, "break");
        var mayGoOn = new ManualResetEventSlim();
        var isReached = NewSignal();
        Hooks.Applying = (actor, what) =>
        {
            if (actor != B) return;
            isReached.TrySetResult();
            mayGoOn.Wait(Patience);
        };
        var held = Ask(run, B, "get");

        // What was on its way to the actor while it stopped is answered busy.
        while (await Within(Task.WhenAny(held, isReached.Task), "the other actor was being read") == held) held = Ask(run, B, "get");

        var asked = Enumerable.Range(0, 25).Select(_ => Ask(run, A, "add 1")).ToArray();
        for (var refused = new HashSet<Task<Answer>>(); refused.Count < 15;)
        {
            var next = await Within(Task.WhenAny(asked.Except(refused)), "those that do not fit were answered");
            Assert.Contains("dropped", Assert.IsType<Busy>(await next).Reason, StringComparison.Ordinal);
            refused.Add(next);
        }

        // A stop is obeyed though nothing more fits.
        var system = ((ClusterRun)run).System;
        var kit = new TestKit(system);
        var stopped = system.ActorOf(CellActor.Props(ClusterNode.Of(system), C));
        kit.Watch(stopped);
        for (var n = 0; n < 20; n++) stopped.Tell(new MarkInquiry(A, C));
        stopped.Tell(StopCell.Instance);

        mayGoOn.Set();
        await kit.ExpectTerminatedAsync(stopped, Patience);
        var answers = await Within(Task.WhenAll(asked), "those that fit were answered");
        Assert.Equal((10, 15), (answers.OfType<Replied>().Count(), answers.OfType<Busy>().Count()));
        Assert.IsType<Replied>(await Within(held, "the other actor answered"));
        Assert.Equal(10, (await TallyOf(run, A)).Count);
    }

    [KitFact]
    public async Task TurnsDuringAWrite_ShareTheNextRecord()
    {
        var run = await StartAsync();
        var barrier = Journal.HoldCommits();
        var answers = Enumerable.Range(0, 200).Select(_ => Ask(run, A, "add 1")).ToArray();
        await Within(barrier.Reached, "the commit began");
        await HasEndedItsTurns(run, A);
        barrier.Release();

        Assert.All(await Within(Task.WhenAll(answers), "all were answered"), answer => Assert.IsType<Replied>(answer));
        Assert.Equal(200, (await TallyOf(run, A)).Count);
        Assert.Equal(2, Journal.Commits.Count(batch => Has(batch, A)));
    }

    [KitFact]
    public async Task RequestBeyondTheTurnsAhead_IsBusy()
    {
        _tune = options => options.MaxTurnsAhead = 5;
        var run = await StartAsync();
        var barrier = Journal.HoldCommits();
        var underWay = Enumerable.Range(0, 5).Select(_ => Ask(run, A, "add 1")).ToArray();
        await Within(barrier.Reached, "the commit began");

        Assert.Contains("5 turns", Assert.IsType<Busy>(await AnswerTo(run, A, "add 1")).Reason, StringComparison.Ordinal);

        barrier.Release();
        Assert.All(await Within(Task.WhenAll(underWay), "the others were answered"), answer => Assert.IsType<Replied>(answer));
        Assert.Equal(5, (await TallyOf(run, A)).Count);
    }

    [KitFact]
    public async Task FullMailbox_IsBusyToRequestsAndLosesNoMessageForGood()
    {
        var run = await StartWithMailboxAsync(capacity: 10);
        var isFull = new ManualResetEventSlim();
        var isReached = NewSignal();
        Hooks.Deciding += (_, what) =>
        {
            if (what != "note full") return;
            isReached.TrySetResult();
            isFull.Wait(Patience);
        };
        var held = Ask(run, B, "note full");
        await Within(isReached.Task, "the receiver took the request");

        var flows = new Task<Answer>[30];
        for (var i = 0; i < flows.Length; i++)
        {
            // One after the other, as the sender's own mailbox is small too.
            flows[i] = Ask(run, A, "send probe-b add 1");
            await TallyOf(run, A);
        }

        Assert.Contains("10 messages", Assert.IsType<Busy>(await AnswerTo(run, B, "get")).Reason, StringComparison.Ordinal);
        isFull.Set();

        Assert.All(await Within(Task.WhenAll(flows), "every message was taken in the end"), answer => Assert.IsType<Replied>(answer));
        await Within(held, "what was held was answered");
        Assert.Equal(30, (await TallyOf(run, B)).Count);
    }

    [KitFact]
    public async Task LowWater_OnceEverythingIsDelivered_AdvancesAndNobodyIsWokenAfterARestart()
    {
        var setup = new EngineSetup { LowWaterEveryMs = 1 };
        var run = await StartAsync(setup);
        await TallyOf(run, A, "send probe-b add 1");
        await TallyOf(run, A, "send probe-b add 1");
        var last = (await ReadFeedAsync(run, after: 0, count: Recorded().Count, page: 10))[^1].Position;
        await LowWaterReachesAsync(last);
        await StopAsync(run);
        var created = CountCreated();

        run = await StartAsync(setup);

        Assert.Empty(created);
        Assert.Equal(2, (await TallyOf(run, B)).Count);
    }

    [KitFact]
    public async Task LowWater_WhileAMessageIsOpen_StaysBeforeItAndItsSenderIsWokenAfterARestart()
    {
        var setup = new EngineSetup { LowWaterEveryMs = 1 };
        var run = await StartAsync(setup);
        await TallyOf(run, C, "add 1");
        var position = (await ReadFeedAsync(run, after: 0, count: 1, page: 10))[^1].Position;
        await LowWaterReachesAsync(position);
        var failures = 0;
        var hasFailed = NewSignal();
        Journal.Fate = batch =>
        {
            if (!Has(batch, B)) return CommitFate.Succeeds;
            if (++failures == 2) hasFailed.TrySetResult();
            return CommitFate.Fails;
        };

        _ = Ask(run, A, "send probe-b add 1");
        await Within(hasFailed.Task, "the receiver's commit failed twice");
        await StopAsync(run);
        Assert.Equal(position, Journal.LowWater);
        Journal.Fate = null;
        var created = CountCreated();

        run = await StartAsync(setup);

        Assert.Equal([A, B], created.Keys.OrderBy(actor => actor.Id, StringComparer.Ordinal));
        Assert.Equal(1, (await TallyOf(run, B)).Count);
    }

    [KitFact]
    public async Task SnapshotWithChunksOfPeers_SurvivesARestart()
    {
        var setup = new EngineSetup { SnapshotMinBytes = 2_000 };
        var run = await StartAsync(setup);
        for (var i = 0; i < 1_100; i += 100)
        {
            await TallyOf(run, A, string.Join("; ", Enumerable.Range(i, 100).Select(n => $"send probe-p{n} add 1")));
        }

        using var reader = Journal.OpenReader();
        while (ChunksOf(reader.ReadSnapshot(A)) == 0) await TallyOf(run, A, "pad 30000");
        await StopAsync(run);

        run = await StartAsync(setup);

        // A sender that forgot how many it has sent would count from one again, and its receivers would take no notice.
        Assert.Equal(2, (await TallyOf(run, A, "send probe-p5 add 1")).Count);
        Assert.Equal(2, (await TallyOf(run, A, "send probe-p1095 add 1")).Count);
        Assert.All(Journal.StreamReads.Where(read => read.Address == A).TakeLast(1), read => Assert.NotEqual(0, read.After));
    }

    [KitFact]
    public async Task SnapshotOfAnEarlierVersion_IsPassedOverAndTheWholeStreamRead()
    {
        var setup = new EngineSetup { SnapshotMinBytes = 500 };
        var run = await StartAsync(setup);
        for (var i = 1; i <= 20; i++) await TallyOf(run, A, "add 1; pad 100");
        await StopAsync(run);
        using var reader = Journal.OpenReader();
        Assert.NotNull(reader.ReadSnapshot(A));
        _kinds = [new ActorKind<Tally, string>(Probes.KindName, isRemembered: false, address => new ProbeBehavior(address, Hooks), () => new LaterCodec())];
        var before = Journal.StreamReads.Count;

        run = await StartAsync(setup);

        Assert.Equal(20, (await TallyAfterFailureOf(run, A)).Count);
        Assert.Contains((A, 0L), Journal.StreamReads.Skip(before));
    }

    [KitFact]
    public async Task IdleActor_IsUnloadedAndComesBack()
    {
        _tune = options => options.UnloadAfterMs = 100;
        var created = CountCreated();
        var run = await StartAsync();
        await TallyOf(run, A, "add 1");

        await Waiting.UntilAsync(() => ClusterNode.Of(((ClusterRun)run).System).LoadedCount == 0, "the actor left memory");

        Assert.Equal(2, (await TallyAfterFailureOf(run, A, "add 1")).Count);
        Assert.Equal(2, created[A]);
    }

    [KitFact]
    public async Task Node_WhileAnEngineHoldsTheJournalAlone_WaitsAndSaysWhoHoldsIt()
    {
        var run = Create();
        using (Postgres().OpenWriter())
        {
            run.Start();
            var health = await HealthAsync(run, health => health.State == EngineState.Stopped, "the node was refused");
            Assert.Matches("holds|held by", health.Reason);
            Assert.IsType<Busy>(await AnswerTo(run, A, "get"));
        }

        await ReadyAsync(run);
        Assert.Throws<JournalInUseException>(() => Postgres().OpenWriter());
    }

    private Task<EngineRun> StartWithMailboxAsync(int capacity) => StartWithAsync($"akka.actor.cell-mailbox.mailbox-capacity = {capacity}");

    private async Task<EngineRun> StartWithAsync(string hocon)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, hocon);
        _tune = options => options.HoconFile = file;
        var run = await StartAsync();
        File.Delete(file);
        return run;
    }

    private ConcurrentDictionary<ActorAddress, int> CountCreated()
    {
        var created = new ConcurrentDictionary<ActorAddress, int>();
        Hooks.Created = actor => created.AddOrUpdate(actor, 1, static (_, count) => count + 1);
        return created;
    }

    private static int ChunksOf(StoredSnapshot? snapshot) =>
        snapshot is null ? 0 : new ProbeCodec().ReadSnapshot(snapshot.Manifest, snapshot.Payload).PeerChunks.Count;
}
