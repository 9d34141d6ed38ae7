using System;
using System.Collections.Generic;
using System.Data;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

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

        await using var command = transaction.Connection.CreateCommand();
        command.Transaction = transaction.Inner;
        for (var i = 0; i < columns.Length; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = ParameterName(i);
            command.Parameters.Add(parameter);
        }

        if (transaction.Dialect.HasArrays)
        {
            command.CommandText = $"INSERT INTO {table} ({_names}) SELECT {Values(transaction.Dialect, i => columns[i].Name)} FROM unnest({Parameters()}) AS r ({_names}) {onConflict}";
            for (var i = 0; i < columns.Length; i++) command.Parameters[i].Value = columns[i].ValuesOf(rows);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return;
        }

        command.CommandText = $"INSERT INTO {table} ({_names}) VALUES ({Values(transaction.Dialect, ParameterName)}) {onConflict}";
        for (var i = 0; i < columns.Length; i++) command.Parameters[i].DbType = columns[i].Type;
        foreach (var row in rows)
        {
            for (var i = 0; i < columns.Length; i++) command.Parameters[i].Value = columns[i].ValueOf(row) ?? DBNull.Value;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static string ParameterName(int index) => string.Create(CultureInfo.InvariantCulture, $"@p{index}");

    private string Parameters() => string.Join(", ", Enumerable.Range(0, columns.Length).Select(ParameterName));

    private string Values(SqlDialect dialect, Func<int, string> nameOf) => string.Join(
        ", ", columns.Select((column, i) => column.IsWide ? $"CAST({nameOf(i)} AS {dialect.Wide})" : nameOf(i)));
}

/// <summary>One column of an <see cref="InsertStatement{TRow}"/>.</summary>
/// <param name="Name">As in the schema.</param>
/// <param name="Type">Told to the driver, so that a null has a type too.</param>
/// <param name="ValueOf">What a row has there; null for none.</param>
/// <param name="ValuesOf">What rows have there, one after the other.</param>
/// <param name="IsWide">Whether it is 128 bits, given as digits.</param>
internal sealed record InsertColumn<TRow>(
    string Name, DbType Type, Func<TRow, object?> ValueOf, Func<IReadOnlyCollection<TRow>, Array> ValuesOf, bool IsWide)
{
    public static InsertColumn<TRow> Number(string name, Func<TRow, long> valueOf) => Of(name, DbType.Int64, valueOf);

    public static InsertColumn<TRow> Text(string name, Func<TRow, string> valueOf) => Of(name, DbType.String, valueOf);

    public static InsertColumn<TRow> Wide(string name, Func<TRow, Int128> valueOf) =>
        Of(name, DbType.String, row => valueOf(row).ToString(CultureInfo.InvariantCulture), isWide: true);

    /// <summary>A column of any type.</summary>
    public static InsertColumn<TRow> Of<TValue>(string name, DbType type, Func<TRow, TValue> valueOf, bool isWide = false) =>
        new(name, type, row => valueOf(row), rows => ArrayOf(rows, valueOf), isWide);

    private static TValue[] ArrayOf<TValue>(IReadOnlyCollection<TRow> rows, Func<TRow, TValue> valueOf)
    {
        var values = new TValue[rows.Count];
        var i = 0;
        foreach (var row in rows) values[i++] = valueOf(row);
        return values;
    }
}
