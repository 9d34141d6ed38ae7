using System;
using System.Buffers;
using System.Collections.Generic;
using MiniExchange.Actors.Cells;
using MiniExchange.Conformance.Engines;

namespace MiniExchange.ClusterTests.Engines;

/// <summary>A later version of the probes' shapes, for which today's snapshots say too little.</summary>
internal sealed class LaterCodec : ICellCodec<Tally, string>
{
    private readonly ProbeCodec _today = new();

    public int SerializerId => _today.SerializerId;

    public string RecordManifest => _today.RecordManifest;

    public string SnapshotManifest => _today.SnapshotManifest;

    public void WriteTurn(Turn<string> turn, IBufferWriter<byte> output) => _today.WriteTurn(turn, output);

    public IEnumerable<Turn<string>> ReadRecord(string manifest, ReadOnlyMemory<byte> payload, Turn<string> turn) =>
        _today.ReadRecord(manifest, payload, turn);

    public void WriteSnapshotBody(CellSnapshot<Tally> snapshot, IBufferWriter<byte> output) => _today.WriteSnapshotBody(snapshot, output);

    public void WriteSnapshotNumber(long recordNumber, IBufferWriter<byte> output) => _today.WriteSnapshotNumber(recordNumber, output);

    public CellSnapshot<Tally>? ReadSnapshot(string manifest, ReadOnlyMemory<byte> payload) => null;

    public void WritePeers(IReadOnlyList<Peer> peers, IBufferWriter<byte> output) => _today.WritePeers(peers, output);

    public IReadOnlyList<Peer> ReadPeers(ReadOnlyMemory<byte> payload) => _today.ReadPeers(payload);
}
