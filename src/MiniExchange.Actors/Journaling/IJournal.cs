using System;
using System.Collections.Generic;

namespace MiniExchange.Actors.Journaling;

/// <summary>Where records and snapshots are kept. One writer at a time, any number of readers.</summary>
public interface IJournal
{
    /// <summary>Takes the journal's lock and opens the one connection that appends under it.</summary>
    /// <remarks>After an uncertain commit this returns only when that commit has ended one way or the other.</remarks>
    /// <exception cref="JournalInUseException">Somebody else holds the lock; the message says who.</exception>
    /// <exception cref="JournalUnavailableException">The store cannot be reached or refuses to work safely.</exception>
    IJournalWriter OpenWriter();

    /// <summary>Opens a connection of its own for reading what is durable.</summary>
    /// <exception cref="JournalUnavailableException">The store cannot be reached.</exception>
    IJournalReader OpenReader();
}

/// <summary>Appends. Used by one thread.</summary>
public interface IJournalWriter : IDisposable
{
    /// <summary>The position before which no send was open when it was last stored; zero at first.</summary>
    long LowWater { get; }

    /// <summary>The position of the last record.</summary>
    long LastPosition { get; }

    /// <summary>Writes all of a batch in one transaction and returns when it is durable.</summary>
    /// <remarks>Records get ascending positions in the batch's order, each stored in <see cref="RecordToAppend.Position"/>.</remarks>
    /// <exception cref="JournalUnavailableException">It failed, or nobody knows: the writer must be disposed and the journal opened anew.</exception>
    void Commit(JournalBatch batch);

    /// <summary>Makes sure that the journal's lock is still held; a commit that succeeded has done so too.</summary>
    /// <exception cref="JournalUnavailableException">It is lost, or nobody knows: the writer must be disposed and the journal opened anew.</exception>
    void Confirm();
}

/// <summary>Reads what is durable. Used by one thread at a time.</summary>
public interface IJournalReader : IDisposable
{
    /// <summary>The newest snapshot of an actor; null if it has none.</summary>
    StoredSnapshot? ReadSnapshot(ActorAddress address);

    /// <summary>A chunk of peers that a snapshot refers to.</summary>
    /// <exception cref="JournalUnavailableException">It is missing, or the store cannot be reached.</exception>
    ReadOnlyMemory<byte> ReadPeerChunk(ActorAddress address, int chunk, long recordNumber);

    /// <summary>An actor's records after a number, in order, without gaps.</summary>
    IEnumerable<JournalRecord> ReadStream(ActorAddress address, long afterRecordNumber);

    /// <summary>Records of all actors after a position, in order; fewer than <paramref name="maxRecords"/> only at the end.</summary>
    IReadOnlyList<JournalRecord> ReadAfter(long position, int maxRecords);

    /// <summary>Every actor of a kind that has records.</summary>
    IReadOnlyList<ActorAddress> ReadAddresses(string kind);
}

/// <summary>One record as it is stored.</summary>
/// <param name="Position">Its place among all records; ascending, with gaps.</param>
/// <param name="Address">The actor.</param>
/// <param name="Number">Its count among the actor's records, from 1, without gaps.</param>
/// <param name="SerializerId">Which serializer wrote it.</param>
/// <param name="Manifest">Which shape the payload has.</param>
/// <param name="Payload">The turns.</param>
public sealed record JournalRecord(
    long Position, ActorAddress Address, long Number, int SerializerId, string Manifest, ReadOnlyMemory<byte> Payload);

/// <summary>A snapshot as it is stored.</summary>
/// <param name="RecordNumber">The record it stands after, as its row says.</param>
/// <param name="SerializerId">Which serializer wrote it.</param>
/// <param name="Manifest">Which shape the payload has.</param>
/// <param name="Payload">The snapshot.</param>
public sealed record StoredSnapshot(long RecordNumber, int SerializerId, string Manifest, ReadOnlyMemory<byte> Payload);

/// <summary>What one transaction writes.</summary>
/// <param name="Records">In causal order.</param>
/// <param name="Snapshots">Each stands on records of this batch or earlier ones; older ones of the same actor, and chunks it does not refer to, are removed.</param>
/// <param name="LowWater">The new low-water position; null to leave it.</param>
public sealed record JournalBatch(
    IReadOnlyList<RecordToAppend> Records, IReadOnlyList<SnapshotToStore> Snapshots, long? LowWater);

/// <summary>A record on its way into the journal.</summary>
public sealed class RecordToAppend
{
    /// <summary>The actor.</summary>
    public required ActorAddress Address { get; init; }

    /// <summary>Its count among the actor's records.</summary>
    public required long Number { get; init; }

    /// <summary>Which serializer wrote it.</summary>
    public required int SerializerId { get; init; }

    /// <summary>Which shape the payload has.</summary>
    public required string Manifest { get; init; }

    /// <summary>The turns, end to end.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>When it was appended, microseconds since 1970-01-01 UTC.</summary>
    public required long CreatedAtUnixMicros { get; init; }

    /// <summary>Its place among all records; set by <see cref="IJournalWriter.Commit"/>.</summary>
    public long Position { get; set; }
}

/// <summary>A snapshot on its way into the store.</summary>
/// <param name="Address">The actor.</param>
/// <param name="RecordNumber">The record it stands after.</param>
/// <param name="SerializerId">Which serializer wrote it.</param>
/// <param name="Manifest">Which shape the payload has.</param>
/// <param name="Payload">The snapshot.</param>
/// <param name="PeerChunks">For each peer chunk after the first: the snapshot number that holds it.</param>
/// <param name="ChangedPeerChunks">Those of them that are stored with this one, by index from 1.</param>
/// <param name="CreatedAtUnixMicros">When it was taken, microseconds since 1970-01-01 UTC.</param>
public sealed record SnapshotToStore(
    ActorAddress Address,
    long RecordNumber,
    int SerializerId,
    string Manifest,
    ReadOnlyMemory<byte> Payload,
    IReadOnlyList<long> PeerChunks,
    IReadOnlyDictionary<int, ReadOnlyMemory<byte>> ChangedPeerChunks,
    long CreatedAtUnixMicros);
