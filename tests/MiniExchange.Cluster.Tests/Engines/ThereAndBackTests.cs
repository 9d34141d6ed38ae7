using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Embedded;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Messages;
using MiniExchange.Conformance.Engines;
using MiniExchange.Conformance.Journaling;
using MiniExchange.Conformance.Postgres;
using MiniExchange.Storage.Journaling;
using Xunit;

namespace MiniExchange.ClusterTests.Engines;

/// <summary>A journal that one engine wrote opens on the other and goes on, with messages open and half delivered, and with snapshots of many peers.</summary>
[Collection(PostgresCollection.Name)]
public sealed class ThereAndBackTests(PrivatePostgres postgres)
{
    private const int Peers = 1_100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly ActorAddress A = Probes.Named("a");
    private static readonly ActorAddress B = Probes.Named("b");
    private static readonly EngineSetup Setup = new() { SnapshotMinBytes = 2_000, LowWaterEveryMs = 50 };

    private readonly ProbeHooks _hooks = new();

    [PostgresFact]
    public async Task Journal_ThreeTimesThereAndBack_GoesOn()
    {
        var database = postgres.CreateDatabase();
        var (own, told) = (0L, 0L);
        for (var half = 0; half < 6; half++)
        {
            var probe = new ProbedJournal(new PostgresJournal(new PostgresJournalOptions(database) { LockWaitMs = 100 }));
            await using EngineRun run = half % 2 == 0 ? Embedded(probe) : Cluster(database, probe);
            run.Start();
            using var patience = new CancellationTokenSource(Patience);
            await run.WaitForHealthAsync(static health => health.State == EngineState.Ready, patience.Token);

            // What the other engine left open is delivered before this one is ready.
            Assert.Equal((own, told), (await CountOfAsync(run, A), await CountOfAsync(run, B)));
            if (half == 0) await MeetAsync(run);
            Assert.Equal(half + 1, await AddAsync(run, A, "send probe-p5 add 1"));
            Assert.Equal(half + 1, await AddAsync(run, A, $"send probe-p{Peers - 5} add 1"));

            for (var i = 0; i < 20; i++) await AddAsync(run, A, "add 1; pad 2000; send probe-b add 1");
            (own, told) = (own + 20, told + 20);
            Assert.Equal((own, told), (await CountOfAsync(run, A), await CountOfAsync(run, B)));

            // The receiver's records are refused from now on: the message stays open. One before it was consumed, and its acknowledgement is in no record.
            probe.Fate = batch => batch.Records.Any(record => record.Address == B) ? CommitFate.Fails : CommitFate.Succeeds;
            HoldUntilCommitted(probe);
            Assert.IsType<OutcomeUnknown>(await AskAsync(run, A, "add 1; send probe-b add 1"));
            (own, told) = (own + 1, told + 1);
            _hooks.Deciding = null;
        }

        var last = new PostgresJournal(new PostgresJournalOptions(database));
        using var reader = last.OpenReader();
        var snapshot = reader.ReadSnapshot(A);
        Assert.NotNull(snapshot);
        Assert.NotEmpty(new ProbeCodec().ReadSnapshot(snapshot.Manifest, snapshot.Payload).PeerChunks);
    }

    /// <summary>Has A tell so many others that its peers fill more than a chunk.</summary>
    private static async Task MeetAsync(EngineRun run)
    {
        for (var first = 0; first < Peers; first += 100)
        {
            var steps = Enumerable.Range(first, 100).Select(n => n is 5 or (Peers - 5) ? "pad 1" : $"send probe-p{n} add 1");
            await AddAsync(run, A, string.Join("; ", steps));
        }
    }

    /// <summary>Holds up B until what A told it is durable: the embedded engine commits both at once else.</summary>
    private void HoldUntilCommitted(ProbedJournal probe)
    {
        var isCommitted = new ManualResetEventSlim();
        probe.Committed += batch =>
        {
            if (batch.Records.Any(record => record.Address == A)) isCommitted.Set();
        };
        _hooks.Deciding = (self, what) =>
        {
            if (self == B && what == "add 1") isCommitted.Wait(Patience);
        };
    }

    private ClusterRun Cluster(string database, ProbedJournal probe) =>
        new ClusterRun(ClusterRun.Probed(ClusterRun.Parts(database, [Probes.Kind(_hooks)], Setup), probe));

    private EmbeddedRun Embedded(ProbedJournal probe) => new(
        [Probes.Kind(_hooks)],
        probe,
        new EmbeddedEngineOptions
        {
            LowWaterEveryMs = Setup.LowWaterEveryMs,
            RestartAfterMs = 5,
            Cells = new CellOptions { SnapshotMinBytes = Setup.SnapshotMinBytes },
        });

    private static async Task<Answer> AskAsync(EngineRun run, ActorAddress to, string text) =>
        await run.Engine.AskAsync(to, new Command(text), long.MaxValue, CancellationToken.None).WaitAsync(Patience);

    private static async Task<long> AddAsync(EngineRun run, ActorAddress to, string text) =>
        Assert.IsType<Tallied>(Assert.IsType<Replied>(await AskAsync(run, to, text)).Reply).Count;

    private static Task<long> CountOfAsync(EngineRun run, ActorAddress actor) => AddAsync(run, actor, "get");
}
