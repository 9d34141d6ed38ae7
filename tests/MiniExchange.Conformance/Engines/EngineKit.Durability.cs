using System.Linq;
using System.Threading.Tasks;
using MiniExchange.Actors.Messages;
using MiniExchange.Conformance.Journaling;
using Xunit;

namespace MiniExchange.Conformance.Engines;

// Nothing observable leaves before all it rests on is durable; failed and uncertain commits neither lose nor double.
public abstract partial class EngineKit
{
    [KitFact]
    public async Task Answer_WhileItsCommitIsHeld_DoesNotLeave()
    {
        var run = await StartAsync();
        var barrier = Journal.HoldCommits();

        var answer = Ask(run, A, "add 1");
        await Within(barrier.Reached, "the commit began");
        await HasEndedItsTurns(run, A);

        Assert.False(answer.IsCompleted);
        Assert.Equal(0, run.Engine.Feed.LastPosition);
        barrier.Release();
        Assert.IsType<Replied>(await Within(answer, "the answer left"));
    }

    [KitTheory]
    [InlineData("get")]
    [InlineData("refuse")]
    public async Task AnswerWithoutRecord_WhileWhatItRestsOnIsHeld_DoesNotLeave(string text)
    {
        var run = await StartAsync();
        var barrier = Journal.HoldCommits();
        _ = Ask(run, A, "add 1");
        await Within(barrier.Reached, "the commit began");

        var answer = Ask(run, A, text);
        await HasEndedItsTurns(run, A);

        Assert.False(answer.IsCompleted);
        barrier.Release();
        Assert.IsType<Replied>(await Within(answer, "the answer left"));
    }

    [KitFact]
    public async Task AnswerThatRestsOnAnotherActor_WhileThatOnesCommitIsHeld_DoesNotLeave()
    {
        var run = await StartAsync();
        var barrier = Journal.HoldCommits();
        var flow = Ask(run, A, "send probe-b add 1");
        await Within(barrier.Reached, "the commit began");
        await HasEndedItsTurns(run, B);

        // B has seen A's message, which may still be lost; so may whatever B says now.
        var answer = Ask(run, B, "get");
        await HasEndedItsTurns(run, B);

        Assert.False(flow.IsCompleted);
        Assert.False(answer.IsCompleted);
        barrier.Release();
        await Within(Task.WhenAll(flow, answer), "both answers left");
    }

    [KitFact]
    public async Task FailedCommit_DropsWhatRanAheadOfItToo()
    {
        var run = await StartAsync();
        var barrier = Journal.HoldCommits();
        var first = Ask(run, A, "add 1");
        await Within(barrier.Reached, "the commit began");
        var next = Ask(run, A, "add 2");
        await HasEndedItsTurns(run, A);

        var failed = 0;
        Journal.Fate = _ => failed++ == 0 ? CommitFate.Fails : CommitFate.Succeeds;
        var recovers = RecoversFromFailure(run);
        barrier.Release();

        Assert.IsType<OutcomeUnknown>(await Within(first, "the failed request was answered"));
        Assert.IsType<OutcomeUnknown>(await Within(next, "the request behind it was answered"));
        await recovers;
        Assert.Equal(0, (await TallyAfterFailureOf(run, A)).Count);
        Assert.DoesNotContain(Journal.Commits, batch => Has(batch, A));
    }

    [KitFact]
    public async Task UncertainCommitThatLanded_IsNeitherLostNorDoubled()
    {
        var run = await StartAsync();
        var fates = 0;
        Journal.Fate = _ => fates++ == 0 ? CommitFate.SucceedsUnheard : CommitFate.Succeeds;
        var recovers = RecoversFromFailure(run);

        var answer = await AnswerTo(run, A, "add 5; send probe-b add 7");

        Assert.IsType<OutcomeUnknown>(answer);
        await recovers;
        Assert.Equal(5, (await TallyAfterFailureOf(run, A)).Count);
        Assert.Equal(7, (await TallyAfterFailureOf(run, B, "await 7")).Count);
    }

    [KitFact]
    public async Task RefusalOfAMessage_IsARecordWithItsCause()
    {
        var run = await StartAsync();

        var answer = Assert.IsType<Replied>(await AnswerTo(run, A, "send probe-b refuse"));

        Assert.IsType<Declined>(answer.Reply);
        var record = Assert.Single(Journal.Commits.SelectMany(batch => batch.Records), record => record.Address == B);
        var turn = Assert.Single(new ProbeCodec().ReadRecord(record.Manifest, record.Payload, new Actors.Cells.Turn<string>()).ToArray());
        Assert.Empty(turn.Events);
        Assert.Equal((A, 1L), (turn.CauseFrom, turn.CauseSequence));
    }

    [KitFact]
    public async Task RefusalOfARequest_IsNotRecorded()
    {
        var run = await StartAsync();

        Assert.IsType<Declined>(Assert.IsType<Replied>(await AnswerTo(run, A, "refuse")).Reply);

        Assert.Empty(Journal.Commits);
    }

    [KitFact]
    public async Task MessagesOfOneSender_ArriveInOrderAndOnce()
    {
        var run = await StartAsync();

        var answers = Enumerable.Range(1, 200).Select(n => Ask(run, A, $"send probe-b note {n}")).ToArray();
        await Within(Task.WhenAll(answers), "all were answered");

        Assert.Equal(string.Join(',', Enumerable.Range(1, 200)), (await TallyOf(run, B)).Log);
    }
}
