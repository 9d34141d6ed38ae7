using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using MiniExchange.Actors;
using MiniExchange.Actors.Journaling;

namespace MiniExchange.Conformance.Journaling;

/// <summary>What happens to the next commit of a <see cref="MemoryJournal"/>.</summary>
public enum CommitFate
{
    /// <summary>It becomes durable.</summary>
    Succeeds,

    /// <summary>It fails and nothing is written: a full disk.</summary>
    Fails,

    /// <summary>It is written, and the writer is told that nobody knows: a connection cut during COMMIT.</summary>
    SucceedsUnheard,
}

/// <summary>A journal in memory that keeps every promise of <see cref="IJournal"/> and fails when it is told to.</summary>
/// <remarks>What a commit returned from is durable: a crash is to drop the engine and open this again.</remarks>
[SuppressMessage("Reliability", "CA1001", Justification = "The writer is disposed by whoever opened it.")]
public sealed class MemoryJournal : IJournal
{
    private readonly object _gate = new();
    private readonly List<JournalRecord> _records = [];
    private readonly Dictionary<ActorAddress, List<JournalRecord>> _streams = [];
    private readonly Dictionary<ActorAddress, StoredSnapshot> _snapshots = [];
    private readonly Dictionary<(ActorAddress Address, int Chunk, long Number), ReadOnlyMemory<byte>> _chunks = [];
    private long _lowWater;
    private Writer? _holder;

    /// <summary>Decides the fate of each commit that writes something; null for success.</summary>
    public Func<JournalBatch, CommitFate>? Fate { get; set; }

    /// <summary>Called after each commit that succeeded, also unheard.</summary>
    public Action<JournalBatch>? Committed { get; set; }

    /// <summary>Everything that is durable, in order.</summary>
    public IReadOnlyList<JournalRecord> Records
    {
        get
        {
            lock (_gate) return [.. _records];
        }
    }

    /// <summary>How many snapshots are stored.</summary>
    public int SnapshotCount
    {
        get
        {
            lock (_gate) return _snapshots.Count;
        }
    }

    /// <inheritdoc />
    public IJournalWriter OpenWriter()
    {
        lock (_gate)
        {
            if (_holder is not null) throw new JournalInUseException("Another engine of this process holds the journal.");
            return _holder = new Writer(this);
        }
    }

    /// <inheritdoc />
    public IJournalReader OpenReader() => new Reader(this);

    /// <summary>Ends a writer that can no longer speak for itself: its process is gone.</summary>
    public void BreakLock()
    {
        lock (_gate) _holder = null;
    }

    private void Write(JournalBatch batch)
    {
        lock (_gate)
        {
            foreach (var record in batch.Records)
            {
                var stream = StreamOf(record.Address);
                if (record.Number != stream.Count + 1)
                {
                    throw new JournalUnavailableException(
                        $"{record.Address} has {stream.Count} records; record {record.Number} is somebody else's.");
                }

                record.Position = _records.Count + 1;
                var stored = new JournalRecord(
                    record.Position, record.Address, record.Number, record.SerializerId, record.Manifest, record.Payload.ToArray());
                stream.Add(stored);
                _records.Add(stored);
            }

            foreach (var snapshot in batch.Snapshots) Write(snapshot);
            _lowWater = batch.LowWater ?? _lowWater;
        }

        Committed?.Invoke(batch);
    }

    private void Write(SnapshotToStore snapshot)
    {
        _snapshots[snapshot.Address] = new StoredSnapshot(
            snapshot.RecordNumber, snapshot.SerializerId, snapshot.Manifest, snapshot.Payload.ToArray());
        foreach (var (chunk, payload) in snapshot.ChangedPeerChunks)
        {
            _chunks[(snapshot.Address, chunk, snapshot.RecordNumber)] = payload.ToArray();
        }

        var stale = _chunks.Keys
            .Where(key => key.Address == snapshot.Address && snapshot.PeerChunks[key.Chunk - 1] != key.Number)
            .ToArray();
        foreach (var key in stale) _chunks.Remove(key);
    }

    private List<JournalRecord> StreamOf(ActorAddress address)
    {
        if (!_streams.TryGetValue(address, out var stream)) _streams.Add(address, stream = []);
        return stream;
    }

    private sealed class Writer(MemoryJournal journal) : IJournalWriter
    {
        private bool _isDead;

        public long LowWater { get; } = journal._lowWater;

        public long LastPosition { get; } = journal._records.Count;

        public void Commit(JournalBatch batch)
        {
            if (_isDead || journal._holder != this) throw new JournalUnavailableException("This writer's session has ended.");

            var isProbe = batch.Records.Count == 0 && batch.Snapshots.Count == 0;
            var fate = isProbe ? CommitFate.Succeeds : journal.Fate?.Invoke(batch) ?? CommitFate.Succeeds;
            _isDead = fate != CommitFate.Succeeds;
            if (fate != CommitFate.Fails) journal.Write(batch);
            if (_isDead) throw new JournalUnavailableException($"The commit {fate}.");
        }

        public void Confirm()
        {
            if (_isDead || journal._holder != this) throw new JournalUnavailableException("This writer's session has ended.");
        }

        public void Dispose()
        {
            lock (journal._gate)
            {
                if (journal._holder == this) journal._holder = null;
            }
        }
    }

    private sealed class Reader(MemoryJournal journal) : IJournalReader
    {
        public StoredSnapshot? ReadSnapshot(ActorAddress address)
        {
            lock (journal._gate) return journal._snapshots.GetValueOrDefault(address);
        }

        public ReadOnlyMemory<byte> ReadPeerChunk(ActorAddress address, int chunk, long recordNumber)
        {
            lock (journal._gate)
            {
                return journal._chunks.TryGetValue((address, chunk, recordNumber), out var payload)
                    ? payload
                    : throw new JournalUnavailableException($"{address} has no chunk {chunk} of snapshot {recordNumber}.");
            }
        }

        public IEnumerable<JournalRecord> ReadStream(ActorAddress address, long afterRecordNumber)
        {
            lock (journal._gate)
            {
                return journal._streams.TryGetValue(address, out var stream) ? [.. stream.Skip((int)afterRecordNumber)] : [];
            }
        }

        public IReadOnlyList<JournalRecord> ReadAfter(long position, int maxRecords)
        {
            lock (journal._gate)
            {
                var first = (int)long.Min(position, journal._records.Count);
                return journal._records.GetRange(first, int.Min(maxRecords, journal._records.Count - first));
            }
        }

        public IReadOnlyList<ActorAddress> ReadAddresses(string kind)
        {
            lock (journal._gate)
            {
                return [.. journal._streams.Keys.Where(address => address.Kind == kind).OrderBy(address => address.PersistenceId, StringComparer.Ordinal)];
            }
        }

        public void Dispose()
        {
            // It holds nothing.
        }
    }
}
