using System;
using System.Collections.Generic;
using System.Linq;
using MiniExchange.Actors.Cells;
using MiniExchange.Conformance.Engines;
using Xunit;

namespace MiniExchange.Integration.Tests.Cells;

public sealed class PendingTurnsTests
{
    private const int MaxRecordBytes = 10;

    private static readonly CellStream Stream = new(Probes.Named("a"), serializerId: 1, "probe.record/1");

    private readonly PendingTurns _pending = new(MaxRecordBytes);

    [Fact]
    public void TurnsThatWait_AreOneRecordInTheirOrder()
    {
        var (first, second) = (Add(1, 2), Add(3));

        Assert.Equal(new byte[] { 1, 2, 3 }, _pending.TakeRecord());
        Assert.True(_pending.IsWriting);
        Assert.Equal([first, second], _pending.TakeWritten());
        Assert.False(_pending.IsWriting);
        Assert.Equal(0, _pending.Count);
    }

    [Fact]
    public void TurnsDuringAWrite_WaitForTheNextRecord()
    {
        Add(1);
        _pending.TakeRecord();
        var during = new[] { Add(2), Add(3) };

        Assert.Empty(_pending.TakeRecord());
        Assert.Equal(3, _pending.Count);
        _pending.TakeWritten();
        Assert.Equal(new byte[] { 2, 3 }, _pending.TakeRecord());
        Assert.Equal(during, _pending.TakeWritten());
    }

    [Fact]
    public void OutputWithoutATurn_LeavesAtOnceOnlyIfNothingIsBeforeIt()
    {
        var free = Add();
        Assert.Same(free, _pending.TakeReady());
        Assert.Null(_pending.TakeReady());

        Add(1);
        var behind = Add();
        Assert.Null(_pending.TakeReady());
        _pending.TakeRecord();
        Assert.Null(_pending.TakeReady());
        Assert.Same(behind, _pending.TakeWritten()[1]);
    }

    [Fact]
    public void OutputWithoutATurn_DuringAWrite_LeavesWithItAndNotBefore()
    {
        Add(1);
        _pending.TakeRecord();
        var during = Add();

        Assert.Null(_pending.TakeReady());
        _pending.TakeWritten();
        Assert.Same(during, _pending.TakeReady());
    }

    [Fact]
    public void Record_IsNoLargerThanAllowed()
    {
        Add(new byte[6]);
        Add(new byte[4]);
        var answer = Add();
        Add(new byte[1]);

        Assert.Equal(MaxRecordBytes, _pending.TakeRecord().Length);
        Assert.Same(answer, _pending.TakeWritten()[2]);
        Assert.Single(_pending.TakeRecord());
    }

    [Fact]
    public void TurnLargerThanARecord_IsOneByItself()
    {
        Add(new byte[1]);
        Add(new byte[20]);
        Add(new byte[1]);

        Assert.Equal([1, 20, 1], Enumerable.Range(0, 3).Select(_ =>
        {
            var bytes = _pending.TakeRecord().Length;
            _pending.TakeWritten();
            return bytes;
        }));
    }

    [Fact]
    public void Snapshot_EndsItsRecord()
    {
        Add(1);
        var output = new CellOutput { Stream = Stream, Turn = new byte[] { 2 }, Snapshot = Draft() };
        _pending.Add(output);
        Add(3);

        Assert.Equal(new byte[] { 1, 2 }, _pending.TakeRecord());
        Assert.Same(output, _pending.TakeWritten()[^1]);
        Assert.Equal(new byte[] { 3 }, _pending.TakeRecord());
    }

    [Fact]
    public void All_IsWhatWasNotLetOutInOrder()
    {
        var first = Add(1);
        _pending.TakeRecord();
        var second = Add();

        Assert.Equal([first, second], _pending.All);
    }

    private CellOutput Add(params byte[] turn)
    {
        var output = new CellOutput { Stream = Stream, Turn = turn };
        _pending.Add(output);
        return output;
    }

    private static SnapshotDraft Draft() => new()
    {
        Address = Stream.Address,
        SerializerId = 1,
        Manifest = "probe.snapshot/1",
        Seal = static _ => ReadOnlyMemory<byte>.Empty,
        PeerChunks = [],
        ChangedPeerChunks = new Dictionary<int, ReadOnlyMemory<byte>>(),
        TakenAtUnixMicros = 0,
    };
}
