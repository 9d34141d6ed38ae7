using MiniExchange.Conformance.Postgres;
using Npgsql;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Hosts;

/// <summary>The tests that share one PostgreSQL server; each has its own database there.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresStore : ICollectionFixture<PrivatePostgres>
{
    public const string Name = "PostgreSQL";

    /// <summary>The configuration of a host that keeps its exchange in a database.</summary>
    internal static string[] Settings(string connectionString)
    {
        // The servers of tests are reached without a pool; a host has one, as in production.
        var pooled = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = true }.ConnectionString;
        return ["--Storage:Provider=PostgreSQL", $"--Storage:ConnectionString={pooled}"];
    }
}
