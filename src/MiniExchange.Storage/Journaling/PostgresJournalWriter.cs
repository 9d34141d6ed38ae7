using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using MiniExchange.Actors.Journaling;
using Npgsql;
using NpgsqlTypes;

namespace MiniExchange.Storage.Journaling;

/// <summary>Appends to a PostgreSQL journal on the session that holds its lock: a batch is one statement, whatever its size.</summary>
internal sealed class PostgresJournalWriter : JournalWriter
{
    private const NpgsqlDbType Bigints = NpgsqlDbType.Array | NpgsqlDbType.Bigint;
    private const NpgsqlDbType Integers = NpgsqlDbType.Array | NpgsqlDbType.Integer;
    private const NpgsqlDbType Texts = NpgsqlDbType.Array | NpgsqlDbType.Text;
    private const NpgsqlDbType Payloads = NpgsqlDbType.Array | NpgsqlDbType.Bytea;

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _append;
    private readonly NpgsqlCommand _storeSnapshots;
    private readonly NpgsqlCommand _removeOlder;
    private readonly NpgsqlCommand _removeChunks;
    private readonly NpgsqlCommand _setLowWater;
    private readonly NpgsqlCommand _commit;
    private readonly NpgsqlCommand _confirm;
    private readonly int _deadPeerMs;
    private bool _isWatched;

    /// <summary>The one connection that commits.</summary>
    public NpgsqlConnection Connection => _connection;

    /// <summary>Owns the connection, whose session holds the lock.</summary>
    public PostgresJournalWriter(NpgsqlConnection connection, int deadPeerMs)
    {
        _connection = connection;
        _deadPeerMs = deadPeerMs;

        // Positions are given after the sort, and so in the batch's order.
        _append = Command(
            """
            insert into journal
                (created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid)
            select row.created, false, row.id, row.number, row.message, row.manifest, row.identifier, @writer
            from unnest(@created, @id, @number, @message, @manifest, @identifier) with ordinality
                as row(created, id, number, message, manifest, identifier, place)
            order by row.place
            returning ordering, sequence_number
            """,
            ("created", Bigints),
            ("id", Texts),
            ("number", Bigints),
            ("message", Payloads),
            ("manifest", Texts),
            ("identifier", Integers),
            ("writer", NpgsqlDbType.Text));
        _storeSnapshots = Command(
            """
            insert into snapshot (persistence_id, sequence_number, created, snapshot, manifest, serializer_id)
            select * from unnest(@id, @number, @created, @snapshot, @manifest, @identifier)
            on conflict (persistence_id, sequence_number) do update set created = excluded.created,
                snapshot = excluded.snapshot, manifest = excluded.manifest, serializer_id = excluded.serializer_id
            """,
            ("id", Texts),
            ("number", Bigints),
            ("created", Bigints),
            ("snapshot", Payloads),
            ("manifest", Texts),
            ("identifier", Integers));
        _removeOlder = Command(
            """
            delete from snapshot using unnest(@id, @number) as latest(id, number)
            where snapshot.persistence_id = latest.id and snapshot.sequence_number < latest.number
            """,
            ("id", Texts),
            ("number", Bigints));
        _removeChunks = Command(
            """
            delete from snapshot using unnest(@start, @end) as owner(range_start, range_end)
            where snapshot.persistence_id collate "C" > owner.range_start
                and snapshot.persistence_id collate "C" < owner.range_end
                and not exists (
                    select from unnest(@id, @number) as kept(id, number)
                    where kept.id = snapshot.persistence_id and kept.number = snapshot.sequence_number)
            """,
            ("start", Texts),
            ("end", Texts),
            ("id", Texts),
            ("number", Bigints));
        _setLowWater = Command("update journal_writer set low_water = @position where id = 1", ("position", NpgsqlDbType.Bigint));
        _commit = Command("COMMIT");

        // A quarter: a confirmation that gets no answer must fail before the lock can be somebody else's.
        _confirm = Command("select 1");
        _confirm.CommandTimeout = Math.Max(1, deadPeerMs / 4_000);
        Register(connection, WriterUuid);
        LowWater = Ask("select low_water from journal_writer where id = 1");
        LastPosition = Ask("select coalesce(max(ordering), 0) from journal");
    }

    /// <summary>Says who took the journal last, and makes room for the low-water position the first time.</summary>
    public static void Register(NpgsqlConnection connection, string writerUuid)
    {
        using var register = new NpgsqlCommand(
            """
            insert into journal_writer (id, low_water, holder, writer_uuid) values (1, 0, @holder, @writer)
            on conflict (id) do update set holder = excluded.holder, writer_uuid = excluded.writer_uuid
            """,
            connection);
        register.Parameters.AddWithValue("holder", JournalHolder.Describe());
        register.Parameters.AddWithValue("writer", writerUuid);
        register.ExecuteNonQuery();
    }

    public override void Dispose()
    {
        _append.Dispose();
        _storeSnapshots.Dispose();
        _removeOlder.Dispose();
        _removeChunks.Dispose();
        _setLowWater.Dispose();
        _commit.Dispose();
        _confirm.Dispose();

        // Unpooled, so this ends the session and with it the lock.
        _connection.Dispose();
    }

    protected override void Write(JournalBatch batch, List<long> positions)
    {
        using var transaction = _connection.BeginTransaction();
        if (batch.Records.Count > 0) Append(batch.Records, positions);
        if (batch.Snapshots.Count > 0) Store(batch.Snapshots);
        if (batch.LowWater is { } lowWater) Execute(_setLowWater, lowWater);

        // As a command: the driver's own Commit obeys no timeout, and would wait for a stalled server for as long as it stalls.
        _commit.ExecuteNonQuery();
    }

    // The lock is the session's: as long as the session answers, it is held.
    protected override void ConfirmLock()
    {
        if (!_isWatched) WatchForSilence();
        _confirm.ExecuteNonQuery();
    }

    protected override bool IsFence(Exception failure) =>
        failure is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    private void Append(IReadOnlyList<RecordToAppend> records, List<long> positions)
    {
        Set(
            _append,
            Column(records, record => JournalTime.ToTicks(record.CreatedAtUnixMicros)),
            Column(records, record => record.Address.PersistenceId),
            Column(records, record => record.Number),
            Column(records, record => record.Payload),
            Column(records, record => record.Manifest),
            Column(records, record => record.SerializerId),
            WriterUuid);
        using var rows = _append.ExecuteReader();
        while (rows.Read())
        {
            var position = rows.GetInt64(0);
            var previous = positions.Count == 0 ? LastPosition : positions[^1];
            if (rows.GetInt64(1) != records[positions.Count].Number || position <= previous)
            {
                throw new InvalidOperationException("The store gave positions in another order than that of the batch.");
            }

            positions.Add(position);
        }
    }

    private void Store(IReadOnlyList<SnapshotToStore> snapshots)
    {
        var rows = snapshots.SelectMany(SnapshotRows.Of).ToList();
        Execute(
            _storeSnapshots,
            Column(rows, row => row.PersistenceId),
            Column(rows, row => row.Number),
            Column(rows, row => row.CreatedTicks),
            Column(rows, row => row.Payload),
            Column(rows, row => row.Manifest),
            Column(rows, row => row.SerializerId));
        Execute(
            _removeOlder,
            Column(snapshots, snapshot => snapshot.Address.PersistenceId),
            Column(snapshots, snapshot => snapshot.RecordNumber));

        var kept = snapshots.SelectMany(SnapshotRows.ChunksKept).ToList();
        Execute(
            _removeChunks,
            Column(snapshots, snapshot => PeerChunkIds.RangeStart(snapshot.Address)),
            Column(snapshots, snapshot => PeerChunkIds.RangeEnd(snapshot.Address)),
            Column(kept, chunk => chunk.PersistenceId),
            Column(kept, chunk => chunk.Number));
    }

    /// <summary>Has the server end this session, and its lock, when it hears nothing of it any more.</summary>
    /// <remarks>
    /// Keep-alives notice a machine that is gone, but not a process that hangs, nor a proxy that goes on answering for one. From the first
    /// confirmation on and not before: whoever confirms once does so all the time, whoever only copies may pause.
    /// </remarks>
    private void WatchForSilence()
    {
        PostgresSessions.EndWhenIdle(_connection, _deadPeerMs, _confirm.CommandTimeout);
        _isWatched = true;
    }

    private static TValue[] Column<TRow, TValue>(IReadOnlyList<TRow> rows, Func<TRow, TValue> value)
    {
        var column = new TValue[rows.Count];
        for (var index = 0; index < column.Length; index++) column[index] = value(rows[index]);
        return column;
    }

    private long Ask(string question)
    {
        using var command = Command(question);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private NpgsqlCommand Command(string text, params ReadOnlySpan<(string Name, NpgsqlDbType Type)> parameters)
    {
        var command = new NpgsqlCommand(text, _connection);
        foreach (var (name, type) in parameters) command.Parameters.Add(new NpgsqlParameter(name, type));
        return command;
    }

    private static void Execute(NpgsqlCommand command, params ReadOnlySpan<object> values)
    {
        Set(command, values);
        command.ExecuteNonQuery();
    }

    private static void Set(NpgsqlCommand command, params ReadOnlySpan<object> values)
    {
        for (var index = 0; index < values.Length; index++) command.Parameters[index].Value = values[index];

        // The first time only; prepared from then on.
        command.Prepare();
    }
}
