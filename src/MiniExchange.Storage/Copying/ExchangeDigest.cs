using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors;
using MiniExchange.Actors.Journaling;
using MiniExchange.Actors.Replicas;
using MiniExchange.Application;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using MiniExchange.Storage.Codecs;

namespace MiniExchange.Storage.Copying;

/// <summary>An exchange in a few numbers: two exchanges with the same are the same.</summary>
/// <param name="Records">How many records the journal has.</param>
/// <param name="Books">How many books were rebuilt.</param>
/// <param name="Accounts">How many accounts were rebuilt.</param>
/// <param name="Parts">The SHA-256 of each table's rows and of the rebuilt states, in hexadecimal digits, by name.</param>
public sealed record ExchangeDigest(long Records, int Books, int Accounts, IReadOnlyDictionary<string, string> Parts)
{
    /// <summary>All parts in one, in hexadecimal digits.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(
        string.Join('\n', Parts.OrderBy(part => part.Key, StringComparer.Ordinal).Select(part => $"{part.Key} {part.Value}")))));

    /// <summary>The parts in which two differ.</summary>
    public IReadOnlyList<string> DifferencesTo(ExchangeDigest other) =>
        [.. Parts.Keys.Where(name => !string.Equals(Parts[name], other.Parts[name], StringComparison.Ordinal))];

    /// <summary>Reads every row that is copied, and rebuilds every book and account from snapshot and records.</summary>
    internal static async Task<ExchangeDigest> OfAsync(
        HeldExchange held, string step, IProgress<CopyProgress> progress, CancellationToken cancellationToken)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        long records = 0;
        foreach (var table in CopiedTable.All)
        {
            var (rows, hash) = await HashRowsAsync(held, table, step, progress, cancellationToken);
            if (table == CopiedTable.Journal) records = rows;
            parts[table.Name] = hash;
        }

        parts["low water"] = held.LowWater.ToString(CultureInfo.InvariantCulture);
        using var journal = held.Place.Journal.OpenReader();
        var books = journal.ReadAddresses(Addresses.BookKind);
        var accounts = journal.ReadAddresses(Addresses.AccountKind);
        var rebuilt = 0L;
        parts["books"] = HashStates(books, HashOfBook);
        parts["accounts"] = HashStates(accounts, HashOfAccount);
        return new ExchangeDigest(records, books.Count, accounts.Count, parts);

        string HashStates(IReadOnlyList<ActorAddress> addresses, Func<ActorAddress, IJournalReader, (long RecordNumber, ulong Hash)> rebuild)
        {
            using var hash = new RowHash();
            foreach (var address in addresses)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var (recordNumber, state) = rebuild(address, journal);
                hash.Add([address.PersistenceId, recordNumber, unchecked((long)state)]);
                rebuilt++;
                progress.Report(new CopyProgress($"{step}: books and accounts", rebuilt, books.Count + accounts.Count, rebuilt));
            }

            return hash.End();
        }
    }

    private static async Task<(long Rows, string Hash)> HashRowsAsync(
        HeldExchange held, CopiedTable table, string step, IProgress<CopyProgress> progress, CancellationToken cancellationToken)
    {
        using var hash = new RowHash();
        var total = table == CopiedTable.Journal ? held.LastPosition : await held.CountAsync(table, cancellationToken);
        long rows = 0;
        object?[]? last = null;
        while (await held.ReadAsync(table, last, cancellationToken) is { Count: > 0 } batch)
        {
            foreach (var row in batch) hash.Add(row);
            last = batch[^1];
            rows += batch.Count;
            progress.Report(new CopyProgress($"{step}: {table.Name}", table == CopiedTable.Journal ? (long)last[0]! : rows, total, rows));
        }

        return (rows, hash.End());
    }

    /// <summary>A book rebuilt from snapshot and records: its last record, and its state.</summary>
    internal static (long RecordNumber, ulong Hash) HashOfBook(ActorAddress address, IJournalReader journal)
    {
        var book = new StateReplica<Book, BookEvent>(
            address,
            new BookCodec(),
            static () => new Book(),
            static (Book state, in BookEvent happened) =>
            {
                state.Apply(happened);
                return state;
            });
        book.Seed(journal);
        return (book.RecordNumber, book.State.StateHash());
    }

    /// <summary>An account rebuilt from snapshot and records: its last record, and its state.</summary>
    internal static (long RecordNumber, ulong Hash) HashOfAccount(ActorAddress address, IJournalReader journal)
    {
        var id = new AccountId(long.Parse(address.Id, CultureInfo.InvariantCulture));
        var account = new StateReplica<Account, AccountEvent>(
            address,
            new AccountCodec(),
            () => Domain.Accounts.Account.Empty(id),
            static (Account state, in AccountEvent happened) => AccountDecider.Evolve(state, happened));
        account.Seed(journal);
        return (account.RecordNumber, AccountHash.StateHash(account.State));
    }

    // Every value with its length or a mark, so that no two rows are written alike.
    private sealed class RowHash : IDisposable
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private readonly byte[] _number = new byte[sizeof(long)];

        public void Add(ReadOnlySpan<object?> row)
        {
            foreach (var value in row)
            {
                switch (value)
                {
                    case null: AddNumber(-1); break;
                    case bool yes: AddNumber(yes ? 1 : 0); break;
                    case int number: AddNumber(number); break;
                    case long number: AddNumber(number); break;
                    case string text: AddBytes(Encoding.UTF8.GetBytes(text)); break;
                    case byte[] bytes: AddBytes(bytes); break;
                    default: throw new System.Diagnostics.UnreachableException($"No column holds a {value.GetType().Name}.");
                }
            }
        }

        public string End() => Convert.ToHexStringLower(_hash.GetHashAndReset());

        public void Dispose() => _hash.Dispose();

        private void AddBytes(ReadOnlySpan<byte> bytes)
        {
            AddNumber(bytes.Length);
            _hash.AppendData(bytes);
        }

        private void AddNumber(long number)
        {
            BinaryPrimitives.WriteInt64LittleEndian(_number, number);
            _hash.AppendData(_number);
        }
    }
}
