namespace MiniExchange.Storage.Journaling;

/// <summary>Where a journal on PostgreSQL is kept. One database holds one exchange.</summary>
/// <param name="ConnectionString">As Npgsql reads it. Pooling, keep-alives and the application's name are set by the journal.</param>
public sealed record PostgresJournalOptions(string ConnectionString)
{
    /// <summary>Whether to work on a server that confirms commits before they are on disk.</summary>
    public bool AllowDataLoss { get; init; }

    /// <summary>
    /// How long opening for writing waits for another session to end, in milliseconds. Longer than
    /// <see cref="DeadPeerMs"/>, so that a crashed machine's session has ended before its successor gives up.
    /// </summary>
    public int LockWaitMs { get; init; } = 20_000;

    /// <summary>Whether whoever opens it for writing stands by: they try at their own pace, and are told who holds it without waiting.</summary>
    public bool StandsBy { get; init; }

    /// <summary>
    /// How long a connection whose other side is silent lasts, and how long a statement may take, in milliseconds. Also how long the
    /// lock outlasts an engine that confirms it and then falls silent.
    /// </summary>
    public int DeadPeerMs { get; init; } = 10_000;
}
