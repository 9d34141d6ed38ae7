using System;
using System.Collections.Generic;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Journaling;
using MiniExchange.Application;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;

namespace MiniExchange.Storage.Relational.Projections;

/// <summary>What happened in a run of records, in order.</summary>
/// <param name="LastPosition">Of the last record.</param>
/// <param name="Happened">The events of accounts and books.</param>
/// <param name="Skipped">Records of kinds that the projection does not know.</param>
internal sealed record RecordBatch(long LastPosition, IReadOnlyList<Happened> Happened, int Skipped);

/// <summary>One event of an account, or of a book if there is none.</summary>
/// <param name="Account">The account's event.</param>
/// <param name="Book">The book's event.</param>
/// <param name="AtUnixMicros">The turn's time.</param>
internal readonly record struct Happened(AccountEvent? Account, BookEvent Book, long AtUnixMicros)
{
    /// <summary>Counts the turns of a batch.</summary>
    public int Turn { get; init; }
}

/// <summary>Reads records' payloads.</summary>
internal sealed class RecordReader(ICellCodec<Account, AccountEvent> accounts, ICellCodec<Book, BookEvent> books)
{
    private readonly Turn<AccountEvent> _accountTurn = new();
    private readonly Turn<BookEvent> _bookTurn = new();
    private int _turnsRead;

    /// <summary>Reads all records of a batch.</summary>
    /// <exception cref="InvalidOperationException">A record was written by an unknown serializer.</exception>
    public RecordBatch Read(IReadOnlyList<JournalRecord> records)
    {
        var happened = new List<Happened>(records.Count * 4);
        var skipped = 0;
        _turnsRead = 0;
        foreach (var record in records)
        {
            switch (record.Address.KindSpan)
            {
                case Addresses.AccountKind:
                    Read(record, accounts, _accountTurn, happened, static (what, at) => new Happened(what, default, at));
                    break;
                case Addresses.BookKind:
                    Read(record, books, _bookTurn, happened, static (what, at) => new Happened(null, what, at));
                    break;
                case Addresses.CatalogKind:
                    // What a book trades on is told by the book.
                    break;
                default:
                    skipped++;
                    break;
            }
        }

        return new RecordBatch(records[^1].Position, happened, skipped);
    }

    private void Read<TState, TEvent>(
        JournalRecord record,
        ICellCodec<TState, TEvent> codec,
        Turn<TEvent> scratch,
        List<Happened> happened,
        Func<TEvent, long, Happened> wrap)
    {
        foreach (var turn in codec.ReadRecord(record.Manifest, record.Payload, scratch))
        {
            _turnsRead++;
            foreach (var what in turn.Events) happened.Add(wrap(what, turn.AtUnixMicros) with { Turn = _turnsRead });
        }
    }
}
