using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using MiniExchange.Actors;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Journaling;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Storage.Copying;
using Xunit;

namespace MiniExchange.ClusterTests.Engines;

/// <summary>The books and accounts that one engine has in memory.</summary>
internal sealed class LiveStates
{
    private readonly ConcurrentDictionary<ActorAddress, IBehavior<Account, AccountEvent>> _accounts = new();
    private readonly ConcurrentDictionary<ActorAddress, IBehavior<Book, BookEvent>> _books = new();

    /// <summary>The same kinds, each of whose actors is noted here when it is loaded.</summary>
    public IReadOnlyList<ActorKind> Watch(IReadOnlyList<ActorKind> kinds) => [.. kinds.Select(Watch)];

    /// <summary>Requires of an engine that has stopped: what it had in memory is what its journal makes, with snapshots and without.</summary>
    public void RequireReplayed(IJournalReader journal)
    {
        var withoutSnapshots = new WithoutSnapshots(journal);
        Assert.NotEmpty(_accounts);
        Assert.NotEmpty(_books);
        foreach (var (address, account) in _accounts)
        {
            var live = AccountHash.StateHash(account.State);
            Assert.Equal((address, live), (address, ExchangeDigest.HashOfAccount(address, journal).Hash));
            Assert.Equal((address, live), (address, ExchangeDigest.HashOfAccount(address, withoutSnapshots).Hash));
        }

        foreach (var (address, book) in _books)
        {
            var live = book.State.StateHash();
            Assert.Equal((address, live), (address, ExchangeDigest.HashOfBook(address, journal).Hash));
            Assert.Equal((address, live), (address, ExchangeDigest.HashOfBook(address, withoutSnapshots).Hash));
        }
    }

    private ActorKind Watch(ActorKind kind) => kind switch
    {
        ActorKind<Account, AccountEvent> accounts => accounts.Wrapping((address, behavior) => _accounts[address] = behavior),
        ActorKind<Book, BookEvent> books => books.Wrapping((address, behavior) => _books[address] = behavior),
        _ => kind,
    };

    private sealed class WithoutSnapshots(IJournalReader inner) : IJournalReader
    {
        public StoredSnapshot? ReadSnapshot(ActorAddress address) => null;

        public ReadOnlyMemory<byte> ReadPeerChunk(ActorAddress address, int chunk, long recordNumber) =>
            inner.ReadPeerChunk(address, chunk, recordNumber);

        public IEnumerable<JournalRecord> ReadStream(ActorAddress address, long afterRecordNumber) => inner.ReadStream(address, afterRecordNumber);

        public IReadOnlyList<JournalRecord> ReadAfter(long position, int maxRecords) => inner.ReadAfter(position, maxRecords);

        public IReadOnlyList<ActorAddress> ReadAddresses(string kind) => inner.ReadAddresses(kind);

        public void Dispose()
        {
        }
    }
}
