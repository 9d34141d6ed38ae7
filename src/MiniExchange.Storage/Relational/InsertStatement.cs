using System;
using System.Collections.Generic;
using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace MiniExchange.Storage.Relational;

/// <summary>Inserts many rows of one table with few statements.</summary>
/// <typeparam name="TRow">What a row is made from.</typeparam>
internal sealed class InsertStatement<TRow>(string table, string onConflict, params InsertColumn<TRow>[] columns)
{
    public async Task RunAsync(
        DbTransaction transaction, SqlDialect dialect, IReadOnlyCollection<TRow> rows, CancellationToken cancellationToken)
    {
        foreach (var chunk in rows.Chunk(dialect.RowsPerInsert).GroupBy(chunk => chunk.Length))
        {
            await using var command = transaction.Connection!.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = TextFor(chunk.Key, dialect);
            for (var i = 0; i < chunk.Key * columns.Length; i++)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = ParameterName(i);
                parameter.DbType = columns[i % columns.Length].Type;
                command.Parameters.Add(parameter);
            }

            foreach (var rowsOfChunk in chunk)
            {
                for (var i = 0; i < command.Parameters.Count; i++)
                {
                    var (row, column) = Math.DivRem(i, columns.Length);
                    command.Parameters[i].Value = columns[column].ValueOf(rowsOfChunk[row]) ?? DBNull.Value;
                }

                await command.ExecuteNonQueryAsync(cancellationToken);
            }
        }
    }

    private static string ParameterName(int index) => string.Create(CultureInfo.InvariantCulture, $"@p{index}");

    private string TextFor(int rowCount, SqlDialect dialect)
    {
        var text = new StringBuilder("INSERT INTO ").Append(table).Append(" (");
        text.AppendJoin(", ", columns.Select(column => column.Name)).Append(") VALUES ");
        for (var row = 0; row < rowCount; row++)
        {
            text.Append(row == 0 ? "(" : ", (");
            text.AppendJoin(", ", columns.Select((column, i) =>
                column.IsWide
                    ? $"CAST({ParameterName(row * columns.Length + i)} AS {dialect.Wide})"
                    : ParameterName(row * columns.Length + i)));
            text.Append(')');
        }

        return text.Append(' ').Append(onConflict).ToString();
    }
}

/// <summary>One column of an <see cref="InsertStatement{TRow}"/>.</summary>
/// <param name="Name">As in the schema.</param>
/// <param name="Type">Told to the driver, so that a null has a type too.</param>
/// <param name="ValueOf">What a row has there; null for none.</param>
/// <param name="IsWide">Whether it is 128 bits, given as digits.</param>
internal sealed record InsertColumn<TRow>(string Name, DbType Type, Func<TRow, object?> ValueOf, bool IsWide = false)
{
    public static InsertColumn<TRow> Number(string name, Func<TRow, long> valueOf) =>
        new(name, DbType.Int64, row => valueOf(row));

    public static InsertColumn<TRow> Text(string name, Func<TRow, string> valueOf) => new(name, DbType.String, valueOf);

    public static InsertColumn<TRow> Wide(string name, Func<TRow, Int128> valueOf) =>
        new(name, DbType.String, row => valueOf(row).ToString(CultureInfo.InvariantCulture), IsWide: true);
}
