using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using MiniExchange.Actors;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Journaling;
using MiniExchange.Actors.Replicas;
using MiniExchange.Domain.Books;
using MiniExchange.Storage.Codecs;

namespace MiniExchange.Integration.Tests.Relational;

/// <summary>Records as a journal shows them, with a snapshot of each book after one of its records.</summary>
internal sealed class FeedJournal(IReadOnlyList<JournalRecord> records, long snapshotAt) : IJournal, IJournalReader
{
    public static StateReplica<Book, BookEvent> NewReplica(ActorAddress address) => new(
        address,
        new BookCodec(),
        static () => new Book(),
        static (Book book, in BookEvent happened) =>
        {
            book.Apply(happened);
            return book;
        });

    public IJournalReader OpenReader() => this;

    public StoredSnapshot? ReadSnapshot(ActorAddress address)
    {
        if (snapshotAt == 0) return null;

        var replica = NewReplica(address);
        foreach (var record in Stream(address).TakeWhile(record => record.Number <= snapshotAt)) replica.Follow(record, listener: null);
        var codec = new BookCodec();
        var output = new ArrayBufferWriter<byte>();
        codec.WriteSnapshotNumber(replica.RecordNumber, output);
        codec.WriteSnapshotBody(new CellSnapshot<Book>(0, replica.LastAtUnixMicros, replica.State, [], [], []), output);
        return new StoredSnapshot(replica.RecordNumber, codec.SerializerId, codec.SnapshotManifest, output.WrittenMemory);
    }

    public IEnumerable<JournalRecord> ReadStream(ActorAddress address, long afterRecordNumber) =>
        Stream(address).Where(record => record.Number > afterRecordNumber).ToList();

    public IReadOnlyList<ActorAddress> ReadAddresses(string kind) =>
        [.. records.Select(record => record.Address).Where(address => address.Kind == kind).Distinct()];

    public IReadOnlyList<JournalRecord> ReadAfter(long position, int maxRecords) =>
        [.. records.Where(record => record.Position > position).Take(maxRecords)];

    public ReadOnlyMemory<byte> ReadPeerChunk(ActorAddress address, int chunk, long recordNumber) => throw new NotSupportedException();

    public IJournalWriter OpenWriter() => throw new NotSupportedException();

    public void Dispose()
    {
        // Nothing is open.
    }

    private IEnumerable<JournalRecord> Stream(ActorAddress address) => records.Where(record => record.Address == address);
}
