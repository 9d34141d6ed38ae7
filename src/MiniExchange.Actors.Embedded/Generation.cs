using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Threading;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Journaling;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Actors.Embedded;

/// <summary>One life of the engine, from opening the journal to the first failure: everything in memory belongs to one.</summary>
/// <remarks>What ran ahead of the journal dies with its generation; the next is rebuilt from what is durable.</remarks>
[SuppressMessage("Reliability", "CA1001", Justification = "The writer is disposed by whoever turns its loop.")]
internal sealed class Generation : IPost
{
    private const int TailPage = 4_096;

    private readonly EmbeddedEngine _engine;
    private readonly Partition[] _partitions;
    private readonly GroupCommit _writer;
    private readonly StagingQueue _staged;
    private readonly Signal _writerSignal = new();
    private readonly IPost _post;
    private int _running;
    private int _recovering;
    private int _isStopping;

    /// <summary>Opens the journal and finds out whom to wake. Nothing runs yet.</summary>
    /// <exception cref="JournalUnavailableException">The journal cannot be opened, or not written to.</exception>
    public Generation(EmbeddedEngine engine)
    {
        _engine = engine;
        _staged = new StagingQueue(_writerSignal);
        _post = engine.Seams.WrapPost(this);
        var opened = new List<IDisposable>();
        try
        {
            var journal = engine.Journal.OpenWriter();
            opened.Add(journal);

            // A store that can be read but not written to, such as a full disk, must not look ready.
            var askedAt = engine.Time.GetTimestamp();
            journal.Commit(new JournalBatch([], [], journal.LowWater));
            Proof = new LockProof(engine.Time);
            Proof.HeldAfter(askedAt);
            LastPosition = journal.LastPosition;
            ToWake = FindWhomToWake(journal.LowWater);

            // From here on, not from the start of the loops: nobody may find it ready or over before it has begun.
            _recovering = ToWake.Count;
            _writer = new GroupCommit(this, journal, _staged, _writerSignal, Proof, engine.Options, engine.Time, engine.Metrics);
            _partitions = new Partition[engine.Options.Partitions];
            for (var i = 0; i < _partitions.Length; i++)
            {
                var reader = engine.Journal.OpenReader();
                opened.Add(reader);
                _partitions[i] = new Partition(i, this, reader, engine.Options, engine.Time);
            }

            _running = _partitions.Length + 1;
        }
        catch (Exception)
        {
            foreach (var resource in opened) resource.Dispose();
            throw;
        }

        engine.Metrics.Parcels = () => _partitions.Sum(partition => partition.QueueLength);
        engine.Metrics.Staged = () => _staged.Count;
        engine.Metrics.Actors = () => _partitions.Sum(partition => partition.LoadedCount);
    }

    /// <summary>The last position in the journal when it was opened.</summary>
    public long LastPosition { get; }

    /// <summary>How lately the journal's lock was seen to be held.</summary>
    public LockProof Proof { get; }

    /// <summary>Actors that may have messages open, and those that act without being asked.</summary>
    public IReadOnlyCollection<ActorAddress> ToWake { get; }

    /// <summary>Why it ended; null while it runs or when it was asked to end.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Whether the loops must end.</summary>
    public bool IsStopping => Volatile.Read(ref _isStopping) != 0;

    /// <summary>Whether every loop has ended and let go of the journal.</summary>
    public bool IsOver => Volatile.Read(ref _running) == 0;

    /// <summary>Whether everything that was open at the start has been delivered.</summary>
    public bool IsReady => Volatile.Read(ref _recovering) == 0 && !IsStopping;

    /// <summary>Lets the loops run, and wakes whoever must be.</summary>
    public void Start(IWorkers workers)
    {
        workers.Start(new Counted(this, _writer));
        foreach (var partition in _partitions) workers.Start(new Counted(this, partition));
        foreach (var address in ToWake) Deliver(new WakeUp(address));
    }

    /// <summary>Stages a turn's output, and hands on what may go before it is durable.</summary>
    public void Emit(CellOutput output)
    {
        _staged.Add(output);
        foreach (var parcel in output.Parcels)
        {
            // Another actor of this process may act on a staged record: its own comes later in the same queue.
            // An acknowledgement may not: its sender would forget a message whose effect can still be lost.
            if (parcel is not Acknowledgement) _post.Send(parcel);
        }
    }

    /// <summary>Sends a parcel by the post.</summary>
    public void Post(Parcel parcel) => _post.Send(parcel);

    /// <inheritdoc />
    void IPost.Send(Parcel parcel) => Deliver(parcel);

    /// <summary>Answers a request.</summary>
    public void Answer(ReplyToken token, Answer answer) => _engine.Answer(token, answer);

    /// <summary>Shows records that are durable to readers of the feed.</summary>
    public void Publish(IReadOnlyList<JournalRecord> records) => _engine.Publish(records);

    /// <summary>The kind that an address belongs to.</summary>
    public ActorKind KindOf(ActorAddress address) => _engine.KindOf(address);

    /// <summary>Notes that an actor gave up on something.</summary>
    public void ReportFault(ActorAddress actor, string what, Exception cause) => _engine.ReportFault(actor, what, cause);

    /// <summary>Notes that one of those woken has delivered what it had open.</summary>
    public void Recovered()
    {
        if (Interlocked.Decrement(ref _recovering) == 0) _engine.WakeSupervisor();
    }

    /// <summary>Ends this life: nothing more leaves, and whoever waits is told that the outcome is unknown.</summary>
    public void Fail(Exception cause)
    {
        if (Interlocked.Exchange(ref _isStopping, 1) != 0) return;

        Failure = cause;
        WakeAll();
        _engine.WakeSupervisor();
    }

    /// <summary>Ends this life on request.</summary>
    public void Stop()
    {
        Interlocked.Exchange(ref _isStopping, 1);
        WakeAll();
    }

    private void Deliver(Parcel parcel) => _partitions[PartitionOf(parcel.To)].Post(parcel);

    private void WakeAll()
    {
        _writerSignal.Set();
        foreach (var partition in _partitions) partition.Wake();
    }

    // Not string.GetHashCode: a simulation must find the same partition in every process.
    private int PartitionOf(ActorAddress address)
    {
        var hash = 2_166_136_261u;
        foreach (var character in address.PersistenceId) hash = (hash ^ character) * 16_777_619u;
        return (int)(hash % (uint)_partitions.Length);
    }

    private HashSet<ActorAddress> FindWhomToWake(long lowWater)
    {
        using var reader = _engine.Journal.OpenReader();
        var found = new HashSet<ActorAddress>();
        foreach (var kind in _engine.Kinds.Where(kind => kind.IsRemembered)) found.UnionWith(reader.ReadAddresses(kind.Name));

        var position = lowWater;
        while (true)
        {
            var page = reader.ReadAfter(position, TailPage);
            foreach (var record in page)
            {
                if (_engine.HasKindOf(record.Address)) found.Add(record.Address);
                position = record.Position;
            }

            if (page.Count < TailPage) return found;
        }
    }

    /// <summary>Counts a loop out once it has let go of what it held.</summary>
    private sealed class Counted(Generation generation, IWork work) : IWork
    {
        public string Name => work.Name;

        public bool IsStopping => work.IsStopping;

        public bool RunOnce() => work.RunOnce();

        public void WaitForWork() => work.WaitForWork();

        public void Dispose()
        {
            try
            {
                work.Dispose();
            }
            finally
            {
                if (Interlocked.Decrement(ref generation._running) == 0) generation._engine.WakeSupervisor();
            }
        }
    }
}
