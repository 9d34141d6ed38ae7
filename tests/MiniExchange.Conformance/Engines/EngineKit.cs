using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Journaling;
using MiniExchange.Actors.Messages;
using MiniExchange.Conformance.Journaling;
using Xunit;
using Xunit.Sdk;

namespace MiniExchange.Conformance.Engines;

/// <summary>What every engine behind <see cref="IEngine"/> promises, on every journal. Probes stand in for the exchange.</summary>
/// <remarks>
/// One file for each group of promises. Real threads and no sleeps: a test waits for a named thing, and says which did not
/// happen. docs/adr/0001-two-engines-one-port.md.
/// </remarks>
public abstract partial class EngineKit : IAsyncLifetime
{
    private readonly List<EngineRun> _runs = [];
    private int _sentinels;

    /// <summary>A probe.</summary>
    protected static ActorAddress A { get; } = Probes.Named("a");

    /// <summary>Another.</summary>
    protected static ActorAddress B { get; } = Probes.Named("b");

    /// <summary>A third.</summary>
    protected static ActorAddress C { get; } = Probes.Named("c");

    /// <summary>How long a test waits for a thing to happen.</summary>
    protected static TimeSpan Patience { get; } = TimeSpan.FromSeconds(20);

    /// <summary>What engines commit passes here, whichever way they do it; read as well as their journal.</summary>
    protected ProbedJournal Journal { get; private set; } = null!;

    /// <summary>Where a test looks into the probes.</summary>
    protected ProbeHooks Hooks { get; } = new();

    /// <summary>Makes a journal that is empty and that several engines can open one after the other.</summary>
    protected abstract IJournal CreateJournal();

    /// <summary>Makes an engine that is not started, and whose commits pass a journal where a test can hold them and let them fail.</summary>
    protected abstract EngineRun CreateEngine(IReadOnlyList<ActorKind> kinds, ProbedJournal journal, EngineSetup setup);

    /// <summary>
    /// Begins to watch for an engine to be over a failed commit. Ends when it has begun anew what had to stop: all of the embedded
    /// engine, one actor on the cluster.
    /// </summary>
    protected abstract Task RecoversFromFailure(EngineRun run);

    /// <inheritdoc />
    public Task InitializeAsync()
    {
        Journal = new ProbedJournal(CreateJournal());
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task DisposeAsync()
    {
        foreach (var run in _runs) await run.DisposeAsync();
    }

    /// <summary>Makes an engine; it is stopped when the test ends.</summary>
    protected EngineRun Create(EngineSetup? setup = null)
    {
        var run = CreateEngine([Probes.Kind(Hooks)], Journal, setup ?? new EngineSetup());
        _runs.Add(run);
        return run;
    }

    /// <summary>Starts an engine and waits until it is ready.</summary>
    protected async Task<EngineRun> StartAsync(EngineSetup? setup = null)
    {
        var run = Create(setup);
        run.Start();
        await ReadyAsync(run);
        return run;
    }

    /// <summary>Stops an engine.</summary>
    protected async Task StopAsync(EngineRun run)
    {
        _runs.Remove(run);
        await Within(run.DisposeAsync().AsTask(), "the engine stopped");
    }

    /// <summary>Waits until an engine is ready.</summary>
    protected static Task<EngineHealth> ReadyAsync(EngineRun run) => HealthAsync(run, health => health.State == EngineState.Ready, "the engine is ready");

    /// <summary>Waits until an engine's health is so.</summary>
    protected static async Task<EngineHealth> HealthAsync(EngineRun run, Func<EngineHealth, bool> isWanted, string what)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            return await run.WaitForHealthAsync(isWanted, patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw new XunitException($"Within {Patience} it did not happen that {what}. Health: {run.Engine.Health}.");
        }
    }

    /// <summary>Asks a probe.</summary>
    protected static Task<Answer> Ask(EngineRun run, ActorAddress to, string text) =>
        run.Engine.AskAsync(to, new Command(text), long.MaxValue, CancellationToken.None);

    /// <summary>Asks a probe and waits for the answer.</summary>
    protected static Task<Answer> AnswerTo(EngineRun run, ActorAddress to, string text) =>
        Within(Ask(run, to, text), $"'{text}' to {to} was answered");

    /// <summary>Asks a probe and waits for its tally.</summary>
    protected static async Task<Tallied> TallyOf(EngineRun run, ActorAddress to, string text = "get") =>
        Assert.IsType<Tallied>(Assert.IsType<Replied>(await AnswerTo(run, to, text)).Reply);

    /// <summary>Asks a probe for its tally, and again while what failed before is in the way.</summary>
    protected static async Task<Tallied> TallyAfterFailureOf(EngineRun run, ActorAddress actor, string text = "get")
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var answer = await AnswerTo(run, actor, text);
            if (answer is Replied replied) return Assert.IsType<Tallied>(replied.Reply);
            if (Stopwatch.GetElapsedTime(began) > Patience) throw new XunitException($"Within {Patience} '{text}' to {actor} was answered only {answer}.");
        }
    }

    /// <summary>Waits for a thing to happen, and says which did not.</summary>
    protected static async Task<T> Within<T>(Task<T> task, string what)
    {
        await Within((Task)task, what);
        return await task;
    }

    /// <summary>Waits for a thing to happen, and says which did not.</summary>
    protected static async Task Within(Task task, string what)
    {
        try
        {
            await task.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new XunitException($"Within {Patience} it did not happen that {what}.");
        }
    }

    /// <summary>Ends once a probe begins to decide something.</summary>
    protected Task Decides(ActorAddress actor, string text)
    {
        var signal = NewSignal();
        Hooks.Deciding += (self, what) =>
        {
            if (self == actor && what == text) signal.TrySetResult();
        };
        return signal.Task;
    }

    /// <summary>Ends once a commit that is so has succeeded.</summary>
    protected Task Commits(Func<JournalBatch, bool> isWanted)
    {
        var signal = NewSignal();
        Journal.Committed += batch =>
        {
            if (isWanted(batch)) signal.TrySetResult();
        };
        return signal.Task;
    }

    /// <summary>Waits until the low-water position has come so far.</summary>
    protected Task LowWaterReachesAsync(long position)
    {
        var reached = Commits(batch => batch.LowWater >= position);
        return Journal.LowWater >= position ? Task.CompletedTask : Within(reached, $"the low-water position reached {position}");
    }

    /// <summary>Ends once every turn that an actor began before now has been given out: it takes one message at a time.</summary>
    protected async Task HasEndedItsTurns(EngineRun run, ActorAddress actor)
    {
        var text = $"pad {++_sentinels}";
        var reached = Decides(actor, text);
        _ = Ask(run, actor, text);
        await Within(reached, $"{actor} took the next message");
    }

    /// <summary>Whether a commit has a record of an actor.</summary>
    protected static bool Has(JournalBatch batch, ActorAddress actor) => batch.Records.Any(record => record.Address == actor);

    /// <summary>Holds up a probe until a commit with another's record has succeeded, so that the two are never in one batch.</summary>
    protected void HoldUntilCommitted(ActorAddress held, string text, ActorAddress committed)
    {
        var isCommitted = new ManualResetEventSlim();
        Journal.Committed += batch =>
        {
            if (Has(batch, committed)) isCommitted.Set();
        };
        Hooks.Deciding += (self, what) =>
        {
            if (self == held && what == text) isCommitted.Wait(Patience);
        };
    }

    /// <summary>A thing that will happen.</summary>
    protected static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
