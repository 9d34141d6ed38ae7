using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Messages;
using Xunit;

namespace MiniExchange.Conformance.Engines;

// Poison is consumed after a second throw and never stops the others.
public abstract partial class EngineKit
{
    [KitFact]
    public async Task PoisonousMessage_IsConsumedByARecordThatKeepsIt()
    {
        var run = await StartAsync();
        var tries = 0;
        Hooks.Deciding += (self, what) => Interlocked.Add(ref tries, self == B && what == "throw" ? 1 : 0);

        var answer = Assert.IsType<Replied>(await AnswerTo(run, A, "send probe-b throw"));

        Assert.Equal(new Declined("gave up"), answer.Reply);
        Assert.Equal(2, tries);
        var record = Assert.Single(Journal.Commits.SelectMany(batch => batch.Records), record => record.Address == B);
        var turn = Assert.Single(new ProbeCodec().ReadRecord(record.Manifest, record.Payload, new Turn<string>()).ToArray());
        Assert.Equal(new Line("throw"), turn.Faulted);
        Assert.Equal((A, 1L), (turn.CauseFrom, turn.CauseSequence));
    }

    [KitFact]
    public async Task PoisonousMessage_RefusesItsSenderAndTellsHealthAndNobodyElseNotices()
    {
        var run = await StartAsync();
        await AnswerTo(run, A, "send probe-b throw");

        await HealthAsync(run, health => health.FaultedActors.Contains(B), "health named the actor");
        Assert.Equal(EngineState.Ready, run.Engine.Health.State);
        Assert.Equal("gave-up", (await TallyOf(run, B)).Log);
        Assert.Equal(1, (await TallyOf(run, A, "send probe-b add 1")).Count);

        // The refusal was sent before B's later answer, but to another actor: A shows it as soon as it has taken it.
        var refused = Decides(A, "note was-refused");
        await AnswerTo(run, A, "send probe-b throw");
        await Within(refused, "the sender was refused");
    }

    [KitFact]
    public async Task PoisonousMessage_AfterARestart_IsNotTriedAgain()
    {
        var run = await StartAsync();
        await AnswerTo(run, A, "send probe-b throw");
        await StopAsync(run);
        var again = Decides(B, "throw");

        run = await StartAsync();

        Assert.Equal("gave-up", (await TallyOf(run, B)).Log);
        Assert.False(again.IsCompleted);
    }

    [KitFact]
    public async Task MessageThatThrowsOnce_IsTriedAgainAndChangesNothingTwice()
    {
        var run = await StartAsync();
        var tries = 0;
        Hooks.Deciding += (self, what) =>
        {
            if (self == B && what == "add 3" && Interlocked.Increment(ref tries) == 1) throw new InvalidOperationException("Once.");
        };

        Assert.Equal(3, (await TallyOf(run, A, "send probe-b add 3")).Count);
        Assert.Empty(run.Engine.Health.FaultedActors);
    }

    [KitFact]
    public async Task WorkThatThrowsTwice_IsGivenUpAndTheActorGoesOn()
    {
        var run = await StartAsync();
        var tries = 0;
        Hooks.Deciding += (self, what) =>
        {
            if (self != B || what != "go on") return;
            Interlocked.Increment(ref tries);
            throw new InvalidOperationException("Every time.");
        };

        await AnswerTo(run, A, "send probe-b work 3");

        Assert.Equal("worked,worked,worked,gave-up-work", (await TallyOf(run, B)).Log);
        Assert.Equal(2, tries);
        Assert.Contains(B, run.Engine.Health.FaultedActors);
        Assert.Equal(EngineState.Ready, run.Engine.Health.State);

        await StopAsync(run);
        run = await StartAsync();
        Assert.Equal("worked,worked,worked,gave-up-work", (await TallyOf(run, B)).Log);
        Assert.Equal(2, tries);
    }

    [KitFact]
    public async Task RequestThatThrowsTwice_IsAnsweredFaultedAndLeavesNoTrace()
    {
        var run = await StartAsync();

        var answer = await AnswerTo(run, A, "add 5; throw");

        Assert.IsType<RequestFaulted>(answer);
        Assert.Contains(A, run.Engine.Health.FaultedActors);
        Assert.Empty(Journal.Commits);
        Assert.Equal(0, (await TallyOf(run, A)).Count);
    }
}
