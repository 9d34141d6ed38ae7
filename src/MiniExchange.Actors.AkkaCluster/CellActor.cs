using System;
using System.Collections.Generic;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Persistence;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Journaling;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Actors.AkkaCluster;

/// <summary>Hosts one cell: feeds it parcels, writes what it records one record at a time, and lets out only what is durable.</summary>
/// <remarks>
/// The cell runs ahead of the journal; its outputs wait in <see cref="PendingTurns"/>. A write that fails or is rejected stops the
/// actor: what ran ahead is dropped, who waited learns that the outcome is unknown, and the next parcel makes it anew from the
/// journal. docs/adr/0017-cluster.md.
/// </remarks>
#pragma warning disable CS0618 // What Akka names instead bounds the stash of a plain actor; of a persistent one, it looks for this alone.
internal sealed partial class CellActor : UntypedPersistentActor, ICellHost, IWithTimers, IWithBoundedStash
#pragma warning restore CS0618
{
    private readonly ClusterNode _node;
    private readonly ActorAddress _address;
    private readonly bool _isRemembered;
    private readonly bool _isSharded;
    private readonly Cell _cell;
    private readonly PendingTurns _pending;
    private readonly List<(IActorRef Waker, long Through)> _wakers = [];
    private IJournalReader? _chunks;
    private SendTicket? _foundOpen;
    private long _foundThrough;
    private readonly PriorityQueue<long, long> _due = new();
    private bool _isStopping;
    private bool _hasFailed;
    private bool _wasUsed;

    /// <summary>The actor of an address, empty until its recovery.</summary>
    public CellActor(ClusterNode node, ActorAddress address)
    {
        _node = node;
        _address = address;
        var kind = node.KindOf(address);
        _isRemembered = kind.IsRemembered;
        _isSharded = kind.SingletonId is null;
        _pending = new PendingTurns(node.Options.MaxRecordBytes);

        // With buffers of its own: any thread may turn it, beside others of its kind.
        _cell = kind.CreateCell(address, this, node.Options.Cells);
        Recovery = node.IgnoresSnapshotOf(address) ? new Recovery(SnapshotSelectionCriteria.None) : Recovery.Default;
    }

    /// <inheritdoc />
    public override string PersistenceId => _address.PersistenceId;

    /// <inheritdoc />
    public override Recovery Recovery { get; }

    /// <inheritdoc />
    /// <remarks>
    /// A parcel that does not fit while the actor is read from the journal is dropped, and seen to by <see cref="DroppedParcels"/>; a stop is
    /// not stashed at all.
    /// </remarks>
    public override IStashOverflowStrategy InternalStashOverflowStrategy => DiscardToDeadLetterStrategy.Instance;

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>How the actor of an address is made.</summary>
    public static Props Props(ClusterNode node, ActorAddress address) =>
        Akka.Actor.Props.Create(() => new CellActor(node, address)).WithMailbox(ClusterConfiguration.CellMailbox);

    /// <inheritdoc />
    protected override void PreStart()
    {
        base.PreStart();
        if (_isRemembered || !_isSharded) return;
        var unloadAfter = TimeSpan.FromMilliseconds(_node.Options.UnloadAfterMs);
        Timers.StartPeriodicTimer(nameof(LookWhetherIdle), LookWhetherIdle.Instance, unloadAfter, unloadAfter);
    }

    /// <inheritdoc />
    protected override bool AroundReceive(Receive receive, object message)
    {
        // Obeyed once the actor has been read: stashed it might not fit, and nobody says it twice.
        if (message is not StopCell || !IsRecovering) return base.AroundReceive(receive, message);

        _isStopping = true;
        return true;
    }

    /// <inheritdoc />
    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case SnapshotOffer { Snapshot: StoredPayload stored } offer:
                if (_cell.TryRestore(ToSnapshot(offer.Metadata.SequenceNr, stored), ReadPeerChunk)) break;
                _node.IgnoreSnapshotOf(_address);
                throw new JournalUnavailableException(
                    $"The snapshot of {_address} is of an earlier version and says too little; the next parcel makes the actor anew, which then reads its whole stream.");
            case StoredPayload record:
                _cell.Replay(LastSequenceNr, record.Manifest, record.Payload);
                break;
            case RecoveryCompleted:
                CompleteRecovery();
                break;
        }
    }

    /// <inheritdoc />
    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case Parcel parcel when _isStopping && parcel is not Acknowledgement:
                Refuse(parcel);
                break;
            case WakeUp:
                if (!Sender.IsNobody() && !_wakers.Exists(known => known.Waker.Equals(Sender))) _wakers.Add((Sender, _cell.LastSend));
                break;
            case Asked asked when _pending.Count >= _node.Options.MaxTurnsAhead:
                _node.Answer(asked.Token, new Busy($"{_node.Options.MaxTurnsAhead} turns of {_address} wait for the journal."));
                break;
            case Parcel parcel:
                _wasUsed = true;
                Receive(parcel);
                break;
            case TimerDue:
                if (!_isStopping) RunTimer();
                break;
            case LookWhetherIdle:
                if (!_wasUsed && CanLeave) Context.Parent.Tell(new Passivate(StopCell.Instance));
                _wasUsed = false;
                break;
            case WasWritten written:
                if (written.Number > _cell.Stream.RecordNumber + (_pending.IsWriting ? 1 : 0)) StopAsReplaced(written.Number);
                break;
            case StopCell:
                _isStopping = true;
                break;
            case SaveSnapshotSuccess saved:
                Saved(saved.Metadata);
                break;
            case SaveSnapshotFailure failed:
                NotSaved(failed);
                break;
            case SaveAgain:
                SaveParts();
                break;
            default:
                // Whether older snapshots could be deleted: the next one deletes them too.
                break;
        }

        Go();
    }

    /// <inheritdoc />
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        // Akka stops the actor by itself.
        _node.WriteFailed(_address, sequenceNr, cause);
    }

    /// <inheritdoc />
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        _node.WriteFailed(_address, sequenceNr, cause);
        Context.Stop(Self);
    }

    /// <inheritdoc />
    protected override void OnRecoveryFailure(Exception reason, object? message = null) => _node.RecoveryFailed(_address, reason);

    /// <inheritdoc />
    protected override void PostStop()
    {
        CloseChunks();
        _node.Unload(_cell.Stream);
        foreach (var output in _pending.All) TellUnknown(output);
        foreach (var token in _cell.PutOff) _node.Answer(token, Leaving());

        // What is open is somebody's money on its way: the actor must be in memory somewhere to repeat it.
        _foundOpen?.Close();
        if (_node.OpenTurns.Leave(_cell.Stream) is { } elsewhere) _node.WakeElsewhere(_address, elsewhere);
        base.PostStop();
    }

    /// <inheritdoc />
    void ICellHost.Emit(CellOutput output)
    {
        // Before its record is written: a turn that is recorded must be known to be open.
        if (output.Ticket is { } ticket) _node.OpenTurns.Add(_cell.Stream, ticket);
        _pending.Add(output);
    }

    /// <inheritdoc />
    void ICellHost.WakeAt(Cell cell, long atUnixMicros)
    {
        var isNext = !_due.TryPeek(out _, out var next) || atUnixMicros < next;
        _due.Enqueue(atUnixMicros, atUnixMicros);
        if (isNext) SetTimer();
    }

    /// <inheritdoc />
    void ICellHost.ReportFault(ActorAddress actor, string what, Exception cause) => _node.ReportFault(actor, what, cause);

    private bool CanLeave => _cell.CanUnload && _pending.Count == 0 && _snapshot is null && _wakers.Count == 0;

    private void CompleteRecovery()
    {
        CloseChunks();
        if (_cell.Stream.RecordNumber != LastSequenceNr)
        {
            throw new JournalUnavailableException(
                $"The journal of {_address} was read up to record {_cell.Stream.RecordNumber}, and has {LastSequenceNr}.");
        }

        if (_cell.HasOpenSends)
        {
            _foundOpen = new SendTicket(1);
            _foundThrough = _cell.LastSend;
            _node.OpenTurns.Add(_cell.Stream, _foundOpen);
        }

        _node.Load(_cell.Stream, Self);
        try
        {
            _cell.Resume(_node.NowUnixMicros);
        }
        catch (Exception cause)
        {
            StopOn(cause);
        }

        Go();
    }

    private void CloseChunks()
    {
        _chunks?.Dispose();
        _chunks = null;
    }

    private void Receive(Parcel parcel)
    {
        try
        {
            _cell.Receive(parcel, _node.NowUnixMicros);
        }
        catch (Exception cause)
        {
            StopOn(cause);
            TellUnknown(parcel);
        }
    }

    /// <summary>A cell whose state refused an event has no safe way on but from the journal.</summary>
    private void StopOn(Exception cause)
    {
        _node.ReportFault(_address, "stopped", cause);
        _hasFailed = true;
        Context.Stop(Self);
    }

    /// <summary>Somebody else has written to the stream: what is in memory here is not the actor any more.</summary>
    private void StopAsReplaced(long number)
    {
        _node.WriteFailed(_address, number, new JournalLostException("Another node wrote this record; the actor is read anew."));
        _hasFailed = true;
        Context.Stop(Self);
    }

    private void RunTimer()
    {
        var now = _node.NowUnixMicros;
        while (_due.TryPeek(out _, out var due) && due <= now) _due.Dequeue();
        try
        {
            _cell.OnTimer(now);
        }
        catch (Exception cause)
        {
            StopOn(cause);
            return;
        }

        SetTimer();
    }

    private void SetTimer()
    {
        if (!_due.TryPeek(out _, out var due)) return;
        Timers.StartSingleTimer(nameof(TimerDue), TimerDue.Instance, TimeSpan.FromMicroseconds(Math.Max(0, due - _node.NowUnixMicros)));
    }

    private void Go()
    {
        if (_hasFailed) return;

        LetOutAndWrite();
        if (_foundOpen is not null && !_cell.HasOpenSendsThrough(_foundThrough))
        {
            _foundOpen.Close();
            _foundOpen = null;
        }

        // What it sent since it was woken is seen to by this node; waiting for that, too, a busy actor would never answer.
        for (var i = _wakers.Count - 1; i >= 0; i--)
        {
            if (_cell.HasOpenSendsThrough(_wakers[i].Through)) continue;
            _wakers[i].Waker.Tell(new Woken(_address.PersistenceId));
            _wakers.RemoveAt(i);
        }

        // Messages may be open: their next home repeats them, and knows from the journal who waits.
        if (_isStopping && _pending.Count == 0) Context.Stop(Self);
    }

    private void Refuse(Parcel parcel)
    {
        // What else comes is repeated by its sender, or buffered for the next home by whoever asked to stop.
        if (parcel is Asked asked) _node.Answer(asked.Token, Leaving());
    }

    private void TellUnknown(CellOutput output)
    {
        foreach (var answer in output.Answers) _node.Answer(answer.Token, Stopped());
        foreach (var parcel in output.Parcels) TellUnknown(parcel);
    }

    private void TellUnknown(Parcel parcel)
    {
        if (parcel is Asked asked) _node.Answer(asked.Token, Stopped());
        else if (parcel is Delivery delivery) _node.Answer(delivery.Token, Stopped());
    }

    private Busy Leaving() => new($"{_address} is leaving the memory of this node.");

    private OutcomeUnknown Stopped() => new($"{_address} stopped before its record was durable.");

    private static StoredSnapshot ToSnapshot(long number, StoredPayload stored) => new(number, SerializerId: 0, stored.Manifest, stored.Payload);

    private ReadOnlyMemory<byte> ReadPeerChunk(int chunk, long recordNumber)
    {
        // Akka's way to read a snapshot is not to be waited for in a recovery; few actors have met so many others.
        _chunks ??= _node.Journal.OpenReader();
        return _chunks.ReadPeerChunk(_address, chunk, recordNumber);
    }

    private sealed class TimerDue
    {
        public static readonly TimerDue Instance = new();
    }

    private sealed class LookWhetherIdle
    {
        public static readonly LookWhetherIdle Instance = new();
    }

    private sealed class SaveAgain
    {
        public static readonly SaveAgain Instance = new();
    }
}

/// <summary>Tells a cell of a record of its stream that the journal shows.</summary>
/// <param name="Number">The record's number.</param>
internal sealed record WasWritten(long Number);

/// <summary>Asks a cell to stop once everything it gave out is durable: its shard moves, or it was not used for long.</summary>
internal sealed class StopCell
{
    public static readonly StopCell Instance = new();

    private StopCell()
    {
    }
}

/// <summary>Tells whoever woke an actor that it is in memory, and that what was open then is delivered.</summary>
/// <param name="PersistenceId">The actor.</param>
internal sealed record Woken(string PersistenceId);
