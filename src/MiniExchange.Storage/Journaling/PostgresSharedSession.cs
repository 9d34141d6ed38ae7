using System;
using System.Collections.Generic;
using System.Globalization;
using MiniExchange.Actors.Journaling;
using Npgsql;
using NpgsqlTypes;

namespace MiniExchange.Storage.Journaling;

/// <summary>A node's share of a PostgreSQL journal's lock, and the low-water position that the nodes have in common.</summary>
internal sealed class PostgresSharedSession : ISharedJournalSession
{
    /// <summary>How long connecting may take. It bounds a confirmation without an answer too, as the driver connects anew to give it up.</summary>
    public const int ConnectSeconds = 5;

    // Far below a dead peer's time: until the share is confirmed the node serves nothing.
    private const int ConfirmTimeoutSeconds = 2;

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _confirm;
    private readonly NpgsqlCommand _becomeMember;
    private readonly NpgsqlCommand _otherMembers;
    private readonly NpgsqlCommand _readLowWater;
    private readonly NpgsqlCommand _storeLowWater;
    private readonly int _deadPeerMs;
    private bool _isWatched;
    private string? _failure;

    /// <summary>Owns the connection, whose session holds the share.</summary>
    public PostgresSharedSession(NpgsqlConnection connection, int deadPeerMs)
    {
        _connection = connection;
        _deadPeerMs = deadPeerMs;
        _confirm = new NpgsqlCommand("select 1", connection) { CommandTimeout = ConfirmTimeoutSeconds };
        _becomeMember = new NpgsqlCommand(
            $"select set_config('application_name', coalesce(@name, current_setting('application_name')), false), pg_try_advisory_lock_shared({PostgresLock.MemberKey})",
            connection);
        _becomeMember.Parameters.Add(new NpgsqlParameter("name", NpgsqlDbType.Text));
        _otherMembers = PostgresLock.OtherMembers(connection);
        _readLowWater = new NpgsqlCommand("select low_water from journal_writer where id = 1", connection);
        _storeLowWater = new NpgsqlCommand(
            "update journal_writer set low_water = @position where id = 1 and low_water < @position", connection);
        _storeLowWater.Parameters.Add(new NpgsqlParameter("position", NpgsqlDbType.Bigint));
        PostgresJournalWriter.Register(connection, Guid.NewGuid().ToString("N"));
    }

    // The share is the session's: as long as the session answers, it is held.
    public void Confirm() => Run(_confirm, command =>
    {
        // As of the first confirmation it confirms all the time; a node that stops, or is stopped, must not keep its share for ever.
        if (!_isWatched) PostgresSessions.EndWhenIdle(_connection, _deadPeerMs, ConfirmTimeoutSeconds);
        _isWatched = true;
        return command.ExecuteScalar();
    });

    public void BecomeMember(string address)
    {
        _becomeMember.Parameters[0].Value = (object?)JournalHolder.MemberName(address) ?? DBNull.Value;
        Run(_becomeMember, static command => command.ExecuteNonQuery());
    }

    public IReadOnlyList<string> OtherMembers() => Run(_otherMembers, static command =>
    {
        using var rows = command.ExecuteReader();
        var addresses = new List<string>();
        while (rows.Read()) addresses.Add(JournalHolder.AddressOf(rows.IsDBNull(0) ? null : rows.GetString(0)));
        return addresses;
    });

    public long ReadLowWater() =>
        Run(_readLowWater, static command => Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture));

    public void StoreLowWater(long position)
    {
        _storeLowWater.Parameters[0].Value = position;
        Run(_storeLowWater, static command => command.ExecuteNonQuery());
    }

    public void Dispose()
    {
        _confirm.Dispose();
        _becomeMember.Dispose();
        _otherMembers.Dispose();
        _readLowWater.Dispose();
        _storeLowWater.Dispose();

        // Unpooled, so this ends the session and with it the share.
        _connection.Dispose();
    }

    private TAnswer Run<TAnswer>(NpgsqlCommand command, Func<NpgsqlCommand, TAnswer> ask)
    {
        if (_failure is not null)
        {
            throw new JournalUnavailableException(
                $"This node's share of the journal's lock was lost before; the node must stop and join anew. What failed was: {_failure}");
        }

        try
        {
            return ask(command);
        }
        catch (Exception failure)
        {
            _failure = failure.Message;
            throw new JournalUnavailableException($"Whether this node's share of the journal's lock is still held is not known: {_failure}", failure);
        }
    }
}
