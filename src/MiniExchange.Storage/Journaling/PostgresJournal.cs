using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors.Journaling;
using Npgsql;

namespace MiniExchange.Storage.Journaling;

/// <summary>A journal in a PostgreSQL database, held by an advisory lock of the session that appends. docs/adr/0007-journal.md.</summary>
public sealed class PostgresJournal : IJournal, IExchangeIdentity
{
    private readonly PostgresJournalOptions _options;
    private readonly NpgsqlConnectionStringBuilder _settings;

    /// <summary>Names the database; nothing is opened yet.</summary>
    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    public PostgresJournal(PostgresJournalOptions options)
    {
        _options = options;
        _settings = new NpgsqlConnectionStringBuilder(options.ConnectionString);
    }

    /// <inheritdoc />
    public string StoreName => $"journal in database {_settings.Database}";

    /// <inheritdoc />
    public IJournalWriter OpenWriter() => OpenWriter("engine", mayBeUnfinished: false);

    /// <summary>Takes the lock for a copy, which alone may go on with an unfinished one.</summary>
    internal PostgresJournalWriter OpenForCopy(bool mayBeUnfinished) => OpenWriter("copy", mayBeUnfinished);

    /// <inheritdoc />
    public IJournalReader OpenReader()
    {
        NpgsqlConnection? connection = null;
        try
        {
            connection = Open("reader");
            PostgresJournalSchema.Create(connection);
            return new JournalReader(connection, byteOrder: " collate \"C\"");
        }
        catch (Exception failure)
        {
            connection?.Dispose();
            if (JournalFailures.IsOfStore(failure)) throw CannotOpen(failure);
            throw;
        }
    }

    /// <inheritdoc />
    public async Task<StoreIdentity> ReadIdentityAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = Open("identity");
            PostgresJournalSchema.Create(connection);
            return await JournalIdentity.ReadAsync(connection, cancellationToken);
        }
        catch (Exception failure) when (JournalFailures.IsOfStore(failure))
        {
            throw CannotOpen(failure);
        }
    }

    /// <inheritdoc />
    public async Task WriteIdentityAsync(Guid exchangeId, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = Open("identity");
            PostgresJournalSchema.Create(connection);
            await JournalIdentity.WriteAsync(connection, exchangeId, cancellationToken);
        }
        catch (Exception failure) when (JournalFailures.IsOfStore(failure))
        {
            throw CannotOpen(failure);
        }
    }

    private PostgresJournalWriter OpenWriter(string role, bool mayBeUnfinished)
    {
        NpgsqlConnection? connection = null;
        try
        {
            connection = Open(role);
            if (!_options.AllowDataLoss) RequireDurable(connection);
            if (!PostgresLock.TryTake(connection, _options.LockWaitMs)) throw InUse(connection);

            PostgresJournalSchema.Create(connection);
            if (!mayBeUnfinished) UnfinishedCopy.Refuse(connection, StoreName);
            return new PostgresJournalWriter(connection);
        }
        catch (Exception failure)
        {
            connection?.Dispose();
            if (JournalFailures.IsOfStore(failure)) throw CannotOpen(failure);
            throw;
        }
    }

    private NpgsqlConnection Open(string role)
    {
        var silenceSeconds = Math.Max(1, _options.DeadPeerMs / 1000);
        var settings = new NpgsqlConnectionStringBuilder(_settings.ConnectionString)
        {
            // A pool would keep a session, and its lock, after it was closed.
            Pooling = false,
            KeepAlive = silenceSeconds,
            TcpKeepAlive = true,
            TcpKeepAliveTime = silenceSeconds,
            TcpKeepAliveInterval = 1,

            // A commit that gets no answer fails in this time, and health says so; the driver would wait half a minute.
            CommandTimeout = silenceSeconds,
            ApplicationName = JournalHolder.ApplicationName(role),
        };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            connection.Open();

            // The server's side of the same: a dead engine's session, and its lock, end in seconds and not in hours.
            var silence = _options.DeadPeerMs.ToString(CultureInfo.InvariantCulture);
            using var command = new NpgsqlCommand(
                $"""
                set tcp_user_timeout = {silence};
                set tcp_keepalives_idle = {silenceSeconds.ToString(CultureInfo.InvariantCulture)};
                set tcp_keepalives_interval = 1;
                set tcp_keepalives_count = 3;
                """,
                connection);
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void RequireDurable(NpgsqlConnection connection)
    {
        foreach (var setting in (ReadOnlySpan<string>)["fsync", "synchronous_commit"])
        {
            using var show = new NpgsqlCommand($"show {setting}", connection);
            if (show.ExecuteScalar() is not "off") continue;

            throw new JournalUnavailableException(
                $"PostgreSQL runs with {setting}=off: what it confirms can be lost in a crash. Turn {setting} on, or set "
                + "Storage:AllowDataLoss if this data may be lost.");
        }
    }

    private static JournalInUseException InUse(NpgsqlConnection connection) => new(
        $"The journal in database {connection.Database} is held by {PostgresLock.DescribeHolder(connection)}. Stop that engine, or "
        + "give this one a database of its own.");

    private JournalUnavailableException CannotOpen(Exception failure)
    {
        // Host and database only: the rest of a connection string is nobody's business.
        return new JournalUnavailableException(
            $"The journal in database {_settings.Database} at {_settings.Host}:{_settings.Port.ToString(CultureInfo.InvariantCulture)} cannot "
            + $"be opened: {failure.Message} Check Storage:ConnectionString and that the server runs.",
            failure);
    }
}
