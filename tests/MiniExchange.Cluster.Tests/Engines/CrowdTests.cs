using System;
using System.Buffers;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors.AkkaCluster;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Journaling;
using MiniExchange.Actors.Messages;
using MiniExchange.ClusterTests.Journaling;
using MiniExchange.Conformance.Engines;
using MiniExchange.Conformance.Postgres;
using MiniExchange.Storage.Journaling;
using Xunit;
using Xunit.Abstractions;

namespace MiniExchange.ClusterTests.Engines;

/// <summary>Many actors that are wanted at once, as after a node was lost.</summary>
[Collection(PostgresCollection.Name)]
public sealed class CrowdTests(PrivatePostgres postgres, ITestOutputHelper output)
{
    private const int Actors = 10_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [PostgresFact]
    public async Task ManyActors_WantedAtOnce_AreRebuiltAndWriteWithoutAFailure()
    {
        var database = postgres.CreateDatabase();
        Record(database);
        var setup = new EngineSetup { MaxRequests = Actors, MaxRequestsPerActor = Actors };
        var parts = ClusterRun.Parts(database, [Probes.Kind(new ProbeHooks())], setup) with { JournalType = typeof(CountedFencedJournal) };
        parts.Options.AnswerTimeoutMs = (int)Patience.TotalMilliseconds;
        await using var run = new ClusterRun(parts);
        run.Start();
        using var patience = new CancellationTokenSource(Patience);
        var began = Stopwatch.GetTimestamp();

        // Nothing was stored of how far messages were delivered, so that the keeper wakes everybody who has records.
        try
        {
            await run.WaitForHealthAsync(static health => health.State == EngineState.Ready, patience.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"Within {Patience} only {ClusterNode.Of(run.System).LoadedCount} actors were rebuilt. Health: {run.Engine.Health}.");
        }

        Assert.Equal(Actors, ClusterNode.Of(run.System).LoadedCount);
        using var writing = new CancellationTokenSource(Patience);
        output.WriteLine($"{Actors} actors were rebuilt in {Stopwatch.GetElapsedTime(began)}.");

        began = Stopwatch.GetTimestamp();
        var answers = await Task.WhenAll(Enumerable.Range(0, Actors).Select(n => run.Engine.AskAsync(
            Probes.Named($"c{n}"), new Command("add 1"), long.MaxValue, writing.Token)));

        Assert.All(answers, answer => Assert.Equal(2, Assert.IsType<Tallied>(Assert.IsType<Replied>(answer).Reply).Count));
        output.WriteLine($"{Actors} actors wrote a record each in {Stopwatch.GetElapsedTime(began)}.");
        Assert.Equal(0, CountedFencedJournal.TriesOn(parts.ConnectionString).Failed);
    }

    private static void Record(string database)
    {
        var codec = new ProbeCodec();
        var turn = new Turn<string>();
        turn.Events.Add("add 1");
        var payload = new ArrayBufferWriter<byte>();
        codec.WriteTurn(turn, payload);
        var records = Enumerable.Range(0, Actors).Select(n => new RecordToAppend
        {
            Address = Probes.Named($"c{n}"),
            Number = 1,
            SerializerId = codec.SerializerId,
            Manifest = codec.RecordManifest,
            Payload = payload.WrittenMemory,
            CreatedAtUnixMicros = 0,
        });
        using var writer = new PostgresJournal(new PostgresJournalOptions(database)).OpenWriter();
        foreach (var batch in records.Chunk(1_000)) writer.Commit(new JournalBatch(batch, [], LowWater: null));
    }
}
