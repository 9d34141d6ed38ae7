namespace MiniExchange.Benchmarks.Stores;

/// <summary>Where a benchmark keeps its journal.</summary>
internal enum StoreKind
{
    /// <summary>Files in a temporary directory.</summary>
    Sqlite,

    /// <summary>A server of its own, made from the installed programs; it flushes as a real one does.</summary>
    Postgres,
}
