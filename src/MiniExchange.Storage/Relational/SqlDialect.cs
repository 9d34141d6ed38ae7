namespace MiniExchange.Storage.Relational;

/// <summary>The words in which the two databases differ.</summary>
/// <param name="Identity">A 64-bit primary key that the database counts up from 1 and never gives twice.</param>
/// <param name="Bytes">A column of bytes.</param>
/// <param name="Uuid">A column of a <see cref="System.Guid"/>.</param>
/// <param name="Wide">A whole number of 128 bits. SQLite has none: it keeps the digits as text.</param>
/// <param name="NowUnixMicros">The database's clock, microseconds since 1970-01-01 UTC.</param>
/// <param name="RowsPerInsert">
/// How many rows go into one INSERT. On PostgreSQL many, as each statement is a round trip; on SQLite one, prepared once,
/// as it looks parameters up by name, one after the other.
/// </param>
/// <param name="CommitWithoutFlush">
/// Lets the commits of a connection reach the disk a moment later: in order, so that a power cut may take back the last ones, whole. None on
/// PostgreSQL, whose server may fall while this process goes on and knows better.
/// </param>
internal sealed record SqlDialect(
    string Identity, string Bytes, string Uuid, string Wide, string NowUnixMicros, int RowsPerInsert, string? CommitWithoutFlush)
{
    public static readonly SqlDialect Sqlite = new(
        Identity: "INTEGER PRIMARY KEY AUTOINCREMENT",
        Bytes: "BLOB",
        Uuid: "TEXT",
        Wide: "TEXT",
        NowUnixMicros: "CAST((julianday('now') - 2440587.5) * 86400000000.0 AS INTEGER)",
        RowsPerInsert: 1,
        CommitWithoutFlush: "PRAGMA synchronous = NORMAL");

    public static readonly SqlDialect PostgreSql = new(
        Identity: "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
        Bytes: "BYTEA",
        Uuid: "UUID",
        Wide: "NUMERIC(39,0)",
        NowUnixMicros: "(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000)::bigint",
        RowsPerInsert: 200,
        CommitWithoutFlush: null);
}
