using System;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using MiniExchange.Actors.Journaling;

namespace MiniExchange.Storage.Journaling;

/// <summary>A journal in one SQLite file, with a lock file beside it. docs/adr/0007-journal.md.</summary>
public sealed class SqliteJournal : IJournal, IExchangeIdentity
{
    private const int PageBytes = 4096;

    // The index on streams is written at random: its pages are to be in memory, and to be changed often before they are written back.
    private const int CacheKilobytes = 64 * 1024;
    private const int CheckpointPages = 10_000;

    private readonly SqliteJournalOptions _options;

    /// <summary>Names the file; nothing is opened yet.</summary>
    public SqliteJournal(SqliteJournalOptions options) => _options = options;

    private string LockPath => _options.Path + ".lock";

    /// <inheritdoc />
    public string StoreName => $"journal {_options.Path}";

    /// <inheritdoc />
    public IJournalWriter OpenWriter() => OpenWriter(mayBeUnfinished: false);

    /// <summary>Takes the lock for a copy, which alone may go on with an unfinished one.</summary>
    internal SqliteJournalWriter OpenForCopy(bool mayBeUnfinished) => OpenWriter(mayBeUnfinished);

    /// <inheritdoc />
    public IJournalReader OpenReader()
    {
        try
        {
            var connection = Open();
            Ask(connection, "pragma query_only = on");
            return new JournalReader(connection, byteOrder: "");
        }
        catch (Exception failure) when (JournalFailures.IsOfStore(failure))
        {
            throw CannotOpen(failure);
        }
    }

    /// <inheritdoc />
    public async Task<StoreIdentity> ReadIdentityAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = Open();
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
            await using var connection = Open();
            await JournalIdentity.WriteAsync(connection, exchangeId, cancellationToken);
        }
        catch (Exception failure) when (JournalFailures.IsOfStore(failure))
        {
            throw CannotOpen(failure);
        }
    }

    private SqliteJournalWriter OpenWriter(bool mayBeUnfinished)
    {
        SqliteLockFile? held = null;
        SqliteConnection? connection = null;
        try
        {
            MakeDirectory();
            held = SqliteLockFile.TryTake(LockPath, _options.LockWaitMs, _options.Waiting);
            if (held is null) throw InUse();

            connection = Open();
            RequireDurable(connection);
            Ask(connection, $"pragma cache_size = -{CacheKilobytes.ToString(CultureInfo.InvariantCulture)}");
            Ask(connection, $"pragma wal_autocheckpoint = {CheckpointPages.ToString(CultureInfo.InvariantCulture)}");
            if (!mayBeUnfinished) UnfinishedCopy.Refuse(connection, StoreName);
            if (_options.MaxBytes is { } maxBytes)
            {
                Ask(connection, $"pragma max_page_count = {(maxBytes / PageBytes).ToString(CultureInfo.InvariantCulture)}");
            }

            return new SqliteJournalWriter(connection, held);
        }
        catch (Exception failure)
        {
            connection?.Dispose();
            held?.Dispose();
            if (JournalFailures.IsOfStore(failure)) throw CannotOpen(failure);
            throw;
        }
    }

    private void MakeDirectory()
    {
        if (Path.GetDirectoryName(Path.GetFullPath(_options.Path)) is { } directory) Directory.CreateDirectory(directory);
    }

    private SqliteConnection Open()
    {
        MakeDirectory();

        // Unpooled: closing means closed, so that a writer's end is the end of what it was doing.
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = _options.Path, Pooling = false }.ConnectionString);
        try
        {
            connection.Open();
            Ask(connection, $"pragma page_size = {PageBytes.ToString(CultureInfo.InvariantCulture)}");
            Ask(connection, "pragma journal_mode = wal");
            Ask(connection, "pragma synchronous = full");

            // On macOS only this makes the disk write what it was given; elsewhere it changes nothing.
            Ask(connection, "pragma fullfsync = on");
            SqliteJournalSchema.Create(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void RequireDurable(SqliteConnection connection)
    {
        var mode = Ask(connection, "pragma journal_mode");
        var synchronous = Ask(connection, "pragma synchronous");
        if (mode == "wal" && synchronous == "2") return;

        throw new JournalUnavailableException(
            $"SQLite answers journal_mode={mode}, synchronous={synchronous} where wal and 2 (full) were asked for: commits would not be "
            + "safe. Keep the file on a local disk.");
    }

    private JournalInUseException InUse()
    {
        var holder = "an engine that has not yet said who it is";
        try
        {
            using var connection = Open();
            if (Ask(connection, "select holder from journal_writer") is { Length: > 0 } named) holder = named;
        }
        catch (Exception failure) when (JournalFailures.IsOfStore(failure))
        {
            // The refusal stands; only who is meant stays unknown.
        }

        return new JournalInUseException(
            $"The journal {_options.Path} is held by {holder}. Stop that engine, or give this one a data directory of its own.");
    }

    private JournalUnavailableException CannotOpen(Exception failure) => new(
        $"The journal {_options.Path} cannot be opened: {failure.Message} Check the path, its permissions and the free space.", failure);

    private static string? Ask(SqliteConnection connection, string question)
    {
        using var command = connection.CreateCommand();
        command.CommandText = question;
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
