using System.Collections.Generic;
using MiniExchange.Actors;
using MiniExchange.Actors.Messages;

namespace MiniExchange.Simulation.Tests.Audit;

/// <summary>Every message was sent before it was consumed, and consumed once and in order; records have no gaps; time does not run back.</summary>
internal sealed class DeliveryAudit
{
    private const string Check = "delivery";

    private readonly Dictionary<(ActorAddress From, ActorAddress To), Lane> _lanes = [];
    private readonly Dictionary<ActorAddress, (long Number, long AtUnixMicros)> _last = [];

    /// <summary>Takes in a turn and returns the message that caused it; null if none did.</summary>
    public ActorMessage? See(JournalTurn turn)
    {
        CheckStream(turn);
        AuditException.Require("faults", turn.Faulted is null, $"{turn} gave up on {turn.Faulted}.");
        var cause = turn.CauseFrom.IsNone ? null : Consume(turn);
        foreach (var send in turn.Sends)
        {
            var lane = LaneOf(turn.Address, send.To);
            lane.Sent.Add(send.Message);
            AuditException.Require(
                Check, send.Sequence == lane.Sent.Count, $"{turn} sends {send.To} message {send.Sequence}, not {lane.Sent.Count}.");
        }

        foreach (var acknowledged in turn.Acknowledged)
        {
            var lane = LaneOf(turn.Address, acknowledged.Address);
            AuditException.Require(
                Check,
                acknowledged.Sent <= lane.Consumed,
                $"{turn} forgets messages to {acknowledged.Address} up to {acknowledged.Sent}, of which {lane.Consumed} were consumed.");
        }

        return cause;
    }

    /// <summary>At rest: nothing that was sent is left.</summary>
    public void Finish()
    {
        foreach (var ((from, to), lane) in _lanes)
        {
            AuditException.Require(
                Check, lane.Consumed == lane.Sent.Count, $"{to} consumed {lane.Consumed} of {lane.Sent.Count} messages from {from}.");
        }
    }

    private void CheckStream(JournalTurn turn)
    {
        var (number, at) = _last.GetValueOrDefault(turn.Address);
        AuditException.Require(
            "records", turn.Record.Number == number || turn.Record.Number == number + 1, $"{turn} follows record {number}.");
        AuditException.Require("records", turn.AtUnixMicros >= at, $"{turn} is of {turn.AtUnixMicros}, before its last, {at}.");
        _last[turn.Address] = (turn.Record.Number, turn.AtUnixMicros);
    }

    private ActorMessage Consume(JournalTurn turn)
    {
        var lane = LaneOf(turn.CauseFrom, turn.Address);
        AuditException.Require(
            Check,
            turn.CauseSequence == lane.Consumed + 1,
            $"{turn} consumes message {turn.CauseSequence} from {turn.CauseFrom} after message {lane.Consumed}.");
        AuditException.Require(
            Check,
            turn.CauseSequence <= lane.Sent.Count,
            $"{turn} consumes message {turn.CauseSequence} from {turn.CauseFrom}, of which the journal has {lane.Sent.Count} so far.");
        lane.Consumed++;
        return lane.Sent[(int)turn.CauseSequence - 1];
    }

    private Lane LaneOf(ActorAddress from, ActorAddress to)
    {
        if (!_lanes.TryGetValue((from, to), out var lane)) _lanes.Add((from, to), lane = new Lane());
        return lane;
    }

    private sealed class Lane
    {
        public List<ActorMessage> Sent { get; } = [];

        public long Consumed { get; set; }
    }
}
