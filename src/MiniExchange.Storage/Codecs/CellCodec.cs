using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using Google.Protobuf;
using MiniExchange.Actors;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Storage.Codecs;

/// <summary>The stored shapes of a cell, as protobuf; what differs between kinds is left to them: events and state.</summary>
/// <remarks>
/// Writing a turn fills generated messages that are kept from turn to turn, and allocates nothing once warm; reading
/// allocates. Not thread-safe. docs/adr/0007-journal.md.
/// </remarks>
/// <typeparam name="TState">The actor's state.</typeparam>
/// <typeparam name="TEvent">The actor's events.</typeparam>
public abstract class CellCodec<TState, TEvent> : ICellCodec<TState, TEvent>
{
    // One turn in a record: written out, it is one element of the record's repeated field, to be joined to others.
    private readonly Schemas.Record _record = new();
    private readonly Schemas.Turn _turn = new();
    private readonly MessagePool<Schemas.Send> _sends = new();
    private readonly MessagePool<Schemas.Peer> _peers = new();
    private readonly MessageShapes _messages = new();
    private readonly string[] _formerSnapshots;

    /// <summary>Names the shapes of one kind. Snapshots of earlier versions than this one are passed over.</summary>
    private protected CellCodec(string kind, int snapshotVersion)
    {
        RecordManifest = $"{kind}.record/1";
        SnapshotManifest = $"{kind}.snapshot/{snapshotVersion}";
        _formerSnapshots = [.. Enumerable.Range(1, snapshotVersion - 1).Select(version => $"{kind}.snapshot/{version}")];
        _record.Turns.Add(_turn);
    }

    /// <inheritdoc />
    public int SerializerId => SerializerIds.Cells;

    /// <inheritdoc />
    public string RecordManifest { get; }

    /// <inheritdoc />
    public string SnapshotManifest { get; }

    /// <inheritdoc />
    public void WriteTurn(Turn<TEvent> turn, IBufferWriter<byte> output)
    {
        TakeAllBack();
        _turn.AtUnixMicros = turn.AtUnixMicros;
        _turn.Sender = turn.CauseFrom.PersistenceId ?? "";
        _turn.Sequence = turn.CauseSequence;
        _turn.Faulted = turn.Faulted is null ? null : _messages.Write(turn.Faulted);

        _turn.Sends.Clear();
        foreach (ref readonly var send in CollectionsMarshal.AsSpan(turn.Sends)) _turn.Sends.Add(Write(send));

        _turn.Acknowledged.Clear();
        foreach (ref readonly var peer in CollectionsMarshal.AsSpan(turn.Acknowledged)) _turn.Acknowledged.Add(Write(peer));

        WriteEvents(CollectionsMarshal.AsSpan(turn.Events), _turn);
        _record.WriteTo(output);
    }

    /// <inheritdoc />
    public IEnumerable<Turn<TEvent>> ReadRecord(string manifest, ReadOnlyMemory<byte> payload, Turn<TEvent> turn)
    {
        RequireKnown(manifest, RecordManifest);
        return ReadTurns(Schemas.Record.Parser.ParseFrom(payload.Span), turn);
    }

    /// <inheritdoc />
    public void WriteSnapshotBody(CellSnapshot<TState> snapshot, IBufferWriter<byte> output)
    {
        TakeAllBack();
        var stored = new Schemas.Snapshot { LastAtUnixMicros = snapshot.LastAtUnixMicros };
        foreach (var send in snapshot.OpenSends) stored.OpenSends.Add(Write(send));
        foreach (var peer in snapshot.FirstPeers) stored.FirstPeers.Add(Write(peer));
        stored.PeerChunks.AddRange(snapshot.PeerChunks);
        WriteState(snapshot.State, stored);
        stored.WriteTo(output);
    }

    /// <inheritdoc />
    public void WriteSnapshotNumber(long recordNumber, IBufferWriter<byte> output) =>
        new Schemas.Snapshot { RecordNumber = checked((ulong)recordNumber) }.WriteTo(output);

    /// <inheritdoc />
    public CellSnapshot<TState>? ReadSnapshot(string manifest, ReadOnlyMemory<byte> payload)
    {
        if (_formerSnapshots.Contains(manifest)) return null;

        RequireKnown(manifest, SnapshotManifest);
        var stored = Schemas.Snapshot.Parser.ParseFrom(payload.Span);
        return new CellSnapshot<TState>(
            checked((long)stored.RecordNumber),
            stored.LastAtUnixMicros,
            ReadState(stored),
            [.. stored.OpenSends.Select(Read)],
            [.. stored.FirstPeers.Select(Read)],
            [.. stored.PeerChunks]);
    }

    /// <inheritdoc />
    public void WritePeers(IReadOnlyList<Peer> peers, IBufferWriter<byte> output)
    {
        TakeAllBack();
        var stored = new Schemas.PeerChunk();
        foreach (var peer in peers) stored.Peers.Add(Write(peer));
        stored.WriteTo(output);
    }

    /// <inheritdoc />
    public IReadOnlyList<Peer> ReadPeers(ReadOnlyMemory<byte> payload) =>
        [.. Schemas.PeerChunk.Parser.ParseFrom(payload.Span).Peers.Select(Read)];

    /// <summary>Replaces the stored turn's events by these. What it takes from pools it has first taken back itself.</summary>
    private protected abstract void WriteEvents(ReadOnlySpan<TEvent> events, Schemas.Turn stored);

    /// <summary>Appends the stored turn's events.</summary>
    /// <exception cref="NotSupportedException">A later version of the program wrote one.</exception>
    private protected abstract void ReadEvents(Schemas.Turn stored, List<TEvent> events);

    /// <summary>Sets the stored snapshot's state.</summary>
    private protected abstract void WriteState(TState state, Schemas.Snapshot stored);

    /// <summary>The stored snapshot's state.</summary>
    /// <exception cref="NotSupportedException">It is another kind's, or a later version of the program wrote it.</exception>
    private protected abstract TState ReadState(Schemas.Snapshot stored);

    private static void RequireKnown(string manifest, string known)
    {
        if (manifest != known) throw StoredNumbers.Unknown($"a shape other than '{known}':", $"'{manifest}'");
    }

    private IEnumerable<Turn<TEvent>> ReadTurns(Schemas.Record record, Turn<TEvent> turn)
    {
        foreach (var stored in record.Turns)
        {
            turn.Clear();
            turn.AtUnixMicros = stored.AtUnixMicros;
            turn.CauseFrom = stored.Sender.Length == 0 ? ActorAddress.None : new ActorAddress(stored.Sender);
            turn.CauseSequence = stored.Sequence;
            turn.Faulted = stored.Faulted is null ? null : MessageShapes.Read(stored.Faulted);
            foreach (var send in stored.Sends) turn.Sends.Add(Read(send));
            foreach (var peer in stored.Acknowledged) turn.Acknowledged.Add(Read(peer));
            ReadEvents(stored, turn.Events);
            yield return turn;
        }
    }

    private Schemas.Send Write(in OpenSend send)
    {
        var stored = _sends.Take();
        stored.Receiver = send.To.PersistenceId;
        stored.Sequence = send.Sequence;
        stored.Token = send.Token.Value;
        stored.Message = _messages.Write(send.Message);
        return stored;
    }

    private static OpenSend Read(Schemas.Send stored) => new(
        new ActorAddress(stored.Receiver), stored.Sequence, MessageShapes.Read(stored.Message), new ReplyToken(stored.Token));

    private Schemas.Peer Write(in Peer peer)
    {
        var stored = _peers.Take();
        stored.Address = peer.Address.PersistenceId;
        stored.Consumed = peer.Consumed;
        stored.Sent = peer.Sent;
        return stored;
    }

    private static Peer Read(Schemas.Peer stored) => new(new ActorAddress(stored.Address), stored.Consumed, stored.Sent);

    private void TakeAllBack()
    {
        _sends.TakeAllBack();
        _peers.TakeAllBack();
        _messages.TakeAllBack();
    }
}
