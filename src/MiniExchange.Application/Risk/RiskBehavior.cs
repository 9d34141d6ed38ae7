using System;
using System.Collections.Immutable;
using System.Linq;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Messages;
using MiniExchange.Domain;
using MiniExchange.Domain.Risk;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.Risk;

/// <summary>Owns which accounts may not trade, and tells each of them. The path of an order never comes by here.</summary>
/// <remarks>
/// An account that gave up on a message has frozen itself at once; told of that, this makes it a restriction like any other.
/// So everything that stops an account is listed here and lifted here.
/// </remarks>
public sealed class RiskBehavior : IBehavior<Restrictions, RiskEvent>
{
    /// <summary>Who restricts an account that gave up on a message.</summary>
    public const string Exchange = "the exchange";

    /// <inheritdoc />
    public Restrictions State { get; set; } = Restrictions.None;

    /// <inheritdoc />
    public bool GoesOn => false;

    /// <inheritdoc />
    public void Decide(Request request, in TurnContext turn, Plan<RiskEvent> plan)
    {
        switch (request)
        {
            case RestrictAccount restrict:
                Restrict(restrict.Account, restrict.Reason, restrict.By, turn, plan);
                break;
            case LiftRestriction lift:
                // Also to an account that is not known here: one frozen before there were restrictions acts again too.
                plan.Events.AddRange(RiskDecider.Lift(State, lift.Account, lift.By, turn.AtUnixMicros).Events);
                plan.Send(Addresses.Account(lift.Account), new SetFrozen(false), turn.Token);
                break;
            case RestrictionsOf page:
                plan.Answer(turn.Token, new RestrictionsState(Page(page)));
                break;
            default:
                throw new NotSupportedException($"Risk has no rule for {request.GetType().Name}.");
        }
    }

    /// <inheritdoc />
    public void Decide(ActorMessage message, in TurnContext turn, Plan<RiskEvent> plan)
    {
        if (message is not AccountGaveUp gaveUp) throw new NotSupportedException($"Risk has no rule for {message.GetType().Name}.");

        // It is told to freeze although it is frozen: it may have been let act again since, before this was known.
        Restrict(gaveUp.Account, gaveUp.Reason, Exchange, turn, plan);
    }

    /// <inheritdoc />
    public void Apply(in RiskEvent happened, long atUnixMicros) => State = RiskDecider.Evolve(State, happened);

    /// <inheritdoc />
    public void GoOn(in TurnContext turn, Plan<RiskEvent> plan) => throw new NotSupportedException("Risk leaves no work undone.");

    /// <inheritdoc />
    public void GiveUpWork(in TurnContext turn, Plan<RiskEvent> plan) => throw new NotSupportedException("Risk leaves no work undone.");

    /// <inheritdoc />
    /// <remarks>The account has frozen itself, and stays so.</remarks>
    public void GiveUp(ActorMessage message, in TurnContext turn, Plan<RiskEvent> plan) =>
        plan.Answer(turn.Token, new NotDone(RejectReason.Faulted));

    private void Restrict(AccountId account, string reason, string by, in TurnContext turn, Plan<RiskEvent> plan)
    {
        plan.Events.AddRange(RiskDecider.Restrict(State, account, reason, by, turn.AtUnixMicros).Events);
        plan.Send(Addresses.Account(account), new SetFrozen(true), turn.Token);
    }

    private ImmutableArray<Restriction> Page(RestrictionsOf page) =>
    [
        .. State.ByAccount.SkipWhile(entry => entry.Key <= page.After.Value).Take(page.Limit).Select(entry => entry.Value),
    ];
}
