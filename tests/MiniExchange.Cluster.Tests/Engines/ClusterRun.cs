using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Akka.Actor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MiniExchange.Actors.AkkaCluster;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Engines;
using MiniExchange.Conformance.Engines;
using MiniExchange.Conformance.Journaling;
using MiniExchange.Storage.Journaling;
using Npgsql;

namespace MiniExchange.ClusterTests.Engines;

/// <summary>One node of a cluster, in this process.</summary>
internal sealed class ClusterRun : EngineRun
{
    private readonly IHost _host;
    private readonly ClusterEngine _engine;
    private readonly string _connectionString;
    private Task _started = Task.CompletedTask;

    public ClusterRun(ClusterParts parts)
    {
        _connectionString = parts.ConnectionString;
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging(logging => logging.AddSimpleConsole(options => options.SingleLine = true).SetMinimumLevel(LogLevel.Error));
        builder.Services.AddClusterEngine(_ => parts);
        _host = builder.Build();
        _engine = _host.Services.GetRequiredService<ClusterEngine>();
    }

    public override IEngine Engine => _engine;

    /// <summary>Its actor system; there once it was started.</summary>
    public ActorSystem System => _host.Services.GetRequiredService<ActorSystem>();

    /// <summary>A node of its own on a database, with limits and times that tests can wait for.</summary>
    public static ClusterParts Parts(string connectionString, IReadOnlyList<ActorKind> kinds, EngineSetup setup)
    {
        var postgres = new PostgresJournal(new PostgresJournalOptions(connectionString) { LockWaitMs = 100 });
        return new ClusterParts
        {
            Kinds = kinds,
            Journal = postgres,
            SharedJournal = postgres,

            // Many tests have one server, and nobody else uses a test's connections.
            ConnectionString = new NpgsqlConnectionStringBuilder(postgres.AppendersConnectionString)
            {
                ConnectionIdleLifetime = 2, ConnectionPruningInterval = 1,
            }.ConnectionString,
            Codec = new ProbeMessageCodec(),
            SerializerIds = [9_001],
            Time = TimeProvider.System,
            Options = new ClusterEngineOptions
            {
                Port = 0,
                MaxRequests = setup.MaxRequests,
                MaxRequestsPerActor = setup.MaxRequestsPerActor,
                LowWaterEveryMs = setup.LowWaterEveryMs,
                FeedRecords = setup.FeedRecords,
                AnswerTimeoutMs = 5_000,
                Cells = new CellOptions { SnapshotMinBytes = setup.SnapshotMinBytes, RepeatAfterMs = 100 },
            },
        };
    }

    /// <summary>The same, with a probe before all that is written and read.</summary>
    public static ClusterParts Probed(ClusterParts parts, ProbedJournal probe)
    {
        ProbedFencedJournal.Register(parts.ConnectionString, probe);
        return parts with
        {
            Journal = probe,
            SharedJournal = new ProbedSharedJournal(parts.SharedJournal, probe),
            JournalType = typeof(ProbedFencedJournal),
        };
    }

    public override void Start()
    {
        _started = _host.StartAsync();
        _engine.Start();
    }

    public override Task<EngineHealth> WaitForHealthAsync(Func<EngineHealth, bool> isWanted, CancellationToken cancellationToken) =>
        _engine.WaitForHealthAsync(isWanted, cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await _started;
        await _engine.DisposeAsync();
        await _host.StopAsync();
        _host.Dispose();

        // Each test has a database of its own, and all have one server.
        using var ofPool = new NpgsqlConnection(_connectionString);
        NpgsqlConnection.ClearPool(ofPool);
    }
}
