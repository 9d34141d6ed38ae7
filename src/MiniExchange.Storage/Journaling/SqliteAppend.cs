using System;
using System.Text;
using Microsoft.Data.Sqlite;
using MiniExchange.Actors.Journaling;
using SQLitePCL;

namespace MiniExchange.Storage.Journaling;

/// <summary>The statement that appends a record, prepared once and run for each row.</summary>
/// <remarks>
/// On the library's own functions: the driver's command makes a reader and a dozen objects for each row, which at tens of thousands of
/// rows a second costs as much as the rows. Everything else goes by the driver.
/// </remarks>
internal sealed class SqliteAppend : IDisposable
{
    private const string Statement =
        """
        insert into journal
            (ordering, created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid)
        values (?1, ?2, 0, ?3, ?4, ?5, ?6, ?7, ?8)
        """;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _insert;
    private readonly byte[] _writerUuid;

    public SqliteAppend(SqliteConnection connection, string writerUuid)
    {
        _database = connection.Handle!;
        _writerUuid = Encoding.UTF8.GetBytes(writerUuid);
        Require(raw.sqlite3_prepare_v2(_database, Statement, out _insert), raw.SQLITE_OK);
    }

    /// <summary>Appends a record, within the transaction that is open.</summary>
    /// <exception cref="SqliteException">The store refused it.</exception>
    public void Run(RecordToAppend record, long position)
    {
        Bind(raw.sqlite3_bind_int64(_insert, 1, position));
        Bind(raw.sqlite3_bind_int64(_insert, 2, JournalTime.ToTicks(record.CreatedAtUnixMicros)));
        BindText(3, record.Address.PersistenceId);
        Bind(raw.sqlite3_bind_int64(_insert, 4, record.Number));
        Bind(record.Payload.IsEmpty ? raw.sqlite3_bind_zeroblob(_insert, 5, 0) : raw.sqlite3_bind_blob(_insert, 5, record.Payload.Span));
        BindText(6, record.Manifest);
        Bind(raw.sqlite3_bind_int(_insert, 7, record.SerializerId));
        Bind(raw.sqlite3_bind_text(_insert, 8, _writerUuid));
        var done = raw.sqlite3_step(_insert);

        // Tells the step's result once more, which the statement must be free of before the next.
        if (done != raw.SQLITE_DONE) Throw(done);
        Require(raw.sqlite3_reset(_insert), raw.SQLITE_OK);
    }

    public void Dispose() => _insert.Dispose();

    private void BindText(int index, string text)
    {
        // The library takes an empty span for no text at all.
        if (text.Length == 0) throw new ArgumentException("A record's names are never empty.", nameof(text));

        Span<byte> utf8 = stackalloc byte[512];
        var bytes = Encoding.UTF8.TryGetBytes(text, utf8, out var written) ? utf8[..written] : Encoding.UTF8.GetBytes(text);
        Bind(raw.sqlite3_bind_text(_insert, index, bytes));
    }

    private void Bind(int result) => Require(result, raw.SQLITE_OK);

    private void Require(int result, int expected)
    {
        if (result != expected) Throw(result);
    }

    private void Throw(int result)
    {
        var failure = new SqliteException(raw.sqlite3_errmsg(_database).utf8_to_string(), result, raw.sqlite3_extended_errcode(_database));
        if (_insert is { IsInvalid: false }) raw.sqlite3_reset(_insert);
        throw failure;
    }
}
