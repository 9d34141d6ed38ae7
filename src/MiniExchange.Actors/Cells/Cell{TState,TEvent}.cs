using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.InteropServices;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Actors.Cells;

/// <summary>The cell around one behaviour: every turn is decided, encoded, applied and given out here, on both engines.</summary>
/// <remarks>
/// A turn runs straight down: <c>TryPlan</c> decides and encodes, and changes nothing if either throws; <c>Complete</c>
/// applies what was planned and gives the output to the engine. Snapshots and recovery are in <c>Cell.Recovery.cs</c>.
/// docs/adr/0006-cell.md.
/// </remarks>
/// <typeparam name="TState">The actor's state.</typeparam>
/// <typeparam name="TEvent">The actor's events.</typeparam>
public sealed partial class Cell<TState, TEvent> : Cell
{
    private readonly IBehavior<TState, TEvent> _behavior;
    private readonly TurnScratch<TState, TEvent> _scratch;
    private readonly ICellHost _host;
    private readonly CellOptions _options;
    private readonly PeerTable _peers = new();
    private readonly Outbox _outbox = new();
    private readonly List<Asked> _putOff = [];
    private readonly Dictionary<ActorAddress, long> _acknowledged = [];
    private readonly SnapshotSchedule _snapshots;

    private long _lastAtUnixMicros;
    private long _repeatAtUnixMicros;
    private long _wokenForRepeatAtUnixMicros = long.MaxValue;
    private int _fruitlessRepeats;

    /// <summary>A cell for one actor, empty until <see cref="Recover"/>.</summary>
    internal Cell(
        ActorAddress address,
        IBehavior<TState, TEvent> behavior,
        TurnScratch<TState, TEvent> scratch,
        ICellHost host,
        CellOptions options)
    {
        _behavior = behavior;
        _scratch = scratch;
        _host = host;
        _options = options;
        _snapshots = new SnapshotSchedule(options.SnapshotMinBytes);
        Stream = new CellStream(address, scratch.Codec.SerializerId, scratch.Codec.RecordManifest);
    }

    /// <inheritdoc />
    public override CellStream Stream { get; }

    /// <inheritdoc />
    public override bool HasOpenSends => _outbox.Count > 0;

    /// <inheritdoc />
    public override IEnumerable<ReplyToken> PutOff => _putOff.Select(static asked => asked.Token);

    /// <inheritdoc />
    public override long LastSend => _outbox.Last;

    /// <inheritdoc />
    public override bool HasOpenSendsThrough(long lastSend) => _outbox.HasOpenThrough(lastSend);

    /// <inheritdoc />
    public override bool CanUnload =>
        Stream.IsSettled && _outbox.Count == 0 && _putOff.Count == 0 && !_behavior.GoesOn && !_behavior.IsAwaited;

    private ActorAddress Self => Stream.Address;

    /// <inheritdoc />
    public override void Resume(long nowUnixMicros)
    {
        GoOn(nowUnixMicros);
        if (_outbox.Count > 0) Inquire(sentUpToUnixMicros: long.MaxValue, nowUnixMicros);
    }

    /// <inheritdoc />
    public override void Receive(Parcel parcel, long nowUnixMicros)
    {
        switch (parcel)
        {
            case Asked asked:
                Receive(asked, nowUnixMicros);
                break;
            case Delivery delivery:
                Receive(delivery, nowUnixMicros);
                break;
            case Acknowledgement acknowledgement:
                Receive(acknowledgement, nowUnixMicros);
                break;
            case MarkInquiry inquiry:
                Acknowledge(inquiry.From, answersInquiry: true);
                break;
            default:
                throw new NotSupportedException($"No rule for {parcel.GetType().Name}.");
        }
    }

    /// <inheritdoc />
    public override void OnTimer(long nowUnixMicros)
    {
        DecidePutOff(nowUnixMicros);

        // Other timers of this cell must not add one more of these each time.
        if (nowUnixMicros >= _wokenForRepeatAtUnixMicros) _wokenForRepeatAtUnixMicros = long.MaxValue;
        if (_outbox.Count == 0) return;
        if (nowUnixMicros >= _repeatAtUnixMicros) Inquire(nowUnixMicros - RepeatAfterMicros(doublings: 0), nowUnixMicros);
        else ScheduleRepeat(_repeatAtUnixMicros);
    }

    private void Receive(Asked asked, long nowUnixMicros)
    {
        if (WaitsBehindAnother(asked) || !Decide(asked, nowUnixMicros))
        {
            _putOff.Add(asked);

            // At the deadline itself the request may still be started; it is refused from the next microsecond on.
            if (asked.DeadlineUnixMicros != long.MaxValue) _host.WakeAt(this, asked.DeadlineUnixMicros + 1);
        }
    }

    private void Receive(Delivery delivery, long nowUnixMicros)
    {
        var consumed = _peers.ConsumedFrom(delivery.From);
        if (delivery.Sequence <= consumed)
        {
            Acknowledge(delivery.From, answersInquiry: false);
            return;
        }

        // Past a gap: the sender repeats from its first unacknowledged message.
        if (delivery.Sequence > consumed + 1) return;

        var context = Context(delivery.From, delivery.Token, nowUnixMicros, long.MaxValue);
        if (TryPlan(request: null, delivery.Message, context, delivery.Sequence) is { } fault)
        {
            _host.ReportFault(Self, $"gave up on {delivery.Message.GetType().Name} {delivery.Sequence} from {delivery.From}", fault);
            PlanGivingUp(delivery, context);
        }

        Complete(context);
        GoOn(nowUnixMicros);
        DecidePutOff(nowUnixMicros);
    }

    private void Receive(Acknowledgement acknowledgement, long nowUnixMicros)
    {
        var receiver = acknowledgement.From;
        if (acknowledgement.Through > _peers.SentTo(receiver))
        {
            throw new InvalidOperationException(
                $"{receiver} consumed message {acknowledgement.Through} of {Self}, which has sent {_peers.SentTo(receiver)}.");
        }

        if (_outbox.Acknowledge(receiver, acknowledgement.Through))
        {
            _acknowledged[receiver] = acknowledgement.Through;
            _fruitlessRepeats = 0;

            // Sooner than after a long back-off, but never later: else who acknowledges all the time would keep those who do not from being asked.
            var soon = nowUnixMicros + RepeatAfterMicros(doublings: 0);
            if (_outbox.Count > 0 && soon < _repeatAtUnixMicros) ScheduleRepeat(soon);
        }

        if (!acknowledgement.AnswersInquiry) return;

        ImmutableArray<Parcel> repeats = [.. _outbox.SendsTo(receiver).Select(ToParcel)];
        if (repeats.Length > 0) Emit(new CellOutput { Stream = Stream, Parcels = repeats });
    }

    /// <summary>Decides a request; false if it is put off.</summary>
    private bool Decide(Asked asked, long nowUnixMicros)
    {
        var context = Context(ActorAddress.None, asked.Token, nowUnixMicros, asked.DeadlineUnixMicros);
        if (TryPlan(asked.Request, message: null, context, sequence: 0) is { } fault)
        {
            _host.ReportFault(Self, $"failed twice on {asked.Request.GetType().Name}", fault);
            Emit(new CellOutput { Stream = Stream, Faulted = asked.Token });
            return true;
        }

        if (_scratch.Plan.IsPutOff) return false;

        Complete(context);
        GoOn(nowUnixMicros);
        return true;
    }

    private void DecidePutOff(long nowUnixMicros)
    {
        for (var i = 0; i < _putOff.Count;)
        {
            var asked = _putOff[i];
            if (WaitsBehindAnother(asked) || !Decide(asked, nowUnixMicros)) i++;
            else _putOff.RemoveAt(i);
        }
    }

    private bool WaitsBehindAnother(Asked asked)
    {
        if (asked.Request.Id is not { } id) return false;

        foreach (var earlier in _putOff)
        {
            if (ReferenceEquals(earlier, asked)) return false;
            if (earlier.Request.Id == id) return true;
        }

        return false;
    }

    private void GoOn(long nowUnixMicros)
    {
        while (_behavior.GoesOn)
        {
            var context = Context(ActorAddress.None, ReplyToken.None, nowUnixMicros, long.MaxValue);
            if (TryPlan(request: null, message: null, context, sequence: 0) is { } fault)
            {
                _host.ReportFault(Self, "gave up on the work that it had left", fault);
                _scratch.Plan.Clear();
                _behavior.GiveUpWork(context, _scratch.Plan);
                Encode(context, causeSequence: 0, faulted: null);
            }

            Complete(context);
        }
    }

    /// <summary>Plans and encodes one turn, of a request, of a message, or of work that goes on; after a second failure returns it, and nothing has changed.</summary>
    private Exception? TryPlan(Request? request, ActorMessage? message, in TurnContext context, long sequence)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Plan(request, message, context, sequence);
                return null;
            }
            catch (Exception) when (attempt == 1)
            {
                // Whatever it was, a second try tells a passing fault from a poisonous message.
            }
            catch (Exception second)
            {
                return second;
            }
        }
    }

    private void Plan(Request? request, ActorMessage? message, in TurnContext context, long sequence)
    {
        var plan = _scratch.Plan;
        plan.Clear();
        if (request is not null) _behavior.Decide(request, context, plan);
        else if (message is not null) _behavior.Decide(message, context, plan);
        else _behavior.GoOn(context, plan);

        if (!plan.IsPutOff) Encode(context, sequence, faulted: null);
        else if (request is null) throw new InvalidOperationException("Only a request from outside can be put off.");
    }

    private void PlanGivingUp(Delivery delivery, in TurnContext context)
    {
        _scratch.Plan.Clear();
        _behavior.GiveUp(delivery.Message, context, _scratch.Plan);
        Encode(context, delivery.Sequence, delivery.Message);
    }

    /// <summary>Makes the planned turn's record. Changes nothing that a failure would leave behind.</summary>
    private void Encode(in TurnContext context, long causeSequence, ActorMessage? faulted)
    {
        // The plan's events are the turn's own list: filled by the decider, so not cleared here.
        var turn = _scratch.Turn;
        turn.AtUnixMicros = context.AtUnixMicros;
        turn.CauseFrom = context.From;
        turn.CauseSequence = causeSequence;
        turn.Faulted = faulted;
        turn.Sends.Clear();
        turn.Acknowledged.Clear();
        foreach (ref readonly var send in _scratch.Plan.SendSpan)
        {
            turn.Sends.Add(new OpenSend(send.To, NextSequence(send.To), send.Message, send.Token));
        }

        _scratch.Encoded.ResetWrittenCount();
        if (turn.IsEmpty) return;

        foreach (var (receiver, through) in _acknowledged) turn.Acknowledged.Add(new Peer(receiver, Consumed: 0, through));
        _scratch.Codec.WriteTurn(turn, _scratch.Encoded);
    }

    private long NextSequence(ActorAddress to)
    {
        var sequence = _peers.SentTo(to) + 1;
        foreach (ref readonly var planned in CollectionsMarshal.AsSpan(_scratch.Turn.Sends))
        {
            if (planned.To == to) sequence++;
        }

        return sequence;
    }

    /// <summary>Applies the planned turn and gives it out.</summary>
    private void Complete(in TurnContext context)
    {
        var (turn, plan, encoded) = (_scratch.Turn, _scratch.Plan, _scratch.Encoded);
        foreach (ref readonly var happened in CollectionsMarshal.AsSpan(turn.Events))
        {
            _behavior.Apply(happened, context.AtUnixMicros);
        }

        _behavior.Done();
        _lastAtUnixMicros = context.AtUnixMicros;
        if (turn.IsEmpty)
        {
            if (plan.AnswerSpan.Length > 0) Emit(new CellOutput { Stream = Stream, Answers = [.. plan.AnswerSpan] });
            return;
        }

        _acknowledged.Clear();
        var acknowledges = !turn.CauseFrom.IsNone;
        if (acknowledges) _peers.Consume(turn.CauseFrom, turn.CauseSequence);

        var ticket = turn.Sends.Count > 0 ? new SendTicket(turn.Sends.Count) : null;
        var parcels = new Parcel[turn.Sends.Count + (acknowledges ? 1 : 0)];
        for (var i = 0; i < turn.Sends.Count; i++)
        {
            var send = turn.Sends[i];
            if (_outbox.Count == 0) ScheduleRepeat(context.AtUnixMicros + RepeatAfterMicros(_fruitlessRepeats));
            _peers.Send(send.To, send.Sequence);
            _outbox.Add(send, context.AtUnixMicros, ticket);
            parcels[i] = ToParcel(send);
        }

        if (acknowledges) parcels[^1] = new Acknowledgement(Self, turn.CauseFrom, turn.CauseSequence, AnswersInquiry: false);

        _snapshots.Recorded(encoded.WrittenCount);
        Emit(new CellOutput
        {
            Stream = Stream,
            Turn = encoded.WrittenSpan.ToArray(),
            Ticket = ticket,
            Parcels = ImmutableCollectionsMarshal.AsImmutableArray(parcels),
            Answers = [.. plan.AnswerSpan],
            Snapshot = _snapshots.IsDue ? TakeSnapshot() : null,
        });
    }

    private void Acknowledge(ActorAddress sender, bool answersInquiry) => Emit(new CellOutput
    {
        Stream = Stream,
        Parcels = [new Acknowledgement(Self, sender, _peers.ConsumedFrom(sender), answersInquiry)],
    });

    /// <summary>Asks those who have not acknowledged what was sent up to a moment how far they came.</summary>
    private void Inquire(long sentUpToUnixMicros, long nowUnixMicros)
    {
        ImmutableArray<Parcel> inquiries = [.. _outbox.ReceiversOwing(sentUpToUnixMicros).Select(receiver => new MarkInquiry(Self, receiver))];
        if (inquiries.Length > 0)
        {
            Emit(new CellOutput { Stream = Stream, Parcels = inquiries });
            _fruitlessRepeats = int.Min(_fruitlessRepeats + 1, _options.RepeatDoublings);
        }

        ScheduleRepeat(nowUnixMicros + RepeatAfterMicros(_fruitlessRepeats));
    }

    private void ScheduleRepeat(long atUnixMicros)
    {
        _repeatAtUnixMicros = atUnixMicros;
        if (_wokenForRepeatAtUnixMicros <= atUnixMicros) return;

        _wokenForRepeatAtUnixMicros = atUnixMicros;
        _host.WakeAt(this, atUnixMicros);
    }

    private long RepeatAfterMicros(int doublings) => (_options.RepeatAfterMs * 1_000L) << doublings;

    private void Emit(CellOutput output)
    {
        Stream.Stage();
        _host.Emit(output);
    }

    private TurnContext Context(ActorAddress from, ReplyToken token, long nowUnixMicros, long deadlineUnixMicros) =>
        new(Self, from, token, long.Max(nowUnixMicros, _lastAtUnixMicros), nowUnixMicros, deadlineUnixMicros);

    private Delivery ToParcel(OpenSend send) => new(Self, send.To, send.Sequence, send.Message, send.Token);
}
