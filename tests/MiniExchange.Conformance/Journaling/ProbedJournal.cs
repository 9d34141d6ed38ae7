using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors;
using MiniExchange.Actors.Journaling;

namespace MiniExchange.Conformance.Journaling;

/// <summary>Stands before any journal: tells what passes, holds commits up, lets them fail.</summary>
/// <remarks>Commits that write neither record nor snapshot are only noted: an engine makes them by itself.</remarks>
public sealed class ProbedJournal(IJournal inner) : IJournal
{
    private readonly object _gate = new();
    private readonly List<JournalBatch> _commits = [];
    private readonly List<(ActorAddress Address, long After)> _streamReads = [];
    private readonly List<long> _tailReads = [];
    private long _lowWater;
    private volatile Barrier? _commitBarrier;
    private volatile Barrier? _openBarrier;

    /// <summary>Decides the fate of each commit that writes something; null for success.</summary>
    public Func<JournalBatch, CommitFate>? Fate { get; set; }

    /// <summary>Called after each commit that succeeded, also unheard and also one that only stored the low-water position.</summary>
    public Action<JournalBatch>? Committed { get; set; }

    /// <summary>Called before each confirmation of the lock, which fails if this throws.</summary>
    public Action? Confirming { get; set; }

    /// <summary>Called after somebody opened the journal for writing.</summary>
    public Action? Opened { get; set; }

    /// <summary>Changes snapshots as they are read; null to leave them.</summary>
    public Func<StoredSnapshot, StoredSnapshot>? SnapshotAsRead { get; set; }

    /// <summary>Commits that wrote something.</summary>
    public IReadOnlyList<JournalBatch> Commits => Copy(_commits);

    /// <summary>The low-water position last stored.</summary>
    public long LowWater => Volatile.Read(ref _lowWater);

    /// <summary>Which streams were read, and after which record.</summary>
    public IReadOnlyList<(ActorAddress Address, long After)> StreamReads => Copy(_streamReads);

    /// <summary>After which positions records of all actors were read.</summary>
    public IReadOnlyList<long> TailReads => Copy(_tailReads);

    /// <summary>Holds the next commit that writes something, and all after it, until released.</summary>
    public Barrier HoldCommits() => _commitBarrier = new Barrier();

    /// <summary>Holds whoever opens the journal for writing.</summary>
    public Barrier HoldOpening() => _openBarrier = new Barrier();

    /// <summary>Where somebody passes who opens the journal; an engine that does it by other means comes by here too.</summary>
    public void PassOpening() => _openBarrier?.Pass();

    /// <summary>Ends once a commit that writes something may go on; an engine that commits by other means comes by here too.</summary>
    public Task PassCommitAsync() => _commitBarrier?.PassAsync() ?? Task.CompletedTask;

    /// <summary>What is to become of a commit that writes something.</summary>
    public CommitFate FateOf(JournalBatch batch) => Fate?.Invoke(batch) ?? CommitFate.Succeeds;

    /// <summary>Notes a commit that writes something and has succeeded.</summary>
    public void NoteCommit(JournalBatch batch)
    {
        Note(_commits, batch);
        Committed?.Invoke(batch);
    }

    /// <summary>Notes a low-water position that was stored by itself.</summary>
    public void NoteLowWater(long position)
    {
        Volatile.Write(ref _lowWater, position);
        Committed?.Invoke(new JournalBatch([], [], position));
    }

    /// <summary>Notes that a stream is read.</summary>
    public void NoteStreamRead(ActorAddress address, long afterRecordNumber) => Note(_streamReads, (address, afterRecordNumber));

    /// <inheritdoc />
    public IJournalWriter OpenWriter()
    {
        PassOpening();
        var writer = new Writer(this, inner.OpenWriter());
        Opened?.Invoke();
        return writer;
    }

    /// <inheritdoc />
    public IJournalReader OpenReader() => new Reader(this, inner.OpenReader());

    private T[] Copy<T>(List<T> noted)
    {
        lock (_gate) return [.. noted];
    }

    private void Note<T>(List<T> noted, T item)
    {
        lock (_gate) noted.Add(item);
    }

    /// <summary>A place where a thread of the engine is held up.</summary>
    public sealed class Barrier
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _isOpen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Ends when somebody is held up.</summary>
        public Task Reached => _reached.Task;

        /// <summary>Lets everybody pass from now on.</summary>
        public void Release() => _isOpen.TrySetResult();

        internal void Pass() => PassAsync().GetAwaiter().GetResult();

        internal async Task PassAsync()
        {
            _reached.TrySetResult();

            // A test that forgets to release must fail by its own assertion, not hang the engine for good.
            await Task.WhenAny(_isOpen.Task, Task.Delay(TimeSpan.FromSeconds(30))).ConfigureAwait(false);
        }
    }

    private sealed class Writer(ProbedJournal journal, IJournalWriter inner) : IJournalWriter
    {
        private bool _isDead;

        public long LowWater => inner.LowWater;

        public long LastPosition => inner.LastPosition;

        public void Commit(JournalBatch batch)
        {
            if (_isDead) throw new JournalUnavailableException("This writer's session has ended.");

            var writes = batch.Records.Count > 0 || batch.Snapshots.Count > 0;
            if (writes) journal._commitBarrier?.Pass();

            var fate = writes ? journal.FateOf(batch) : CommitFate.Succeeds;
            _isDead = fate != CommitFate.Succeeds;
            if (fate != CommitFate.Fails)
            {
                inner.Commit(batch);
                if (batch.LowWater is { } lowWater) Volatile.Write(ref journal._lowWater, lowWater);
                if (writes) journal.NoteCommit(batch);
                else journal.Committed?.Invoke(batch);
            }

            if (_isDead) throw new JournalUnavailableException($"The commit {fate}.");
        }

        public void Confirm()
        {
            if (_isDead) throw new JournalUnavailableException("This writer's session has ended.");
            journal.Confirming?.Invoke();
            inner.Confirm();
        }

        public void Dispose() => inner.Dispose();
    }

    private sealed class Reader(ProbedJournal journal, IJournalReader inner) : IJournalReader
    {
        public StoredSnapshot? ReadSnapshot(ActorAddress address)
        {
            var snapshot = inner.ReadSnapshot(address);
            return snapshot is null || journal.SnapshotAsRead is not { } change ? snapshot : change(snapshot);
        }

        public ReadOnlyMemory<byte> ReadPeerChunk(ActorAddress address, int chunk, long recordNumber) =>
            inner.ReadPeerChunk(address, chunk, recordNumber);

        public IEnumerable<JournalRecord> ReadStream(ActorAddress address, long afterRecordNumber)
        {
            journal.NoteStreamRead(address, afterRecordNumber);
            return inner.ReadStream(address, afterRecordNumber).ToArray();
        }

        public IReadOnlyList<JournalRecord> ReadAfter(long position, int maxRecords)
        {
            journal.Note(journal._tailReads, position);
            return inner.ReadAfter(position, maxRecords);
        }

        public IReadOnlyList<ActorAddress> ReadAddresses(string kind) => inner.ReadAddresses(kind);

        public void Dispose() => inner.Dispose();
    }
}
