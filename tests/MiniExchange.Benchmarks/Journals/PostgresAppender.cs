using System.Collections.Generic;
using MiniExchange.Actors.Journaling;
using Npgsql;
using NpgsqlTypes;

namespace MiniExchange.Benchmarks.Journals;

/// <summary>The driver alone, on the journal's own table: a binary COPY for each batch, nothing asked back.</summary>
internal sealed class PostgresAppender : IAppender
{
    private readonly NpgsqlConnection _connection;

    public PostgresAppender(string database)
    {
        _connection = new NpgsqlConnection(database);
        _connection.Open();
    }

    public void Append(IReadOnlyList<RecordToAppend> rows)
    {
        using var copy = _connection.BeginBinaryImport(
            "copy journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid) from stdin (format binary)");
        foreach (var row in rows)
        {
            copy.StartRow();
            copy.Write(row.CreatedAtUnixMicros, NpgsqlDbType.Bigint);
            copy.Write(value: false, NpgsqlDbType.Boolean);
            copy.Write(row.Address.PersistenceId, NpgsqlDbType.Text);
            copy.Write(row.Number, NpgsqlDbType.Bigint);
            copy.Write(row.Payload, NpgsqlDbType.Bytea);
            copy.Write(row.Manifest, NpgsqlDbType.Text);
            copy.Write(row.SerializerId, NpgsqlDbType.Integer);
            copy.Write("driver", NpgsqlDbType.Text);
        }

        copy.Complete();
    }

    public void Dispose() => _connection.Dispose();
}
