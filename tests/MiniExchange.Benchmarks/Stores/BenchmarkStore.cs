using System;
using System.IO;
using MiniExchange.Actors.Journaling;
using MiniExchange.Conformance.Postgres;
using MiniExchange.Storage.Journaling;

namespace MiniExchange.Benchmarks.Stores;

/// <summary>An empty store that is gone when disposed.</summary>
internal sealed class BenchmarkStore : IDisposable
{
    private readonly PostgresServer? _server;

    private BenchmarkStore(PostgresServer? server)
    {
        _server = server;
        Directory = System.IO.Directory.CreateTempSubdirectory("miniexchange-benchmark-").FullName;
    }

    /// <summary>Where an exchange on this store has its files.</summary>
    public string Directory { get; }

    /// <summary>Where SQLite keeps the journal.</summary>
    public string JournalFile => Path.Combine(Directory, "journal.db");

    /// <summary>How to reach the database; null of SQLite.</summary>
    public string? ConnectionString => _server?.ConnectionString;

    /// <summary>Makes a store.</summary>
    /// <exception cref="InvalidOperationException">There is no PostgreSQL, or it did not start; the message has what it said.</exception>
    public static BenchmarkStore Create(StoreKind kind) => new(kind == StoreKind.Postgres

        // So much write-ahead log is kept for reuse that none is made anew while it measures.
        ? PostgresServer.Start("shared_buffers=256MB", "min_wal_size=1GB", "max_wal_size=4GB")
        : null);

    /// <summary>What tells an exchange to use this store, as on its command line.</summary>
    public string[] Settings() => ConnectionString is { } database
        ? [$"--DataDirectory={Directory}", "--Storage:Provider=PostgreSQL", $"--Storage:ConnectionString={database};Pooling=true"]
        : [$"--DataDirectory={Directory}"];

    /// <summary>The journal alone, without an exchange around it.</summary>
    public IJournal OpenJournal() => ConnectionString is { } database
        ? new PostgresJournal(new PostgresJournalOptions(database))
        : new SqliteJournal(new SqliteJournalOptions(JournalFile));

    public void Dispose()
    {
        _server?.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
