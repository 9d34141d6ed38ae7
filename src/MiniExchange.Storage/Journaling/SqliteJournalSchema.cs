using Microsoft.Data.Sqlite;

namespace MiniExchange.Storage.Journaling;

/// <summary>The tables of a journal on SQLite: those of Akka.Persistence.Sql, and three rows of our own.</summary>
internal static class SqliteJournalSchema
{
    // Every statement may run again. Orderings are never given twice, not even after the highest was deleted.
    private const string Statements =
        """
        create table if not exists journal (
            ordering integer primary key autoincrement,
            created bigint not null,
            deleted boolean not null,
            persistence_id nvarchar(255) not null,
            sequence_number bigint not null,
            message blob not null,
            manifest nvarchar(500) not null,
            identifier integer not null,
            writer_uuid nvarchar(128) not null,
            unique (persistence_id, sequence_number));

        create table if not exists tags (
            ordering_id bigint not null,
            tag nvarchar(64) not null,
            sequence_nr bigint not null,
            persistence_id nvarchar(255) not null,
            primary key (ordering_id, tag));

        create table if not exists snapshot (
            persistence_id nvarchar(255) not null,
            sequence_number bigint not null,
            created bigint not null,
            snapshot blob not null,
            manifest nvarchar(500) not null,
            serializer_id integer not null,
            primary key (persistence_id, sequence_number));

        create table if not exists journal_writer (
            id integer primary key check (id = 1),
            low_water bigint not null,
            holder nvarchar(255) not null,
            writer_uuid nvarchar(128) not null);

        create table if not exists journal_exchange (
            id integer primary key check (id = 1),
            exchange_id nvarchar(36) not null);

        create table if not exists journal_copy (
            id integer primary key check (id = 1),
            exchange_id nvarchar(36) not null,
            origin nvarchar(500) not null);
        """;

    public static void Create(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Statements;
        command.ExecuteNonQuery();
    }
}
