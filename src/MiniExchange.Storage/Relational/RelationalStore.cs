using System;
using System.Data.Common;
using System.Threading;
using System.Threading.Tasks;
using Dapper;
using MiniExchange.Actors.Journaling;

namespace MiniExchange.Storage.Relational;

/// <summary>The one database of an exchange that holds what is read by query: users, keys, and what projections write.</summary>
/// <remarks>
/// The journal is the truth about money and orders; of the tables here only users and keys cannot be made again from it.
/// Statements are written once for both databases; the few words that differ come from <see cref="Dialect"/>.
/// </remarks>
public abstract class RelationalStore : IExchangeIdentity, IAsyncDisposable
{
    /// <summary>The words in which the databases differ.</summary>
    internal abstract SqlDialect Dialect { get; }

    /// <inheritdoc />
    public abstract string StoreName { get; }

    /// <summary>Opens a connection from the pool; the caller disposes it.</summary>
    public abstract ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Creates what is missing of the schema, or upgrades an earlier one. Safe to run again, and by two processes at once.</summary>
    /// <remarks>After an upgrade users and keys are as they were; what projections wrote they may have to write again.</remarks>
    /// <exception cref="SchemaTooNewException">A later program has changed the schema.</exception>
    /// <exception cref="JournalInUseException">The upgrade would take tables away from others that hold a share of the journal.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await LockSchemaAsync(connection, transaction, cancellationToken);

        await connection.ExecuteAsync(
            new CommandDefinition(RelationalSchema.VersionTable, transaction: transaction, cancellationToken: cancellationToken));
        var version = await connection.ExecuteScalarAsync<long?>(
            new CommandDefinition(
                "SELECT version FROM relational_schema", transaction: transaction, cancellationToken: cancellationToken));
        if (version > RelationalSchema.Version) throw SchemaTooNewException.Of(version.Value, RelationalSchema.Version);

        if (version is null)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                RelationalSchema.Create(Dialect), transaction: transaction, cancellationToken: cancellationToken));
        }

        for (var from = version ?? RelationalSchema.Version; from < RelationalSchema.Version; from++)
        {
            if (!RelationalSchema.IsAdditiveFrom(from)) RefuseWhileInUse(connection, from);
        }

        for (var from = version ?? RelationalSchema.Version; from < RelationalSchema.Version; from++)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                RelationalSchema.UpgradeFrom(from, Dialect), transaction: transaction, cancellationToken: cancellationToken));
        }

        await connection.ExecuteAsync(
            new CommandDefinition(RelationalSchema.IdentityTable, transaction: transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
    }

    /// <inheritdoc />
    public async Task<StoreIdentity> ReadIdentityAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        var id = await connection.ExecuteScalarAsync<string?>(
            new CommandDefinition("SELECT exchange_id FROM relational_exchange", cancellationToken: cancellationToken));
        return new StoreIdentity(id is null ? null : Guid.Parse(id), await HasContentAsync(connection, cancellationToken));
    }

    /// <summary>Whether there is more in it than in a new store; of every version of the schema.</summary>
    internal async Task<bool> HasContentAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        return await HasContentAsync(connection, cancellationToken);
    }

    private static async Task<bool> HasContentAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "SELECT COUNT(*) FROM (SELECT 1 FROM users UNION ALL SELECT 1 FROM projections WHERE position > 0 LIMIT 1) AS kept",
            cancellationToken: cancellationToken)) > 0;

    /// <inheritdoc />
    public async Task WriteIdentityAsync(Guid exchangeId, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO relational_exchange (id, exchange_id) VALUES (1, @id)",
            new { id = exchangeId.ToString() },
            cancellationToken: cancellationToken));
    }

    /// <summary>Keeps other processes from starting until the result is disposed: what a first start makes must be made once.</summary>
    /// <remarks>A holder that is lost, or takes longer than a transaction may stand idle, loses the lock within ten seconds.</remarks>
    public virtual ValueTask<IAsyncDisposable> LockStartAsync(CancellationToken cancellationToken) => new(NoLock.Instance);

    /// <summary>How far the rows show the journal.</summary>
    /// <exception cref="InvalidOperationException">The store was never prepared.</exception>
    internal async Task<long> ReadPositionAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        var position = await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            "SELECT position FROM projections WHERE name = 'exchange'", cancellationToken: cancellationToken));
        return position ?? throw new InvalidOperationException("It is not in the store.");
    }

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();

    /// <summary>Keeps other processes from creating the schema until the transaction ends.</summary>
    private protected abstract Task LockSchemaAsync(
        DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken);

    /// <summary>Refuses an upgrade that would take the tables of a version away from others that run.</summary>
    private protected virtual void RefuseWhileInUse(DbConnection connection, long version)
    {
        // Whoever holds the journal alone runs alone.
    }

    // Whoever holds the journal alone starts alone.
    private sealed class NoLock : IAsyncDisposable
    {
        public static readonly NoLock Instance = new();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
