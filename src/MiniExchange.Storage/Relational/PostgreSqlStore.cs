using System.Data.Common;
using System.Threading;
using System.Threading.Tasks;
using Dapper;
using Npgsql;

namespace MiniExchange.Storage.Relational;

/// <summary>The relational store in a PostgreSQL database, the journal's own.</summary>
/// <param name="connectionString">As Npgsql reads it.</param>
public sealed class PostgreSqlStore(string connectionString) : RelationalStore
{
    /// <summary>Names the advisory lock: "mxschema" in ASCII.</summary>
    private const long SchemaLock = 0x6D78_7363_6865_6D61;

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connectionString);

    internal override SqlDialect Dialect => SqlDialect.PostgreSql;

    /// <inheritdoc />
    public override string StoreName { get; } = $"relational store in database {new NpgsqlConnectionStringBuilder(connectionString).Database}";

    /// <inheritdoc />
    public override async ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken) =>
        await _source.OpenConnectionAsync(cancellationToken);

    /// <inheritdoc />
    public override ValueTask DisposeAsync() => _source.DisposeAsync();

    // CREATE TABLE IF NOT EXISTS is not safe by itself: two sessions both find nothing, and the second fails.
    private protected override Task LockSchemaAsync(
        DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(
            new CommandDefinition(
                "SELECT pg_advisory_xact_lock(@key)",
                new { key = SchemaLock },
                transaction,
                cancellationToken: cancellationToken));
}
