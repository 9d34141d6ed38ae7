using System;
using System.Collections.Generic;
using MiniExchange.Actors.Journaling;

namespace MiniExchange.Storage.Journaling;

/// <summary>One row of the snapshot table.</summary>
internal readonly record struct SnapshotRow(
    string PersistenceId, long Number, long CreatedTicks, int SerializerId, string Manifest, ReadOnlyMemory<byte> Payload);

/// <summary>What a snapshot is in rows: itself, and the chunks of peers that it refers to.</summary>
internal static class SnapshotRows
{
    /// <summary>The rows to write: the snapshot and the chunks stored with it.</summary>
    public static IEnumerable<SnapshotRow> Of(SnapshotToStore snapshot)
    {
        var created = JournalTime.ToTicks(snapshot.CreatedAtUnixMicros);
        yield return new SnapshotRow(
            snapshot.Address.PersistenceId, snapshot.RecordNumber, created, snapshot.SerializerId, snapshot.Manifest, snapshot.Payload);
        foreach (var (chunk, payload) in snapshot.ChangedPeerChunks)
        {
            yield return new SnapshotRow(
                PeerChunkIds.Of(snapshot.Address, chunk), snapshot.RecordNumber, created, snapshot.SerializerId, snapshot.Manifest, payload);
        }
    }

    /// <summary>Every chunk that the snapshot refers to, with the number it is stored under.</summary>
    public static IEnumerable<(string PersistenceId, long Number)> ChunksKept(SnapshotToStore snapshot)
    {
        for (var index = 0; index < snapshot.PeerChunks.Count; index++)
        {
            var number = snapshot.PeerChunks[index];
            yield return (PeerChunkIds.Of(snapshot.Address, index + 1), number == 0 ? snapshot.RecordNumber : number);
        }
    }
}
