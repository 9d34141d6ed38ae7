using System;
using System.Collections.Generic;
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
    private static readonly ActorAddress A = Probes.Named("a");
    private static readonly ActorAddress B = Probes.Named("b");
    private static readonly ActorAddress C = Probes.Named("c");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly List<EngineRun> _runs = [];

    private ProbedJournal _journal = null!;

    private ProbeHooks Hooks { get; } = new();

    /// <summary>Makes a journal that is empty and that several engines can open one after the other.</summary>
    protected abstract IJournal CreateJournal();

    /// <summary>Makes an engine that is not started.</summary>
    protected abstract EngineRun CreateEngine(IReadOnlyList<ActorKind> kinds, IJournal journal, EngineSetup setup);

    /// <inheritdoc />
    public Task InitializeAsync()
    {
        _journal = new ProbedJournal(CreateJournal());
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task DisposeAsync()
    {
        foreach (var run in _runs) await run.DisposeAsync();
    }

    private EngineRun Create(EngineSetup? setup = null)
    {
        var run = CreateEngine([Probes.Kind(Hooks)], _journal, setup ?? new EngineSetup());
        _runs.Add(run);
        return run;
    }

    private async Task<EngineRun> StartAsync(EngineSetup? setup = null)
    {
        var run = Create(setup);
        run.Start();
        await ReadyAsync(run);
        return run;
    }

    private async Task StopAsync(EngineRun run)
    {
        _runs.Remove(run);
        await Within(run.DisposeAsync().AsTask(), "the engine stopped");
    }

    private static Task<EngineHealth> ReadyAsync(EngineRun run) => HealthAsync(run, health => health.State == EngineState.Ready, "the engine is ready");

    private static async Task<EngineHealth> HealthAsync(EngineRun run, Func<EngineHealth, bool> isWanted, string what)
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

    private static Task<Answer> Ask(EngineRun run, ActorAddress to, string text) =>
        run.Engine.AskAsync(to, new Command(text), long.MaxValue, CancellationToken.None);

    private static Task<Answer> AnswerTo(EngineRun run, ActorAddress to, string text) =>
        Within(Ask(run, to, text), $"'{text}' to {to} was answered");

    private static async Task<Tallied> TallyOf(EngineRun run, ActorAddress to, string text = "get") =>
        Assert.IsType<Tallied>(Assert.IsType<Replied>(await AnswerTo(run, to, text)).Reply);

    private static async Task<T> Within<T>(Task<T> task, string what)
    {
        await Within((Task)task, what);
        return await task;
    }

    private static async Task Within(Task task, string what)
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
    private Task Decides(ActorAddress actor, string text)
    {
        var signal = NewSignal();
        Hooks.Deciding += (self, what) =>
        {
            if (self == actor && what == text) signal.TrySetResult();
        };
        return signal.Task;
    }

    /// <summary>Ends once the engine opens the journal again: from then on its health no longer speaks of the life before.</summary>
    private Task Reopens()
    {
        var signal = NewSignal();
        _journal.Opened += () => signal.TrySetResult();
        return signal.Task;
    }

    private static async Task ResumedAsync(EngineRun run, Task reopens)
    {
        await Within(reopens, "the engine opened the journal again");
        await ReadyAsync(run);
    }

    /// <summary>Ends once a commit that is so has succeeded.</summary>
    private Task Commits(Func<JournalBatch, bool> isWanted)
    {
        var signal = NewSignal();
        _journal.Committed += batch =>
        {
            if (isWanted(batch)) signal.TrySetResult();
        };
        return signal.Task;
    }

    /// <summary>Ends once every turn that an actor began before now has been given out: it takes one message at a time.</summary>
    private async Task HasEndedItsTurns(EngineRun run, ActorAddress actor)
    {
        var text = $"pad {++_sentinels}";
        var reached = Decides(actor, text);
        _ = Ask(run, actor, text);
        await Within(reached, $"{actor} took the next message");
    }

    private int _sentinels;

    private static bool Has(JournalBatch batch, ActorAddress actor) => batch.Records.Any(record => record.Address == actor);

    /// <summary>Holds up a probe until a commit with another's record has succeeded, so that the two are never in one batch.</summary>
    private void HoldUntilCommitted(ActorAddress held, string text, ActorAddress committed)
    {
        var isCommitted = new ManualResetEventSlim();
        _journal.Committed += batch =>
        {
            if (Has(batch, committed)) isCommitted.Set();
        };
        Hooks.Deciding += (self, what) =>
        {
            if (self == held && what == text) isCommitted.Wait(Patience);
        };
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
