using System;
using System.Threading.Tasks;

namespace MiniExchange.Integration.Tests.Relational;

public sealed class PostgresProjectionTests : ProjectionKit
{
    internal override Task<ITestDatabase> CreateDatabaseAsync() => PostgresTestDatabase.CreateAsync(Environment.GetEnvironmentVariable("RELPG")!);
}

public sealed class PostgresHistoryTests : HistoryKit
{
    internal override Task<ITestDatabase> CreateDatabaseAsync() => PostgresTestDatabase.CreateAsync(Environment.GetEnvironmentVariable("RELPG")!);
}

public sealed class PostgresUsersTests : UsersKit
{
    internal override Task<ITestDatabase> CreateDatabaseAsync() => PostgresTestDatabase.CreateAsync(Environment.GetEnvironmentVariable("RELPG")!);
}

public sealed class PostgresSchemaTests : SchemaKit
{
    internal override Task<ITestDatabase> CreateDatabaseAsync() => PostgresTestDatabase.CreateAsync(Environment.GetEnvironmentVariable("RELPG")!);
}
