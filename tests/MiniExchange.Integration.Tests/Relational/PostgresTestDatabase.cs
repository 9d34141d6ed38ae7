using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using Dapper;
using MiniExchange.Storage.Relational;
using Npgsql;

namespace MiniExchange.Integration.Tests.Relational;

/// <summary>A schema of its own in a database that the tests share; a new database for each would take most of their time.</summary>
internal sealed class PostgresTestDatabase : ITestDatabase
{
    private static int _count;
    private readonly string _database;
    private readonly string _name;

    private PostgresTestDatabase(string database, string name) => (_database, _name) = (database, name);

    public string BreakTotals =>
        """
        CREATE FUNCTION cut_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'cut off here'; END $$;
        CREATE TRIGGER broken BEFORE INSERT OR UPDATE ON asset_totals FOR EACH ROW EXECUTE FUNCTION cut_off();
        """;

    public string RepairTotals => "DROP TRIGGER broken ON asset_totals; DROP FUNCTION cut_off();";

    // An empty table is read whole whatever indexes it has, unless that is forbidden.
    public string Explain => "SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off; EXPLAIN";

    public static async Task<ITestDatabase> CreateAsync(string database)
    {
        var count = Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture);
        var name = $"relational_{System.Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}_{count}";
        await ExecuteAsync(database, $"CREATE SCHEMA {name}");
        return new PostgresTestDatabase(database, name);
    }

    public RelationalStore Open() =>
        new PostgreSqlStore(new NpgsqlConnectionStringBuilder(_database) { SearchPath = _name, Pooling = true }.ConnectionString);

    public async ValueTask DisposeAsync() => await ExecuteAsync(_database, $"DROP SCHEMA {_name} CASCADE");

    private static async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await connection.ExecuteAsync(sql);
    }
}
