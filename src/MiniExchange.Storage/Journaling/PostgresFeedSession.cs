using System;
using System.Collections.Generic;
using System.Data;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors.Journaling;
using Npgsql;
using NpgsqlTypes;

namespace MiniExchange.Storage.Journaling;

/// <summary>The two questions that a gap-free reader asks, on a session of its own.</summary>
internal sealed class PostgresFeedSession : IAsyncDisposable
{
    // A prepared transaction has no session any more, and another name than it had in one.
    private const string PreparedPrefix = "-1/";

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _read;
    private readonly NpgsqlCommand _look;

    private PostgresFeedSession(NpgsqlConnection connection)
    {
        _connection = connection;
        _read = new NpgsqlCommand(
            $"select {JournalReader.RecordColumns} from journal where ordering > @after order by ordering limit @count", connection);
        _read.Parameters.Add(new NpgsqlParameter("after", NpgsqlDbType.Bigint));
        _read.Parameters.Add(new NpgsqlParameter("count", NpgsqlDbType.Bigint));

        // One statement, so one view of the rows, and that is older than what it finds among the locks.
        _look = new NpgsqlCommand(
            $"""
            select (select coalesce(max(ordering), 0) from journal),
                array(select locks.virtualtransaction from pg_locks locks where {PostgresLock.AppendLocks})
            """,
            connection);
    }

    /// <summary>Whether it can be asked; not after a failure, nor after some cancellations.</summary>
    public bool IsUsable => _connection.State == ConnectionState.Open;

    public static async Task<PostgresFeedSession> OpenAsync(PostgresSessions sessions, CancellationToken cancellationToken)
    {
        var session = new PostgresFeedSession(await sessions.OpenAsync("feed", cancellationToken).ConfigureAwait(false));
        try
        {
            await PostgresJournalSchema.CreateAsync(session._connection, cancellationToken).ConfigureAwait(false);
            await session.RequireSoundAsync(cancellationToken).ConfigureAwait(false);
            await session._read.PrepareAsync(cancellationToken).ConfigureAwait(false);
            await session._look.PrepareAsync(cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Whether a name is that of a prepared transaction.</summary>
    public static bool IsPrepared(string writer) => writer.StartsWith(PreparedPrefix, StringComparison.Ordinal);

    /// <summary>The visible records after a position, in order, whatever is missing between them.</summary>
    public async Task<List<JournalRecord>> ReadAsync(long afterPosition, int maxRecords, CancellationToken cancellationToken)
    {
        _read.Parameters[0].Value = afterPosition;
        _read.Parameters[1].Value = (long)maxRecords;
        await using var rows = await _read.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var records = new List<JournalRecord>();
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false)) records.Add(JournalReader.ReadRecord(rows));
        return records;
    }

    /// <summary>The last visible position, and the names of the transactions that held the writers' lock on the journal after that was looked up.</summary>
    public async Task<(long Position, string[] Writers)> LookAsync(CancellationToken cancellationToken)
    {
        await using var rows = await _look.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await rows.ReadAsync(cancellationToken).ConfigureAwait(false);
        return (rows.GetInt64(0), rows.GetFieldValue<string[]>(1));
    }

    public async ValueTask DisposeAsync()
    {
        await _read.DisposeAsync().ConfigureAwait(false);
        await _look.DisposeAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Refuses a server on which the locks do not tell who may still write.</summary>
    private async Task RequireSoundAsync(CancellationToken cancellationToken)
    {
        await using var ask = new NpgsqlCommand(
            """
            select pg_is_in_recovery(), (
                select seqcache from pg_sequence where seqrelid = pg_get_serial_sequence('journal', 'ordering')::regclass)
            """,
            _connection);
        await using var rows = await ask.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await rows.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (rows.GetBoolean(0))
        {
            throw new JournalUnavailableException(
                "This PostgreSQL server is a standby, which does not know the primary's locks. Name the primary in Storage:ConnectionString.");
        }

        if (await rows.IsDBNullAsync(1, cancellationToken).ConfigureAwait(false) || rows.GetInt64(1) != 1)
        {
            throw new JournalUnavailableException(
                "The positions of the journal must come from a sequence with cache 1: sessions that keep numbers for later use them after "
                + "higher ones are visible. Alter the sequence of journal.ordering.");
        }
    }
}
