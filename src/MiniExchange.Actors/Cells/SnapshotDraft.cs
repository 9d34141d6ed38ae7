using System;
using System.Collections.Generic;
using System.Threading;
using MiniExchange.Actors.Journaling;

namespace MiniExchange.Actors.Cells;

/// <summary>A snapshot complete but for its record number, which only the writer knows.</summary>
public sealed class SnapshotDraft
{
    private long _recordNumber;

    /// <summary>The actor.</summary>
    public required ActorAddress Address { get; init; }

    /// <summary>Which serializer wrote it.</summary>
    public required int SerializerId { get; init; }

    /// <summary>Which shape it has.</summary>
    public required string Manifest { get; init; }

    /// <summary>Joins the record number and the body.</summary>
    public required Func<long, ReadOnlyMemory<byte>> Seal { get; init; }

    /// <summary>For each peer chunk after the first, the snapshot that holds it; zero for this one.</summary>
    public required IReadOnlyList<long> PeerChunks { get; init; }

    /// <summary>The chunks stored with this snapshot, by index from 1.</summary>
    public required IReadOnlyDictionary<int, ReadOnlyMemory<byte>> ChangedPeerChunks { get; init; }

    /// <summary>When it was taken, microseconds since 1970-01-01 UTC.</summary>
    public required long TakenAtUnixMicros { get; init; }

    /// <summary>The record number it was stored under; zero while it is not stored.</summary>
    public long StoredAs
    {
        get => Volatile.Read(ref _recordNumber);
        set => Volatile.Write(ref _recordNumber, value);
    }

    /// <summary>The snapshot as it is stored after a record.</summary>
    public SnapshotToStore ToStore(long recordNumber)
    {
        var chunks = new long[PeerChunks.Count];
        for (var i = 0; i < chunks.Length; i++) chunks[i] = PeerChunks[i] == 0 ? recordNumber : PeerChunks[i];
        return new SnapshotToStore(
            Address, recordNumber, SerializerId, Manifest, Seal(recordNumber), chunks, ChangedPeerChunks, TakenAtUnixMicros);
    }
}
