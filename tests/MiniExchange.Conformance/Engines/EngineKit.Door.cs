using System;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors.Messages;
using Xunit;

namespace MiniExchange.Conformance.Engines;

// Busy is decided once, at the door; a stop lets requests under way end.
public abstract partial class EngineKit
{
    [KitFact]
    public async Task Door_WhenAnActorOnThePathIsFull_IsBusyAndGivesRoomBack()
    {
        var run = await StartAsync(new EngineSetup { MaxRequestsPerActor = 1 });
        var barrier = Journal.HoldCommits();
        var underWay = Ask(run, A, "send probe-b add 1");

        Assert.Contains("probe-a", Assert.IsType<Busy>(await AnswerTo(run, A, "get")).Reason, StringComparison.Ordinal);
        Assert.Contains("probe-b", Assert.IsType<Busy>(await AnswerTo(run, B, "get")).Reason, StringComparison.Ordinal);
        Assert.Contains("probe-b", Assert.IsType<Busy>(await AnswerTo(run, C, "send probe-b add 1")).Reason, StringComparison.Ordinal);
        var elsewhere = Ask(run, C, "add 1");

        barrier.Release();
        Assert.IsType<Replied>(await Within(underWay, "the first was answered"));
        Assert.IsType<Replied>(await Within(elsewhere, "what was not on the full path was answered"));
        Assert.Equal(1, (await TallyOf(run, B)).Count);
        Assert.Equal(2, (await TallyOf(run, C, "send probe-b add 1")).Count);
    }

    [KitFact]
    public async Task Door_WhenTheEngineIsFull_IsBusyAndGivesRoomBack()
    {
        var run = await StartAsync(new EngineSetup { MaxRequests = 2 });
        var barrier = Journal.HoldCommits();
        var underWay = new[] { Ask(run, A, "add 1"), Ask(run, B, "add 1") };

        Assert.IsType<Busy>(await AnswerTo(run, C, "add 1"));

        barrier.Release();
        await Within(Task.WhenAll(underWay), "both were answered");
        Assert.Equal(1, (await TallyOf(run, C, "add 1")).Count);
    }

    [KitFact]
    public async Task Door_WhenACallerStopsWaiting_KeepsItsRoomUntilTheFlowEnds()
    {
        var run = await StartAsync(new EngineSetup { MaxRequests = 1 });
        var barrier = Journal.HoldCommits();
        using var cancellation = new CancellationTokenSource();
        var abandoned = run.Engine.AskAsync(A, new Command("add 1"), long.MaxValue, cancellation.Token);
        await Within(barrier.Reached, "the commit began");
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned);

        Assert.IsType<Busy>(await AnswerTo(run, B, "add 1"));

        var shown = run.Engine.Feed.ReadAsync(0, 1, CancellationToken.None).AsTask();
        barrier.Release();
        await Within(shown, "what the abandoned request did became durable");
    }

    [KitFact]
    public async Task Door_BeforeTheStart_IsBusy()
    {
        Assert.IsType<Busy>(await AnswerTo(Create(), A, "add 1"));
        Assert.Empty(Journal.Commits);
    }

    [KitFact]
    public async Task Stop_LetsRequestsUnderWayEndAndAdmitsNoMore()
    {
        var run = await StartAsync();
        var barrier = Journal.HoldCommits();
        var underWay = Ask(run, A, "add 1");
        await Within(barrier.Reached, "the commit began");

        var stopping = StopAsync(run);
        Assert.IsType<Busy>(await AnswerTo(run, A, "get"));
        Assert.False(underWay.IsCompleted);
        barrier.Release();

        Assert.IsType<Replied>(await Within(underWay, "the request under way ended"));
        await stopping;
    }

    [KitFact]
    public async Task Stop_WhileTheJournalIsBeingOpened_LetsGoOfIt()
    {
        var opening = Journal.HoldOpening();
        var run = Create();
        run.Start();
        await Within(opening.Reached, "the engine opens the journal");

        var stopping = StopAsync(run);
        opening.Release();
        await stopping;

        await StartAsync();
    }

    [KitFact]
    public async Task RequestPutOff_IsDecidedAgainAfterTheNextMessage()
    {
        var run = await StartAsync();
        var waiting = Ask(run, B, "await 2");
        await HasEndedItsTurns(run, B);

        Assert.Equal(1, (await TallyOf(run, A, "send probe-b add 1")).Count);
        Assert.False(waiting.IsCompleted);
        Assert.Equal(2, (await TallyOf(run, A, "send probe-b add 1")).Count);

        var answer = Assert.IsType<Replied>(await Within(waiting, "the request that was put off was answered"));
        Assert.Equal(2, Assert.IsType<Tallied>(answer.Reply).Count);
    }
}
