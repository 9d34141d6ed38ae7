using System.Threading.Tasks;
using MiniExchange.Conformance.Postgres;
using MiniExchange.Integration.Tests.Relational;
using Xunit;

namespace MiniExchange.Integration.Tests.MarketData;

public sealed class SqliteMarketRecountTests : MarketRecountKit
{
    internal override Task<ITestDatabase> CreateDatabaseAsync() => Task.FromResult<ITestDatabase>(new SqliteTestDatabase());
}

[NeedsPostgres]
[Collection(PostgresCollection.Name)]
public sealed class PostgresMarketRecountTests(PostgresSchemas schemas) : MarketRecountKit, IClassFixture<PostgresSchemas>
{
    internal override Task<ITestDatabase> CreateDatabaseAsync() => schemas.CreateAsync();
}
