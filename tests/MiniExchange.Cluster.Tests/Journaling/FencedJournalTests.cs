using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Akka.Actor;
using Akka.Persistence;
using Akka.TestKit.Xunit2;
using MiniExchange.Actors.AkkaCluster;
using MiniExchange.Actors.Engines;
using MiniExchange.ClusterTests.Engines;
using MiniExchange.Conformance.Engines;
using MiniExchange.Conformance.Postgres;
using Xunit;

namespace MiniExchange.ClusterTests.Journaling;

/// <summary>The journal plugin alone, as actors use it: a write that fails takes nobody else along, and none is lost in a crowd.</summary>
[Collection(PostgresCollection.Name)]
public sealed partial class FencedJournalTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _database;
    private string _connectionString = "";
    private readonly List<string> _files = [];
    private ClusterRun _run = null!;
    private TestKit _kit = null!;
    private IActorRef _journal = null!;

    public FencedJournalTests(PrivatePostgres postgres) => _database = postgres.CreateDatabase();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_run is not null) await _run.DisposeAsync();
    }

    public void Dispose() => _files.ForEach(File.Delete);

    [PostgresFact]
    public async Task FencedWrite_AmongFiftyOthers_IsRejectedAlone()
    {
        await StartAsync();
        Write("probe-fenced", 1);
        Assert.Equal(["probe-fenced"], Outcomes(1).Written);

        for (var i = 0; i < 25; i++) Write($"probe-{i}", 1);
        Write("probe-fenced", 1);
        for (var i = 25; i < 50; i++) Write($"probe-{i}", 1);

        var outcomes = Outcomes(51);
        Assert.Equal(Names(50), outcomes.Written.Order());
        Assert.Equal("probe-fenced", Assert.Single(outcomes.Rejected));

        // Else it was alone in its transaction, and this proved nothing.
        Assert.True(Tries.Failed > 1, "No other write was in the transaction of the fenced one.");
    }

    [PostgresFact]
    public async Task EventThatCannotBeSerialized_AmongFiftyOthers_IsRejectedAlone()
    {
        await StartAsync();

        for (var i = 0; i < 25; i++) Write($"probe-{i}", 1);
        Write("probe-unserializable", 1, new Unserializable());
        for (var i = 25; i < 50; i++) Write($"probe-{i}", 1);

        var outcomes = Outcomes(51);
        Assert.Equal(Names(50), outcomes.Written.Order());
        Assert.Equal("probe-unserializable", Assert.Single(outcomes.Rejected));
    }

    [PostgresFact]
    public async Task FiftyFencedWrites_LeaveTheCircuitBreakerClosed()
    {
        await StartAsync();
        for (var i = 0; i < 50; i++) Write($"probe-{i}", 1);
        Assert.Equal(Names(50), Outcomes(50).Written.Order());

        for (var i = 0; i < 50; i++) Write($"probe-{i}", 1);
        Write("probe-other", 1);

        var outcomes = Outcomes(51);
        Assert.Equal(Names(50), outcomes.Rejected.Order());
        Assert.Equal("probe-other", Assert.Single(outcomes.Written));
        Write("probe-other", 2);
        Assert.Equal("probe-other", Assert.Single(Outcomes(1).Written));
    }

    [PostgresFact]
    public async Task FullWriteQueue_LosesNoWrite()
    {
        await StartAsync("akka.persistence.journal.sql { buffer-size = 20, batch-size = 5 }");

        for (var i = 0; i < 500; i++) Write($"probe-{i}", 1);

        Assert.Equal(Names(500), Outcomes(500).Written.Order());
        Assert.True(Tries.Failed > 0, "The queue was never full.");
    }

    [PostgresFact]
    public async Task Writes_BeyondThoseUnderWayAtOnce_WaitTheirTurn()
    {
        await StartAsync(tune: options => options.MaxWrites = 10);

        for (var i = 0; i < 500; i++) Write($"probe-{i}", 1);

        Assert.Equal(Names(500), Outcomes(500).Written.Order());
        Assert.Equal(0, Tries.Failed);
    }

    private CountedFencedJournal.Tries Tries => CountedFencedJournal.TriesOn(_connectionString);

    private static IEnumerable<string> Names(int count) => Enumerable.Range(0, count).Select(i => $"probe-{i}").Order();

    private async Task StartAsync(string? hocon = null, Action<ClusterEngineOptions>? tune = null, TimeProvider? time = null)
    {
        var parts = ClusterRun.Parts(_database, [Probes.Kind(new ProbeHooks())], new EngineSetup()) with { JournalType = typeof(CountedFencedJournal), Time = time ?? TimeProvider.System };
        _connectionString = parts.ConnectionString;
        if (hocon is not null)
        {
            _files.Add(Path.GetTempFileName());
            await File.WriteAllTextAsync(_files[^1], hocon);
            parts.Options.HoconFile = _files[^1];
        }

        tune?.Invoke(parts.Options);
        _run = new ClusterRun(parts);
        _run.Start();
        using var patience = new CancellationTokenSource(Patience);
        await _run.WaitForHealthAsync(static health => health.State == EngineState.Ready, patience.Token);
        _kit = new TestKit(_run.System);
        _journal = Persistence.Instance.Apply(_run.System).JournalFor(null);
    }

    private void Write(string persistenceId, long number, object? record = null)
    {
        var persistent = new Persistent(record ?? new StoredPayload("probe.record/1", [1]), number, persistenceId, writerGuid: Guid.NewGuid().ToString("N"));
        _journal.Tell(new WriteMessages([new AtomicWrite(persistent)], _kit.TestActor, actorInstanceId: 1), _kit.TestActor);
    }

    private (List<string> Written, List<string> Rejected) Outcomes(int count)
    {
        var written = new List<string>();
        var rejected = new List<string>();
        while (written.Count + rejected.Count < count)
        {
            switch (_kit.ReceiveOne(Patience))
            {
                case WriteMessageSuccess success:
                    written.Add(success.Persistent.PersistenceId);
                    break;
                case WriteMessageRejected rejection:
                    rejected.Add(rejection.Persistent.PersistenceId);
                    break;
                case WriteMessageFailure failure:
                    Assert.Fail($"The write of {failure.Persistent.PersistenceId} failed: {failure.Cause}");
                    break;
                case null:
                    Assert.Fail($"Within {Patience} only {written.Count} of {count} writes succeeded and {rejected.Count} were rejected.");
                    break;
            }
        }

        return (written, rejected);
    }

    private sealed class Unserializable(int value = 0)
    {
        public int Value => value == 0 ? throw new InvalidOperationException("This cannot be written.") : value;
    }
}
