using System;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Messages;
using MiniExchange.Domain;
using MiniExchange.Domain.Transfers;

namespace MiniExchange.Application.Transfers;

/// <summary>One deposit as an actor: it tells the account to take it, and knows ever after what came of it.</summary>
public sealed class TransferBehavior : IBehavior<Transfer, TransferEvent>
{
    /// <inheritdoc />
    public Transfer State { get; set; } = Transfer.None;

    /// <inheritdoc />
    public bool GoesOn => false;

    /// <inheritdoc />
    public void Decide(Request request, in TurnContext turn, Plan<TransferEvent> plan)
    {
        if (request is not Deposit deposit) throw new NotSupportedException($"A transfer has no rule for {request.GetType().Name}.");

        if (turn.ReceivedAtUnixMicros > turn.DeadlineUnixMicros)
        {
            plan.Answer(turn.Token, new NotDone(RejectReason.DeadlinePassed));
            return;
        }

        var terms = new DepositTerms(deposit.Account, deposit.Asset, deposit.Amount, deposit.Reference);
        var decision = TransferDecider.Deposit(State, terms, turn.AtUnixMicros);
        if (decision is Rejected<TransferEvent>(var reason))
        {
            plan.Answer(turn.Token, new NotDone(reason));
            return;
        }

        plan.Events.AddRange(((Accepted<TransferEvent>)decision).Events);
        if (plan.Events.Count > 0)
        {
            plan.Send(Addresses.Account(terms.Account), new CreditDeposit(terms.Asset, terms.Amount, terms.Reference), turn.Token);
        }
        else if (State.Stage == TransferStage.Requested)
        {
            plan.PutOff();
        }
        else
        {
            plan.Answer(turn.Token, new DepositState(terms));
        }
    }

    /// <inheritdoc />
    public void Decide(ActorMessage message, in TurnContext turn, Plan<TransferEvent> plan)
    {
        if (message is not DepositAnswered(var refusal)) throw new NotSupportedException($"A transfer has no rule for {message.GetType().Name}.");

        plan.Events.Add(TransferDecider.End(State, refusal, turn.AtUnixMicros));
        plan.Answer(turn.Token, refusal == RejectReason.None ? new DepositState(State.Terms!) : new NotDone(refusal));
    }

    /// <inheritdoc />
    public void Apply(in TransferEvent happened, long atUnixMicros) => State = TransferDecider.Evolve(State, happened);

    /// <inheritdoc />
    public void GoOn(in TurnContext turn, Plan<TransferEvent> plan) => throw new NotSupportedException("A transfer leaves no work undone.");

    /// <inheritdoc />
    public void GiveUpWork(in TurnContext turn, Plan<TransferEvent> plan) => throw new NotSupportedException("A transfer leaves no work undone.");

    /// <inheritdoc />
    /// <remarks>
    /// No other answer will come, so the transfer ends here: whoever waits, or asks again, is told that it faulted. The account's own
    /// records say whether it has the deposit, and it takes the reference only once.
    /// </remarks>
    public void GiveUp(ActorMessage message, in TurnContext turn, Plan<TransferEvent> plan)
    {
        if (State.Stage == TransferStage.Requested) plan.Events.Add(new DepositFaulted(turn.AtUnixMicros));
        plan.Answer(turn.Token, new NotDone(RejectReason.Faulted));
    }
}
