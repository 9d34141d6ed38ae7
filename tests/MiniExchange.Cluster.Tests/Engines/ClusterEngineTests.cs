using System.Collections.Generic;
using System.Threading.Tasks;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Journaling;
using MiniExchange.Conformance.Engines;
using MiniExchange.Conformance.Journaling;
using MiniExchange.Conformance.Postgres;
using MiniExchange.Storage.Journaling;
using Xunit;

namespace MiniExchange.ClusterTests.Engines;

/// <summary>The cluster engine keeps the port's promises: one node, on PostgreSQL.</summary>
[NeedsPostgres]
[Collection(PostgresCollection.Name)]
public sealed partial class ClusterEngineTests(PrivatePostgres postgres) : EngineKit
{
    private readonly string _database = postgres.CreateDatabase();

    protected override IJournal CreateJournal() => new PostgresJournal(new PostgresJournalOptions(_database) { LockWaitMs = 100 });

    protected override EngineRun CreateEngine(IReadOnlyList<ActorKind> kinds, ProbedJournal journal, EngineSetup setup) =>
        new ClusterRun(ClusterRun.Probed(ClusterRun.Parts(_database, kinds, setup), journal));

    // Only the actor stops whose write failed, and the next message finds it begun anew.
    protected override Task RecoversFromFailure(EngineRun run) => Task.CompletedTask;
}
