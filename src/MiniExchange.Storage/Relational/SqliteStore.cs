using System.Data.Common;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;

namespace MiniExchange.Storage.Relational;

/// <summary>The relational store in a file of its own, beside the journal's: in one file, appends waited behind projections.</summary>
/// <param name="path">The file; created if missing. Its directory must exist.</param>
public sealed class SqliteStore(string path) : RelationalStore
{
    private readonly string _connectionString = new SqliteConnectionStringBuilder { DataSource = path }.ConnectionString;

    internal override SqlDialect Dialect => SqlDialect.Sqlite;

    /// <inheritdoc />
    public override string StoreName { get; } = $"relational store {path}";

    /// <inheritdoc />
    public override async ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var settings = connection.CreateCommand();

            // The file remembers WAL; the others belong to the connection. Two writers (a sign-up, a projection) wait for
            // each other inside SQLite, which looks again within a millisecond, and not in the driver, which takes 150.
            // Rows go to the ends of tables and into the middle of indexes: their pages are to be in memory, and to be changed often
            // before they are written back.
            settings.CommandText =
                """
                PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
                PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 40000;
                """;
            await settings.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public override ValueTask DisposeAsync()
    {
        // Pooled connections would keep the file open.
        using var connection = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(connection);
        return ValueTask.CompletedTask;
    }

    // The driver begins every transaction as a writer's, which is all the lock that one file needs.
    private protected override Task LockSchemaAsync(
        DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken) => Task.CompletedTask;
}
