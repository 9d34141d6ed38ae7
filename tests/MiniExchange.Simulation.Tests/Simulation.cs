using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Journaling;
using MiniExchange.Actors.Messages;
using MiniExchange.Application;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.Markets;
using MiniExchange.Conformance.Journaling;
using MiniExchange.Domain.Units;
using MiniExchange.Simulation.Tests.Audit;
using MiniExchange.Simulation.Tests.Faults;

namespace MiniExchange.Simulation.Tests;

/// <summary>One run of a whole exchange, all of it drawn from one seed: what is asked, who works when, and what goes wrong.</summary>
/// <remarks>
/// Traffic amid faults; one more crash; no more faults, and the exchange comes to rest by itself; clients ask what became of
/// their unknown requests; the auditor reads the journal; the exchange is started once more and must be the same.
/// </remarks>
internal sealed class Simulation : IDisposable
{
    private const int MaxTrafficSteps = 30_000;
    private const int MaxTurnsToRest = 100_000;
    private const int MaxRoundsToRest = 400;

    private readonly ulong _seed;
    private readonly Scenario _scenario;
    private readonly SeededRandom _random;
    private readonly SimulatedClock _clock = new();
    private readonly SimulatedExchange _exchange;
    private readonly Workload _workload;
    private readonly List<Client> _clients;
    private readonly List<SnapshotToStore> _snapshots = [];
    private Conversation? _listing;
    private bool _isSound;
    private bool _dies;
    private int _step;
    private int _asked;
    private string _lastCommand = "none";

    public Simulation(ulong seed, Defect defect)
    {
        _seed = seed;
        _random = new SeededRandom(seed);
        _scenario = new Scenario(_random.Branch());
        _workload = new Workload(_scenario, _random.Branch());
        _clients = [.. Enumerable.Range(1, _scenario.Accounts)
            .Select(number => new Client(new AccountId(number), _scenario, _workload, _clock, _random.Branch()))];
        _exchange = new SimulatedExchange(_scenario, _clock, _random.Branch(), defect);
        _exchange.Journal.Fate = DrawFate;
        _exchange.Journal.Committed = WasCommitted;
    }

    /// <summary>What the run went through, so that a test can say that enough happened.</summary>
    public Coverage Coverage { get; } = new();

    /// <summary>Every durable byte, summed up.</summary>
    public string JournalHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var record in _exchange.Journal.Records)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{record.Position} {record.Address} {record.Number} {record.Manifest} "));
            hash.AppendData(record.Payload.Span);
        }

        foreach (var snapshot in _snapshots)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{snapshot.Address} {snapshot.RecordNumber} "));
            hash.AppendData(snapshot.Payload.Span);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>Runs it all.</summary>
    /// <exception cref="SimulationFailedException">Something is wrong; the message says how to see it again.</exception>
    public void Run()
    {
        try
        {
            MakeTraffic();
            ComeToRestAfterLastCrash();
            AskWhatBecameOfEverything();
            var auditor = NewAuditor();
            auditor.AuditAll([.. _clients.SelectMany(client => client.Conversations)]);
            AuditException.Require("faults", _exchange.Engine.Health.FaultedActors.Count == 0, $"Gave up on a request: {_exchange.LastError}.");
            auditor.CompareLive(_exchange);
            StartOnceMore(auditor);
            Coverage.Add(auditor, _exchange, _clients.SelectMany(client => client.Conversations));
        }
        catch (AuditException found)
        {
            throw new SimulationFailedException(_seed, _step, _lastCommand, found);
        }
        catch (Exception unforeseen)
        {
            // Neither the exchange nor the auditor may throw; whichever did, the seed must be known.
            throw new SimulationFailedException(_seed, _step, _lastCommand, new AuditException("unforeseen", unforeseen.ToString()));
        }
    }

    public void Dispose() => _exchange.Dispose();

    private void MakeTraffic()
    {
        while (_asked < _scenario.Requests && _step < MaxTrafficSteps)
        {
            _step++;
            try
            {
                Step();
            }
            catch (SimulatedCrashException)
            {
                // It comes through where nothing of the engine is in between; the writer and the supervisor take it for a failure.
            }

            if (_dies) Crash();
        }
    }

    private void Step()
    {
        _clock.Advance(_random.Between(1, 300));
        if (_random.ChanceOf(_scenario.TimeJumpsPerTenThousandSteps))
        {
            if (_random.Chance(50)) _clock.Advance(_random.Between(10_000, 5_000_000));
            else _clock.SetBack(_random.Between(1, 20_000) * (_random.Chance(20) ? 200_000L : 1L));
        }

        if (_random.ChanceOf(_scenario.CrashesPerTenThousandSteps))
        {
            _dies = true;
            return;
        }

        switch (_random.Between(1, 20))
        {
            case <= 14:
                _exchange.Scheduler.TurnOne();
                break;
            case <= 16:
                _exchange.Post.DeliverOne();
                break;
            default:
                LetSomebodyAct();
                break;
        }
    }

    private void LetSomebodyAct()
    {
        if (_workload.Pairs.Count == 0)
        {
            ListMarkets();
            return;
        }

        var client = _random.OneOf(_clients);
        client.Attend(_exchange.Engine, mayLosePatience: true);
        if (_exchange.Engine.Health.State != EngineState.Ready && !_random.Chance(5)) return;

        if (!_scenario.IsDeep && _random.ChanceOf(60))
        {
            var (book, halt) = _workload.Halt(_random.Chance(40));
            _ = _exchange.Engine.AskAsync(book, halt, long.MaxValue, CancellationToken.None);
            return;
        }

        if (client.AskNew(_exchange.Engine) is not { } asked) return;
        _asked++;
        _lastCommand = asked.ToString();
    }

    private void ListMarkets()
    {
        _listing?.Listen();
        if (_listing is { Answer: Replied { Reply: CatalogState listed } })
        {
            _workload.Pairs = listed.Catalog.Pairs;
            return;
        }

        if (_listing is { IsOver: false }) return;

        var request = new ListMarkets(_scenario.Markets);
        _listing = new Conversation(
            Addresses.Catalog,
            request,
            _clock,
            long.MaxValue,
            _exchange.Engine.AskAsync(Addresses.Catalog, request, long.MaxValue, CancellationToken.None));
    }

    private void Crash()
    {
        _dies = false;
        Coverage.Crashes++;
        _exchange.Crash();
        _listing?.HangUp();
        foreach (var client in _clients) client.LoseConnection();
    }

    /// <summary>After the last crash nobody asks anything: whatever is still open must be finished by recovery alone.</summary>
    private void ComeToRestAfterLastCrash()
    {
        _clock.SetRight();
        if (_random.Chance(70)) Crash();
        _isSound = true;
        _exchange.Post.Repair();
        ComeToRest();
        NewAuditor().AuditAll([]);
    }

    private void AskWhatBecameOfEverything()
    {
        for (var round = 0; !_clients.TrueForAll(client => client.IsContent); round++)
        {
            RequireLiveness(round < MaxRoundsToRest,
                $"{_clients.Find(client => !client.IsContent)} is not answered.");
            foreach (var client in _clients) client.Attend(_exchange.Engine, mayLosePatience: false);
            ComeToRest();
        }
    }

    private void StartOnceMore(Auditor auditor)
    {
        _exchange.Crash();
        ComeToRest();
        foreach (var client in _clients)
        {
            var answer = _exchange.Engine.AskAsync(client.Address, new BalancesOf(), long.MaxValue, CancellationToken.None);
            ComeToRest();
            RequireLiveness(answer.IsCompleted, $"{client.Address} does not answer after a restart.");
            auditor.CompareLive(_exchange);
        }
    }

    /// <summary>Turns every loop until nothing happens any more, also not after the longest back-off.</summary>
    private void ComeToRest()
    {
        var quietRounds = 0;
        var turns = 0;
        for (var round = 0; quietRounds < 2; round++)
        {
            var before = (_exchange.Journal.Records.Count, _exchange.Post.SentCount);
            while (_exchange.Scheduler.TurnAll() || _exchange.Post.HeldBackCount > 0)
            {
                _step++;
                _exchange.Post.DeliverOne();
                RequireLiveness(++turns < MaxTurnsToRest, $"The exchange does not come to rest: {_exchange.Engine.Health}. {_exchange.LastError}");
            }

            var isQuiet = before == (_exchange.Journal.Records.Count, _exchange.Post.SentCount)
                && _exchange.Engine.Health.State == EngineState.Ready;
            quietRounds = isQuiet ? quietRounds + 1 : 0;
            RequireLiveness(round < MaxRoundsToRest, $"The exchange does not come to rest: {_exchange.Engine.Health}. {_exchange.LastError}");
            _clock.Advance(_scenario.Engine.Cells.RepeatAfterMs * 33_000L);
            _exchange.LetTimePass();
        }
    }

    private Auditor NewAuditor() => new(_exchange.Journal, _snapshots, _scenario.AccountLimits);

    private void RequireLiveness(bool condition, string otherwise)
    {
        if (condition) return;

        // What the journal has may say better why.
        NewAuditor().AuditJournal();
        throw new AuditException("liveness", otherwise);
    }

    private CommitFate DrawFate(JournalBatch batch)
    {
        if (_isSound || !_random.ChanceOf(_scenario.CommitFaultsPerTenThousand)) return CommitFate.Succeeds;

        Coverage.FailedCommits++;
        return _random.OneOf([CommitFate.Fails, CommitFate.SucceedsUnheard]);
    }

    private void WasCommitted(JournalBatch batch)
    {
        _snapshots.AddRange(batch.Snapshots);

        // Durable, and nobody was told: the process may die right here too.
        if (_isSound || !_random.ChanceOf(_scenario.CrashesPerTenThousandSteps * 3)) return;

        _dies = true;
        throw new SimulatedCrashException();
    }
}

/// <summary>The process dies here: the commit is not heard to return, and before anything else is turned the engine is gone.</summary>
internal sealed class SimulatedCrashException : Exception;
