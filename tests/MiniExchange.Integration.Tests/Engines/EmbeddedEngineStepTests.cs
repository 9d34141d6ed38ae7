using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using MiniExchange.Actors;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Embedded;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Messages;
using MiniExchange.Conformance.Engines;
using MiniExchange.Conformance.Journaling;
using Xunit;

namespace MiniExchange.Integration.Tests.Engines;

/// <summary>What is clearer step by step: what shares a commit, what leaves when, what is unloaded.</summary>
public sealed class EmbeddedEngineStepTests : IDisposable
{
    private static readonly ActorAddress A = Probes.Named("a");
    private static readonly ActorAddress B = Probes.Named("b");
    private static readonly ActorAddress C = Probes.Named("c");

    private readonly List<HandDrivenEngine> _engines = [];

    public void Dispose() => _engines.ForEach(engine => engine.Dispose());

    [Fact]
    public void Flow_OverThreeActors_CostsOneCommit()
    {
        var engine = Start();
        var answer = engine.Ask(A, "send probe-b send probe-c add 1");
        engine.RunActors();
        Assert.Empty(engine.Journal.Commits);

        engine.RunWriter();

        Assert.IsType<Replied>(HandDrivenEngine.Ended(answer));
        var commit = Assert.Single(engine.Journal.Commits);
        Assert.Equal([A, B, C], commit.Records.Select(record => record.Address));
    }

    [Fact]
    public void ActorsOfOnePartition_ShareOneCodec_AndThoseOfTwoDoNot()
    {
        var engine = Start(static options => options.Partitions = 2);
        var codecs = 0;
        engine.Hooks.CodecCreated = () => codecs++;
        foreach (var n in Enumerable.Range(0, 20)) engine.Ask(Probes.Named($"probe{n}"), "add 1");

        engine.RunAll();

        Assert.Equal(20, engine.Journal.Commits.Sum(commit => commit.Records.Count));
        Assert.Equal(2, codecs);
    }

    [Fact]
    public void Acknowledgement_FirstOrRepeated_LeavesOnlyAfterTheCommit()
    {
        var engine = Start();
        engine.Ask(A, "send probe-b add 1");
        engine.RunActors();
        Assert.DoesNotContain(engine.Carried, parcel => parcel is Acknowledgement);

        engine.RunWriter();
        Assert.Single(engine.Carried.OfType<Acknowledgement>());
        engine.RunAll();

        // The receiver's next turn is staged when the old message comes once more: that answer rests on it.
        engine.Ask(B, "add 1");
        engine.Post.Send(new Delivery(A, B, 1, new Line("add 1"), ReplyToken.None));
        engine.RunActors();
        Assert.Single(engine.Carried.OfType<Acknowledgement>());
        engine.RunWriter();
        Assert.Equal(2, engine.Carried.OfType<Acknowledgement>().Count());
        Assert.Equal(2, engine.Tally(B).Count);
    }

    [Fact]
    public void Turns_OfOneActorInOneCommit_ShareARecordUpToTheLimit()
    {
        var engine = Start(options => options.MaxRecordBytes = 1_000);
        for (var i = 0; i < 10; i++) engine.Ask(A, "add 1; pad 250");
        engine.Ask(B, "add 1");
        engine.RunActors();

        engine.RunWriter();

        var records = Assert.Single(engine.Journal.Commits).Records;
        Assert.Equal([A, A, A, A, B], records.Select(record => record.Address));
        Assert.Equal([1, 2, 3, 4], records.Where(record => record.Address == A).Select(record => record.Number));
        Assert.All(records, record => Assert.InRange(record.Payload.Length, 1, 1_000));
        Assert.Equal(10, engine.Tally(A).Count);
        Assert.Equal(10, Restart(engine).Tally(A).Count);
    }

    [Fact]
    public void Turns_OfOneActorAroundTheirCause_StandInCausalOrder()
    {
        var engine = Start();
        engine.Ask(A, "add 1; send probe-b send probe-a add 2");
        engine.RunActors();

        engine.RunWriter();

        var records = Assert.Single(engine.Journal.Commits).Records;
        Assert.Equal([(A, 1L), (B, 1L), (A, 2L)], records.Select(record => (record.Address, record.Number)));
        Assert.Equal(3, Restart(engine).Tally(A).Count);
    }

    [Fact]
    public void Turns_OfABusyActor_ShareARecordHoweverTheirCausesInterleave()
    {
        var engine = Start();
        for (var i = 0; i < 10; i++)
        {
            engine.Ask(Probes.Named($"sender{i}"), "send probe-b add 1");
            engine.RunActors();
        }

        engine.RunWriter();

        var records = Assert.Single(engine.Journal.Commits).Records;
        Assert.Equal(11, records.Count);
        Assert.Equal(B, records[^1].Address);
        Assert.Equal(10, Restart(engine).Tally(B).Count);
    }

    [Fact]
    public void Turn_LargerThanTheLimit_IsARecordAlone()
    {
        var engine = Start(options => options.MaxRecordBytes = 100);
        engine.Ask(A, "add 1; pad 500");
        engine.Ask(A, "add 1; pad 500");

        engine.RunAll();

        Assert.Equal(2, Assert.Single(engine.Journal.Commits).Records.Count);
    }

    [Fact]
    public void Snapshot_EndsItsRecord()
    {
        var engine = Start(options => options.Cells.SnapshotMinBytes = 300);
        for (var i = 0; i < 4; i++) engine.Ask(A, "add 1; pad 200");
        engine.RunActors();

        engine.RunWriter();

        // The second turn makes the snapshot due; what comes after it is not in the snapshot.
        var commit = Assert.Single(engine.Journal.Commits);
        Assert.Equal(2, commit.Records.Count);
        var snapshot = Assert.Single(commit.Snapshots);
        Assert.Equal(1, snapshot.RecordNumber);
        Assert.Equal(2, new ProbeCodec().ReadSnapshot(snapshot.Manifest, snapshot.Payload).State.Count);
        Assert.Equal(4, Restart(engine).Tally(A).Count);
    }

    [Fact]
    public void Crash_BeforeTheCommit_LeavesNothing()
    {
        var engine = Start();
        engine.Ask(A, "add 1; send probe-b add 1");
        engine.RunActors();

        engine = Restart(engine);

        Assert.Equal((0, 0), (engine.Tally(A).Count, engine.Tally(B).Count));
    }

    [Fact]
    public void Crash_AfterTheCommit_LosesAndDoublesNothing()
    {
        var engine = Start();
        engine.Ask(A, "add 1; send probe-b add 1");
        engine.RunActors();
        engine.RunWriter();

        engine = Restart(engine);

        // The sender asked how far its message came before it would have repeated it.
        Assert.Contains(new MarkInquiry(A, B), engine.Carried);
        Assert.DoesNotContain(engine.Carried, parcel => parcel is Delivery);
        Assert.Equal((1, 1), (engine.Tally(A).Count, engine.Tally(B).Count));
    }

    [Fact]
    public void LowWater_StaysBeforeAMessageUntilItsSenderHasTheAcknowledgement()
    {
        var engine = Start();
        engine.Ask(A, "send probe-b add 1");
        engine.RunActors();
        engine.RunWriter();
        engine.Clock.Advance(TimeSpan.FromSeconds(2));
        engine.RunWriter();
        Assert.Equal(0, engine.Journal.LowWater);

        engine.RunActors();
        engine.Clock.Advance(TimeSpan.FromSeconds(2));
        engine.RunWriter();

        Assert.Equal(2, engine.Journal.LowWater);
    }

    [Fact]
    public void IdleActor_IsUnloadedAndRightAfterReload()
    {
        var engine = Start(options => options.UnloadAfterMs = 1_000);
        var loads = CountLoads(engine);
        engine.Ask(A, "add 5; note kept; send probe-b add 1");
        engine.RunAll();
        engine.Clock.Advance(TimeSpan.FromMilliseconds(1_000));
        Assert.Equal(5, engine.Tally(A).Count);
        Assert.Equal(1, loads.GetValueOrDefault(A));

        engine.Clock.Advance(TimeSpan.FromMilliseconds(1_001));
        engine.RunAll();

        var tally = engine.Tally(A);
        Assert.Equal((5, "kept"), (tally.Count, tally.Log));
        Assert.Equal(2, loads.GetValueOrDefault(A));
        engine.Ask(A, "send probe-b add 1");
        engine.RunAll();
        Assert.Equal(2, engine.Tally(B).Count);
    }

    [Fact]
    public void IdleActor_WhileAnythingIsStagedOrUnanswered_StaysLoaded()
    {
        var engine = Start(options => options.UnloadAfterMs = 1_000);
        var loads = CountLoads(engine);
        engine.Ask(A, "add 1");
        var putOff = engine.Ask(B, "await 1");
        for (var i = 0; i < 5; i++)
        {
            engine.RunActors();
            engine.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        engine.RunAll();
        engine.Ask(A, "send probe-b add 1");
        engine.RunAll();

        Assert.IsType<Replied>(HandDrivenEngine.Ended(putOff));
        Assert.Equal(1, loads[B]);
    }

    [Fact]
    public void Actors_AboveTheLimit_AreUnloadedTheLeastRecentlyUsedFirst()
    {
        var engine = Start(options => options.MaxLoadedActors = 2);
        var loads = CountLoads(engine);
        foreach (var actor in new[] { A, B, C }) engine.Tally(actor);

        engine.Tally(C);
        engine.Tally(B);
        engine.Tally(A);

        Assert.Equal((2, 1, 1), (loads[A], loads[B], loads[C]));
    }

    [Fact]
    public void RequestPutOff_AfterItsDeadline_IsRefused()
    {
        var engine = Start();
        var deadline = engine.Clock.GetUnixMicros() + 1_000;
        var answer = engine.Ask(A, "await 1", deadline);
        engine.RunAll();
        engine.Clock.Advance(TimeSpan.FromMicroseconds(1_000));
        engine.RunAll();
        Assert.False(answer.IsCompleted);

        engine.Clock.Advance(TimeSpan.FromMicroseconds(1));
        engine.RunAll();

        Assert.Equal(new Declined("late"), Assert.IsType<Replied>(HandDrivenEngine.Ended(answer)).Reply);
    }

    [Fact]
    public void FailedCommit_TakesBackEveryTurnThatSharedIt()
    {
        var engine = Start();
        engine.Journal.Fate = batch => batch.Records.Any(record => record.Address == B) ? CommitFate.Fails : CommitFate.Succeeds;
        var answer = engine.Ask(A, "note 1; send probe-b add 1");
        engine.RunActors();

        engine.RunAll();

        Assert.IsType<OutcomeUnknown>(HandDrivenEngine.Ended(answer));
        Assert.Equal(EngineState.Stopped, engine.Engine.Health.State);
        engine.Clock.Advance(TimeSpan.FromSeconds(10));
        engine.RunAll();
        Assert.Equal(EngineState.Ready, engine.Engine.Health.State);
        Assert.Equal(string.Empty, engine.Tally(A).Log);
    }

    [Fact]
    public void FailedCommit_WhenTheClockIsThenSetBack_IsRecoveredFromAllTheSame()
    {
        var engine = Start();
        engine.Journal.Fate = _ => CommitFate.Fails;
        engine.Ask(A, "add 1");
        engine.RunActors();
        engine.RunAll();
        Assert.Equal(EngineState.Stopped, engine.Engine.Health.State);

        engine.Clock.SetBack(TimeSpan.FromHours(1));
        engine.Clock.Advance(TimeSpan.FromSeconds(10));
        engine.RunAll();

        Assert.Equal(EngineState.Ready, engine.Engine.Health.State);
    }

    [Fact]
    public async Task Stop_WhileARequestIsUnderWay_WaitsForItsAnswer()
    {
        var engine = Start(options => options.DrainMs = 600_000);
        var answer = engine.Ask(A, "add 1");

        var stopped = engine.Engine.DisposeAsync().AsTask();
        engine.RunActors();
        Assert.False(answer.IsCompleted);
        engine.RunWriter();

        Assert.IsType<Replied>(await answer);
        await engine.RunUntilEndedAsync(stopped);
    }

    [Fact]
    public async Task Stop_WhenTheTimeIsUp_AnswersTheRestAsUnknown()
    {
        var engine = Start(options => options.DrainMs = 0);
        var answer = engine.Ask(A, "add 1");

        await engine.RunUntilEndedAsync(engine.Engine.DisposeAsync().AsTask());

        Assert.IsType<OutcomeUnknown>(await answer);
    }

    private static Dictionary<ActorAddress, int> CountLoads(HandDrivenEngine engine)
    {
        var loads = new Dictionary<ActorAddress, int>();
        engine.Hooks.Created = actor => loads[actor] = loads.GetValueOrDefault(actor) + 1;
        return loads;
    }

    private static EmbeddedEngineOptions Options() => new()
    {
        Partitions = 1,
        Cells = new CellOptions { SnapshotMinBytes = int.MaxValue },
    };

    private HandDrivenEngine Start(Action<EmbeddedEngineOptions>? change = null)
    {
        var options = Options();
        change?.Invoke(options);
        var engine = new HandDrivenEngine(options);
        _engines.Add(engine);
        return engine;
    }

    private HandDrivenEngine Restart(HandDrivenEngine engine)
    {
        var next = engine.Crash(Options());
        _engines.Add(next);
        return next;
    }
}
