using System;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors.Journaling;
using MiniExchange.Storage.Journaling;
using MiniExchange.Storage.Relational;
using Npgsql;

namespace MiniExchange.Storage.Copying;

/// <summary>Where a whole exchange is kept, to copy it from there or to there: its journal and its relational store.</summary>
public abstract class ExchangePlace : IAsyncDisposable
{
    /// <summary>The journal's file in a data directory.</summary>
    public const string JournalFile = "journal.db";

    /// <summary>The relational store's file in a data directory.</summary>
    public const string RelationalFile = "exchange.db";

    private protected ExchangePlace(string name, RelationalStore relational)
    {
        Name = name;
        Relational = relational;
    }

    /// <summary>How operators know it; never with a password.</summary>
    public string Name { get; }

    /// <summary>Users and keys.</summary>
    internal RelationalStore Relational { get; }

    /// <summary>Records and snapshots.</summary>
    internal abstract IJournal Journal { get; }

    /// <summary>Which exchange the journal is of.</summary>
    internal IExchangeIdentity JournalIdentity => (IExchangeIdentity)Journal;

    /// <summary>The two files of a data directory.</summary>
    public static ExchangePlace Sqlite(string directory, int lockWaitMs) => new SqlitePlace(Path.GetFullPath(directory), lockWaitMs);

    /// <summary>A PostgreSQL database.</summary>
    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    public static ExchangePlace PostgreSql(PostgresJournalOptions options) => new PostgresPlace(options);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Relational.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Says what is missing without making it, as opening would; null if it may be opened.</summary>
    internal abstract string? MissingBecause();

    /// <summary>Takes the journal's lock and opens what is there.</summary>
    /// <param name="mayBeUnfinished">Whether to open a copy that has not ended too.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="JournalInUseException">Somebody else holds it; the message says who.</exception>
    internal abstract Task<HeldExchange> HoldAsync(bool mayBeUnfinished, CancellationToken cancellationToken);

    private sealed class SqlitePlace(string directory, int lockWaitMs)
        : ExchangePlace($"the data directory {directory}", new SqliteStore(Path.Combine(directory, RelationalFile)))
    {
        private readonly SqliteJournal _journal = new(
            new SqliteJournalOptions(Path.Combine(directory, JournalFile)) { LockWaitMs = lockWaitMs });

        internal override IJournal Journal => _journal;

        internal override string? MissingBecause()
        {
            foreach (var file in (ReadOnlySpan<string>)[JournalFile, RelationalFile])
            {
                if (!File.Exists(Path.Combine(directory, file))) return $"There is no exchange in {Name}: {file} is missing.";
            }

            return null;
        }

        internal override async Task<HeldExchange> HoldAsync(bool mayBeUnfinished, CancellationToken cancellationToken)
        {
            // Private, as the exchange itself makes it.
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(directory);
            else Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

            var writer = _journal.OpenForCopy(mayBeUnfinished);
            try
            {
                return new SqliteHeldExchange(this, writer, await Relational.OpenAsync(cancellationToken));
            }
            catch
            {
                writer.Dispose();
                throw;
            }
        }
    }

    private sealed class PostgresPlace(PostgresJournalOptions options)
        : ExchangePlace(NameOf(options), new PostgreSqlStore(options.ConnectionString))
    {
        private readonly PostgresJournal _journal = new(options);

        internal override IJournal Journal => _journal;

        internal override string? MissingBecause() => null;

        internal override Task<HeldExchange> HoldAsync(bool mayBeUnfinished, CancellationToken cancellationToken) =>
            Task.FromResult<HeldExchange>(new PostgresHeldExchange(this, _journal.OpenForCopy(mayBeUnfinished)));

        private static string NameOf(PostgresJournalOptions options)
        {
            var settings = new NpgsqlConnectionStringBuilder(options.ConnectionString);
            return $"the PostgreSQL database {settings.Database} at {settings.Host}:{settings.Port.ToString(CultureInfo.InvariantCulture)}";
        }
    }
}
