using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Messages;
using MiniExchange.Application.Books;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.Accounts;

/// <summary>A user's account as an actor: it holds what orders may cost, sends them to their books, and settles what comes back.</summary>
/// <remarks>The rules are <see cref="AccountDecider"/>'s; here requests and reports become commands, and states become answers.</remarks>
/// <param name="id">The user's number.</param>
public sealed class AccountBehavior(AccountId id) : IBehavior<Account, AccountEvent>
{
    /// <inheritdoc />
    public Account State { get; set; } = Account.Empty(id);

    /// <inheritdoc />
    public bool GoesOn => false;

    /// <inheritdoc />
    public void Decide(Request request, in TurnContext turn, Plan<AccountEvent> plan)
    {
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
            case CancelOrder cancel:
                Cancel(cancel, turn, plan);
                break;
            case CancelOpenOrders cancel:
                CancelOpen(cancel, turn, plan);
                break;
            case CreditAccount credit:
                DecideAndShowBalances(new Credit(credit.Asset, credit.Amount, credit.Reference, turn.AtUnixMicros), turn, plan);
                break;
            case SetFrozen { Frozen: true }:
                DecideAndShowBalances(new Freeze(turn.AtUnixMicros), turn, plan);
                break;
            case SetFrozen:
                DecideAndShowBalances(new Unfreeze(turn.AtUnixMicros), turn, plan);
                break;
            case BalancesOf:
                plan.Answer(turn.Token, Describe(State));
                break;
            case OrderNamed named:
                Show(Find(named.Pair, named.Name), turn, plan);
                break;
            case OrderOfRequest placed:
                ShowOutcome(placed, turn, plan);
                break;
            case OpenOrdersOf open:
                plan.Answer(turn.Token, new OrderStates(Resting(open.Pair)));
                break;
            default:
                throw new NotSupportedException($"An account has no rule for {request.GetType().Name}.");
        }
    }

    /// <inheritdoc />
    public void Decide(ActorMessage message, in TurnContext turn, Plan<AccountEvent> plan)
    {
        switch (message)
        {
            case OrdersChanged changed:
                Follow(changed, turn, plan);
                break;
            default:
                throw new NotSupportedException($"An account has no rule for {message.GetType().Name}.");
        }
    }

    /// <inheritdoc />
    public void Apply(in AccountEvent happened, long atUnixMicros) => State = AccountDecider.Evolve(State, happened);

    /// <inheritdoc />
    public void GoOn(in TurnContext turn, Plan<AccountEvent> plan) => throw new NotSupportedException("An account leaves no work undone.");

    /// <inheritdoc />
    /// <remarks>The account freezes: a report that it could not follow leaves its balances behind the book's.</remarks>
    public void GiveUp(ActorMessage message, in TurnContext turn, Plan<AccountEvent> plan)
    {
        if (!State.IsFrozen) plan.Events.Add(new AccountFrozen(id, turn.AtUnixMicros));
        plan.Answer(turn.Token, new NotDone(RejectReason.Faulted));
    }

    private void Place(PlaceOrder place, in TurnContext turn, Plan<AccountEvent> plan)
    {
        var decision = AccountDecider.Decide(State, new OpenOrder(place.Pair, place.Terms, turn.AtUnixMicros));
        if (decision is Rejected<AccountEvent>(var reason))
        {
            // A market order holds all there is until the book has said what it costs, a moment later.
            if (reason == RejectReason.InsufficientAvailable && AccountDecider.MayFreeFunds(State, place.Terms.PaidAsset)) plan.PutOff();
            else plan.Answer(turn.Token, new NotDone(reason));
            return;
        }

        var events = ((Accepted<AccountEvent>)decision).Events;
        plan.Events.AddRange(events);
        var hold = events.OfType<HoldPlaced>().Single();
        var terms = place.Terms;
        var order = new NewOrder(
            id,
            hold.HoldId,
            terms.Side,
            terms.Type,
            terms.TimeInForce,
            terms.LimitPrice,
            terms.Quantity,
            terms.QuoteQuantity,
            hold.Amount,
            terms.SelfTradePrevention);
        plan.Send(Addresses.Book(place.Pair.Symbol), new SubmitOrder(order), turn.Token);
    }

    private void Cancel(CancelOrder cancel, in TurnContext turn, Plan<AccountEvent> plan)
    {
        var order = Find(cancel.Pair.Id, cancel.Name);
        if (order?.Status == OrderStatus.UnderWay)
        {
            plan.PutOff();
            return;
        }

        if (order is null || !State.OpenOrders.ContainsKey(order.HoldId))
        {
            plan.Answer(turn.Token, new NotDone(RejectReason.UnknownOrder));
            return;
        }

        // The book may have traded some of it already: whether it is new is for the book to say in the end.
        var isAllowed = cancel.Restriction switch
        {
            CancelRestriction.OnlyNew => order.Status == OrderStatus.New,
            CancelRestriction.OnlyPartiallyFilled => order.Status == OrderStatus.PartiallyFilled,
            _ => true,
        };
        var onlyIfRemaining = cancel.Restriction == CancelRestriction.OnlyNew ? order.Terms.Quantity : QuantityLots.Zero;
        if (isAllowed) SendCancel(cancel.Pair, new CancelOrders(id, [order.OrderId], onlyIfRemaining), turn, plan);
        else plan.Answer(turn.Token, new NotDone(RejectReason.CancelRestrictionNotMet));
    }

    private void CancelOpen(CancelOpenOrders cancel, in TurnContext turn, Plan<AccountEvent> plan)
    {
        var resting = Resting(cancel.Pair.Id);
        if (resting.IsEmpty) plan.Answer(turn.Token, new NotDone(RejectReason.UnknownOrder));
        else SendCancel(cancel.Pair, new CancelOrders(id, [.. resting.Select(order => order.OrderId)]), turn, plan);
    }

    private static void SendCancel(TradingPair pair, CancelOrders cancel, in TurnContext turn, Plan<AccountEvent> plan) =>
        plan.Send(Addresses.Book(pair.Symbol), cancel, turn.Token);

    private void DecideAndShowBalances(AccountCommand command, in TurnContext turn, Plan<AccountEvent> plan)
    {
        var decision = AccountDecider.Decide(State, command);
        if (decision is Rejected<AccountEvent>(var reason))
        {
            plan.Answer(turn.Token, new NotDone(reason));
            return;
        }

        var events = ((Accepted<AccountEvent>)decision).Events;
        plan.Events.AddRange(events);
        plan.Answer(turn.Token, Describe(events.Aggregate(State, AccountDecider.Evolve)));
    }

    /// <summary>Takes in what a book did with this account's orders, and answers whoever waits for the end of it.</summary>
    private void Follow(OrdersChanged changed, in TurnContext turn, Plan<AccountEvent> plan)
    {
        var account = State;
        var canceled = new List<AccountOrder>();
        foreach (var change in changed.Changes)
        {
            // The book has done it: there is nothing to refuse.
            var decision = (Accepted<AccountEvent>)AccountDecider.Decide(account, new FollowBook(change, turn.AtUnixMicros));
            plan.Events.AddRange(decision.Events);
            account = decision.Events.Aggregate(account, AccountDecider.Evolve);

            // One by one: a cancel may close more orders than the account remembers.
            if (changed.AnswersCancel) canceled.Add(OrderOf(account, change.HoldId));
        }

        if (!turn.Token.IsNone) plan.Answer(turn.Token, Answer(account, changed, canceled));
    }

    private static Reply Answer(Account account, OrdersChanged changed, List<AccountOrder> canceled)
    {
        // A cancel that came too late: the order has traded or ended in the meantime.
        if (changed.Changes.IsEmpty) return new NotDone(changed.CancelRefusal);
        if (changed.AnswersCancel) return new OrderStates([.. canceled]);

        // Of an order that met its own account, the changes of its makers are among them; its own end comes last.
        var last = changed.Changes[^1];
        return last is OrderNotTaken(_, var reason) ? new NotDone(reason) : new OrderState(OrderOf(account, last.HoldId));
    }

    private static AccountOrder OrderOf(Account account, HoldId holdId) =>
        account.OpenOrders.GetValueOrDefault(holdId) ?? account.ClosedOrders.Last(order => order.HoldId == holdId);

    private static void Show(AccountOrder? order, in TurnContext turn, Plan<AccountEvent> plan)
    {
        if (order is null) plan.Answer(turn.Token, new NotDone(RejectReason.UnknownOrder));
        else if (order.Status == OrderStatus.UnderWay) plan.PutOff();
        else plan.Answer(turn.Token, new OrderState(order));
    }

    private void ShowOutcome(OrderOfRequest placed, in TurnContext turn, Plan<AccountEvent> plan)
    {
        var order = State.OrderOf(placed.RequestId);

        // What was forgotten closed no later than the oldest that is remembered.
        var mayBeForgotten = State.ClosedOrders.Length == Account.ClosedOrdersKept
            && State.ClosedOrders[0].ChangedAtUnixMicros >= placed.RequestedSinceUnixMicros;
        if (order is null && mayBeForgotten) plan.Answer(turn.Token, new OutcomeForgotten());
        else Show(order, turn, plan);
    }

    private AccountOrder? Find(PairId pair, OrderName name)
    {
        var order = name.OrderId != OrderId.None ? State.OrderOf(name.OrderId)
            : name.ClientOrderId is { } clientOrderId ? State.OrderOf(clientOrderId)
            : null;
        var agrees = order?.Terms.Pair == pair && (name.ClientOrderId is null || order.Terms.ClientOrderId == name.ClientOrderId);
        return agrees ? order : null;
    }

    private ImmutableArray<AccountOrder> Resting(PairId? pair) =>
        [.. State.OpenOrders.Values
            .Where(order => order.Status != OrderStatus.UnderWay && (pair is null || order.Terms.Pair == pair))
            .OrderBy(order => order.HoldId.Value)];

    private static BalancesState Describe(Account account) => new(
        account.IsFrozen,
        [.. account.Balances.OrderBy(balance => balance.Key.Value).Select(balance => (balance.Key, balance.Value))],
        account.LastChangeAtUnixMicros);
}
