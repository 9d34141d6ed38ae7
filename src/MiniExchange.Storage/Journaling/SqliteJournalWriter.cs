using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.Data.Sqlite;
using MiniExchange.Actors.Journaling;

namespace MiniExchange.Storage.Journaling;

/// <summary>Appends to a SQLite journal while it holds the lock file.</summary>
internal sealed class SqliteJournalWriter : JournalWriter
{
    private const int ConstraintPrimaryKey = 1555;
    private const int ConstraintUnique = 2067;

    private readonly SqliteConnection _connection;
    private readonly SqliteLockFile _held;
    private readonly SqliteAppend _append;
    private readonly SqliteCommand _storeSnapshot;
    private readonly SqliteCommand _removeOlder;
    private readonly SqliteCommand _chunks;
    private readonly SqliteCommand _removeChunk;
    private readonly SqliteCommand _setLowWater;

    // Given so far, also to records that are gone: no position is given twice.
    private long _highestPosition;

    /// <summary>The one connection that commits.</summary>
    public SqliteConnection Connection => _connection;

    /// <summary>Owns the connection and the lock from now on.</summary>
    public SqliteJournalWriter(SqliteConnection connection, SqliteLockFile held)
    {
        _connection = connection;
        _held = held;
        _storeSnapshot = Command(
            """
            insert into snapshot (persistence_id, sequence_number, created, snapshot, manifest, serializer_id)
            values (@id, @number, @created, @snapshot, @manifest, @identifier)
            on conflict (persistence_id, sequence_number) do update set created = excluded.created,
                snapshot = excluded.snapshot, manifest = excluded.manifest, serializer_id = excluded.serializer_id
            """,
            "@id", "@number", "@created", "@snapshot", "@manifest", "@identifier");
        _removeOlder = Command(
            "delete from snapshot where persistence_id = @id and sequence_number < @number", "@id", "@number");
        _chunks = Command(
            "select persistence_id, sequence_number from snapshot where persistence_id > @start and persistence_id < @end",
            "@start", "@end");
        _removeChunk = Command(
            "delete from snapshot where persistence_id = @id and sequence_number = @number", "@id", "@number");
        _setLowWater = Command("update journal_writer set low_water = @position where id = 1", "@position");
        Register();
        LowWater = Ask("select low_water from journal_writer where id = 1");
        LastPosition = Ask("select coalesce(max(ordering), 0) from journal");
        _highestPosition = long.Max(LastPosition, Ask("select coalesce(max(seq), 0) from sqlite_sequence where name = 'journal'"));

        // Last: what the library prepared, the driver does not dispose with the connection if something before it failed.
        _append = new SqliteAppend(connection, WriterUuid);
    }

    public override void Dispose()
    {
        _append.Dispose();
        _storeSnapshot.Dispose();
        _removeOlder.Dispose();
        _chunks.Dispose();
        _removeChunk.Dispose();
        _setLowWater.Dispose();
        _connection.Dispose();

        // Last: whoever takes the lock next finds nothing of ours still open.
        _held.Dispose();
    }

    protected override void Write(JournalBatch batch, List<long> positions)
    {
        using var transaction = _connection.BeginTransaction();
        foreach (var record in batch.Records)
        {
            _append.Run(record, ++_highestPosition);
            positions.Add(_highestPosition);
        }

        foreach (var snapshot in batch.Snapshots) Store(snapshot, transaction);
        if (batch.LowWater is { } lowWater) Execute(_setLowWater, transaction, lowWater);
        transaction.Commit();
    }

    // The lock is a file that this process holds open for as long as it runs.
    protected override void ConfirmLock()
    {
    }

    protected override bool IsFence(Exception failure) =>
        failure is SqliteException { SqliteExtendedErrorCode: ConstraintUnique or ConstraintPrimaryKey };

    private void Store(SnapshotToStore snapshot, SqliteTransaction transaction)
    {
        foreach (var row in SnapshotRows.Of(snapshot))
        {
            Execute(
                _storeSnapshot,
                transaction,
                row.PersistenceId,
                row.Number,
                row.CreatedTicks,
                row.Payload.ToArray(),
                row.Manifest,
                row.SerializerId);
        }

        Execute(_removeOlder, transaction, snapshot.Address.PersistenceId, snapshot.RecordNumber);
        foreach (var (id, number) in ChunksNotKept(snapshot, transaction)) Execute(_removeChunk, transaction, id, number);
    }

    private List<(string PersistenceId, long Number)> ChunksNotKept(SnapshotToStore snapshot, SqliteTransaction transaction)
    {
        var kept = SnapshotRows.ChunksKept(snapshot).ToHashSet();
        var notKept = new List<(string, long)>();
        Set(_chunks, transaction, PeerChunkIds.RangeStart(snapshot.Address), PeerChunkIds.RangeEnd(snapshot.Address));
        using var rows = _chunks.ExecuteReader();
        while (rows.Read())
        {
            var chunk = (rows.GetString(0), rows.GetInt64(1));
            if (!kept.Contains(chunk)) notKept.Add(chunk);
        }

        return notKept;
    }

    private void Register()
    {
        using var register = Command(
            """
            insert into journal_writer (id, low_water, holder, writer_uuid) values (1, 0, @holder, @writer)
            on conflict (id) do update set holder = excluded.holder, writer_uuid = excluded.writer_uuid
            """,
            "@holder", "@writer");
        Execute(register, transaction: null, JournalHolder.Describe(), WriterUuid);
    }

    private long Ask(string question)
    {
        using var command = Command(question);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private SqliteCommand Command(string text, params ReadOnlySpan<string> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = text;
        foreach (var name in parameters) command.Parameters.Add(new SqliteParameter { ParameterName = name });
        return command;
    }

    private static void Execute(SqliteCommand command, SqliteTransaction? transaction, params ReadOnlySpan<object> values)
    {
        Set(command, transaction, values);
        command.ExecuteNonQuery();
    }

    private static void Set(SqliteCommand command, SqliteTransaction? transaction, params ReadOnlySpan<object> values)
    {
        command.Transaction = transaction;
        for (var index = 0; index < values.Length; index++) command.Parameters[index].Value = values[index];
    }
}
