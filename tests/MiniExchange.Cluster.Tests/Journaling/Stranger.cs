using System;
using System.Threading.Tasks;
using MiniExchange.Actors;
using Npgsql;

namespace MiniExchange.ClusterTests.Journaling;

/// <summary>Somebody else who writes to streams of a journal, as a node does that takes itself for their owner.</summary>
internal sealed class Stranger : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private Stranger(NpgsqlConnection connection) => _connection = connection;

    public static async Task<Stranger> OpenAsync(string database)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return new Stranger(connection);
    }

    /// <summary>Writes what an actor recorded last once more, as its next record.</summary>
    public async Task RepeatLastAsync(ActorAddress actor)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier, writer_uuid)
            select created, deleted, persistence_id, sequence_number + 1, message, manifest, identifier, 'stranger'
            from journal where persistence_id = @actor order by sequence_number desc limit 1
            """,
            _connection);
        command.Parameters.AddWithValue("actor", actor.PersistenceId);
        var written = await command.ExecuteNonQueryAsync();
        if (written != 1) throw new InvalidOperationException($"{actor} has recorded nothing.");
    }

    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();
}
