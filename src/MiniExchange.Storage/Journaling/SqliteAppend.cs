using System;
using Microsoft.Data.Sqlite;
using MiniExchange.Actors.Journaling;

namespace MiniExchange.Storage.Journaling;

/// <summary>The statement that appends a record.</summary>
internal sealed class SqliteAppend : IDisposable
{
    private const string Statement =
        """
        insert into journal
            (ordering, created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid)
        values (?1, ?2, 0, ?3, ?4, ?5, ?6, ?7, ?8)
        """;

    private readonly SqliteStatement _insert;

    public SqliteAppend(SqliteConnection connection, string writerUuid)
    {
        _insert = new SqliteStatement(connection, Statement);
        _insert.Bind(8, writerUuid);
    }

    /// <summary>Appends a record, within the transaction that is open.</summary>
    /// <exception cref="SqliteException">The store refused it.</exception>
    public void Run(RecordToAppend record, long position)
    {
        if (string.IsNullOrEmpty(record.Address.PersistenceId) || record.Manifest.Length == 0)
        {
            throw new ArgumentException("A record's names are never empty.", nameof(record));
        }

        _insert.Bind(1, position);
        _insert.Bind(2, JournalTime.ToTicks(record.CreatedAtUnixMicros));
        _insert.Bind(3, record.Address.PersistenceId);
        _insert.Bind(4, record.Number);
        _insert.Bind(5, record.Payload.Span);
        _insert.Bind(6, record.Manifest);
        _insert.Bind(7, record.SerializerId);
        _insert.Run();
    }

    public void Dispose() => _insert.Dispose();
}
