using MiniExchange.Conformance.Postgres;
using Xunit;

namespace MiniExchange.ClusterTests;

/// <summary>The tests that share one PostgreSQL server; each has its own database there.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PrivatePostgres>
{
    public const string Name = "PostgreSQL";
}
