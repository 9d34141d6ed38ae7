using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Embedded;
using MiniExchange.Actors.Journaling;
using MiniExchange.Conformance.Engines;
using MiniExchange.Conformance.Journaling;
using MiniExchange.Conformance.Postgres;
using MiniExchange.Storage.Journaling;
using Xunit;

namespace MiniExchange.Integration.Tests.Engines;

/// <summary>The embedded engine keeps the port's promises on any journal.</summary>
public abstract partial class EmbeddedEngineTests : EngineKit
{
    protected override EngineRun CreateEngine(IReadOnlyList<ActorKind> kinds, ProbedJournal journal, EngineSetup setup) =>
        new EmbeddedRun(kinds, journal, new EmbeddedEngineOptions
        {
            Partitions = 4,
            MaxRequests = setup.MaxRequests,
            MaxRequestsPerActor = setup.MaxRequestsPerActor,
            LowWaterEveryMs = setup.LowWaterEveryMs,
            FeedRecords = setup.FeedRecords,
            RestartAfterMs = 5,
            Cells = new CellOptions { SnapshotMinBytes = setup.SnapshotMinBytes },
        });

    protected override async Task RecoversFromFailure(EngineRun run)
    {
        // Once the journal is opened again, health no longer speaks of the life before.
        var reopens = NewSignal();
        Journal.Opened += () => reopens.TrySetResult();
        await Within(reopens.Task, "the engine opened the journal again");
        await ReadyAsync(run);
    }
}

/// <summary>On a journal in memory.</summary>
public sealed class EmbeddedEngineOnMemoryTests : EmbeddedEngineTests
{
    protected override IJournal CreateJournal() => new MemoryJournal();
}

/// <summary>On SQLite: real files, a real lock, a real flush for each commit.</summary>
public sealed class EmbeddedEngineOnSqliteTests : EmbeddedEngineTests, IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("miniexchange-engine-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    protected override IJournal CreateJournal() =>
        new SqliteJournal(new SqliteJournalOptions(Path.Combine(_directory, "journal.db")));
}

/// <summary>On PostgreSQL: an advisory lock, and a server that ends sessions in its own time.</summary>
[NeedsPostgres]
[Collection(PostgresCollection.Name)]
public sealed class EmbeddedEngineOnPostgresTests(PrivatePostgres postgres) : EmbeddedEngineTests
{
    protected override IJournal CreateJournal() =>
        new PostgresJournal(new PostgresJournalOptions(postgres.CreateDatabase()) { LockWaitMs = 100 });
}
