using System;
using System.Collections.Generic;
using System.Threading;
using Npgsql;

namespace MiniExchange.Conformance.Postgres;

/// <summary>A PostgreSQL server for tests, with a database of its own for each test.</summary>
/// <remarks>
/// The server that <c>MINIEXCHANGE_TEST_POSTGRES</c> names by a connection string (of a role that may create databases),
/// else a private one made from the installed binaries. Started when first asked for; gone when disposed. Meant as a
/// collection fixture.
/// </remarks>
public sealed class PrivatePostgres : IDisposable
{
    private const string ServerVariable = "MINIEXCHANGE_TEST_POSTGRES";

    private readonly string? _givenServer = Environment.GetEnvironmentVariable(ServerVariable);
    private readonly List<string> _databases = [];
    private readonly Lock _gate = new();
    private PostgresServer? _server;

    /// <summary>Why tests that need PostgreSQL are skipped; null if they run, or must fail because this is CI.</summary>
    public static string? SkipReason { get; } =
        Environment.GetEnvironmentVariable(ServerVariable) is null
        && Environment.GetEnvironmentVariable("CI") != "true"
        && PostgresBinaries.Find() is null
            ? $"PostgreSQL is not installed; install it, or name a server in {ServerVariable}."
            : null;

    /// <summary>The connection string of a new, empty database.</summary>
    public string CreateDatabase()
    {
        var name = $"miniexchange_{Guid.NewGuid():N}";
        lock (_gate)
        {
            // Strategy and template: whatever the server's own templates hold, this is empty and in UTF-8.
            Execute($"create database {name} template template0 encoding 'UTF8'");
            _databases.Add(name);
            return new NpgsqlConnectionStringBuilder(Server()) { Database = name }.ConnectionString;
        }
    }

    /// <summary>Runs one statement as the server's owner, in its maintenance database.</summary>
    public void Execute(string statement)
    {
        using var connection = new NpgsqlConnection(Server());
        connection.Open();
        using var command = new NpgsqlCommand(statement, connection);
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            // A private server is deleted as a whole; on a given one, what was made is dropped.
            if (_server is null && _givenServer is not null)
            {
                foreach (var database in _databases) Execute($"drop database if exists {database} with (force)");
            }

            _databases.Clear();
            _server?.Dispose();
            _server = null;
        }
    }

    private string Server()
    {
        if (_givenServer is not null) return new NpgsqlConnectionStringBuilder(_givenServer) { Pooling = false }.ConnectionString;

        lock (_gate)
        {
            _server ??= PostgresServer.Start();
            return _server.ConnectionString;
        }
    }
}
