using System;
using System.Collections.Generic;
using System.Linq;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Messages;
using MiniExchange.Application.Books;
using MiniExchange.Application.Risk;
using MiniExchange.Application.Transfers;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.Accounts;

/// <summary>A user's account as an actor: it holds what orders may cost, sends them to their books, and settles what comes back.</summary>
/// <remarks>
/// The rules are <see cref="AccountDecider"/>'s; here requests and reports become commands, and states become answers. Each
/// kind of request has a file beside this one. docs/adr/0012-lists-and-replacing.md.
/// </remarks>
/// <param name="id">The user's number.</param>
public sealed partial class AccountBehavior(AccountId id) : IBehavior<Account, AccountEvent>
{
    // What the answer of a book does not tell by itself. Not state: who waits for it after the account was rebuilt is told that it is unknown.
    private readonly Dictionary<ReplyToken, Awaited> _awaited = [];

    // What the turn being decided does to that: sets it for a token, or takes it out. It may be decided twice.
    private (ReplyToken Token, Awaited? Awaited) _planned;

    // What the turn being decided has already found to follow. It is the same once the turn is applied, and need not be made again.
    private readonly Queue<(Account Before, AccountEvent Happened, Account After)> _foreseen = [];

    /// <inheritdoc />
    public Account State { get; set; } = Account.Empty(id);

    /// <inheritdoc />
    public bool GoesOn => false;

    /// <inheritdoc />
    /// <remarks>A list, an amendment or a replacement: unloaded meanwhile, the account would answer as if an order had been placed.</remarks>
    public bool IsAwaited => _awaited.Count > 0;

    /// <inheritdoc />
    public void Decide(Request request, in TurnContext turn, Plan<AccountEvent> plan)
    {
        _planned = default;
        if (turn.ReceivedAtUnixMicros > turn.DeadlineUnixMicros)
        {
            plan.Answer(turn.Token, new NotDone(RejectReason.DeadlinePassed));
            return;
        }

        switch (request)
        {
            case PlaceOrder place:
                Place(place, turn, plan);
                break;
            case PlaceOrderList place:
                PlaceList(place, turn, plan);
                break;
            case TestOrder test:
                Test(test, turn, plan);
                break;
            case ReplaceOrder replace:
                Replace(replace, turn, plan);
                break;
            case AmendOrder amend:
                Amend(amend, turn, plan);
                break;
            case CancelOrder cancel:
                Cancel(cancel, turn, plan);
                break;
            case CancelOpenOrders cancel:
                CancelOpen(cancel, turn, plan);
                break;
            case CancelOrderList cancel:
                CancelList(cancel, turn, plan);
                break;
            case BalancesOf:
                plan.Answer(turn.Token, Describe(State));
                break;
            case OrderNamed named:
                Show(Find(named.Pair, named.Name), turn, plan);
                break;
            case ListNamed named:
                ShowList(named, turn, plan);
                break;
            case OpenListsOf:
                plan.Answer(turn.Token, new ListStates(OpenLists()));
                break;
            case OrderOfRequest placed:
                ShowOutcome(placed, turn, plan);
                break;
            case OpenOrdersOf open:
                if (IsAnyWorkUnderWay(open.Pair)) plan.PutOff();
                else plan.Answer(turn.Token, new OrderStates(Resting(open.Pair)));
                break;
            default:
                throw new NotSupportedException($"An account has no rule for {request.GetType().Name}.");
        }
    }

    /// <inheritdoc />
    public void Decide(ActorMessage message, in TurnContext turn, Plan<AccountEvent> plan)
    {
        _planned = default;
        switch (message)
        {
            case OrdersChanged changed:
                Follow(changed, turn, plan);
                break;
            case SetFrozen(var frozen):
                SetFrozen(frozen, turn, plan);
                break;
            case CreditDeposit credit:
                Take(credit, turn, plan);
                break;
            default:
                throw new NotSupportedException($"An account has no rule for {message.GetType().Name}.");
        }
    }

    /// <inheritdoc />
    public void Apply(in AccountEvent happened, long atUnixMicros)
    {
        var isForeseen = _foreseen.TryDequeue(out var next) && ReferenceEquals(next.Before, State) && ReferenceEquals(next.Happened, happened);
        State = isForeseen ? next.After : AccountDecider.Evolve(State, happened);
    }

    /// <inheritdoc />
    public void Done()
    {
        _foreseen.Clear();
        var (token, awaited) = _planned;
        if (awaited is not null) _awaited[token] = awaited;
        else _awaited.Remove(token);
    }

    /// <inheritdoc />
    public void GoOn(in TurnContext turn, Plan<AccountEvent> plan) => throw new NotSupportedException("An account leaves no work undone.");

    /// <inheritdoc />
    public void GiveUpWork(in TurnContext turn, Plan<AccountEvent> plan) => throw new NotSupportedException("An account leaves no work undone.");

    /// <inheritdoc />
    /// <remarks>
    /// A deposit is refused. After anything else the account freezes, as a report that it could not follow leaves its balances behind
    /// the book's; risk is told, who lists it with the others and lets it act again when told to.
    /// </remarks>
    public void GiveUp(ActorMessage message, in TurnContext turn, Plan<AccountEvent> plan)
    {
        if (message is CreditDeposit)
        {
            plan.Send(turn.From, new DepositAnswered(RejectReason.Faulted), turn.Token);
            return;
        }

        if (!State.IsFrozen) plan.Events.Add(new AccountFrozen(id, turn.AtUnixMicros));
        if (turn.From != Addresses.Risk)
        {
            plan.Send(Addresses.Risk, new AccountGaveUp(id, $"gave up on {message.GetType().Name} from {turn.From}"));
        }

        _planned = (turn.Token, null);
        plan.Answer(turn.Token, new NotDone(RejectReason.Faulted));
    }

    private void SetFrozen(bool frozen, in TurnContext turn, Plan<AccountEvent> plan)
    {
        AccountCommand command = frozen ? new Freeze(turn.AtUnixMicros) : new Unfreeze(turn.AtUnixMicros);
        var events = ((Accepted<AccountEvent>)AccountDecider.Decide(State, command)).Events;
        plan.Events.AddRange(events);
        plan.Answer(turn.Token, Describe(events.Aggregate(State, AccountDecider.Evolve)));
    }

    private void Take(CreditDeposit credit, in TurnContext turn, Plan<AccountEvent> plan)
    {
        var refusal = RejectReason.None;
        switch (AccountDecider.Decide(State, new Credit(credit.Asset, credit.Amount, credit.Reference, turn.AtUnixMicros)))
        {
            case Rejected<AccountEvent>(var reason):
                refusal = reason;
                break;
            case Accepted<AccountEvent>(var events):
                plan.Events.AddRange(events);
                break;
        }

        plan.Send(turn.From, new DepositAnswered(refusal), turn.Token);
    }

    private static BalancesState Describe(Account account) => new(
        account.IsFrozen,
        [.. account.Balances.OrderBy(balance => balance.Key.Value).Select(balance => (balance.Key, balance.Value))],
        account.LastChangeAtUnixMicros);
}
