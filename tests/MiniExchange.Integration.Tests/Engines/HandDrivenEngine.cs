using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using MiniExchange.Actors;
using MiniExchange.Actors.Embedded;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Messages;
using MiniExchange.Conformance.Engines;
using MiniExchange.Conformance.Journaling;
using Xunit;

namespace MiniExchange.Integration.Tests.Engines;

/// <summary>The embedded engine without threads: a test turns each loop, and moves the clock.</summary>
internal sealed class HandDrivenEngine : IWorkers, IDisposable
{
    private readonly List<IWork> _works = [];
    private readonly MemoryJournal _memory;
    private readonly EngineMetrics _metrics = new();

    public HandDrivenEngine(EmbeddedEngineOptions options, MemoryJournal? journal = null, bool awaitReady = true)
    {
        _memory = journal ?? new MemoryJournal();
        Journal = new ProbedJournal(_memory);
        Engine = new EmbeddedEngine(
            [Probes.Kind(Hooks)],
            Journal,
            options,
            _metrics,
            Clock,
            NullLogger<EmbeddedEngine>.Instance,
            new EngineSeams(this, post => Post = new RecordingPost(post, Carried)));
        Engine.Start();
        RunAll();
        if (awaitReady) Assert.Equal(EngineState.Ready, Engine.Health.State);
    }

    public EmbeddedEngine Engine { get; }

    public ProbedJournal Journal { get; }

    public ProbeHooks Hooks { get; } = new();

    public ManualClock Clock { get; } = new();

    /// <summary>Carries parcels that a test makes up.</summary>
    public IPost Post { get; private set; } = null!;

    /// <summary>Every parcel that the post carried.</summary>
    public List<Parcel> Carried { get; } = [];

    public Task<Answer> Ask(ActorAddress to, string text, long deadline = long.MaxValue) =>
        Engine.AskAsync(to, new Command(text), deadline, CancellationToken.None);

    public Tallied Tally(ActorAddress of)
    {
        var answer = Ask(of, "get");
        RunAll();
        return Assert.IsType<Tallied>(Assert.IsType<Replied>(Ended(answer)).Reply);
    }

    public static Answer Ended(Task<Answer> answer)
    {
        Assert.True(answer.IsCompletedSuccessfully);
#pragma warning disable xUnit1031 // It has ended: nothing blocks.
        return answer.GetAwaiter().GetResult();
#pragma warning restore xUnit1031
    }

    /// <summary>Turns the partitions until none has anything to do.</summary>
    public void RunActors()
    {
        while (Named("partition").Aggregate(false, (worked, work) => work.RunOnce() || worked))
        {
            // Until all are idle.
        }
    }

    /// <summary>Lets the writer take what is staged now, and commit it.</summary>
    public void RunWriter() => Named("journal-writer").Single().RunOnce();

    /// <summary>Turns every loop until none has anything to do, and disposes those that have ended.</summary>
    public void RunAll()
    {
        var worked = true;
        while (worked)
        {
            worked = false;
            foreach (var work in _works.ToArray())
            {
                if (work.IsStopping)
                {
                    _works.Remove(work);
                    work.Dispose();
                    worked = true;
                }
                else
                {
                    worked |= work.RunOnce();
                }
            }
        }
    }

    /// <summary>Turns every loop until a stop of the engine has ended, which goes on elsewhere in between.</summary>
    public async Task RunUntilEndedAsync(Task stopped)
    {
        for (var turns = 0; !stopped.IsCompleted; turns++)
        {
            Assert.True(turns < 1_000_000, "The engine did not stop.");
            RunAll();
            await Task.Yield();
        }

        await stopped;
    }

    /// <summary>Ends this process without a word, and starts another on the same journal.</summary>
    public HandDrivenEngine Crash(EmbeddedEngineOptions options)
    {
        Dispose();
        return new HandDrivenEngine(options, _memory);
    }

    public void Dispose()
    {
        _memory.BreakLock();
        _metrics.Dispose();
    }

    void IWorkers.Start(IWork work) => _works.Add(work);

    private IWork[] Named(string prefix) => [.. _works.Where(work => work.Name.StartsWith(prefix, StringComparison.Ordinal))];

    private sealed class RecordingPost(IPost post, List<Parcel> carried) : IPost
    {
        public void Send(Parcel parcel)
        {
            carried.Add(parcel);
            post.Send(parcel);
        }
    }
}

/// <summary>A clock that stands until it is moved.</summary>
internal sealed class ManualClock : TimeProvider
{
    private DateTimeOffset _now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private TimeSpan _elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _elapsed.Ticks;

    public void Advance(TimeSpan by)
    {
        _now += by;
        _elapsed += by;
    }

    /// <summary>Somebody sets the clock; what has elapsed stays.</summary>
    public void SetBack(TimeSpan by) => _now -= by;
}
