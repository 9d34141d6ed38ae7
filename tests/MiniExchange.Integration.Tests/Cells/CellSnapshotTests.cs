using System.Globalization;
using System.Linq;
using MiniExchange.Actors;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Messages;
using MiniExchange.Conformance.Engines;
using Xunit;

namespace MiniExchange.Integration.Tests.Cells;

/// <summary>When snapshots are taken, what they hold, and that they cost what changed.</summary>
public sealed class CellSnapshotTests
{
    private static readonly ActorAddress Peer = Probes.Named("peer");

    [Fact]
    public void Snapshot_HoldsStateOutboxMarksAndTime()
    {
        using var cell = new StoredCell(new CellOptions { SnapshotMinBytes = 1 });
        cell.Deliver(Peer, 1, "add 5; note kept");
        cell.Commit();
        cell.Ask("send probe-peer note 1; pad 1000");
        var snapshot = Assert.Single(cell.Commit());

        Assert.Equal(2, snapshot.RecordNumber);
        cell.Restart();

        Assert.Equal([new MarkInquiry(StoredCell.Self, Peer)], cell.Host.Parcels);
        cell.Now -= 1;
        var tally = cell.Tally();
        Assert.Equal((5, "kept", StoredCell.Start), (tally.Count, tally.Log, tally.AtUnixMicros));
        cell.Host.Settle();
        cell.Deliver(Peer, 1, "add 5");
        Assert.Empty(cell.Host.Recorded);
        cell.Ask("send probe-peer note 2");
        Assert.Equal(2, cell.LastTurn().Sends.Single().Sequence);
    }

    [Fact]
    public void Snapshot_IsDueOnceRecordsOutweighTheMinimumAndTheLastOne()
    {
        using var cell = new StoredCell(new CellOptions { SnapshotMinBytes = 500 });
        cell.Ask("pad 400");
        Assert.Empty(cell.Commit());
        cell.Ask("pad 100");
        Assert.Single(cell.Commit());

        // The state is 4,000 characters now: the next one is due only when the records are four times as much.
        cell.Ask("note " + new string('x', 4_000));
        Assert.Single(cell.Commit());
        cell.Ask("pad 15000");
        Assert.Empty(cell.Commit());
        cell.Ask("pad 1500");
        Assert.Single(cell.Commit());
    }

    [Fact]
    public void Snapshot_WhileOneIsOnItsWay_IsNotTaken()
    {
        using var cell = new StoredCell(new CellOptions { SnapshotMinBytes = 1 });

        cell.Ask("pad 1000");
        cell.Ask("pad 1000");

        Assert.Single(cell.Host.Outputs, output => output.Snapshot is not null);
    }

    [Fact]
    public void Peers_AreStoredInChunksAndOnlyThoseThatChanged()
    {
        using var stored = new StoredCell();
        for (var i = 0; i < (2 * PeerTable.ChunkSize) + 10; i++) stored.Deliver(Sender(i), 1, "add 1");
        stored.Commit();
        stored.Restart(new CellOptions { SnapshotMinBytes = 1 });
        stored.Deliver(Sender(0), 2, "add 1; pad 1000");
        var first = Assert.Single(stored.Commit());
        Assert.Equal([1, 2], first.ChangedPeerChunks.Keys.Order());
        Assert.Equal([first.RecordNumber, first.RecordNumber], first.PeerChunks);

        // Only somebody of the last chunk is met again.
        stored.Deliver(Sender((2 * PeerTable.ChunkSize) + 9), 2, "add 1; pad 1000000");
        var second = Assert.Single(stored.Commit());
        Assert.Equal([2], second.ChangedPeerChunks.Keys);
        Assert.Equal([first.RecordNumber, second.RecordNumber], second.PeerChunks);

        stored.Restart();
        Assert.Equal((2 * PeerTable.ChunkSize) + 12, stored.Tally().Count);
        foreach (var (peer, mark) in new[] { (0, 2), (1, 1), (PeerTable.ChunkSize, 1), ((2 * PeerTable.ChunkSize) + 9, 2) })
        {
            stored.Host.Settle();
            stored.Cell.Receive(new MarkInquiry(Sender(peer), StoredCell.Self), stored.Now);
            Assert.Equal(mark, Assert.IsType<Acknowledgement>(Assert.Single(stored.Host.Parcels)).Through);
        }

        // A snapshot after a restart still refers to the chunks stored before it.
        stored.Deliver(Sender(0), 3, "add 1; pad 2000000");
        var third = Assert.Single(stored.Commit());
        Assert.Empty(third.ChangedPeerChunks);
        Assert.Equal(second.PeerChunks, third.PeerChunks);
    }

    [Fact]
    public void Snapshots_OfAnActorWithManyPeers_CostAboutWhatItsRecordsDo()
    {
        using var stored = new StoredCell(new CellOptions { SnapshotMinBytes = 4096 });
        var recordBytes = 0L;
        var snapshotBytes = 0L;
        var restarted = false;
        for (var turn = 0; turn < 24 * PeerTable.ChunkSize; turn++)
        {
            stored.Deliver(Sender(turn % (4 * PeerTable.ChunkSize)), 1 + (turn / (4 * PeerTable.ChunkSize)), "add 1");
            recordBytes += stored.Host.Outputs.Sum(output => output.Turn.Length);
            snapshotBytes += stored.Commit().Sum(snapshot => snapshot.Payload.Length + snapshot.ChangedPeerChunks.Values.Sum(chunk => chunk.Length));
            if (restarted || turn < 6 * PeerTable.ChunkSize) continue;

            stored.Restart();
            restarted = true;
        }

        // Twice, because the first ones were due by the size of smaller ones before them.
        Assert.InRange(snapshotBytes, 1, 2 * recordBytes);
    }

    private static ActorAddress Sender(int number) => Probes.Named(number.ToString(CultureInfo.InvariantCulture));
}
