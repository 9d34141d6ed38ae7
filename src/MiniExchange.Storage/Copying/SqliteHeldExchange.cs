using System;
using System.Collections.Generic;
using System.Data.Common;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Dapper;
using Microsoft.Data.Sqlite;
using MiniExchange.Storage.Journaling;

namespace MiniExchange.Storage.Copying;

/// <summary>An exchange in two SQLite files.</summary>
internal sealed class SqliteHeldExchange(ExchangePlace place, SqliteJournalWriter writer, DbConnection relational)
    : HeldExchange(place, writer, writer.Connection, relational, byteOrder: "")
{
    private readonly DbConnection _relational = relational;

    public override async ValueTask DisposeAsync()
    {
        await _relational.DisposeAsync();
        await base.DisposeAsync();
    }

    public override async Task EmptyAsync(IReadOnlyList<CopiedTable> tables, CancellationToken cancellationToken)
    {
        foreach (var table in tables.Reverse())
        {
            await ConnectionOf(table).ExecuteAsync(
                new CommandDefinition($"delete from {table.Name}", cancellationToken: cancellationToken));
        }
    }

    public override async Task<long> ReadLastIdentityAsync(CopiedTable table, CancellationToken cancellationToken) =>
        await ConnectionOf(table).ExecuteScalarAsync<long?>(new CommandDefinition(
            "select seq from sqlite_sequence where name = @Name", new { table.Name }, cancellationToken: cancellationToken)) ?? 0;

    public override Task SetLastIdentityAsync(CopiedTable table, long last, CancellationToken cancellationToken) =>
        ConnectionOf(table).ExecuteAsync(new CommandDefinition(
            """
            delete from sqlite_sequence where name = @Name;
            insert into sqlite_sequence (name, seq) values (@Name, @last);
            """,
            new { table.Name, last },
            cancellationToken: cancellationToken));

    protected override async Task InsertAsync(
        CopiedTable table, IReadOnlyList<object?[]> rows, DbTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = (SqliteCommand)ConnectionOf(table).CreateCommand();
        command.Transaction = (SqliteTransaction)transaction;
        var names = table.Columns.Select((_, i) => "@p" + i.ToString(CultureInfo.InvariantCulture)).ToArray();
        command.CommandText =
            $"insert into {table.Name} ({string.Join(", ", table.Columns.Select(column => column.Name))}) values ({string.Join(", ", names)})";
        foreach (var name in names) command.Parameters.Add(new SqliteParameter { ParameterName = name });

        // Row by row: within one transaction there is no round trip to save, and parameters are looked up by name.
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++) command.Parameters[i].Value = row[i] ?? DBNull.Value;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
