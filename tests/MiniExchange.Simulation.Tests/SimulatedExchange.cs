using System;
using System.Collections.Generic;
using MiniExchange.Actors;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Embedded;
using MiniExchange.Application;
using MiniExchange.Conformance.Journaling;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Simulation.Tests.Faults;
using MiniExchange.Storage.Codecs;

namespace MiniExchange.Simulation.Tests;

/// <summary>The shipped engine with its shipped actors, on the simulation's threads, clock, post and journal; it may die and be started anew.</summary>
internal sealed class SimulatedExchange : IDisposable
{
    private readonly Scenario _scenario;
    private readonly SimulatedClock _clock;
    private readonly Scheduler _scheduler;
    private readonly SimulatedPost _post;
    private readonly Defect _defect;
    private readonly EngineLog _log = new();
    private EngineMetrics _metrics = new();

    public SimulatedExchange(Scenario scenario, SimulatedClock clock, SeededRandom random, Defect defect)
    {
        _scenario = scenario;
        _clock = clock;
        _defect = defect;
        _scheduler = new Scheduler(random.Branch());
        _post = new SimulatedPost(scenario.Post, random.Branch());
        Engine = StartEngine();
    }

    public MemoryJournal Journal { get; } = new();

    public EmbeddedEngine Engine { get; private set; }

    public Scheduler Scheduler => _scheduler;

    public SimulatedPost Post => _post;

    /// <summary>The last thing that the engine said went wrong.</summary>
    public string LastError => _log.LastError;

    /// <summary>How often the engine started over: after a crash, or by itself after a failed commit.</summary>
    public int Lives { get; private set; }

    /// <summary>Accounts that were loaded in this life of the engine.</summary>
    public Dictionary<ActorAddress, IBehavior<Account, AccountEvent>> Accounts { get; } = [];

    /// <summary>Books that were loaded in this life of the engine.</summary>
    public Dictionary<ActorAddress, IBehavior<Book, BookEvent>> Books { get; } = [];

    /// <summary>The process dies where it stands, and another one starts on what is durable.</summary>
    public void Crash()
    {
        _scheduler.AbandonAll();
        _post.Lose();
        _defect.Crash();
        Journal.BreakLock();
        _metrics.Dispose();
        _metrics = new EngineMetrics();
        Engine = StartEngine();
    }

    /// <summary>Whatever is written late has been written by now.</summary>
    public void LetTimePass() => _defect.LetTimePass();

    public void Dispose() => _metrics.Dispose();

    private EmbeddedEngine StartEngine()
    {
        var engine = new EmbeddedEngine(
            Kinds(),
            _defect.In(Journal),
            _scenario.Engine,
            _metrics,
            _clock,
            _log,
            new EngineSeams(_scheduler, NewLife));
        engine.Start();
        return engine;
    }

    private IPost NewLife(IPost delivers)
    {
        Lives++;
        Accounts.Clear();
        Books.Clear();
        return _defect.In(_post.Before(delivers));
    }

    private List<ActorKind> Kinds()
    {
        var kinds = new List<ActorKind>();
        var shipped = ExchangeActors.Kinds(
            () => _defect.In(new AccountCodec()),
            () => _defect.In(new BookCodec()),
            () => new CatalogCodec(),
            () => new RiskCodec(),
            () => new SettlementCodec(),
            () => new TransferCodec());
        foreach (var kind in shipped)
        {
            kinds.Add(kind switch
            {
                ActorKind<Account, AccountEvent> account => account.Wrapping((address, behavior) => Accounts[address] = _defect.In(behavior)),
                ActorKind<Book, BookEvent> book => book.Wrapping((address, behavior) => Books[address] = _defect.In(behavior)),
                _ => kind,
            });
        }

        return kinds;
    }
}
