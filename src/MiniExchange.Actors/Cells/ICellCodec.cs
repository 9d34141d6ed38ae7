using System;
using System.Buffers;
using System.Collections.Generic;

namespace MiniExchange.Actors.Cells;

/// <summary>The stored shapes of one kind of actor. Everything ever written stays readable.</summary>
/// <remarks>Not thread-safe: the cells of a kind that one worker turns share one. <see cref="WriteSnapshotNumber"/> alone is also called by the journal's writer.</remarks>
/// <typeparam name="TState">The actor's state.</typeparam>
/// <typeparam name="TEvent">The actor's events.</typeparam>
public interface ICellCodec<TState, TEvent>
{
    /// <summary>Names this serializer in the journal; fixed for ever.</summary>
    int SerializerId { get; }

    /// <summary>Names the shape of records, with its version.</summary>
    string RecordManifest { get; }

    /// <summary>Names the shape of snapshots, with its version.</summary>
    string SnapshotManifest { get; }

    /// <summary>Appends one turn. Turns written one after the other are a record.</summary>
    void WriteTurn(Turn<TEvent> turn, IBufferWriter<byte> output);

    /// <summary>Reads a record's turns in order, into <paramref name="turn"/> one after the other; the same object each time.</summary>
    /// <exception cref="NotSupportedException">The manifest is of a later version than this program knows.</exception>
    IEnumerable<Turn<TEvent>> ReadRecord(string manifest, ReadOnlyMemory<byte> payload, Turn<TEvent> turn);

    /// <summary>Writes all of a snapshot but its record number, which is not known yet.</summary>
    void WriteSnapshotBody(CellSnapshot<TState> snapshot, IBufferWriter<byte> output);

    /// <summary>Writes the part of a snapshot that says its record number; joined before the body it completes the snapshot.</summary>
    /// <remarks>May run beside every other method.</remarks>
    void WriteSnapshotNumber(long recordNumber, IBufferWriter<byte> output);

    /// <summary>Reads a whole snapshot.</summary>
    /// <returns>
    /// Null if an earlier version of the program wrote it and it leaves out what the state has now: the whole stream is to be
    /// read instead.
    /// </returns>
    /// <exception cref="NotSupportedException">The manifest is of a later version than this program knows.</exception>
    CellSnapshot<TState>? ReadSnapshot(string manifest, ReadOnlyMemory<byte> payload);

    /// <summary>Writes one chunk of peers.</summary>
    void WritePeers(IReadOnlyList<Peer> peers, IBufferWriter<byte> output);

    /// <summary>Reads one chunk of peers.</summary>
    IReadOnlyList<Peer> ReadPeers(ReadOnlyMemory<byte> payload);
}
