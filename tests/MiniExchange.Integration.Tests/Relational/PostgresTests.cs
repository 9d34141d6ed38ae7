using System.Threading.Tasks;
using MiniExchange.Conformance.Postgres;
using Xunit;

namespace MiniExchange.Integration.Tests.Relational;

[NeedsPostgres]
[Collection(PostgresCollection.Name)]
public sealed class PostgresProjectionTests(PostgresSchemas schemas) : ProjectionKit, IClassFixture<PostgresSchemas>
{
    internal override Task<ITestDatabase> CreateDatabaseAsync() => schemas.CreateAsync();
}

[NeedsPostgres]
[Collection(PostgresCollection.Name)]
public sealed class PostgresHistoryTests(PostgresSchemas schemas) : HistoryKit, IClassFixture<PostgresSchemas>
{
    internal override Task<ITestDatabase> CreateDatabaseAsync() => schemas.CreateAsync();
}

[NeedsPostgres]
[Collection(PostgresCollection.Name)]
public sealed class PostgresOrderListTests(PostgresSchemas schemas) : OrderListKit, IClassFixture<PostgresSchemas>
{
    internal override Task<ITestDatabase> CreateDatabaseAsync() => schemas.CreateAsync();
}

[NeedsPostgres]
[Collection(PostgresCollection.Name)]
public sealed class PostgresUsersTests(PostgresSchemas schemas) : UsersKit, IClassFixture<PostgresSchemas>
{
    internal override Task<ITestDatabase> CreateDatabaseAsync() => schemas.CreateAsync();
}

[NeedsPostgres]
[Collection(PostgresCollection.Name)]
public sealed class PostgresSchemaTests(PostgresSchemas schemas) : SchemaKit, IClassFixture<PostgresSchemas>
{
    internal override Task<ITestDatabase> CreateDatabaseAsync() => schemas.CreateAsync();
}
