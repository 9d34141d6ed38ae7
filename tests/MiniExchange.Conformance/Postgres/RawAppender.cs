using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading.Tasks;
using MiniExchange.Actors;
using Npgsql;

namespace MiniExchange.Conformance.Postgres;

/// <summary>A session that appends to a PostgreSQL journal as any writer may: in transactions of its own, beside others.</summary>
public sealed class RawAppender : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private RawAppender(NpgsqlConnection connection) => _connection = connection;

    public static async Task<RawAppender> OpenAsync(string database)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return new RawAppender(connection);
    }

    /// <summary>Appends one record in a transaction that stays open, and tells its position.</summary>
    public async Task<long> BeginAsync(string actor, long number)
    {
        await RunAsync("begin");
        return await AppendAsync(actor, number, records: 1);
    }

    /// <summary>Appends consecutive records of an actor, and tells the last one's position.</summary>
    public async Task<long> AppendAsync(string actor, long firstNumber, int records)
    {
        await using var command = new NpgsqlCommand(
            """
            with appended as (
                insert into journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid)
                select 0, false, @actor, number, '', '', 0, '' from generate_series(@first, @last) as number returning ordering)
            select max(ordering) from appended
            """,
            _connection);
        command.Parameters.AddWithValue("actor", actor);
        command.Parameters.AddWithValue("first", firstNumber);
        command.Parameters.AddWithValue("last", firstNumber + records - 1);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Writes what an actor recorded last once more, as its next record: what a node does that takes itself for its home.</summary>
    public async Task RepeatLastAsync(ActorAddress actor)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid)
            select created, deleted, persistence_id, sequence_number + 1, message, manifest, identifier, 'another'
            from journal where persistence_id = @actor order by sequence_number desc limit 1
            """,
            _connection);
        command.Parameters.AddWithValue("actor", actor.PersistenceId);
        var written = await command.ExecuteNonQueryAsync();
        if (written != 1) throw new InvalidOperationException($"{actor} has recorded nothing.");
    }

    public Task CommitAsync() => RunAsync("commit");

    public Task RollbackAsync() => RunAsync("rollback");

    public async Task RunAsync(string statement)
    {
        await using var command = new NpgsqlCommand(statement, _connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<long> AskAsync(string question)
    {
        await using var command = new NpgsqlCommand(question, _connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    public async Task<List<long>> AskAllAsync(string question)
    {
        await using var command = new NpgsqlCommand(question, _connection);
        await using var rows = await command.ExecuteReaderAsync();
        var answers = new List<long>();
        while (await rows.ReadAsync()) answers.Add(rows.GetInt64(0));
        return answers;
    }

    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();
}
