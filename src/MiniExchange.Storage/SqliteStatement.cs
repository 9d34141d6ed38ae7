using System;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace MiniExchange.Storage;

/// <summary>A statement that is prepared once and run for each row, within the transaction that is open on its connection.</summary>
/// <remarks>
/// On the library's own functions: the driver's command makes a reader and a dozen objects for each row, which at tens of thousands of
/// rows a second costs as much as the rows. What runs once goes by the driver. Parameters are numbered from 1, and keep their values from
/// run to run.
/// </remarks>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    /// <summary>Prepares a statement.</summary>
    /// <exception cref="SqliteException">The database does not understand it.</exception>
    public SqliteStatement(SqliteConnection connection, string text)
    {
        _database = connection.Handle!;
        Require(raw.sqlite3_prepare_v2(_database, text, out _statement));
    }

    public void Bind(int index, long value) => Require(raw.sqlite3_bind_int64(_statement, index, value));

    public void Bind(int index, long? value)
    {
        if (value is { } number) Bind(index, number);
        else BindNull(index);
    }

    public void Bind(int index, string? text)
    {
        if (text is null)
        {
            BindNull(index);
            return;
        }

        Span<byte> utf8 = stackalloc byte[512];
        BindUtf8(index, Encoding.UTF8.TryGetBytes(text, utf8, out var written) ? utf8[..written] : Encoding.UTF8.GetBytes(text));
    }

    /// <summary>As the driver writes one: 36 characters in capitals.</summary>
    public void Bind(int index, Guid value)
    {
        Span<byte> utf8 = stackalloc byte[36];
        value.TryFormat(utf8, out _);
        Ascii.ToUpperInPlace(utf8, out _);
        BindUtf8(index, utf8);
    }

    public void Bind(int index, byte[]? bytes)
    {
        if (bytes is null) BindNull(index);
        else Bind(index, bytes.AsSpan());
    }

    // The library takes an empty span for no value at all.
    public void Bind(int index, ReadOnlySpan<byte> bytes) => Require(
        bytes.IsEmpty ? raw.sqlite3_bind_zeroblob(_statement, index, 0) : raw.sqlite3_bind_blob(_statement, index, bytes));

    /// <summary>Runs it with what is bound.</summary>
    /// <exception cref="SqliteException">The store refused it.</exception>
    public void Run()
    {
        var done = raw.sqlite3_step(_statement);

        // Tells the step's result once more, which the statement must be free of before the next.
        if (done != raw.SQLITE_DONE) Throw(done);
        Require(raw.sqlite3_reset(_statement));
    }

    public void Dispose() => _statement.Dispose();

    private void BindUtf8(int index, ReadOnlySpan<byte> utf8) => Require(
        utf8.IsEmpty ? raw.sqlite3_bind_text(_statement, index, utf8z.FromString("")) : raw.sqlite3_bind_text(_statement, index, utf8));

    private void BindNull(int index) => Require(raw.sqlite3_bind_null(_statement, index));

    private void Require(int result)
    {
        if (result != raw.SQLITE_OK) Throw(result);
    }

    private void Throw(int result)
    {
        var failure = new SqliteException(raw.sqlite3_errmsg(_database).utf8_to_string(), result, raw.sqlite3_extended_errcode(_database));
        if (_statement is { IsInvalid: false }) raw.sqlite3_reset(_statement);
        throw failure;
    }
}
