namespace MiniExchange.Storage.Relational;

/// <summary>The words in which the two databases differ.</summary>
/// <param name="Identity">A 64-bit primary key that the database counts up from 1 and never gives twice.</param>
/// <param name="Bytes">A column of bytes.</param>
/// <param name="Uuid">A column of a <see cref="System.Guid"/>.</param>
/// <param name="Wide">A whole number of 128 bits. SQLite has none: it keeps the digits as text.</param>
/// <param name="NowUnixMicros">The database's clock, microseconds since 1970-01-01 UTC.</param>
/// <param name="HasArrays">
/// Whether a parameter may be an array. Then many rows, or keys, are one statement, whose text is always the same and so is prepared once; without,
/// each row is a statement, and keys stand in the text.
/// </param>
/// <param name="ForProjection">
/// Settings of the projection's connection. On SQLite its commits reach the disk a moment later: in order, so that a power cut may take back the last
/// ones, whole, and what it takes back is applied again, for the position goes with the rows. Not on PostgreSQL, whose server may fall while this
/// process goes on and knows better. There a plan is made once, while tables are small: it must not read all of them, nor be compiled for looking as if it did.
/// </param>
internal sealed record SqlDialect(
    string Identity, string Bytes, string Uuid, string Wide, string NowUnixMicros, bool HasArrays, string ForProjection)
{
    public static readonly SqlDialect Sqlite = new(
        Identity: "INTEGER PRIMARY KEY AUTOINCREMENT",
        Bytes: "BLOB",
        Uuid: "TEXT",
        Wide: "TEXT",
        NowUnixMicros: "CAST((julianday('now') - 2440587.5) * 86400000000.0 AS INTEGER)",
        HasArrays: false,
        ForProjection: "PRAGMA synchronous = NORMAL");

    public static readonly SqlDialect PostgreSql = new(
        Identity: "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
        Bytes: "BYTEA",
        Uuid: "UUID",
        Wide: "NUMERIC(39,0)",
        NowUnixMicros: "(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000)::bigint",
        HasArrays: true,
        ForProjection: "SET enable_seqscan = off; SET jit = off");
}
