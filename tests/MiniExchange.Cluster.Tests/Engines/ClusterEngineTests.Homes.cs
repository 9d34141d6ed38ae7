using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Xunit2;
using MiniExchange.Actors;
using MiniExchange.Actors.AkkaCluster;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Messages;
using MiniExchange.Conformance;
using MiniExchange.Conformance.Engines;
using MiniExchange.Conformance.Postgres;
using Xunit;

namespace MiniExchange.ClusterTests.Engines;

// Who hosts a cell, and what becomes of it when somebody else writes its stream, or of a parcel that Akka lets fall.
public sealed partial class ClusterEngineTests
{
    [KitFact]
    public async Task Singleton_WhoseWriteIsRejected_IsMadeAnewAndMeanwhileBusy()
    {
        var created = CountCreated();

        // Long enough to ask meanwhile.
        _singletonPause = TimeSpan.FromSeconds(3);
        var run = await StartWithSingletonAsync();
        await TallyOf(run, Probes.Solo, "add 1");
        var barrier = Journal.HoldCommits();
        var fenced = Ask(run, Probes.Solo, "add 10");
        await Within(barrier.Reached, "its commit began");
        await using (var other = await RawAppender.OpenAsync(_database)) await other.RepeatLastAsync(Probes.Solo);
        barrier.Release();

        Assert.IsType<OutcomeUnknown>(await Within(fenced, "who waited for the rejected write was answered"));
        var meanwhile = new List<Answer>();
        var answer = await AnswerTo(run, Probes.Solo, "get");
        for (var since = Stopwatch.GetTimestamp(); answer is not Replied && Stopwatch.GetElapsedTime(since) < Patience; answer = await AnswerTo(run, Probes.Solo, "get"))
        {
            meanwhile.Add(answer);
        }

        // What the stranger wrote counts; what was rejected does not.
        Assert.Equal(2, Assert.IsType<Tallied>(Assert.IsType<Replied>(answer).Reply).Count);
        Assert.NotEmpty(meanwhile);
        Assert.All(meanwhile, answer => Assert.IsType<Busy>(answer));
        Assert.Equal(2, created[Probes.Solo]);
    }

    [KitFact]
    public async Task SingletonHome_ThatIsStopped_EndsWhenItsCellHasWritten()
    {
        var run = (ClusterRun)await StartWithSingletonAsync();
        var node = ClusterNode.Of(run.System);
        var kit = new TestKit(run.System);
        var home = run.System.ActorOf(SingletonHome.Props(node, ActorAddress.Of(Probes.Solo.Kind, "two")));
        kit.Watch(home);
        var barrier = Journal.HoldCommits();
        home.Tell(new Asked(ActorAddress.Of(Probes.Solo.Kind, "two"), new Command("add 1"), ReplyToken.None, long.MaxValue));
        await Within(barrier.Reached, "its commit began");

        home.Tell(StopCell.Instance);

        // Each takes one message at a time: who is told that it leaves was told so by a cell that has been asked to stop, and stays for its write.
        Assert.Null(node.Waiters!.Admit(ActorAddress.Of(Probes.Solo.Kind, "two"), new Command("get"), out var token, out var answer));
        home.Tell(new Asked(ActorAddress.Of(Probes.Solo.Kind, "two"), new Command("get"), token, long.MaxValue));
        Assert.IsType<Busy>(await Within(answer, "the cell said that it leaves"));
        Assert.Equal(home, (await home.Ask<ActorIdentity>(new Identify(1), Patience)).Subject);
        Assert.Empty(Journal.Commits);
        barrier.Release();
        await kit.ExpectTerminatedAsync(home, Patience);
        Assert.Single(Journal.Commits);
    }

    [KitFact]
    public async Task DroppedRequest_IsBusyToItsWaiter()
    {
        var run = (ClusterRun)await StartAsync();
        var waiters = ClusterNode.Of(run.System).Waiters!;
        var command = new Command("add 1");

        Assert.Null(waiters.Admit(A, command, out var token, out var answer));
        run.System.DeadLetters.Tell(new Asked(A, command, token, long.MaxValue));
        Assert.Contains("dropped", Assert.IsType<Busy>(await Within(answer, "the dead letter was answered")).Reason, StringComparison.Ordinal);

        // As a shard region drops what does not fit into its buffer.
        Assert.Null(waiters.Admit(A, command, out token, out answer));
        run.System.DeadLetters.Tell(new Dropped(new Asked(A, command, token, long.MaxValue), "The buffer is full.", ActorRefs.NoSender, ActorRefs.Nobody));
        Assert.Contains("dropped", Assert.IsType<Busy>(await Within(answer, "what was dropped was answered")).Reason, StringComparison.Ordinal);
        Assert.Empty(Journal.Commits);
    }

    [KitFact]
    public async Task DroppedMessage_IsPostedAgainOnItsWay()
    {
        var run = (ClusterRun)await StartAsync();
        var kit = new TestKit(run.System);
        ClusterNode.Of(run.System).Route(Probes.KindName, kit.TestActor);
        Delivery[] messages = [.. Enumerable.Range(1, 3).Select(n => new Delivery(A, B, n, new Line($"add {n}"), ReplyToken.None))];

        foreach (var message in messages) run.System.DeadLetters.Tell(message);

        foreach (var message in messages) Assert.Equal(message, await kit.ExpectMsgAsync<Delivery>(Patience));
    }

    [KitFact]
    public async Task RecordOfSomebodyElse_HasTheActorReadAnew()
    {
        var created = CountCreated();
        var run = (ClusterRun)await StartAsync();
        await TallyOf(run, A, "add 1");
        await TallyOf(run, B, "add 1");

        await using (var other = await RawAppender.OpenAsync(_database)) await other.RepeatLastAsync(A);
        await Waiting.UntilAsync(() => ClusterNode.Of(run.System).LoadedCount == 1, "the actor left memory");

        Assert.Equal(2, (await TallyAfterFailureOf(run, A)).Count);
        Assert.Equal(1, (await TallyOf(run, B)).Count);
        Assert.Equal((2, 1), (created[A], created[B]));
        Assert.Equal(EngineState.Ready, run.Engine.Health.State);
    }

    private Task<EngineRun> StartWithSingletonAsync()
    {
        _kinds =
        [
            Probes.Kind(Hooks),
            Probes.SoloKind(Hooks),
        ];
        return StartAsync();
    }
}
