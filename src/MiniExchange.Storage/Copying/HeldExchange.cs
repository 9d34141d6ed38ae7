using System;
using System.Collections.Generic;
using System.Data.Common;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Dapper;
using MiniExchange.Actors.Journaling;
using MiniExchange.Storage.Journaling;

namespace MiniExchange.Storage.Copying;

/// <summary>An exchange whose journal's lock is held, so that nobody else writes. Disposing it lets go.</summary>
internal abstract class HeldExchange(
    ExchangePlace place, IJournalWriter writer, DbConnection journal, DbConnection relational, string byteOrder) : IAsyncDisposable
{
    // A batch ends with the row that takes it past this: snapshots can be large.
    private const int MaxBatchBytes = 8 * 1024 * 1024;

    public ExchangePlace Place => place;

    /// <summary>The position of the journal's last record.</summary>
    public long LastPosition => writer.LastPosition;

    public long LowWater { get; private set; } = writer.LowWater;

    public virtual ValueTask DisposeAsync()
    {
        writer.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The next rows after a key, in the key's order; empty at the end.</summary>
    /// <param name="table">The table.</param>
    /// <param name="afterKey">The key's columns of the last row that is known; null to begin.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<List<object?[]>> ReadAsync(CopiedTable table, object?[]? afterKey, CancellationToken cancellationToken)
    {
        await using var command = ConnectionOf(table).CreateCommand();
        var key = string.Join(", ", table.Columns.Take(table.KeyColumns).Select(InByteOrder));
        var after = string.Empty;
        if (afterKey is not null)
        {
            after = $" where ({key}) > ({string.Join(", ", Enumerable.Range(0, table.KeyColumns).Select(Parameter))})";
            for (var i = 0; i < table.KeyColumns; i++)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = Parameter(i);
                parameter.Value = afterKey[i];
                command.Parameters.Add(parameter);
            }
        }

        var columns = string.Join(", ", table.Columns.Select(column => column.Name));
        command.CommandText = string.Create(
            CultureInfo.InvariantCulture, $"select {columns} from {table.Name}{after} order by {key} limit {table.RowsPerBatch}");
        var rows = new List<object?[]>();
        var bytes = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (bytes < MaxBatchBytes && await reader.ReadAsync(cancellationToken))
        {
            var row = new object?[table.Columns.Count];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = Read(reader, i, table.Columns[i].Kind);
                if (row[i] is byte[] payload) bytes += payload.Length;
            }

            rows.Add(row);
        }

        return rows;
    }

    /// <summary>The key of the last row; null if there is none.</summary>
    public async Task<object?[]?> ReadLastKeyAsync(CopiedTable table, CancellationToken cancellationToken)
    {
        await using var command = ConnectionOf(table).CreateCommand();
        var key = table.Columns.Take(table.KeyColumns).ToArray();
        command.CommandText =
            $"select {string.Join(", ", key.Select(column => column.Name))} from {table.Name} "
            + $"order by {string.Join(", ", key.Select(column => InByteOrder(column) + " desc"))} limit 1";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? [.. key.Select((column, i) => Read(reader, i, column.Kind))] : null;
    }

    public Task<long> CountAsync(CopiedTable table, CancellationToken cancellationToken) => ConnectionOf(table).ExecuteScalarAsync<long>(
        new CommandDefinition($"select count(*) from {table.Name}", cancellationToken: cancellationToken));

    /// <summary>Writes rows with all their numbers as they are, in one transaction.</summary>
    public async Task WriteAsync(
        CopiedTable table, IReadOnlyList<object?[]> rows, Action beforeCommit, CancellationToken cancellationToken)
    {
        await using var transaction = await ConnectionOf(table).BeginTransactionAsync(cancellationToken);
        await InsertAsync(table, rows, transaction, cancellationToken);
        beforeCommit();
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Deletes all rows of tables, none of which is referred to by another that keeps its rows.</summary>
    public abstract Task EmptyAsync(IReadOnlyList<CopiedTable> tables, CancellationToken cancellationToken);

    /// <summary>The last number that a table's identity has given; zero if none.</summary>
    public abstract Task<long> ReadLastIdentityAsync(CopiedTable table, CancellationToken cancellationToken);

    /// <summary>Makes a table's identity go on after a number.</summary>
    public abstract Task SetLastIdentityAsync(CopiedTable table, long last, CancellationToken cancellationToken);

    public async Task SetLowWaterAsync(long position, CancellationToken cancellationToken)
    {
        await journal.ExecuteAsync(new CommandDefinition(
            "update journal_writer set low_water = @position where id = 1", new { position }, cancellationToken: cancellationToken));
        LowWater = position;
    }

    /// <summary>The copy that has not ended here; null if there is none.</summary>
    public UnfinishedCopy? ReadUnfinished() => UnfinishedCopy.Read(journal);

    /// <summary>From here on no engine opens the journal, until the copy has ended.</summary>
    public Task BeginAsync(UnfinishedCopy copy, CancellationToken cancellationToken) => journal.ExecuteAsync(new CommandDefinition(
        "insert into journal_copy (id, exchange_id, origin) values (1, @id, @origin)",
        new { id = copy.ExchangeId.ToString(), origin = copy.Origin },
        cancellationToken: cancellationToken));

    /// <summary>Says which exchange it is, last of all, and lets engines open it.</summary>
    public async Task EndAsync(Guid exchangeId, Action beforeCommit, CancellationToken cancellationToken)
    {
        var id = new { id = exchangeId.ToString() };

        // In two files on SQLite: after a crash between them the journal still counts as unfinished.
        await relational.ExecuteAsync(new CommandDefinition(
            "insert into relational_exchange (id, exchange_id) values (1, @id) on conflict do nothing",
            id,
            cancellationToken: cancellationToken));
        beforeCommit();
        await using var transaction = await journal.BeginTransactionAsync(cancellationToken);
        await journal.ExecuteAsync(new CommandDefinition(
            "insert into journal_exchange (id, exchange_id) values (1, @id); delete from journal_copy;",
            id,
            transaction,
            cancellationToken: cancellationToken));
        beforeCommit();
        await transaction.CommitAsync(cancellationToken);
    }

    protected DbConnection ConnectionOf(CopiedTable table) => table.IsRelational ? relational : journal;

    protected abstract Task InsertAsync(
        CopiedTable table, IReadOnlyList<object?[]> rows, DbTransaction transaction, CancellationToken cancellationToken);

    private string InByteOrder(CopiedColumn column) => column.Kind == ColumnKind.Text ? column.Name + byteOrder : column.Name;

    private static string Parameter(int index) => string.Create(CultureInfo.InvariantCulture, $"@key{index}");

    private static object? Read(DbDataReader reader, int index, ColumnKind kind)
    {
        if (reader.IsDBNull(index)) return null;

        return kind switch
        {
            ColumnKind.Number => reader.GetInt64(index),
            ColumnKind.SmallNumber => reader.GetInt32(index),
            ColumnKind.YesNo => reader.GetBoolean(index),
            ColumnKind.Text => reader.GetString(index),
            ColumnKind.Bytes => reader.GetFieldValue<byte[]>(index),
            _ => throw new System.Diagnostics.UnreachableException($"No column is {kind}."),
        };
    }
}
