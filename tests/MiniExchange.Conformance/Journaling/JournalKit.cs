using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using MiniExchange.Actors;
using MiniExchange.Actors.Journaling;
using Xunit;
using static MiniExchange.Conformance.Journaling.Batches;

namespace MiniExchange.Conformance.Journaling;

/// <summary>What every <see cref="IJournal"/> promises, whatever it is kept in.</summary>
public abstract class JournalKit
{
    protected static readonly ActorAddress Alice = ActorAddress.Of("account", "1");
    protected static readonly ActorAddress Bob = ActorAddress.Of("account", "2");
    protected static readonly ActorAddress Book = ActorAddress.Of("book", "BTCUSDT");

    /// <summary>A journal on this test's own store: empty at first, the same store each time.</summary>
    /// <param name="lockWaitMs">How long it waits for a writer that is about to end.</param>
    protected abstract IJournal OpenJournal(int lockWaitMs = 30_000);

    [KitFact]
    public void Writer_WhenTheJournalIsNew_StandsAtZero()
    {
        using var writer = OpenJournal().OpenWriter();

        Assert.Equal(0, writer.LastPosition);
        Assert.Equal(0, writer.LowWater);
    }

    [KitFact]
    public void Commit_OfABatch_GivesAscendingPositionsInItsOrder()
    {
        using var writer = OpenJournal().OpenWriter();
        var batch = Of(Record(Book, 1), Record(Alice, 1), Record(Book, 2), Record(Bob, 1), Record(Alice, 2));

        writer.Commit(batch);

        var positions = batch.Records.Select(record => record.Position).ToArray();
        Assert.True(positions[0] > 0);
        Assert.Equal(positions.Order(), positions);
        Assert.Distinct(positions);
        Assert.Equal(positions[^1], writer.LastPosition);
        using var reader = OpenJournal().OpenReader();
        Assert.Equal(
            batch.Records.Select(record => (record.Position, record.Address, record.Number)),
            reader.ReadAfter(0, 10).Select(record => (record.Position, record.Address, record.Number)));
    }

    [KitFact]
    public void Commit_OfARecord_KeepsAllOfIt()
    {
        using var writer = OpenJournal().OpenWriter();
        var appended = Record(Alice, 1, Bytes("first second"));

        writer.Commit(Of(appended));

        using var reader = OpenJournal().OpenReader();
        var record = Assert.Single(reader.ReadStream(Alice, 0));
        Assert.Equal(appended.Position, record.Position);
        Assert.Equal(Alice, record.Address);
        Assert.Equal(1, record.Number);
        Assert.Equal(SerializerId, record.SerializerId);
        Assert.Equal(Manifest, record.Manifest);
        Assert.Equal("first second", Text(record.Payload));
    }

    [KitFact]
    public void Commit_AfterReopening_GoesOnAfterTheLastPosition()
    {
        long last;
        using (var writer = OpenJournal().OpenWriter())
        {
            writer.Commit(Of(Records(Alice, 1, 3)));
            last = writer.LastPosition;
        }

        using var reopened = OpenJournal().OpenWriter();
        Assert.Equal(last, reopened.LastPosition);
        var next = Record(Alice, 4);
        reopened.Commit(Of(next));
        Assert.True(next.Position > last);
    }

    [KitFact]
    public void Commit_WhenItsLastRecordCannotBeStored_StoresNothingOfIt()
    {
        using (var writer = OpenJournal().OpenWriter())
        {
            writer.Commit(Of(Record(Alice, 1)));
            var batch = new JournalBatch(
                [Record(Alice, 2), Record(Book, 1), Record(Alice, 1)], [Snapshot(Book, 1, "book")], LowWater: 99);

            Assert.Throws<JournalUnavailableException>(() => writer.Commit(batch));
            Assert.All(batch.Records, record => Assert.Equal(0, record.Position));
        }

        using var reopened = OpenJournal().OpenWriter();
        Assert.Equal(0, reopened.LowWater);
        using var reader = OpenJournal().OpenReader();
        Assert.Equal(PayloadOf(Alice, 1), Assert.Single(reader.ReadAfter(0, 10)).Payload.ToArray());
        Assert.Null(reader.ReadSnapshot(Book));
    }

    [KitFact]
    public void Commit_OfANumberThatExists_SaysThatASecondWriterWasFenced()
    {
        using var writer = OpenJournal().OpenWriter();
        writer.Commit(Of(Record(Alice, 1)));

        var failure = Assert.Throws<JournalUnavailableException>(() => writer.Commit(Of(Record(Alice, 1))));

        Assert.Contains("second writer", failure.Message, StringComparison.Ordinal);
        Assert.Contains(Alice.PersistenceId, failure.Message, StringComparison.Ordinal);
    }

    [KitFact]
    public void Commit_AfterAFailedOne_IsRefused()
    {
        using var writer = OpenJournal().OpenWriter();
        writer.Commit(Of(Record(Alice, 1)));
        Assert.Throws<JournalUnavailableException>(() => writer.Commit(Of(Record(Alice, 1))));

        Assert.Throws<JournalUnavailableException>(() => writer.Commit(Of(Record(Alice, 2))));

        using var reader = OpenJournal().OpenReader();
        Assert.Single(reader.ReadStream(Alice, 0));
    }

    [KitFact]
    public void OpenWriter_WhileAnotherHoldsTheJournal_IsRefusedAndToldWho()
    {
        using var writer = OpenJournal().OpenWriter();

        var refusal = Assert.Throws<JournalInUseException>(() => OpenJournal(lockWaitMs: 0).OpenWriter());

        Assert.Contains(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), refusal.Message, StringComparison.Ordinal);
        Assert.Contains(Environment.MachineName, refusal.Message, StringComparison.Ordinal);
        writer.Commit(Of(Record(Alice, 1)));
    }

    [KitFact]
    public void OpenWriter_OnceTheHolderIsDisposed_Succeeds()
    {
        OpenJournal().OpenWriter().Dispose();

        using var writer = OpenJournal().OpenWriter();

        writer.Commit(Of(Record(Alice, 1)));
        Assert.True(writer.LastPosition > 0);
    }

    [KitFact]
    public void LowWater_AfterReopening_IsTheLastOneCommitted()
    {
        using (var writer = OpenJournal().OpenWriter())
        {
            writer.Commit(new JournalBatch([Record(Alice, 1)], [], LowWater: 17));
            writer.Commit(Of(Record(Alice, 2)));
            Assert.Equal(17, writer.LowWater);
        }

        using var reopened = OpenJournal().OpenWriter();
        Assert.Equal(17, reopened.LowWater);
    }

    [KitFact]
    public void ReadStream_AfterANumber_GivesTheRestOfThatStreamInOrder()
    {
        using var writer = OpenJournal().OpenWriter();

        // Many more than a page of whatever size, with others in between.
        for (var first = 1; first <= 901; first += 100)
        {
            writer.Commit(Of([.. Records(Alice, first, first + 99), .. Records(Bob, first, first + 99)]));
        }

        using var reader = OpenJournal().OpenReader();
        var records = reader.ReadStream(Alice, 400).ToArray();
        Assert.Equal(Enumerable.Range(401, 600).Select(number => (long)number), records.Select(record => record.Number));
        Assert.All(records, record => Assert.Equal(PayloadOf(Alice, record.Number), record.Payload.ToArray()));
        Assert.Empty(reader.ReadStream(Alice, 1000));
        Assert.Empty(reader.ReadStream(Book, 0));
    }

    [KitFact]
    public void ReadStream_WhenARecordIsMissing_Fails()
    {
        using var writer = OpenJournal().OpenWriter();
        writer.Commit(Of(Record(Alice, 1), Record(Alice, 3)));
        using var reader = OpenJournal().OpenReader();

        var failure = Assert.Throws<JournalUnavailableException>(() => reader.ReadStream(Alice, 0).ToArray());

        Assert.Contains("Record 2 of account-1", failure.Message, StringComparison.Ordinal);
    }

    [KitFact]
    public void ReadStream_WhileItIsWalked_AllowsOtherQuestions()
    {
        using var writer = OpenJournal().OpenWriter();
        writer.Commit(new JournalBatch(Records(Alice, 1, 3), [Snapshot(Alice, 3, "three")], LowWater: null));
        using var reader = OpenJournal().OpenReader();

        var seen = new List<long?>();
        foreach (var _ in reader.ReadStream(Alice, 0)) seen.Add(reader.ReadSnapshot(Alice)?.RecordNumber);

        Assert.Equal([3L, 3L, 3L], seen);
    }

    [KitFact]
    public void Reader_OpenedBeforeACommit_SeesItAfter()
    {
        using var writer = OpenJournal().OpenWriter();
        using var reader = OpenJournal().OpenReader();
        Assert.Empty(reader.ReadAfter(0, 10));

        writer.Commit(Of(Record(Alice, 1)));

        Assert.Single(reader.ReadAfter(0, 10));
    }

    [KitFact]
    public void OpenReader_OfAJournalThatNobodyEverWrote_FindsNothing()
    {
        using var reader = OpenJournal().OpenReader();

        Assert.Empty(reader.ReadAfter(0, 10));
        Assert.Empty(reader.ReadAddresses("account"));
        Assert.Null(reader.ReadSnapshot(Alice));
    }

    [KitFact]
    public void ReadAfter_InPages_GivesEveryRecordOnceAndAShortPageOnlyAtTheEnd()
    {
        using var writer = OpenJournal().OpenWriter();
        writer.Commit(Of([.. Records(Alice, 1, 6), .. Records(Book, 1, 5)]));
        using var reader = OpenJournal().OpenReader();

        var pages = new List<IReadOnlyList<JournalRecord>> { reader.ReadAfter(0, 4) };
        while (pages[^1].Count == 4) pages.Add(reader.ReadAfter(pages[^1][^1].Position, 4));

        Assert.Equal([4, 4, 3], pages.Select(page => page.Count));
        var all = pages.SelectMany(page => page).ToArray();
        Assert.Equal(all.Select(record => record.Position).Order(), all.Select(record => record.Position));
        Assert.Equal(11, all.Select(record => (record.Address, record.Number)).Distinct().Count());
        Assert.Empty(reader.ReadAfter(writer.LastPosition, 4));
    }

    [KitFact]
    public void ReadAddresses_OfAKind_GivesEachOfItsActorsOnceAndNoOthers()
    {
        using var writer = OpenJournal().OpenWriter();
        var lookalike = ActorAddress.Of("account2", "1");
        var longer = ActorAddress.Of("accounting", "1");
        var upper = ActorAddress.Of("Account", "1");
        writer.Commit(Of(
            [.. Records(Alice, 1, 5), Record(Book, 1), Record(lookalike, 1), Record(longer, 1), Record(upper, 1), .. Records(Bob, 1, 2)]));
        using var reader = OpenJournal().OpenReader();

        Assert.Equal([Alice, Bob], reader.ReadAddresses("account").OrderBy(address => address.PersistenceId, StringComparer.Ordinal));
        Assert.Equal([Book], reader.ReadAddresses("book"));
        Assert.Equal([lookalike], reader.ReadAddresses("account2"));
        Assert.Empty(reader.ReadAddresses("catalog"));
    }

    [KitFact]
    public void Commit_OfAnIdInAnyScript_KeepsIt()
    {
        using var writer = OpenJournal().OpenWriter();
        List<string> ids = ["Ünïcödé", "数字货币", "🂡", "a'b\"c", "e\u0301", "\u00e9", "with/slash"];
        ActorAddress[] addresses = [.. ids.Select(id => ActorAddress.Of("account", id))];
        writer.Commit(Of([.. addresses.Select(address => Record(address, 1))]));
        using var reader = OpenJournal().OpenReader();

        Assert.Equal(addresses.ToHashSet(), reader.ReadAddresses("account").ToHashSet());
        Assert.All(addresses, address => Assert.Equal(PayloadOf(address, 1), reader.ReadStream(address, 0).Single().Payload.ToArray()));
    }

    [KitFact]
    public void Commit_OfLargeRecords_KeepsEveryByte()
    {
        using var writer = OpenJournal().OpenWriter();
        var noise = new byte[1 << 20];
        new Random(1).NextBytes(noise);

        writer.Commit(new JournalBatch([Record(Book, 1, noise), Record(Book, 2, noise)], [Snapshot(Book, 2, new string('x', 1 << 20))], LowWater: null));

        using var reader = OpenJournal().OpenReader();
        Assert.All(reader.ReadStream(Book, 0), record => Assert.True(noise.AsSpan().SequenceEqual(record.Payload.Span)));
        Assert.Equal(1 << 20, reader.ReadSnapshot(Book)!.Payload.Length);
    }

    [KitFact]
    public void Snapshot_WhenALaterOneIsStored_IsReplaced()
    {
        using var writer = OpenJournal().OpenWriter();
        writer.Commit(new JournalBatch(Records(Alice, 1, 4), [Snapshot(Alice, 4, "four")], LowWater: null));
        writer.Commit(new JournalBatch(Records(Alice, 5, 9), [Snapshot(Alice, 9, "nine"), Snapshot(Bob, 1, "one")], LowWater: null));

        using var reader = OpenJournal().OpenReader();
        var snapshot = reader.ReadSnapshot(Alice);
        Assert.NotNull(snapshot);
        Assert.Equal((9, SerializerId, SnapshotManifest), (snapshot.RecordNumber, snapshot.SerializerId, snapshot.Manifest));
        Assert.Equal("nine", Text(snapshot.Payload));
        Assert.Equal("one", Text(reader.ReadSnapshot(Bob)!.Payload));
        Assert.Equal(2, CountSnapshotRows());
    }

    [KitFact]
    public void Snapshot_WhenStoredAgainUnderItsNumber_IsTheLastOneStored()
    {
        using var writer = OpenJournal().OpenWriter();
        writer.Commit(Of(Snapshot(Alice, 4, "before")));
        writer.Commit(Of(Snapshot(Alice, 4, "after")));

        using var reader = OpenJournal().OpenReader();
        Assert.Equal("after", Text(reader.ReadSnapshot(Alice)!.Payload));
        Assert.Equal(1, CountSnapshotRows());
    }

    [KitFact]
    public void PeerChunks_ThatALaterSnapshotStillRefersTo_AreKeptAndOthersRemoved()
    {
        // The actor whose name is a longer form of the other's must not be mistaken for it.
        var aliceToo = ActorAddress.Of("account", "11");
        using var writer = OpenJournal().OpenWriter();
        writer.Commit(Of(Snapshot(Alice, 5, "five", [5, 5, 5], Chunks((1, "one@5"), (2, "two@5"), (3, "three@5")))));
        writer.Commit(Of(Snapshot(aliceToo, 5, "five", [5], Chunks((1, "other@5")))));

        // Zero is another way to say "with this one".
        writer.Commit(Of(Snapshot(Alice, 8, "eight", [5, 0], Chunks((2, "two@8")))));

        using var reader = OpenJournal().OpenReader();
        Assert.Equal("one@5", Text(reader.ReadPeerChunk(Alice, 1, 5)));
        Assert.Equal("two@8", Text(reader.ReadPeerChunk(Alice, 2, 8)));
        Assert.Throws<JournalUnavailableException>(() => reader.ReadPeerChunk(Alice, 2, 5));
        Assert.Throws<JournalUnavailableException>(() => reader.ReadPeerChunk(Alice, 3, 5));
        Assert.Equal("other@5", Text(reader.ReadPeerChunk(aliceToo, 1, 5)));
        Assert.Equal(5, CountSnapshotRows());
    }

    [KitFact]
    public void Commit_OfNothing_ChangesNothing()
    {
        using var writer = OpenJournal().OpenWriter();
        writer.Commit(new JournalBatch([Record(Alice, 1)], [], LowWater: 1));

        writer.Commit(new JournalBatch([], [], LowWater: null));

        Assert.Equal(1, writer.LowWater);
        using var reader = OpenJournal().OpenReader();
        Assert.Single(reader.ReadAfter(0, 10));
    }

    /// <summary>How many rows the snapshot table has: what is pruned must be gone, not only unseen.</summary>
    protected abstract long CountSnapshotRows();

    private static Dictionary<int, ReadOnlyMemory<byte>> Chunks(params (int Index, string Text)[] chunks) =>
        chunks.ToDictionary(chunk => chunk.Index, chunk => Bytes(chunk.Text));
}
