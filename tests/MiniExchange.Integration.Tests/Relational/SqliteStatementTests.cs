using System;
using Microsoft.Data.Sqlite;
using MiniExchange.Storage;
using Xunit;

namespace MiniExchange.Integration.Tests.Relational;

/// <summary>What goes to SQLite round the driver is stored as the driver would store it.</summary>
public sealed class SqliteStatementTests : IDisposable
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");

    public SqliteStatementTests()
    {
        _connection.Open();
        Execute("CREATE TABLE kept (id INTEGER PRIMARY KEY, value)");
    }

    public void Dispose() => _connection.Dispose();

    public static TheoryData<object?> Values => new()
    {
        null, 0L, long.MinValue, long.MaxValue, "", "short", "Zoë ☃ 𝄞 it's \"quoted\"", new string('é', 2_000), Array.Empty<byte>(), new byte[] { 0, 1, 255 },
        Guid.Parse("0a1b2c3d-4e5f-6789-abcd-ef0123456789"),
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Run_StoresAValueAsTheDriverDoes(object? value)
    {
        using (var statement = new SqliteStatement(_connection, "INSERT INTO kept (id, value) VALUES (?1, ?2)"))
        {
            statement.Bind(1, 1);
            switch (value)
            {
                case null: statement.Bind(2, (string?)null); break;
                case long number: statement.Bind(2, number); break;
                case string text: statement.Bind(2, text); break;
                case byte[] bytes: statement.Bind(2, bytes); break;
                case Guid uuid: statement.Bind(2, uuid); break;
            }

            statement.Run();
        }

        using var driver = _connection.CreateCommand();
        driver.CommandText = "INSERT INTO kept (id, value) VALUES (2, @value)";
        driver.Parameters.AddWithValue("@value", value ?? DBNull.Value);
        driver.ExecuteNonQuery();

        Assert.Equal(Ask("SELECT typeof(value) || ' ' || quote(value) FROM kept WHERE id = 2"), Ask("SELECT typeof(value) || ' ' || quote(value) FROM kept WHERE id = 1"));
    }

    [Fact]
    public void Run_AfterARowWasRefused_StoresTheNext()
    {
        using var statement = new SqliteStatement(_connection, "INSERT INTO kept (id, value) VALUES (?1, ?2)");
        statement.Bind(2, "same");
        statement.Bind(1, 1);
        statement.Run();

        var refused = Assert.Throws<SqliteException>(statement.Run);
        statement.Bind(1, 2);
        statement.Run();

        Assert.Equal(1555, refused.SqliteExtendedErrorCode);
        Assert.Contains("UNIQUE", refused.Message, StringComparison.Ordinal);
        Assert.Equal("1 same,2 same", Ask("SELECT group_concat(id || ' ' || value) FROM kept"));
    }

    [Fact]
    public void AStatementThatIsNotUnderstood_IsNamed()
    {
        var refused = Assert.Throws<SqliteException>(() => new SqliteStatement(_connection, "INSERT INTO nowhere VALUES (1)"));

        Assert.Contains("nowhere", refused.Message, StringComparison.Ordinal);
    }

    private string? Ask(string question)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = question;
        return command.ExecuteScalar() as string;
    }

    private void Execute(string statement)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }
}
