using System.Collections.Generic;
using System.Data.Common;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Dapper;
using MiniExchange.Storage.Journaling;
using Npgsql;
using NpgsqlTypes;

namespace MiniExchange.Storage.Copying;

/// <summary>An exchange in a PostgreSQL database. Everything is written by the session that holds the lock, so nothing is without it.</summary>
internal sealed class PostgresHeldExchange(ExchangePlace place, PostgresJournalWriter writer)
    : HeldExchange(place, writer, writer.Connection, writer.Connection, byteOrder: " collate \"C\"")
{
    private readonly NpgsqlConnection _connection = writer.Connection;

    // All at once, as they refer to each other, and with what goes with an API key. Deleting row by row can take long.
    public override Task EmptyAsync(IReadOnlyList<CopiedTable> tables, CancellationToken cancellationToken) => _connection.ExecuteAsync(
        new CommandDefinition($"truncate {string.Join(", ", tables.Select(table => table.Name))} cascade", cancellationToken: cancellationToken));

    public override async Task<long> ReadLastIdentityAsync(CopiedTable table, CancellationToken cancellationToken)
    {
        var sequence = await _connection.ExecuteScalarAsync<string>(new CommandDefinition(
            "select pg_get_serial_sequence(@Name, @Identity)", new { table.Name, table.Identity }, cancellationToken: cancellationToken));
        return await _connection.ExecuteScalarAsync<long>(new CommandDefinition(
            $"select case when is_called then last_value else 0 end from {sequence}", cancellationToken: cancellationToken));
    }

    public override Task SetLastIdentityAsync(CopiedTable table, long last, CancellationToken cancellationToken) =>
        _connection.ExecuteAsync(new CommandDefinition(
            "select setval(pg_get_serial_sequence(@Name, @Identity), greatest(@last, 1), @last > 0)",
            new { table.Name, table.Identity, last },
            cancellationToken: cancellationToken));

    // COPY keeps the numbers that it is given, also where the database would give its own.
    protected override async Task InsertAsync(
        CopiedTable table, IReadOnlyList<object?[]> rows, DbTransaction transaction, CancellationToken cancellationToken)
    {
        await using var copy = await _connection.BeginBinaryImportAsync(
            $"copy {table.Name} ({string.Join(", ", table.Columns.Select(column => column.Name))}) from stdin (format binary)",
            cancellationToken);
        var types = table.Columns.Select(column => TypeOf(column.Kind)).ToArray();
        foreach (var row in rows)
        {
            await copy.StartRowAsync(cancellationToken);
            for (var i = 0; i < row.Length; i++)
            {
                if (row[i] is { } value) await copy.WriteAsync(value, types[i], cancellationToken);
                else await copy.WriteNullAsync(cancellationToken);
            }
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static NpgsqlDbType TypeOf(ColumnKind kind) => kind switch
    {
        ColumnKind.Number => NpgsqlDbType.Bigint,
        ColumnKind.SmallNumber => NpgsqlDbType.Integer,
        ColumnKind.YesNo => NpgsqlDbType.Boolean,
        ColumnKind.Text => NpgsqlDbType.Text,
        ColumnKind.Bytes => NpgsqlDbType.Bytea,
        _ => throw new UnreachableException($"No column is {kind}."),
    };
}
