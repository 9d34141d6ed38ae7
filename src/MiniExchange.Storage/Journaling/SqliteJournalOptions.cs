using System;

namespace MiniExchange.Storage.Journaling;

/// <summary>Where a journal on SQLite is kept.</summary>
/// <param name="Path">The database file; made if it is absent, as is its directory. The lock file is beside it.</param>
public sealed record SqliteJournalOptions(string Path)
{
    /// <summary>How long opening for writing waits for another engine to let go, in milliseconds.</summary>
    public int LockWaitMs { get; init; }

    /// <summary>Told once, before waiting, that another engine holds the journal; null if nobody wants to know.</summary>
    public Action? Waiting { get; init; }

    /// <summary>The size that the database may not grow past, in bytes, so that a disk is never filled to its end; null for no limit.</summary>
    public long? MaxBytes { get; init; }
}
