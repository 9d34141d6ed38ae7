using System;
using System.Linq;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Messages;
using MiniExchange.Domain;
using MiniExchange.Domain.Settlement;

namespace MiniExchange.Application.Settlement;

/// <summary>Closes batches of trades, one after the other, and keeps the last ones to be looked at.</summary>
public sealed class SettlementBehavior : IBehavior<Batches, SettlementEvent>
{
    /// <inheritdoc />
    public Batches State { get; set; } = Batches.None;

    /// <inheritdoc />
    public bool GoesOn => false;

    /// <inheritdoc />
    public void Decide(Request request, in TurnContext turn, Plan<SettlementEvent> plan)
    {
        switch (request)
        {
            case CloseBatch close:
                Close(close, turn, plan);
                break;
            case LastBatch:
                plan.Answer(turn.Token, new BatchState(State.Last, State.Carried));
                break;
            case BatchesOf page:
                plan.Answer(turn.Token, new BatchesState(
                    [.. State.Latest.Reverse().SkipWhile(batch => batch.Number >= page.Before).Take(int.Min(page.Limit, BatchesOf.MaxLimit))]));
                break;
            default:
                throw new NotSupportedException($"Settlement has no rule for {request.GetType().Name}.");
        }
    }

    /// <inheritdoc />
    public void Decide(ActorMessage message, in TurnContext turn, Plan<SettlementEvent> plan) =>
        throw new NotSupportedException($"Settlement has no rule for {message.GetType().Name}.");

    /// <inheritdoc />
    public void Apply(in SettlementEvent happened, long atUnixMicros) => State = SettlementDecider.Evolve(State, happened);

    /// <inheritdoc />
    public void GoOn(in TurnContext turn, Plan<SettlementEvent> plan) => throw new NotSupportedException("Settlement leaves no work undone.");

    /// <inheritdoc />
    public void GiveUpWork(in TurnContext turn, Plan<SettlementEvent> plan) => throw new NotSupportedException("Settlement leaves no work undone.");

    /// <inheritdoc />
    public void GiveUp(ActorMessage message, in TurnContext turn, Plan<SettlementEvent> plan)
    {
        // Nobody sends it messages; there is nothing to refuse and nothing to keep safe.
    }

    private void Close(CloseBatch close, in TurnContext turn, Plan<SettlementEvent> plan)
    {
        var decision = SettlementDecider.Close(State, new CloseBatchCommand(
            close.AfterPosition, close.ThroughPosition, close.Trades, close.Assets, close.Carried, turn.AtUnixMicros));
        if (decision is Rejected<SettlementEvent>(var reason))
        {
            plan.Answer(turn.Token, new NotDone(reason));
            return;
        }

        plan.Events.AddRange(((Accepted<SettlementEvent>)decision).Events);
        var closed = plan.Events.OfType<BatchClosed>().Single();
        plan.Answer(turn.Token, new BatchState(closed.Batch, closed.Carried));
    }
}
