using System.Collections.Generic;
using Microsoft.Data.Sqlite;
using MiniExchange.Actors.Journaling;

namespace MiniExchange.Benchmarks.Journals;

/// <summary>The driver alone, on the journal's own table: one prepared statement, nothing asked back.</summary>
internal sealed class SqliteAppender : IAppender
{
    private static readonly string[] Names = ["@created", "@id", "@number", "@message", "@manifest", "@identifier"];

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;

    public SqliteAppender(string file)
    {
        _connection = new SqliteConnection($"Data Source={file};Pooling=False");
        _connection.Open();
        using var settings = _connection.CreateCommand();
        settings.CommandText = "pragma journal_mode = wal; pragma synchronous = full";
        settings.ExecuteNonQuery();
        _insert = _connection.CreateCommand();
        _insert.CommandText =
            """
            insert into journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid)
            values (@created, 0, @id, @number, @message, @manifest, @identifier, 'driver')
            """;
        foreach (var name in Names) _insert.Parameters.Add(new SqliteParameter { ParameterName = name });
        _insert.Prepare();
    }

    public void Append(IReadOnlyList<RecordToAppend> rows)
    {
        using var transaction = _connection.BeginTransaction();
        _insert.Transaction = transaction;
        foreach (var row in rows)
        {
            object[] values = [row.CreatedAtUnixMicros, row.Address.PersistenceId, row.Number, row.Payload.ToArray(), row.Manifest, row.SerializerId];
            for (var i = 0; i < values.Length; i++) _insert.Parameters[i].Value = values[i];
            _insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    public void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
    }
}
