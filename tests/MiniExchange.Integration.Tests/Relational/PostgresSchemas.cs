using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using Dapper;
using MiniExchange.Conformance.Postgres;
using MiniExchange.Storage.Relational;
using Npgsql;

namespace MiniExchange.Integration.Tests.Relational;

/// <summary>A schema of its own for each test, in a database of its own for each class of tests: a database each would take most of their time.</summary>
public sealed class PostgresSchemas(PrivatePostgres postgres)
{
    private readonly Lazy<string> _database = new(postgres.CreateDatabase);
    private int _count;

    internal async Task<ITestDatabase> CreateAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _count)}");
        await ExecuteAsync($"CREATE SCHEMA {name}");
        return new Schema(this, name);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_database.Value);
        await connection.OpenAsync();
        await connection.ExecuteAsync(sql);
    }

    private sealed class Schema(PostgresSchemas schemas, string name) : ITestDatabase
    {
        public string BreakTotals =>
            """
            CREATE FUNCTION cut_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'cut off here'; END $$;
            CREATE TRIGGER broken BEFORE INSERT OR UPDATE ON asset_totals FOR EACH ROW EXECUTE FUNCTION cut_off();
            """;

        public string RepairTotals => "DROP TRIGGER broken ON asset_totals; DROP FUNCTION cut_off();";

        public string Explain => "EXPLAIN";

        public RelationalStore Open() => new PostgreSqlStore(
            new NpgsqlConnectionStringBuilder(schemas._database.Value) { SearchPath = name, Pooling = true }.ConnectionString);

        public async ValueTask DisposeAsync() => await schemas.ExecuteAsync($"DROP SCHEMA {name} CASCADE");
    }
}
