using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors.Journaling;
using Npgsql;

namespace MiniExchange.Storage.Journaling;

/// <summary>Opens the journal's own sessions: unpooled, and over in seconds when either side falls silent.</summary>
internal sealed class PostgresSessions
{
    private const int MaxAppenders = 16;

    private readonly NpgsqlConnectionStringBuilder _settings;
    private readonly int _silenceMs;
    private readonly int _silenceSeconds;

    /// <summary>Nothing is opened yet.</summary>
    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    public PostgresSessions(PostgresJournalOptions options)
    {
        _settings = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        _silenceMs = options.DeadPeerMs;
        _silenceSeconds = Math.Max(1, options.DeadPeerMs / 1000);
    }

    /// <summary>The database's name.</summary>
    public string? Database => _settings.Database;

    /// <summary>How appenders that are not the journal's own sessions reach it.</summary>
    /// <remarks>
    /// An append that its node does not finish must not hold up the feed, which waits for writers, nor whoever takes over; so the server ends it.
    /// Pooled whatever the operator says, as each statement opens a connection, and few, as several nodes share what one server has.
    /// </remarks>
    public string AppendersConnectionString
    {
        get
        {
            var silence = _silenceMs.ToString(CultureInfo.InvariantCulture);
            return new NpgsqlConnectionStringBuilder(_settings.ConnectionString)
            {
                Pooling = true,
                MinPoolSize = int.Min(_settings.MinPoolSize, MaxAppenders),
                MaxPoolSize = MaxAppenders,
                TcpKeepAlive = true,
                TcpKeepAliveTime = _silenceSeconds,
                TcpKeepAliveInterval = 1,
                CommandTimeout = _silenceSeconds,
                ApplicationName = JournalHolder.ApplicationName("append"),
                Options = WithOptions(
                    _settings.Options, $"-c idle_in_transaction_session_timeout={silence} -c statement_timeout={silence} -c tcp_user_timeout={silence}"),
            }.ConnectionString;
        }
    }

    /// <summary>Session settings beside those that the operator gave in the connection string; of two of one name the server takes the last, ours.</summary>
    public static string WithOptions(string? given, string ours) => string.IsNullOrWhiteSpace(given) ? ours : $"{given} {ours}";

    /// <summary>Opens a session.</summary>
    /// <param name="role">What it is for, as the server shows it to operators.</param>
    /// <param name="connectSeconds">How long connecting may take, and giving up a statement that got no answer: that connects too.</param>
    /// <param name="commandSeconds">How long a statement may take; zero for as long as it does, absent for as long as a peer may be silent.</param>
    public NpgsqlConnection Open(string role, int? connectSeconds = null, int? commandSeconds = null)
    {
        var connection = New(role, connectSeconds ?? _settings.Timeout, commandSeconds ?? _silenceSeconds);
        try
        {
            connection.Open();
            using var command = EndWhenSilent(connection);
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The same, without blocking.</summary>
    public async Task<NpgsqlConnection> OpenAsync(string role, CancellationToken cancellationToken)
    {
        var connection = New(role, _settings.Timeout, _silenceSeconds);
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using var command = EndWhenSilent(connection);
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Has the server end a session, and what it holds, when it hears nothing of it for so long, even if its system still answers.</summary>
    /// <param name="connection">Of the session.</param>
    /// <param name="silenceMs">For how long, in milliseconds.</param>
    /// <param name="timeoutSeconds">How long saying so may take.</param>
    public static void EndWhenIdle(NpgsqlConnection connection, int silenceMs, int timeoutSeconds)
    {
        var silence = silenceMs.ToString(CultureInfo.InvariantCulture);
        using var watch = new NpgsqlCommand(
            $"""
            set idle_session_timeout = {silence};
            set idle_in_transaction_session_timeout = {silence};
            set statement_timeout = {silence};
            """,
            connection);
        watch.CommandTimeout = timeoutSeconds;
        watch.ExecuteNonQuery();
    }

    /// <summary>Refuses a server that confirms commits before they are on disk.</summary>
    /// <exception cref="JournalUnavailableException">It does.</exception>
    public static void RequireDurable(NpgsqlConnection connection)
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

    /// <summary>What is told of a failure to open.</summary>
    public JournalUnavailableException CannotOpen(Exception failure)
    {
        // Host and database only: the rest of a connection string is nobody's business.
        return new JournalUnavailableException(
            $"The journal in database {_settings.Database} at {_settings.Host}:{_settings.Port.ToString(CultureInfo.InvariantCulture)} cannot "
            + $"be opened: {failure.Message.TrimEnd('.')}. Check Storage:ConnectionString and that the server runs.",
            failure);
    }

    private NpgsqlConnection New(string role, int connectSeconds, int commandSeconds)
    {
        var settings = new NpgsqlConnectionStringBuilder(_settings.ConnectionString)
        {
            // A pool would keep a session, and its lock, after it was closed.
            Pooling = false,
            KeepAlive = _silenceSeconds,
            TcpKeepAlive = true,
            TcpKeepAliveTime = _silenceSeconds,
            TcpKeepAliveInterval = 1,

            // A commit that gets no answer fails in this time, and health says so; the driver would wait half a minute.
            CommandTimeout = commandSeconds,

            // Before it says so the driver opens another connection, to cancel the statement; that must not take longer still.
            Timeout = Math.Min(connectSeconds == 0 ? _silenceSeconds : connectSeconds, _silenceSeconds),
            CancellationTimeout = -1,
            ApplicationName = JournalHolder.ApplicationName(role),
        };
        return new NpgsqlConnection(settings.ConnectionString);
    }

    // The server's side of the same: a dead engine's session, and its lock, end in seconds and not in hours.
    private NpgsqlCommand EndWhenSilent(NpgsqlConnection connection) => new(
        $"""
        set tcp_user_timeout = {_silenceMs.ToString(CultureInfo.InvariantCulture)};
        set tcp_keepalives_idle = {_silenceSeconds.ToString(CultureInfo.InvariantCulture)};
        set tcp_keepalives_interval = 1;
        set tcp_keepalives_count = 3;
        """,
        connection);
}
