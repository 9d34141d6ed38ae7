using System;
using System.Data.Common;
using System.Threading;
using System.Threading.Tasks;
using Dapper;
using MiniExchange.Actors.Journaling;
using MiniExchange.Storage.Journaling;
using Npgsql;

namespace MiniExchange.Storage.Relational;

/// <summary>The relational store in a PostgreSQL database, the journal's own.</summary>
/// <param name="connectionString">As Npgsql reads it.</param>
public sealed class PostgreSqlStore(string connectionString) : RelationalStore
{
    /// <summary>Names the advisory lock: "mxschema" in ASCII.</summary>
    private const long SchemaLock = 0x6D78_7363_6865_6D61;

    /// <summary>Names the advisory lock: "mxstarts" in ASCII.</summary>
    private const long StartLock = 0x6D78_7374_6172_7473;

    // A process that is paused or cut off within a transaction keeps its locks only so long; no transaction here waits for anything else.
    private const string EndsIdleTransactions = "-c idle_in_transaction_session_timeout=10000";

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(WithOptions(connectionString));

    internal override SqlDialect Dialect => SqlDialect.PostgreSql;

    /// <inheritdoc />
    public override string StoreName { get; } = $"relational store in database {new NpgsqlConnectionStringBuilder(connectionString).Database}";

    /// <inheritdoc />
    public override async ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken) =>
        await _source.OpenConnectionAsync(cancellationToken);

    /// <inheritdoc />
    public override async ValueTask<IAsyncDisposable> LockStartAsync(CancellationToken cancellationToken)
    {
        var connection = await OpenAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await LockAsync(StartLock, connection, transaction, cancellationToken);
            return new HeldLock(connection, transaction);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    // CREATE TABLE IF NOT EXISTS is not safe by itself: two sessions both find nothing, and the second fails.
    private protected override Task LockSchemaAsync(
        DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken) =>
        LockAsync(SchemaLock, connection, transaction, cancellationToken);

    // One holder is whoever upgrades. A node that comes later waits for the schema's lock and finds the upgrade done.
    private protected override void RefuseWhileInUse(DbConnection connection, long version)
    {
        if (PostgresLock.CountHolders((NpgsqlConnection)connection) <= 1) return;

        throw new JournalInUseException(
            $"The tables of users and history are of version {version} and have to be upgraded, which takes them away from nodes that run. "
            + $"The journal is held by {PostgresLock.DescribeHolders((NpgsqlConnection)connection)}. Stop all nodes, start one with this program, and then the others.");
    }

    private static Task<int> LockAsync(long key, DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(
            new CommandDefinition(
                "SELECT pg_advisory_xact_lock(@key)", new { key }, transaction, cancellationToken: cancellationToken));

    private static string WithOptions(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);

        // A statement that comes again on a connection is prepared there, so that the server need not plan it again.
        if (!settings.ContainsKey("Max Auto Prepare")) settings.MaxAutoPrepare = 100;
        if (!settings.ContainsKey("Auto Prepare Min Usages")) settings.AutoPrepareMinUsages = 2;
        settings.Options = PostgresSessions.WithOptions(settings.Options, EndsIdleTransactions);
        return settings.ConnectionString;
    }

    private sealed class HeldLock(DbConnection connection, DbTransaction transaction) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await using (connection) await transaction.DisposeAsync();
        }
    }
}
