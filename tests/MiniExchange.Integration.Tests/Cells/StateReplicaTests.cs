using System;
using System.Collections.Generic;
using System.Linq;
using MiniExchange.Actors;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Journaling;
using MiniExchange.Actors.Replicas;
using MiniExchange.Application;
using MiniExchange.Domain.Books;
using MiniExchange.Integration.Tests.Relational;
using MiniExchange.Storage.Codecs;
using Xunit;

namespace MiniExchange.Integration.Tests.Cells;

/// <summary>A copy of a book that follows its records: exact, or it says that it is not.</summary>
public sealed class StateReplicaTests : IReplicaListener<Book, BookEvent>
{
    private static readonly ActorAddress Address = Addresses.Book(TradingDay.Symbol);

    private readonly InMemoryFeed _feed = new();
    private readonly SmallMarket _market;
    private readonly List<string> _seen = [];
    private BookEventKind? _throwOn;

    public StateReplicaTests()
    {
        _market = new SmallMarket(_feed, seed: 7);
        for (var i = 0; i < 2_000; i++) _market.Step();
    }

    private JournalRecord[] Records => [.. _feed.Records.Where(record => record.Address == Address)];

    [Fact]
    public void Follow_EveryRecord_IsTheStateThatSeedingGives()
    {
        var followed = NewReplica();
        var hashes = Records.Select(record =>
        {
            Assert.True(followed.Follow(record, listener: null));
            return followed.State.StateHash();
        }).ToArray();

        var snapshotAt = Records.Length / 2;
        for (var end = snapshotAt; end <= Records.Length; end += 7)
        {
            var seeded = NewReplica();
            seeded.Seed(new FeedJournal(Records[..end], snapshotAt));

            Assert.Equal(end, seeded.RecordNumber);
            Assert.Equal(hashes[end - 1], seeded.State.StateHash());
        }
    }

    [Fact]
    public void Follow_WhenTheStateHasTheRecord_SkipsIt()
    {
        var replica = NewReplica();
        replica.Seed(new FeedJournal(Records[..10], snapshotAt: 0));
        var hash = replica.State.StateHash();

        Assert.False(replica.Follow(Records[9], this));

        Assert.Equal(hash, replica.State.StateHash());
        Assert.Empty(_seen);
        Assert.True(replica.Follow(Records[10], listener: null));
    }

    [Fact]
    public void Follow_PastAGap_ThrowsAndChangesNothing()
    {
        var replica = NewReplica();
        replica.Seed(new FeedJournal(Records[..10], snapshotAt: 0));

        Assert.Throws<ReplicaGapException>(() => replica.Follow(Records[11], this));

        Assert.Empty(_seen);
        Assert.True(replica.Follow(Records[10], listener: null));
    }

    [Fact]
    public void Follow_WhenTheRecordCannotBeRead_ChangesNothing()
    {
        var replica = NewReplica();
        replica.Seed(new FeedJournal(Records[..10], snapshotAt: 0));

        Assert.Throws<NotSupportedException>(() => replica.Follow(Records[10] with { Manifest = "book.record/9" }, this));
        Assert.Throws<NotSupportedException>(() => replica.Follow(Records[10] with { Manifest = "account.record/9" }, this));

        Assert.Empty(_seen);
        Assert.True(replica.Follow(Records[10], listener: null));
    }

    [Fact]
    public void Follow_AfterAThrowHalfway_RefusesUntilSeededAnew()
    {
        var traded = Array.FindIndex(Records, record => Turns(record).Any(turn => turn.Any(IsTrade)));
        var replica = NewReplica();
        replica.Seed(new FeedJournal(Records[..traded], snapshotAt: 0));
        _throwOn = BookEventKind.TradeExecuted;
        Assert.Throws<InvalidOperationException>(() => replica.Follow(Records[traded], this));
        _throwOn = null;

        Assert.Throws<ReplicaGapException>(() => replica.Follow(Records[traded], this));

        replica.Seed(new FeedJournal(Records[..traded], snapshotAt: 0));
        Assert.True(replica.Follow(Records[traded], this));
    }

    [Fact]
    public void Follow_ShowsEachEventBeforeAndAfterIt_AndEachTurnsEnd()
    {
        var traded = Array.FindIndex(Records, record => Turns(record).Any(turn => turn.Any(IsTrade)));
        var replica = NewReplica();
        replica.Seed(new FeedJournal(Records[..traded], snapshotAt: 0));
        var trades = replica.State.TradeCount;

        replica.Follow(Records[traded], this);

        var events = Turns(Records[traded]).Single();
        var expected = events.SelectMany(happened => new[]
        {
            $"before {happened.Kind} {trades}",
            $"after {happened.Kind} {(IsTrade(happened) ? ++trades : trades)}",
        });
        Assert.Equal([.. expected, $"end {trades}"], _seen);
    }

    void IReplicaListener<Book, BookEvent>.Applying(Book before, in BookEvent happened, long atUnixMicros)
    {
        if (happened.Kind == _throwOn) throw new InvalidOperationException("As the test wants.");
        _seen.Add($"before {happened.Kind} {before.TradeCount}");
    }

    void IReplicaListener<Book, BookEvent>.Applied(Book after, in BookEvent happened, long atUnixMicros) =>
        _seen.Add($"after {happened.Kind} {after.TradeCount}");

    void IReplicaListener<Book, BookEvent>.TurnEnded(Book state, long atUnixMicros) => _seen.Add($"end {state.TradeCount}");

    private static StateReplica<Book, BookEvent> NewReplica() => FeedJournal.NewReplica(Address);

    private static bool IsTrade(BookEvent happened) => happened.Kind == BookEventKind.TradeExecuted;

    private static BookEvent[][] Turns(JournalRecord record) =>
        [.. new BookCodec().ReadRecord(record.Manifest, record.Payload, new Turn<BookEvent>()).Select(turn => turn.Events.ToArray())];
}
