using System.Threading.Tasks;
using Dapper;
using Xunit;

namespace MiniExchange.Integration.Tests.Relational;

public sealed class SqliteProjectionTests : ProjectionKit
{
    internal override Task<ITestDatabase> CreateDatabaseAsync() => Task.FromResult<ITestDatabase>(new SqliteTestDatabase());
}

public sealed class SqliteHistoryTests : HistoryKit
{
    internal override Task<ITestDatabase> CreateDatabaseAsync() => Task.FromResult<ITestDatabase>(new SqliteTestDatabase());
}

public sealed class SqliteOrderListTests : OrderListKit
{
    internal override Task<ITestDatabase> CreateDatabaseAsync() => Task.FromResult<ITestDatabase>(new SqliteTestDatabase());
}

public sealed class SqliteUsersTests : UsersKit
{
    internal override Task<ITestDatabase> CreateDatabaseAsync() => Task.FromResult<ITestDatabase>(new SqliteTestDatabase());
}

public sealed class SqliteSchemaTests : SchemaKit
{
    internal override Task<ITestDatabase> CreateDatabaseAsync() => Task.FromResult<ITestDatabase>(new SqliteTestDatabase());

    [Fact]
    public async Task OpenAsync_EachTime_WritesAheadAndWaitsForTheDisk()
    {
        for (var i = 0; i < 2; i++)
        {
            await using var connection = await Store.OpenAsync(None);
            Assert.Equal("wal", await connection.ExecuteScalarAsync<string>("PRAGMA journal_mode"));
            Assert.Equal(2, await connection.ExecuteScalarAsync<long>("PRAGMA synchronous"));
        }
    }
}
