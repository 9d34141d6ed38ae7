using System.Collections.Generic;
using System.Runtime.InteropServices;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

public static partial class BookDecider
{
    private static void GoOn(Book book, in Sweep paused, List<BookEvent> plan)
    {
        var order = paused.Order;
        var (left, leftQuote) = order.IsByQuoteQuantity
            ? (QuantityLots.Zero, order.QuoteQuantity - paused.TakenQuote - paused.PreventedQuote)
            : (order.Quantity - paused.Taken - paused.Prevented, AssetUnits.Zero);
        Take(book, paused.OrderId, order, left, leftQuote, hadTraded: paused.Taken > QuantityLots.Zero, plan);
        EndPendingLegsOfTaker(book, paused.ListId, paused.OrderId, plan);
    }

    private static void Trigger(Book book, ParkedOrder stop, List<BookEvent> plan)
    {
        if (stop.ListId != OrderListId.None) PlanOtherLegsEnd(book, stop.ListId, stop.OrderId, plan);
        plan.Add(BookEvent.OrderTriggered(stop));
        StartTaking(book, stop.OrderId, stop.Order, plan);
    }

    // Both legs of a pending pair come into force in one turn, or neither does.
    private static void Activate(Book book, ParkedOrder first, List<BookEvent> plan)
    {
        var pending = book.ListOf(first.ListId).Pending;
        var isRefused = false;
        foreach (var leg in pending)
        {
            var order = ParkedOf(book, leg).Order;
            isRefused |= WouldTake(book, order) || WouldTriggerAtOnce(book, order);
        }

        foreach (var leg in pending)
        {
            var parked = ParkedOf(book, leg);
            if (isRefused)
            {
                PlanParkedEnd(parked, OrderEnd.RefusedOnActivation, plan);
            }
            else if (parked.Order.Type.IsStop())
            {
                plan.Add(BookEvent.OrderArmed(parked));
            }
            else
            {
                plan.Add(BookEvent.OrderTriggered(parked));
                StartTaking(book, leg, parked.Order, plan);
            }
        }
    }

    private static ParkedOrder ParkedOf(Book book, OrderId orderId)
    {
        var isParked = book.TryGetParked(orderId, out var parked);
        Invariant.Require(isParked && parked is not null);
        return parked;
    }

    private static bool EndsUnfilled(List<BookEvent> plan) =>
        plan[^1].Kind == BookEventKind.OrderEnded && plan[^1].End != OrderEnd.Filled;

    private static void EndPendingLegsOfTaker(Book book, OrderListId listId, OrderId taker, List<BookEvent> plan)
    {
        if (listId != OrderListId.None && EndsUnfilled(plan)) PlanPendingLegsEnd(book, listId, taker, plan);
    }

    /// <summary>One of a pair is about to work: the other ends, unless it has.</summary>
    private static void PlanOtherLegsEnd(Book book, OrderListId listId, OrderId leg, List<BookEvent> plan)
    {
        var other = book.ListOf(listId).OtherOf(leg);
        if (other != OrderId.None) PlanEndIfOpen(book, other, OrderEnd.OtherLegWorked, plan);
    }

    /// <summary>If the order that ended is the working one of its list, those that waited for it end too.</summary>
    private static void PlanPendingLegsEnd(Book book, OrderListId listId, OrderId leg, List<BookEvent> plan)
    {
        var list = book.ListOf(listId);
        if (!list.IsWorking(leg)) return;

        foreach (var pending in list.Pending) PlanEndIfOpen(book, pending, OrderEnd.WorkingOrderEnded, plan);
    }

    private static void PlanEndIfOpen(Book book, OrderId orderId, OrderEnd end, List<BookEvent> plan)
    {
        if (TryFind(book, orderId, out var order) && !IsEndPlanned(orderId, plan)) PlanEnd(orderId, order, end, plan);
    }

    // Asked of orders of lists only, which are few in a plan.
    private static bool IsEndPlanned(OrderId orderId, List<BookEvent> plan)
    {
        foreach (ref readonly var planned in CollectionsMarshal.AsSpan(plan))
        {
            if (planned.Kind == BookEventKind.OrderEnded && planned.OrderId == orderId) return true;
        }

        return false;
    }

    private static bool TryFind(Book book, OrderId orderId, AccountId owner, out OpenOrder order) =>
        TryFind(book, orderId, out order) && order.AccountId == owner;

    private static bool TryFind(Book book, OrderId orderId, out OpenOrder order)
    {
        if (book.Rests(orderId, out var position))
        {
            ref readonly var resting = ref book.RestingAt(position);
            order = new OpenOrder(
                resting.AccountId, resting.HoldId, resting.ListId, resting.Side, resting.Quantity, resting.Remaining, Rests: true);
            return true;
        }

        if (book.TryGetParked(orderId, out var parked))
        {
            var sent = parked.Order;
            order = new OpenOrder(
                sent.AccountId, sent.HoldId, parked.ListId, sent.Side, sent.Quantity, sent.Quantity, Rests: false);
            return true;
        }

        order = default;
        return false;
    }

    private static void PlanEnd(OrderId orderId, in OpenOrder order, OrderEnd end, List<BookEvent> plan) =>
        BookEvent.NextOf(plan).SetEnded(
            orderId, order.AccountId, order.HoldId, order.Side, order.Remaining, end, wasResting: order.Rests);

    private static void PlanParkedEnd(ParkedOrder parked, OrderEnd end, List<BookEvent> plan) =>
        BookEvent.NextOf(plan).SetEnded(
            parked.OrderId,
            parked.Order.AccountId,
            parked.Order.HoldId,
            parked.Order.Side,
            parked.Order.Quantity,
            end,
            wasResting: false);

    private static void PlanAmended(OrderId orderId, in OpenOrder order, QuantityLots quantity, List<BookEvent> plan) =>
        plan.Add(BookEvent.OrderAmended(
            orderId,
            order.AccountId,
            order.HoldId,
            order.Side,
            quantity,
            order.Remaining - (order.Quantity - quantity)));

    /// <summary>What an order that has not ended has in common, resting or parked.</summary>
    private readonly record struct OpenOrder(
        AccountId AccountId,
        HoldId HoldId,
        OrderListId ListId,
        Side Side,
        QuantityLots Quantity,
        QuantityLots Remaining,
        bool Rests);
}
