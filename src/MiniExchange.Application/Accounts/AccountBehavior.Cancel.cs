using System.Collections.Immutable;
using System.Linq;
using MiniExchange.Actors.Cells;
using MiniExchange.Application.Books;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.Accounts;

// Taking orders back, whole or in part, and putting others in their place.
public sealed partial class AccountBehavior
{
    private void Cancel(CancelOrder cancel, in TurnContext turn, Plan<AccountEvent> plan)
    {
        var order = Find(cancel.Pair.Id, cancel.Name);
        if (order?.Status == OrderStatus.UnderWay)
        {
            plan.PutOff();
            return;
        }

        var refusal = ReasonAgainst(cancel, order);
        if (refusal == RejectReason.None) SendCancel(cancel.Pair, CancelOf(cancel, order!), turn, plan);
        else plan.Answer(turn.Token, new NotDone(refusal));
    }

    private void CancelOpen(CancelOpenOrders cancel, in TurnContext turn, Plan<AccountEvent> plan)
    {
        if (IsAnyWorkUnderWay(cancel.Pair.Id))
        {
            plan.PutOff();
            return;
        }

        // One order of a list takes the others with it.
        var resting = Resting(cancel.Pair.Id)
            .DistinctBy(order => order.List == default ? order.HoldId : order.List)
            .Select(order => order.OrderId)
            .ToImmutableArray();
        if (resting.IsEmpty) plan.Answer(turn.Token, new NotDone(RejectReason.UnknownOrder));
        else SendCancel(cancel.Pair, new CancelOrders(id, resting) { CancelName = cancel.CancelName }, turn, plan);
    }

    private void CancelList(CancelOrderList cancel, in TurnContext turn, Plan<AccountEvent> plan)
    {
        var list = Find(cancel.Name);
        if (list is not null && IsUnderWay(list))
        {
            plan.PutOff();
            return;
        }

        var order = list is { IsOpen: true } ? OrdersOf(State, list).First(leg => State.OpenOrders.ContainsKey(leg.HoldId)) : null;
        if (order is null || order.Terms.Pair != cancel.Pair.Id)
        {
            plan.Answer(turn.Token, new NotDone(RejectReason.UnknownOrderList));
            return;
        }

        var token = Await(turn.Token, new AwaitedList(list!.HoldId));
        plan.Send(Addresses.Book(cancel.Pair.Symbol), new CancelOrders(id, [order.OrderId]) { CancelName = cancel.CancelName }, token);
    }

    private void Replace(ReplaceOrder replace, in TurnContext turn, Plan<AccountEvent> plan)
    {
        var cancel = replace.Cancel;
        var order = Find(cancel.Pair.Id, cancel.Name);
        if (order?.Status == OrderStatus.UnderWay)
        {
            plan.PutOff();
            return;
        }

        var refusal = ReasonAgainst(cancel, order);
        var reason = AccountDecider.ReasonAgainst(
            State, cancel.Pair, replace.Terms, replace.Limits, refusal == RejectReason.None ? order!.HoldId : default);
        if (reason != RejectReason.None)
        {
            plan.Answer(turn.Token, new NotDone(reason));
            return;
        }

        if (refusal == RejectReason.None)
        {
            var replacement = new Replacement(cancel.Pair, replace.Terms, replace.EvenIfCancelFails);
            SendCancel(cancel.Pair, CancelOf(cancel, order!) with { Replacement = replacement }, turn, plan);
            return;
        }

        if (!replace.EvenIfCancelFails)
        {
            plan.Answer(turn.Token, new ReplaceState(new OrderStates([]), refusal, Placed: null, RejectReason.None));
            return;
        }

        var open = new OpenOrder(cancel.Pair, replace.Terms, turn.AtUnixMicros) { Limits = replace.Limits };
        var nothing = new AwaitedReplacement(new OrderStates([]), refusal);
        reason = SubmitReplacement(State, open, nothing, turn, plan);
        if (reason == RejectReason.None) return;

        if (MayBePaidSoon(reason, replace.Terms)) plan.PutOff();
        else plan.Answer(turn.Token, StateOf(nothing, placed: null, reason));
    }

    private void Amend(AmendOrder amend, in TurnContext turn, Plan<AccountEvent> plan)
    {
        var order = Find(amend.Pair.Id, amend.Name);
        if (order?.Status == OrderStatus.UnderWay)
        {
            plan.PutOff();
            return;
        }

        var reason = ReasonAgainst(amend, order);
        if (reason != RejectReason.None)
        {
            plan.Answer(turn.Token, new NotDone(reason));
            return;
        }

        plan.Send(
            Addresses.Book(amend.Pair.Symbol),
            new ReduceOrder(id, order!.OrderId, amend.Quantity, amend.ClientOrderId),
            Await(turn.Token, new AwaitedAmendment(order.HoldId)));
    }

    /// <summary>As <see cref="Submit"/>, and keeps what the cancel came to until the book has answered the new order.</summary>
    private RejectReason SubmitReplacement(
        Account account, OpenOrder open, AwaitedReplacement canceled, in TurnContext turn, Plan<AccountEvent> plan)
    {
        var reason = Submit(account, open, turn.Token.Mark(), plan);
        if (reason == RejectReason.None) Await(turn.Token, canceled);
        return reason;
    }

    private static ReplaceState StateOf(AwaitedReplacement canceled, AccountOrder? placed, RejectReason refusal) =>
        new(canceled.Canceled, canceled.Refusal, placed, refusal);

    // What is known here. The book may have traded or ended the order already: that is for the book to say.
    private RejectReason ReasonAgainst(CancelOrder cancel, AccountOrder? order)
    {
        if (order is null || !State.OpenOrders.ContainsKey(order.HoldId)) return RejectReason.UnknownOrder;

        var isAllowed = cancel.Restriction switch
        {
            CancelRestriction.OnlyNew => order.Status == OrderStatus.New,
            CancelRestriction.OnlyPartiallyFilled => order.Status == OrderStatus.PartiallyFilled,
            _ => true,
        };
        return isAllowed ? RejectReason.None : RejectReason.CancelRestrictionNotMet;
    }

    private RejectReason ReasonAgainst(AmendOrder amend, AccountOrder? order)
    {
        if (order is null || !State.OpenOrders.ContainsKey(order.HoldId)) return RejectReason.UnknownOrder;

        var flaw = order.Terms.FlawIfReducedTo(amend.Quantity, amend.Pair);
        if (flaw == RejectReason.None && State.OtherLegOf(order) is { } other)
        {
            flaw = other.Terms.FlawIfReducedTo(amend.Quantity, amend.Pair);
        }

        if (flaw != RejectReason.None) return flaw;

        var isTaken = State.OpenOrders.Values.Any(
            taken => taken.HoldId != order.HoldId && taken.Terms.ClientOrderId == amend.ClientOrderId);
        if (isTaken) return RejectReason.ClientOrderIdInUse;

        var most = amend.Pair.Limits.MaxAmendments;
        return most > 0 && order.Amendments >= most ? RejectReason.TooManyAmendments : RejectReason.None;
    }

    private CancelOrders CancelOf(CancelOrder cancel, AccountOrder order)
    {
        var onlyIfRemaining = cancel.Restriction == CancelRestriction.OnlyNew ? order.Left : QuantityLots.Zero;
        return new CancelOrders(id, [order.OrderId], onlyIfRemaining) { CancelName = cancel.CancelName };
    }

    private static void SendCancel(TradingPair pair, CancelOrders cancel, in TurnContext turn, Plan<AccountEvent> plan) =>
        plan.Send(Addresses.Book(pair.Symbol), cancel, turn.Token);
}
