using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using MiniExchange.Actors.AkkaCluster;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Journaling;
using MiniExchange.Conformance.Engines;
using MiniExchange.Conformance.Journaling;
using MiniExchange.Conformance.Postgres;
using MiniExchange.Storage.Journaling;
using Xunit;

namespace MiniExchange.ClusterTests.Engines;

/// <summary>The cluster engine keeps the port's promises, and its own: one node, on PostgreSQL.</summary>
[NeedsPostgres]
[Collection(PostgresCollection.Name)]
public sealed partial class ClusterEngineTests(PrivatePostgres postgres) : EngineKit
{
    private readonly string _database = postgres.CreateDatabase();
    private Action<ClusterEngineOptions>? _tune;
    private IReadOnlyList<ActorKind>? _kinds;
    private TimeSpan _singletonPause = TimeSpan.FromMilliseconds(500);

    protected override IJournal CreateJournal() => Postgres();

    protected override EngineRun CreateEngine(IReadOnlyList<ActorKind> kinds, ProbedJournal journal, EngineSetup setup)
    {
        var parts = ClusterRun.Parts(_database, _kinds ?? kinds, setup) with { SingletonPause = _singletonPause };
        _tune?.Invoke(parts.Options);
        return new ClusterRun(ClusterRun.Probed(parts, journal));
    }

    // Only the actor stops whose write failed, and the next message finds it begun anew.
    protected override Task RecoversFromFailure(EngineRun run) => Task.CompletedTask;

    private PostgresJournal Postgres() => new(new PostgresJournalOptions(_database) { LockWaitMs = 100 });
}
