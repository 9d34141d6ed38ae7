using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Persistence;
using Akka.Persistence.Sql.Journal;

namespace MiniExchange.Actors.AkkaCluster;

/// <summary>The SQL journal, in which a write that fails takes nobody else along.</summary>
/// <remarks>
/// Akka.Persistence.Sql puts writes of many actors into one transaction, and when it fails all of them fail: one actor that was
/// fenced by its successor would stop every innocent one, and ten of them would open the circuit breaker. So a failed write is
/// looked into. If the journal has a record of its number, it was fenced, and is rejected: its actor stops and reads the journal.
/// If it has not, the write was innocent, or found the queue full, and is tried again. Writes beyond what the queue takes wait
/// here, and so do all while the node cannot confirm that it is a member: a node that was replaced must not write any more. An actor
/// that is made anew does not read its stream before its former writes have ended. docs/adr/0017-cluster.md.
/// </remarks>
internal class FencedJournal : SqlWriteJournal, IWithTimers
{
    private const int FirstPauseMs = 10;
    private const int MaxDoublings = 5;

    // Shorter than the circuit breaker's call-timeout.
    private static readonly TimeSpan TriesFor = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan WaitAtMost = TimeSpan.FromSeconds(5);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly ClusterNode _node = ClusterNode.Of(Context.System);
    private readonly Queue<Write> _waiting = new();
    private readonly Dictionary<string, Write> _outstanding = new(StringComparer.Ordinal);
    private int _underWay;

    // Halved by a failure and raised by a success: what found the queue full must not come back all at once.
    private int _mayBeUnderWay;

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Made by Akka.Persistence from the plugin's configuration.</summary>
    public FencedJournal(Config config)
        : base(config) => _mayBeUnderWay = _node.Options.MaxWrites;

    /// <inheritdoc />
    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(
        IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var write = new Write([.. messages], _node.Time.GetTimestamp(), cancellationToken);
        _outstanding[write.PersistenceId] = write;
        var self = Self;
        _ = write.Outcome.Task.ContinueWith(
            _ => self.Tell(new Settled(write)), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        Begin(write);
        return write.Outcome.Task;
    }

    /// <inheritdoc />
    public override async Task<long> ReadHighestSequenceNrAsync(
        string persistenceId, long fromSequenceNr, CancellationToken cancellationToken)
    {
        if (!_outstanding.TryGetValue(persistenceId, out var former))
        {
            return await base.ReadHighestSequenceNrAsync(persistenceId, fromSequenceNr, cancellationToken).ConfigureAwait(false);
        }

        // The base class belongs to the actor's own thread.
        var asked = new ReadHighest(persistenceId, fromSequenceNr, cancellationToken);
        var self = Self;
        await ((Task)former.Outcome.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        self.Tell(asked);
        return await asked.Outcome.Task.ConfigureAwait(false);
    }

    /// <summary>One try at writing; called on the actor's own thread.</summary>
    protected virtual Task<IImmutableList<Exception>> WriteOnceAsync(IReadOnlyList<AtomicWrite> writes, CancellationToken cancellationToken) =>
        base.WriteMessagesAsync(writes, cancellationToken);

    /// <inheritdoc />
    protected override bool ReceivePluginInternal(object message)
    {
        switch (message)
        {
            case Write again:
                Begin(again);
                return true;
            case Settled settled:
                if (_outstanding.TryGetValue(settled.Write.PersistenceId, out var last) && last == settled.Write) _outstanding.Remove(settled.Write.PersistenceId);
                return true;
            case ReadHighest read:
                _ = base.ReadHighestSequenceNrAsync(read.PersistenceId, read.FromSequenceNr, read.CancellationToken).ContinueWith(
                    read.Answer, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                return true;
            case Look:
                BeginWaiting();
                return true;
            case Ended ended:
                End(ended);
                return true;
            case LookedInto looked:
                Resolve(looked);
                return true;
            default:
                return base.ReceivePluginInternal(message);
        }
    }

    private void Begin(Write write)
    {
        if (write.CancellationToken.IsCancellationRequested) write.Outcome.TrySetCanceled(write.CancellationToken);
        else if (_node.MayWrite && _underWay < _mayBeUnderWay) Start(write);
        else if (!_node.MayWrite && _node.Time.GetElapsedTime(write.AskedAt) > WaitAtMost) write.Reject("This node could not confirm in time that it is a member of the cluster and holds its share of the journal.");
        else Wait(write);
    }

    private void Wait(Write write)
    {
        _waiting.Enqueue(write);
        if (!Timers.IsTimerActive(nameof(Look))) Timers.StartSingleTimer(nameof(Look), Look.Instance, LookEvery);
    }

    private void BeginWaiting()
    {
        // Each once: those that must go on waiting come back to the end, in the same order.
        for (var left = _waiting.Count; left > 0; left--) Begin(_waiting.Dequeue());
    }

    private void Start(Write write)
    {
        _underWay++;
        write.Tries++;
        var self = Self;
        _ = WriteOnceAsync(write.Messages, write.CancellationToken).ContinueWith(
            done => self.Tell(new Ended(write, done)), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void End(Ended ended)
    {
        _underWay--;
        _mayBeUnderWay = ended.Task.IsCompletedSuccessfully
            ? Math.Min(_node.Options.MaxWrites, _mayBeUnderWay + 1)
            : Math.Max(1, _mayBeUnderWay / 2);
        while (_node.MayWrite && _underWay < _mayBeUnderWay && _waiting.TryDequeue(out var next)) Begin(next);

        var write = ended.Write;
        if (ended.Task.IsCompletedSuccessfully)
        {
            write.Outcome.TrySetResult(ended.Task.Result);
            return;
        }

        write.Failure = ended.Task.Exception?.GetBaseException() ?? new OperationCanceledException();
        var self = Self;

        // Numbers above the second argument are looked at, that one not.
        _ = base.ReadHighestSequenceNrAsync(write.PersistenceId, write.Messages[0].LowestSequenceNr - 1, write.CancellationToken).ContinueWith(
            highest => self.Tell(new LookedInto(write, highest)), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void Resolve(LookedInto looked)
    {
        var write = looked.Write;
        if (looked.HighestNumber.IsCompletedSuccessfully && looked.HighestNumber.Result >= write.Messages[0].LowestSequenceNr)
        {
            write.Reject(
                $"The journal already has record {write.Messages[0].LowestSequenceNr} of {write.PersistenceId}: {write.Failure?.Message}");
        }
        else if (_node.Time.GetElapsedTime(write.AskedAt) >= TriesFor || write.CancellationToken.IsCancellationRequested)
        {
            write.Outcome.TrySetException(write.Failure!);
        }
        else
        {
            _log.Debug("Writing {0} again after: {1}", write.PersistenceId, write.Failure?.Message ?? string.Empty);
            Timers.StartSingleTimer(write, write, TimeSpan.FromMilliseconds(FirstPauseMs << Math.Min(write.Tries - 1, MaxDoublings)));
        }
    }

    private sealed record Ended(Write Write, Task<IImmutableList<Exception>> Task);

    private sealed record LookedInto(Write Write, Task<long> HighestNumber);

    private sealed record Settled(Write Write);

    private sealed record ReadHighest(string PersistenceId, long FromSequenceNr, CancellationToken CancellationToken)
    {
        public TaskCompletionSource<long> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Answer(Task<long> read)
        {
            if (read.IsCompletedSuccessfully) Outcome.TrySetResult(read.Result);
            else Outcome.TrySetException(read.Exception?.GetBaseException() ?? new OperationCanceledException());
        }
    }

    private sealed class Look
    {
        public static readonly Look Instance = new();
    }

    private sealed class Write(IReadOnlyList<AtomicWrite> messages, long askedAt, CancellationToken cancellationToken)
    {
        public string PersistenceId => messages[0].PersistenceId;

        public long AskedAt => askedAt;

        public IReadOnlyList<AtomicWrite> Messages => messages;

        public CancellationToken CancellationToken => cancellationToken;

        public TaskCompletionSource<IImmutableList<Exception>> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Tries { get; set; }

        public Exception? Failure { get; set; }

        // A rejection and no failure: it is this actor's alone, and says nothing about the store.
        public void Reject(string reason) =>
            Outcome.TrySetResult([.. Enumerable.Repeat<Exception>(new JournalLostException(reason), messages.Count)]);
    }
}

/// <summary>A record was not written, because the stream is not this node's to write any more.</summary>
/// <param name="message">What happened.</param>
internal sealed class JournalLostException(string message) : Exception(message);
