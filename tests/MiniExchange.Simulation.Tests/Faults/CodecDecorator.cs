using System;
using System.Buffers;
using System.Collections.Generic;
using MiniExchange.Actors.Cells;

namespace MiniExchange.Simulation.Tests.Faults;

/// <summary>A codec that is right but for what a defect spoils.</summary>
internal abstract class CodecDecorator<TState, TEvent>(ICellCodec<TState, TEvent> inner) : ICellCodec<TState, TEvent>
{
    public int SerializerId => inner.SerializerId;

    public string RecordManifest => inner.RecordManifest;

    public string SnapshotManifest => inner.SnapshotManifest;

    public void WriteTurn(Turn<TEvent> turn, IBufferWriter<byte> output) => inner.WriteTurn(Spoil(turn), output);

    public IEnumerable<Turn<TEvent>> ReadRecord(string manifest, ReadOnlyMemory<byte> payload, Turn<TEvent> turn) =>
        inner.ReadRecord(manifest, payload, turn);

    public void WriteSnapshotBody(CellSnapshot<TState> snapshot, IBufferWriter<byte> output) =>
        inner.WriteSnapshotBody(Spoil(snapshot), output);

    public void WriteSnapshotNumber(long recordNumber, IBufferWriter<byte> output) => inner.WriteSnapshotNumber(recordNumber, output);

    public CellSnapshot<TState>? ReadSnapshot(string manifest, ReadOnlyMemory<byte> payload) => inner.ReadSnapshot(manifest, payload);

    public void WritePeers(IReadOnlyList<Peer> peers, IBufferWriter<byte> output) => inner.WritePeers(peers, output);

    public IReadOnlyList<Peer> ReadPeers(ReadOnlyMemory<byte> payload) => inner.ReadPeers(payload);

    protected virtual Turn<TEvent> Spoil(Turn<TEvent> turn) => turn;

    protected virtual CellSnapshot<TState> Spoil(CellSnapshot<TState> snapshot) => snapshot;
}
