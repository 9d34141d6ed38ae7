using System.Collections.Generic;

namespace MiniExchange.Storage.Copying;

/// <summary>A table that a copy takes along, row by row and with every column.</summary>
/// <param name="Name">As in the schema.</param>
/// <param name="IsRelational">Whether it is the relational store's; else the journal's.</param>
/// <param name="KeyColumns">How many of the first columns are the key, in whose order rows are copied and compared.</param>
/// <param name="Identity">The column whose numbers the database gives and never gives twice; null if there is none.</param>
/// <param name="RowsPerBatch">How many rows are one transaction, unless they are large.</param>
/// <param name="Columns">All of them.</param>
internal sealed record CopiedTable(
    string Name, bool IsRelational, int KeyColumns, string? Identity, int RowsPerBatch, params IReadOnlyList<CopiedColumn> Columns)
{
    /// <summary>The records. Never changed once written, so that a copy goes on after the last one it has.</summary>
    public static readonly CopiedTable Journal = new(
        "journal", IsRelational: false, KeyColumns: 1, Identity: "ordering", RowsPerBatch: 2_000,
        new("ordering", ColumnKind.Number),
        new("created", ColumnKind.Number),
        new("deleted", ColumnKind.YesNo),
        new("persistence_id", ColumnKind.Text),
        new("sequence_number", ColumnKind.Number),
        new("message", ColumnKind.Bytes),
        new("manifest", ColumnKind.Text),
        new("identifier", ColumnKind.SmallNumber),
        new("writer_uuid", ColumnKind.Text));

    /// <summary>What may change between two attempts: copied anew each time, in this order.</summary>
    public static readonly IReadOnlyList<CopiedTable> Others =
    [
        new(
            "tags", IsRelational: false, KeyColumns: 2, Identity: null, RowsPerBatch: 2_000,
            new("ordering_id", ColumnKind.Number),
            new("tag", ColumnKind.Text),
            new("sequence_nr", ColumnKind.Number),
            new("persistence_id", ColumnKind.Text)),
        new(
            "snapshot", IsRelational: false, KeyColumns: 2, Identity: null, RowsPerBatch: 100,
            new("persistence_id", ColumnKind.Text),
            new("sequence_number", ColumnKind.Number),
            new("created", ColumnKind.Number),
            new("snapshot", ColumnKind.Bytes),
            new("manifest", ColumnKind.Text),
            new("serializer_id", ColumnKind.SmallNumber)),
        new(
            "users", IsRelational: true, KeyColumns: 1, Identity: "id", RowsPerBatch: 2_000,
            new("id", ColumnKind.Number),
            new("username", ColumnKind.Text),
            new("username_folded", ColumnKind.Text),
            new("email", ColumnKind.Text),
            new("email_folded", ColumnKind.Text),
            new("password_hash", ColumnKind.Text),
            new("is_admin", ColumnKind.YesNo),
            new("created_at", ColumnKind.Number)),
        new(
            "api_keys", IsRelational: true, KeyColumns: 1, Identity: "id", RowsPerBatch: 2_000,
            new("id", ColumnKind.Number),
            new("api_key", ColumnKind.Text),
            new("user_id", ColumnKind.Number),
            new("encrypted_secret", ColumnKind.Bytes),
            new("label", ColumnKind.Text),
            new("permissions", ColumnKind.Number),
            new("created_at", ColumnKind.Number),
            new("kind", ColumnKind.Number),
            new("public_key", ColumnKind.Bytes),
            new("allowed_addresses", ColumnKind.Text)),
    ];

    /// <summary>Every table that is copied.</summary>
    public static IReadOnlyList<CopiedTable> All { get; } = [Journal, .. Others];
}

/// <summary>A column of a <see cref="CopiedTable"/>.</summary>
internal sealed record CopiedColumn(string Name, ColumnKind Kind);

/// <summary>What a column holds. The two databases call it by other names.</summary>
internal enum ColumnKind
{
    /// <summary>64 bits.</summary>
    Number = 0,

    /// <summary>32 bits.</summary>
    SmallNumber = 1,

    /// <summary>Yes or no.</summary>
    YesNo = 2,

    /// <summary>Text.</summary>
    Text = 3,

    /// <summary>Bytes.</summary>
    Bytes = 4,
}
