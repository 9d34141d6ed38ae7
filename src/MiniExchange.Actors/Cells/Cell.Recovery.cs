using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using MiniExchange.Actors.Journaling;

namespace MiniExchange.Actors.Cells;

/// <content>What is durable becomes the cell again, and the cell becomes a snapshot.</content>
public sealed partial class Cell<TState, TEvent>
{
    /// <inheritdoc />
    public override void Recover(IJournalReader journal)
    {
        if (journal.ReadSnapshot(Self) is { } stored)
        {
            TryRestore(stored, (chunk, recordNumber) => journal.ReadPeerChunk(Self, chunk, recordNumber));
        }

        foreach (var record in journal.ReadStream(Self, Stream.RecordNumber)) Replay(record.Number, record.Manifest, record.Payload);
    }

    /// <inheritdoc />
    public override bool TryRestore(StoredSnapshot stored, Func<int, long, ReadOnlyMemory<byte>> readPeerChunk)
    {
        if (_scratch.Codec.ReadSnapshot(stored.Manifest, stored.Payload) is not { } snapshot) return false;

        if (snapshot.RecordNumber != stored.RecordNumber)
        {
            throw new JournalUnavailableException(
                $"The snapshot of {Self} stored as {stored.RecordNumber} says that it stands after record {snapshot.RecordNumber}.");
        }

        Restore(snapshot, stored.Payload.Length, readPeerChunk);
        Stream.RecordNumber = snapshot.RecordNumber;
        return true;
    }

    /// <inheritdoc />
    public override void Replay(long recordNumber, string manifest, ReadOnlyMemory<byte> payload)
    {
        if (recordNumber != Stream.RecordNumber + 1)
        {
            throw new JournalUnavailableException(
                $"The journal of {Self} goes from record {Stream.RecordNumber} to {recordNumber}.");
        }

        foreach (var turn in _scratch.Codec.ReadRecord(manifest, payload, _scratch.Turn)) Replay(turn);
        _scratch.Turn.Clear();
        _snapshots.Recorded(payload.Length);
        Stream.RecordNumber = recordNumber;
    }

    private void Replay(Turn<TEvent> turn)
    {
        _lastAtUnixMicros = turn.AtUnixMicros;
        if (!turn.CauseFrom.IsNone) _peers.Consume(turn.CauseFrom, turn.CauseSequence);
        foreach (ref readonly var happened in CollectionsMarshal.AsSpan(turn.Events))
        {
            _behavior.Apply(happened, turn.AtUnixMicros);
        }

        foreach (var acknowledged in turn.Acknowledged) _outbox.Acknowledge(acknowledged.Address, acknowledged.Sent);
        foreach (var send in turn.Sends)
        {
            _peers.Send(send.To, send.Sequence);
            _outbox.Add(send, turn.AtUnixMicros, ticket: null);
        }
    }

    private void Restore(CellSnapshot<TState> snapshot, int snapshotBytes, Func<int, long, ReadOnlyMemory<byte>> readPeerChunk)
    {
        _behavior.State = snapshot.State;
        _lastAtUnixMicros = snapshot.LastAtUnixMicros;
        foreach (var send in snapshot.OpenSends) _outbox.Add(send, snapshot.LastAtUnixMicros, ticket: null);

        var writtenBytes = snapshotBytes;
        _peers.Load(snapshot.FirstPeers);
        var chunkNumbers = snapshot.PeerChunks
            .Select(storedWith => storedWith == 0 ? snapshot.RecordNumber : storedWith)
            .ToArray();
        for (var i = 0; i < chunkNumbers.Length; i++)
        {
            var chunk = readPeerChunk(i + 1, chunkNumbers[i]);
            _peers.Load(_scratch.Codec.ReadPeers(chunk));
            if (chunkNumbers[i] == snapshot.RecordNumber) writtenBytes += chunk.Length;
        }

        _peers.MarkKept();
        _snapshots.Loaded(chunkNumbers, writtenBytes);
    }

    private SnapshotDraft TakeSnapshot()
    {
        var furtherChunks = int.Max(0, _peers.ChunkCount - 1);
        var chunkNumbers = new long[furtherChunks];
        var changed = new Dictionary<int, ReadOnlyMemory<byte>>();
        for (var chunk = 1; chunk <= furtherChunks; chunk++)
        {
            chunkNumbers[chunk - 1] = _peers.HasChanged(chunk) ? 0 : _snapshots.StoredNumberOf(chunk);
            if (chunkNumbers[chunk - 1] == 0) changed.Add(chunk, Encoded(output => _scratch.Codec.WritePeers(_peers.Chunk(chunk), output)));
        }

        var snapshot = new CellSnapshot<TState>(
            RecordNumber: 0,
            _lastAtUnixMicros,
            _behavior.State,
            [.. _outbox.Sends],
            _peers.ChunkCount == 0 ? [] : _peers.Chunk(0),
            chunkNumbers);
        var body = Encoded(output => _scratch.Codec.WriteSnapshotBody(snapshot, output));
        var draft = new SnapshotDraft
        {
            Address = Self,
            SerializerId = _scratch.Codec.SerializerId,
            Manifest = _scratch.Codec.SnapshotManifest,
            Seal = recordNumber => Encoded(output =>
            {
                _scratch.Codec.WriteSnapshotNumber(recordNumber, output);
                output.Write(body);
            }),
            PeerChunks = chunkNumbers,
            ChangedPeerChunks = changed,
            TakenAtUnixMicros = _lastAtUnixMicros,
        };
        _peers.MarkKept();
        _snapshots.Taken(draft, body.Length + changed.Values.Sum(chunk => chunk.Length));
        return draft;
    }

    private static byte[] Encoded(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return output.WrittenSpan.ToArray();
    }
}
