using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using MiniExchange.Actors;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Conformance.Engines;

/// <summary>The probe's stored shapes: fields one after the other, nothing that could hide a mistake.</summary>
public sealed class ProbeCodec : ICellCodec<Tally, string>
{
    /// <inheritdoc />
    public int SerializerId => 9_001;

    /// <inheritdoc />
    public string RecordManifest => "probe.record/1";

    /// <inheritdoc />
    public string SnapshotManifest => "probe.snapshot/1";

    /// <inheritdoc />
    public void WriteTurn(Turn<string> turn, IBufferWriter<byte> output) => Write(output, to =>
    {
        to.Write(turn.AtUnixMicros);
        Write(to, turn.CauseFrom);
        to.Write(turn.CauseSequence);
        to.Write(turn.Events.Count);
        foreach (var happened in turn.Events) to.Write(happened);
        Write(to, turn.Sends);
        Write(to, turn.Acknowledged);
        to.Write(((Line?)turn.Faulted)?.Text ?? string.Empty);
    });

    /// <inheritdoc />
    public IEnumerable<Turn<string>> ReadRecord(string manifest, ReadOnlyMemory<byte> payload, Turn<string> turn)
    {
        using var from = Reader(payload);
        while (from.BaseStream.Position < from.BaseStream.Length)
        {
            turn.Clear();
            turn.AtUnixMicros = from.ReadInt64();
            turn.CauseFrom = ReadAddress(from);
            turn.CauseSequence = from.ReadInt64();
            for (var left = from.ReadInt32(); left > 0; left--) turn.Events.Add(from.ReadString());
            turn.Sends.AddRange(ReadSends(from));
            turn.Acknowledged.AddRange(ReadPeers(from));
            var faulted = from.ReadString();
            turn.Faulted = faulted.Length > 0 ? new Line(faulted) : null;
            yield return turn;
        }
    }

    /// <inheritdoc />
    public void WriteSnapshotNumber(long recordNumber, IBufferWriter<byte> output) => Write(output, to => to.Write(recordNumber));

    /// <inheritdoc />
    public void WriteSnapshotBody(CellSnapshot<Tally> snapshot, IBufferWriter<byte> output) => Write(output, to =>
    {
        to.Write(snapshot.LastAtUnixMicros);
        to.Write(snapshot.State.Count);
        to.Write(snapshot.State.Left);
        to.Write(snapshot.State.Log);
        Write(to, snapshot.OpenSends);
        Write(to, snapshot.FirstPeers);
        to.Write(snapshot.PeerChunks.Count);
        foreach (var number in snapshot.PeerChunks) to.Write(number);
    });

    /// <inheritdoc />
    public CellSnapshot<Tally> ReadSnapshot(string manifest, ReadOnlyMemory<byte> payload)
    {
        using var from = Reader(payload);
        var recordNumber = from.ReadInt64();
        var lastAt = from.ReadInt64();
        var state = new Tally(from.ReadInt64(), from.ReadInt32(), from.ReadString());
        var sends = ReadSends(from);
        var peers = ReadPeers(from);
        var chunks = new long[from.ReadInt32()];
        for (var i = 0; i < chunks.Length; i++) chunks[i] = from.ReadInt64();
        return new CellSnapshot<Tally>(recordNumber, lastAt, state, sends, peers, chunks);
    }

    /// <inheritdoc />
    public void WritePeers(IReadOnlyList<Peer> peers, IBufferWriter<byte> output) => Write(output, to => Write(to, peers));

    /// <inheritdoc />
    public IReadOnlyList<Peer> ReadPeers(ReadOnlyMemory<byte> payload)
    {
        using var from = Reader(payload);
        return ReadPeers(from);
    }

    private static void Write(IBufferWriter<byte> output, Action<BinaryWriter> write)
    {
        using var bytes = new MemoryStream();
        using var to = new BinaryWriter(bytes);
        write(to);
        to.Flush();
        output.Write(bytes.ToArray());
    }

    private static void Write(BinaryWriter to, ActorAddress address) => to.Write(address.PersistenceId ?? string.Empty);

    private static void Write(BinaryWriter to, IReadOnlyCollection<OpenSend> sends)
    {
        to.Write(sends.Count);
        foreach (var send in sends)
        {
            Write(to, send.To);
            to.Write(send.Sequence);
            to.Write(((Line)send.Message).Text);
            to.Write(send.Token.Value);
        }
    }

    private static void Write(BinaryWriter to, IReadOnlyCollection<Peer> peers)
    {
        to.Write(peers.Count);
        foreach (var peer in peers)
        {
            Write(to, peer.Address);
            to.Write(peer.Consumed);
            to.Write(peer.Sent);
        }
    }

    private static BinaryReader Reader(ReadOnlyMemory<byte> payload) => new(new MemoryStream(payload.ToArray()));

    private static ActorAddress ReadAddress(BinaryReader from)
    {
        var text = from.ReadString();
        return text.Length == 0 ? ActorAddress.None : new ActorAddress(text);
    }

    private static List<OpenSend> ReadSends(BinaryReader from)
    {
        var sends = new List<OpenSend>();
        for (var left = from.ReadInt32(); left > 0; left--)
        {
            sends.Add(new OpenSend(
                ReadAddress(from), from.ReadInt64(), new Line(from.ReadString()), new ReplyToken(from.ReadInt64())));
        }

        return sends;
    }

    private static List<Peer> ReadPeers(BinaryReader from)
    {
        var peers = new List<Peer>();
        for (var left = from.ReadInt32(); left > 0; left--) peers.Add(new Peer(ReadAddress(from), from.ReadInt64(), from.ReadInt64()));
        return peers;
    }
}
