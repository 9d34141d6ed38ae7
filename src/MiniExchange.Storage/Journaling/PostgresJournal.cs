using System;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors.Journaling;
using Npgsql;

namespace MiniExchange.Storage.Journaling;

/// <summary>A journal in a PostgreSQL database, held by an advisory lock: alone by a session that appends, or in shares by the nodes of a cluster. docs/adr/0007-journal.md, docs/adr/0018-feed-of-several-writers.md.</summary>
public sealed class PostgresJournal : IJournal, ISharedJournal, IExchangeIdentity
{
    private readonly PostgresJournalOptions _options;
    private readonly PostgresSessions _sessions;

    /// <summary>Names the database; nothing is opened yet.</summary>
    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    public PostgresJournal(PostgresJournalOptions options)
    {
        _options = options;
        _sessions = new PostgresSessions(options);
    }

    /// <summary>How appenders that are not the journal's own sessions reach it: pooled, and over in seconds when either side falls silent.</summary>
    public string AppendersConnectionString => _sessions.AppendersConnectionString;

    /// <inheritdoc />
    public string StoreName => $"journal in database {_sessions.Database}";

    /// <inheritdoc />
    public IJournalWriter OpenWriter() => OpenWriter("engine", mayBeUnfinished: false, commandSeconds: null);

    /// <summary>Takes the lock for a copy, which alone may go on with an unfinished one, and whose statements may take as long as they do.</summary>
    internal PostgresJournalWriter OpenForCopy(bool mayBeUnfinished) => OpenWriter("copy", mayBeUnfinished, commandSeconds: 0);

    /// <inheritdoc />
    public ISharedJournalSession Join() => Open("node", connection =>
    {
        Take(connection, shared: true, _options.LockWaitMs);
        PostgresJournalSchema.Create(connection);
        UnfinishedCopy.Refuse(connection, StoreName);
        return new PostgresSharedSession(connection, _options.DeadPeerMs);
    }, PostgresSharedSession.ConnectSeconds);

    /// <inheritdoc />
    public IJournalReader OpenReader() => Open("reader", connection =>
    {
        PostgresJournalSchema.Create(connection);
        return new JournalReader(connection, byteOrder: " collate \"C\"");
    });

    /// <inheritdoc />
    public IGapFreeReader OpenGapFreeReader() => new PostgresGapFreeReader(_sessions);

    /// <inheritdoc />
    public async Task<StoreIdentity> ReadIdentityAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await _sessions.OpenAsync("identity", cancellationToken);
            await PostgresJournalSchema.CreateAsync(connection, cancellationToken);
            return await JournalIdentity.ReadAsync(connection, cancellationToken);
        }
        catch (Exception failure) when (JournalFailures.IsOfStore(failure))
        {
            throw _sessions.CannotOpen(failure);
        }
    }

    /// <inheritdoc />
    public async Task WriteIdentityAsync(Guid exchangeId, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await _sessions.OpenAsync("identity", cancellationToken);
            await PostgresJournalSchema.CreateAsync(connection, cancellationToken);
            await JournalIdentity.WriteAsync(connection, exchangeId, cancellationToken);
        }
        catch (Exception failure) when (JournalFailures.IsOfStore(failure))
        {
            throw _sessions.CannotOpen(failure);
        }
    }

    private PostgresJournalWriter OpenWriter(string role, bool mayBeUnfinished, int? commandSeconds) => Open(
        role,
        connection =>
        {
            Take(connection, shared: false, _options.StandsBy ? 0 : _options.LockWaitMs);
            PostgresJournalSchema.Create(connection);
            if (!mayBeUnfinished) UnfinishedCopy.Refuse(connection, StoreName);
            AwaitAppendsOfOthers(connection);
            return new PostgresJournalWriter(connection, _options.DeadPeerMs);
        },
        commandSeconds: commandSeconds);

    private TSession Open<TSession>(
        string role, Func<NpgsqlConnection, TSession> use, int? connectSeconds = null, int? commandSeconds = null)
    {
        NpgsqlConnection? connection = null;
        try
        {
            connection = _sessions.Open(role, connectSeconds, commandSeconds);
            return use(connection);
        }
        catch (Exception failure)
        {
            connection?.Dispose();
            if (JournalFailures.IsOfStore(failure)) throw _sessions.CannotOpen(failure);
            throw;
        }
    }

    private void Take(NpgsqlConnection connection, bool shared, int waitMs)
    {
        if (!_options.AllowDataLoss) PostgresSessions.RequireDurable(connection);
        if (PostgresLock.TryTake(connection, shared, waitMs)) return;

        throw new JournalInUseException(
            $"The journal in database {connection.Database} is held by {PostgresLock.DescribeHolders(connection)}."
            + (_options.StandsBy ? "" : " Stop whatever holds it, or use another database."));
    }

    // The nodes of a cluster append on other sessions than those that held their shares, and such a session may outlive its node.
    private void AwaitAppendsOfOthers(NpgsqlConnection connection)
    {
        if (PostgresLock.TryAwaitAppends(connection, _options.LockWaitMs)) return;

        throw new JournalInUseException(
            $"Nobody holds the journal in database {connection.Database}, but it is still written by "
            + $"{PostgresLock.DescribeAppenders(connection)}. End those transactions.");
    }
}
