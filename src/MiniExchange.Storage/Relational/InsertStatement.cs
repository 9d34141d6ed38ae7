using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;

namespace MiniExchange.Storage.Relational;

/// <summary>Inserts many rows of one table.</summary>
/// <typeparam name="TRow">What a row is made from.</typeparam>
internal sealed class InsertStatement<TRow>(string table, string onConflict, params InsertColumn<TRow>[] columns)
{
    private readonly string _names = string.Join(", ", columns.Select(static column => column.Name));

    /// <summary>The same for rows that are known not to be there, which need no second look at the table's indexes.</summary>
    public InsertStatement<TRow> OfNew() => new(table, "", columns);

    public async Task RunAsync(RowTransaction transaction, IReadOnlyCollection<TRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0) return;

        if (!transaction.Dialect.HasArrays)
        {
            InsertEach(transaction, rows, cancellationToken);
            return;
        }

        await using var command = transaction.Connection.CreateCommand();
        command.Transaction = transaction.Inner;
        command.CommandText =
            $"INSERT INTO {table} ({_names}) SELECT {Values(transaction.Dialect, i => columns[i].Name)} FROM unnest({Numbered(i => $"@p{i}")}) AS r ({_names}) {onConflict}";
        for (var i = 0; i < columns.Length; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"@p{i}";
            parameter.Value = columns[i].ValuesOf(rows);
            command.Parameters.Add(parameter);
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private void InsertEach(RowTransaction transaction, IReadOnlyCollection<TRow> rows, CancellationToken cancellationToken)
    {
        using var insert = new SqliteStatement(
            (SqliteConnection)transaction.Connection, $"INSERT INTO {table} ({_names}) VALUES ({Values(transaction.Dialect, i => $"?{i + 1}")}) {onConflict}");
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var i = 0; i < columns.Length; i++) columns[i].Bind(insert, i + 1, row);
            insert.Run();
        }
    }

    private string Numbered(Func<int, string> nameOf) => string.Join(", ", Enumerable.Range(0, columns.Length).Select(nameOf));

    private string Values(SqlDialect dialect, Func<int, string> nameOf) =>
        Numbered(i => columns[i].IsWide ? $"CAST({nameOf(i)} AS {dialect.Wide})" : nameOf(i));
}

/// <summary>One column of an <see cref="InsertStatement{TRow}"/>.</summary>
/// <param name="Name">As in the schema.</param>
/// <param name="Bind">Gives a row's value to a statement of SQLite.</param>
/// <param name="ValuesOf">What rows have there, one after the other.</param>
/// <param name="IsWide">Whether it is 128 bits, given as digits.</param>
internal sealed record InsertColumn<TRow>(
    string Name, Action<SqliteStatement, int, TRow> Bind, Func<IReadOnlyCollection<TRow>, Array> ValuesOf, bool IsWide = false)
{
    public static InsertColumn<TRow> Number(string name, Func<TRow, long> valueOf) =>
        new(name, (statement, index, row) => statement.Bind(index, valueOf(row)), rows => ArrayOf(rows, valueOf));

    public static InsertColumn<TRow> NumberOrNull(string name, Func<TRow, long?> valueOf) =>
        new(name, (statement, index, row) => statement.Bind(index, valueOf(row)), rows => ArrayOf(rows, valueOf));

    /// <summary>A column of text, null where it may be.</summary>
    public static InsertColumn<TRow> Text(string name, Func<TRow, string?> valueOf) =>
        new(name, (statement, index, row) => statement.Bind(index, valueOf(row)), rows => ArrayOf(rows, valueOf));

    public static InsertColumn<TRow> Uuid(string name, Func<TRow, Guid> valueOf) =>
        new(name, (statement, index, row) => statement.Bind(index, valueOf(row)), rows => ArrayOf(rows, valueOf));

    /// <summary>A column of bytes, null where it may be.</summary>
    public static InsertColumn<TRow> Bytes(string name, Func<TRow, byte[]?> valueOf) =>
        new(name, (statement, index, row) => statement.Bind(index, valueOf(row)), rows => ArrayOf(rows, valueOf));

    public static InsertColumn<TRow> Flag(string name, Func<TRow, bool> valueOf) =>
        new(name, (statement, index, row) => statement.Bind(index, valueOf(row) ? 1 : 0), rows => ArrayOf(rows, valueOf));

    public static InsertColumn<TRow> Wide(string name, Func<TRow, Int128> valueOf) =>
        Text(name, row => valueOf(row).ToString(CultureInfo.InvariantCulture)) with { IsWide = true };

    private static TValue[] ArrayOf<TValue>(IReadOnlyCollection<TRow> rows, Func<TRow, TValue> valueOf)
    {
        var values = new TValue[rows.Count];
        var i = 0;
        foreach (var row in rows) values[i++] = valueOf(row);
        return values;
    }
}
