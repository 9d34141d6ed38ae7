using System;
using System.Collections.Generic;
using System.Data;
using System.Data.Common;
using MiniExchange.Actors;
using MiniExchange.Actors.Journaling;

namespace MiniExchange.Storage.Journaling;

/// <summary>Reads either store: the tables are the same, and so are the questions.</summary>
internal sealed class JournalReader : IJournalReader
{
    // A stream is read in pages, so that no statement stays open while its records are applied.
    private const int StreamPageRecords = 64;

    /// <summary>What <see cref="ReadRecord"/> reads, in order.</summary>
    internal const string RecordColumns = "ordering, persistence_id, sequence_number, identifier, manifest, message";

    private readonly DbConnection _connection;
    private readonly DbCommand _snapshot;
    private readonly DbCommand _chunk;
    private readonly DbCommand _stream;
    private readonly DbCommand _after;
    private readonly DbCommand _addresses;

    /// <summary>Reads through an open connection, which it owns from now on.</summary>
    /// <param name="connection">Open.</param>
    /// <param name="byteOrder">The collation that compares texts byte by byte, as a suffix of a column; empty if it is the default.</param>
    public JournalReader(DbConnection connection, string byteOrder)
    {
        _connection = connection;
        _snapshot = Command(
            """
            select sequence_number, serializer_id, manifest, snapshot from snapshot
            where persistence_id = @id order by sequence_number desc limit 1
            """,
            ("@id", DbType.String));
        _chunk = Command(
            "select snapshot from snapshot where persistence_id = @id and sequence_number = @number",
            ("@id", DbType.String),
            ("@number", DbType.Int64));
        _stream = Command(
            $"""
            select {RecordColumns} from journal
            where persistence_id = @id and sequence_number > @after order by sequence_number limit {StreamPageRecords}
            """,
            ("@id", DbType.String),
            ("@after", DbType.Int64));
        _after = Command(
            $"select {RecordColumns} from journal where ordering > @after order by ordering limit @count",
            ("@after", DbType.Int64),
            ("@count", DbType.Int64));

        // From each actor's first index entry straight to the next actor's: the cost is that of the actors, not of their records.
        _addresses = Command(
            $"""
            with recursive addresses(id) as (
                select min(persistence_id{byteOrder}) from journal
                where persistence_id{byteOrder} > @start and persistence_id{byteOrder} < @end
                union all
                select (
                    select min(persistence_id{byteOrder}) from journal
                    where persistence_id{byteOrder} > addresses.id and persistence_id{byteOrder} < @end)
                from addresses where addresses.id is not null)
            select id from addresses where id is not null
            """,
            ("@start", DbType.String),
            ("@end", DbType.String));
    }

    public StoredSnapshot? ReadSnapshot(ActorAddress address)
    {
        _snapshot.Parameters[0].Value = address.PersistenceId;
        return Ask(_snapshot, static rows => rows.Read()
            ? new StoredSnapshot(rows.GetInt64(0), rows.GetInt32(1), rows.GetString(2), rows.GetFieldValue<byte[]>(3))
            : null);
    }

    public ReadOnlyMemory<byte> ReadPeerChunk(ActorAddress address, int chunk, long recordNumber)
    {
        _chunk.Parameters[0].Value = PeerChunkIds.Of(address, chunk);
        _chunk.Parameters[1].Value = recordNumber;
        return Ask(_chunk, static rows => rows.Read() ? rows.GetFieldValue<byte[]>(0) : null)
            ?? throw new JournalUnavailableException(
                $"Chunk {chunk} of the peers of {address}, stored with its snapshot {recordNumber}, is missing. Restore the journal "
                + "from a backup.");
    }

    public IEnumerable<JournalRecord> ReadStream(ActorAddress address, long afterRecordNumber)
    {
        var last = afterRecordNumber;
        while (true)
        {
            _stream.Parameters[0].Value = address.PersistenceId;
            _stream.Parameters[1].Value = last;
            var page = Ask(_stream, ReadRecords);
            foreach (var record in page)
            {
                if (record.Number != last + 1)
                {
                    throw new JournalUnavailableException(
                        $"Record {last + 1} of {address} is missing, though there is a later one. Restore the journal from a backup.");
                }

                last = record.Number;
                yield return record;
            }

            if (page.Count < StreamPageRecords) yield break;
        }
    }

    public IReadOnlyList<JournalRecord> ReadAfter(long position, int maxRecords)
    {
        _after.Parameters[0].Value = position;
        _after.Parameters[1].Value = (long)maxRecords;
        return Ask(_after, ReadRecords);
    }

    public IReadOnlyList<ActorAddress> ReadAddresses(string kind)
    {
        // All that begins with "kind-" lies between that and "kind.", the full stop being the hyphen's successor.
        _addresses.Parameters[0].Value = kind + "-";
        _addresses.Parameters[1].Value = kind + ".";
        return Ask(_addresses, static rows =>
        {
            var addresses = new List<ActorAddress>();
            while (rows.Read()) addresses.Add(new ActorAddress(rows.GetString(0)));
            return addresses;
        });
    }

    public void Dispose()
    {
        _snapshot.Dispose();
        _chunk.Dispose();
        _stream.Dispose();
        _after.Dispose();
        _addresses.Dispose();
        _connection.Dispose();
    }

    /// <summary>The record of the row that is being read.</summary>
    internal static JournalRecord ReadRecord(DbDataReader row) => new(
        row.GetInt64(0),
        new ActorAddress(row.GetString(1)),
        row.GetInt64(2),
        row.GetInt32(3),
        row.GetString(4),
        row.GetFieldValue<byte[]>(5));

    private static List<JournalRecord> ReadRecords(DbDataReader rows)
    {
        var records = new List<JournalRecord>();
        while (rows.Read()) records.Add(ReadRecord(rows));
        return records;
    }

    private static TAnswer Ask<TAnswer>(DbCommand question, Func<DbDataReader, TAnswer> read)
    {
        try
        {
            // The first time only; prepared from then on.
            question.Prepare();
            using var rows = question.ExecuteReader();
            return read(rows);
        }
        catch (Exception failure) when (JournalFailures.IsOfStore(failure))
        {
            throw new JournalUnavailableException($"The journal cannot be read: {failure.Message}", failure);
        }
    }

    private DbCommand Command(string text, params ReadOnlySpan<(string Name, DbType Type)> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = text;
        foreach (var (name, type) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.DbType = type;
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
