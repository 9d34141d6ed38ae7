using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using MiniExchange.Actors;
using MiniExchange.Actors.Embedded;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Journaling;
using MiniExchange.Actors.Messages;
using MiniExchange.Conformance.Engines;
using MiniExchange.Conformance.Journaling;
using Xunit;

namespace MiniExchange.Integration.Tests.Engines;

/// <summary>An engine tells nothing that another one may have changed meanwhile: it proves its lock, and stops when it cannot.</summary>
public sealed class LockProofTests : IDisposable
{
    private const int ConfirmEveryMs = 1_000;
    private const int MaxProofAgeMs = 5_000;

    private static readonly ActorAddress A = Probes.Named("a");

    private readonly List<HandDrivenEngine> _engines = [];

    public void Dispose() => _engines.ForEach(engine => engine.Dispose());

    [Fact]
    public void Query_WhenTheProofIsFresh_LeavesWithoutAskingTheStore()
    {
        var engine = Start();
        engine.Clock.Advance(TimeSpan.FromMilliseconds(ConfirmEveryMs - 1));
        engine.Journal.Confirming = () => Assert.Fail("The lock was confirmed.");

        Assert.Equal(0, engine.Tally(A).Count);
    }

    [Fact]
    public void Query_WhenTheProofIsOld_LeavesOnlyAfterTheLockWasConfirmed()
    {
        var engine = Start();
        var answer = AskWithAnOldProof(engine);
        var confirmed = 0;
        engine.Journal.Confirming = () =>
        {
            Assert.False(answer.IsCompleted);
            confirmed++;
        };

        engine.RunWriter();

        Assert.IsType<Replied>(HandDrivenEngine.Ended(answer));
        Assert.Equal(1, confirmed);
    }

    [Fact]
    public void Query_WhenTheLockIsLost_IsNotAnsweredAndTheEngineStops()
    {
        var engine = Start();
        var answer = AskWithAnOldProof(engine);
        engine.Journal.Confirming = static () => throw new JournalUnavailableException("The lock is lost.");

        engine.RunWriter();
        Assert.False(engine.Engine.IsCurrent);
        engine.RunAll();

        Assert.IsType<OutcomeUnknown>(HandDrivenEngine.Ended(answer));
        Assert.Equal(EngineState.Stopped, engine.Engine.Health.State);
        Assert.Contains("The lock is lost.", engine.Engine.Health.Reason, StringComparison.Ordinal);
        Assert.IsType<Busy>(HandDrivenEngine.Ended(engine.Ask(A, "get")));
    }

    [Fact]
    public void Query_WhenTheStoreDoesNotAnswer_WaitsAndTheEngineIsNotCurrent()
    {
        var engine = Start();
        var answer = AskWithAnOldProof(engine);
        var looked = false;
        engine.Journal.Confirming = () =>
        {
            // It hangs: time goes by, and all that others see of the engine is seen from here.
            engine.Clock.Advance(TimeSpan.FromMilliseconds(MaxProofAgeMs - ConfirmEveryMs));
            Assert.False(answer.IsCompleted);
            Assert.False(engine.Engine.IsCurrent);
            Assert.Equal(TimeSpan.FromMilliseconds(MaxProofAgeMs - ConfirmEveryMs), engine.Engine.CommitAge);
            Assert.IsType<Busy>(HandDrivenEngine.Ended(engine.Ask(A, "get")));
            looked = true;
        };

        engine.RunWriter();

        // The answer came, and counts from when it was asked for: what is in memory may be told, but not for long.
        Assert.True(looked);
        Assert.True(engine.Engine.IsCurrent);
        Assert.IsType<Replied>(HandDrivenEngine.Ended(answer));
        engine.Clock.Advance(TimeSpan.FromMilliseconds(ConfirmEveryMs));
        Assert.False(engine.Engine.IsCurrent);
    }

    [Fact]
    public void Refusal_WhenTheLockIsLost_IsNotTold()
    {
        var engine = Start();
        var answer = AskWithAnOldProof(engine, "refuse");
        engine.Journal.Confirming = static () => throw new JournalUnavailableException("The lock is lost.");

        engine.RunAll();

        Assert.IsType<OutcomeUnknown>(HandDrivenEngine.Ended(answer));
    }

    [Fact]
    public void Commit_ProvesTheLockItself()
    {
        var engine = Start();
        engine.Clock.Advance(TimeSpan.FromMilliseconds(ConfirmEveryMs));
        engine.Journal.Confirming = () => Assert.Fail("The lock was confirmed.");
        var added = engine.Ask(A, "add 1");
        engine.RunActors();
        engine.RunWriter();
        Assert.IsType<Replied>(HandDrivenEngine.Ended(added));

        Assert.Equal(1, engine.Tally(A).Count);
    }

    [Fact]
    public void IdleEngine_ConfirmsTheLockByItself()
    {
        var engine = Start();
        var confirmed = 0;
        engine.Journal.Confirming = () => confirmed++;
        for (var second = 1; second <= 3; second++)
        {
            engine.Clock.Advance(TimeSpan.FromMilliseconds(ConfirmEveryMs - 1));
            engine.RunAll();
            Assert.Equal(second - 1, confirmed);
            engine.Clock.Advance(TimeSpan.FromMilliseconds(1));
            engine.RunAll();
            Assert.Equal(second, confirmed);
        }

        engine.Journal.Confirming = static () => throw new JournalUnavailableException("The lock is lost.");
        engine.Clock.Advance(TimeSpan.FromMilliseconds(ConfirmEveryMs));
        engine.RunAll();

        Assert.False(engine.Engine.IsCurrent);
        Assert.Equal(EngineState.Stopped, engine.Engine.Health.State);
    }

    [Fact]
    public void PausedEngine_TellsNothingBeforeItHasProvedItsLock()
    {
        var engine = Start();
        var answer = engine.Ask(A, "get");
        engine.RunActors();
        Assert.True(engine.Engine.IsCurrent);

        engine.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.False(engine.Engine.IsCurrent);
        Assert.IsType<Busy>(HandDrivenEngine.Ended(engine.Ask(A, "get")));
        Assert.False(answer.IsCompleted);
        engine.RunAll();
        Assert.True(engine.Engine.IsCurrent);
        Assert.IsType<Replied>(HandDrivenEngine.Ended(answer));
    }

    [Fact]
    public void EngineWithoutALimit_IsCurrentWhileItRuns()
    {
        var engine = Start(static options => options.MaxProofAgeMs = null);
        engine.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.True(engine.Engine.IsCurrent);
    }

    [Fact]
    public void StandbyEngine_WaitsForAsLongAsItTakes_AndTakesOver()
    {
        var memory = new MemoryJournal();
        var holder = memory.OpenWriter();
        var opened = 0;
        var engine = new HandDrivenEngine(
            Options(static options => (options.StandsBy, options.StandbyPollMs) = (true, 500)), memory, awaitReady: false);
        _engines.Add(engine);
        engine.Journal.Opened = () => opened++;
        for (var poll = 0; poll < 1_000; poll++)
        {
            engine.Clock.Advance(TimeSpan.FromMilliseconds(500));
            engine.RunAll();
            Assert.Equal(EngineState.Starting, engine.Engine.Health.State);
            Assert.StartsWith("Standing by. ", engine.Engine.Health.Reason, StringComparison.Ordinal);
            Assert.False(engine.Engine.IsCurrent);
            Assert.IsType<Busy>(HandDrivenEngine.Ended(engine.Ask(A, "get")));
        }

        holder.Dispose();
        engine.Clock.Advance(TimeSpan.FromMilliseconds(499));
        engine.RunAll();
        Assert.Equal(0, opened);
        engine.Clock.Advance(TimeSpan.FromMilliseconds(1));
        engine.RunAll();

        Assert.Equal(EngineState.Ready, engine.Engine.Health.State);
        Assert.Equal(0, engine.Tally(A).Count);
    }

    [Fact]
    public void StandbyEngine_ThatLosesTheJournal_StandsByAgain()
    {
        var memory = new MemoryJournal();
        var engine = new HandDrivenEngine(Options(static options => options.StandsBy = true), memory);
        _engines.Add(engine);
        memory.BreakLock();
        var other = memory.OpenWriter();
        engine.Clock.Advance(TimeSpan.FromMilliseconds(ConfirmEveryMs));
        engine.RunAll();
        Assert.False(engine.Engine.IsCurrent);

        engine.Clock.Advance(TimeSpan.FromSeconds(5));
        engine.RunAll();
        Assert.Equal(EngineState.Starting, engine.Engine.Health.State);
        Assert.StartsWith("Standing by. ", engine.Engine.Health.Reason, StringComparison.Ordinal);

        other.Dispose();
        engine.Clock.Advance(TimeSpan.FromSeconds(5));
        engine.RunAll();
        Assert.Equal(EngineState.Ready, engine.Engine.Health.State);
    }

    [Fact]
    public async Task StandbyEngine_ThatIsStopped_StopsAtOnce()
    {
        var memory = new MemoryJournal();
        using var holder = memory.OpenWriter();
        var engine = new HandDrivenEngine(Options(static options => options.StandsBy = true), memory, awaitReady: false);
        _engines.Add(engine);

        await engine.RunUntilEndedAsync(engine.Engine.DisposeAsync().AsTask());

        Assert.Equal(EngineState.Stopped, engine.Engine.Health.State);
    }

    private static Task<Answer> AskWithAnOldProof(HandDrivenEngine engine, string what = "get")
    {
        var answer = engine.Ask(A, what);
        engine.RunActors();
        engine.Clock.Advance(TimeSpan.FromMilliseconds(ConfirmEveryMs));
        Assert.False(answer.IsCompleted);
        return answer;
    }

    private static EmbeddedEngineOptions Options(Action<EmbeddedEngineOptions>? change = null)
    {
        var options = new EmbeddedEngineOptions { Partitions = 2, ConfirmEveryMs = ConfirmEveryMs, MaxProofAgeMs = MaxProofAgeMs };
        change?.Invoke(options);
        return options;
    }

    private HandDrivenEngine Start(Action<EmbeddedEngineOptions>? change = null)
    {
        var engine = new HandDrivenEngine(Options(change));
        _engines.Add(engine);
        return engine;
    }
}
