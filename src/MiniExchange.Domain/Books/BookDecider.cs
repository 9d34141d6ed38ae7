using System.Collections.Generic;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

/// <summary>The rules of one book: strict price-time priority, trades at the maker's price; stops, icebergs and lists.</summary>
/// <remarks>
/// Reads the book and appends to a plan; only <see cref="Book.Apply"/> changes anything. The plan is a buffer that its owner
/// clears and uses again, and all of it is applied before the next decision. docs/adr/0005-book.md,
/// docs/adr/0011-stops-and-lists.md.
/// </remarks>
public static partial class BookDecider
{
    /// <summary>The most trades and prevented matches of one turn; a longer sweep goes on as the book's next turn.</summary>
    public const int MaxFillsPerTurn = 128;

    /// <summary>Enters an order, or says why not, in which case nothing is planned.</summary>
    /// <remarks>
    /// A stop order: plans OrderParked. Any other: OrderAccepted, then TradeExecuted and MatchPrevented as makers are met, each
    /// with the OrderEnded events that go with it, then exactly one of OrderRested, OrderEnded of the order itself, or
    /// SweepPaused.
    /// </remarks>
    /// <returns>
    /// None, or the first that applies: <see cref="RejectReason.NotionalTooSmall"/> and
    /// <see cref="RejectReason.NotionalTooLarge"/> (market orders; by quantity at the last price if there is one),
    /// <see cref="RejectReason.BookHalted"/> (first of all where there are no terms yet),
    /// <see cref="RejectReason.WouldTake"/>, <see cref="RejectReason.CostExceedsHold"/>,
    /// <see cref="RejectReason.QuoteQuantityBelowOneLot"/>, <see cref="RejectReason.WouldTriggerAtOnce"/>,
    /// <see cref="RejectReason.PriceTooFarFromMarket"/>, <see cref="RejectReason.PriceTooFarFromMarketForSide"/>.
    /// </returns>
    /// <exception cref="InvariantBrokenException">The order is not valid in itself, or the book goes on with a turn of its own.</exception>
    public static RejectReason Enter(Book book, in NewOrder order, List<BookEvent> plan)
    {
        RequireValid(order);
        Invariant.Require(!book.GoesOn);

        if (book.Terms is not { } terms) return RejectReason.BookHalted;

        var refusal = RefusalOf(book, terms, order, isPending: false);
        if (refusal != RejectReason.None) return refusal;

        var orderId = OrderId.Of(terms.Id, book.OrderCount + 1);
        if (order.Type.IsStop())
        {
            plan.Add(BookEvent.OrderParked(Parked(orderId, order, OrderListId.None, isPending: false)));
            return RejectReason.None;
        }

        BookEvent.NextOf(plan).SetAccepted(orderId, order, OrderListId.None);
        StartTaking(book, orderId, order, plan);
        return RejectReason.None;
    }

    /// <summary>Enters a list of orders, or says why not, in which case nothing is planned: all are taken, or none.</summary>
    /// <remarks>
    /// Plans ListAccepted, which numbers the orders as they stand in the list; then OrderParked of pending legs; then the others:
    /// OrderParked, or OrderAccepted and what follows as for <see cref="Enter"/>. So a working order comes last, and may be paused;
    /// if it ends before all of it has traded, its pending legs end after it.
    /// </remarks>
    /// <returns>
    /// None, or the first that applies: <see cref="RejectReason.UnsupportedListCombination"/>, or what <see cref="Enter"/> gives
    /// for an order of the list, or <see cref="RejectReason.PricesOutOfOrder"/>, in the order of <see cref="RejectReason"/>. A
    /// pending leg is not yet held against the market; its limit price is.
    /// </returns>
    /// <exception cref="InvariantBrokenException">An order is not valid in itself, or the book goes on with a turn of its own.</exception>
    public static RejectReason EnterList(Book book, NewOrderList list, List<BookEvent> plan)
    {
        Invariant.Require(!book.GoesOn);
        if (!IsSupported(list)) return RejectReason.UnsupportedListCombination;

        foreach (var leg in list.Legs) RequireValid(leg);
        if (book.Terms is not { } terms) return RejectReason.BookHalted;

        var refusal = RefusalOf(book, terms, list);
        if (refusal != RejectReason.None) return refusal;

        var listId = OrderListId.Of(terms.Id, book.ListCount + 1);
        plan.Add(BookEvent.ListAccepted(listId, list.Contingency, list.Legs[0].AccountId));
        var hasWorking = list.Contingency != Contingency.Oco;
        for (var i = hasWorking ? 1 : 0; i < list.Legs.Length; i++) EnterLeg(i);
        if (!hasWorking) return RejectReason.None;

        EnterLeg(0);
        if (!EndsUnfilled(plan)) return RejectReason.None;

        for (var i = 1; i < list.Legs.Length; i++)
        {
            PlanParkedEnd(Parked(IdOf(i), list.Legs[i], listId, isPending: true), OrderEnd.WorkingOrderEnded, plan);
        }

        return RejectReason.None;

        OrderId IdOf(int i) => OrderId.Of(terms.Id, book.OrderCount + 1 + i);

        void EnterLeg(int i)
        {
            var leg = list.Legs[i];
            var isPending = hasWorking && i > 0;
            if (isPending || leg.Type.IsStop())
            {
                plan.Add(BookEvent.OrderParked(Parked(IdOf(i), leg, listId, isPending)));
                return;
            }

            BookEvent.NextOf(plan).SetAccepted(IdOf(i), leg, listId);
            StartTaking(book, IdOf(i), leg, plan);
        }
    }

    /// <summary>Takes the book's own next turn: a paused sweep goes on, or, if none was paused, the next due order enters.</summary>
    /// <remarks>
    /// A sweep: the same events as <see cref="Enter"/>, less its acceptance. A stop order: OrderTriggered, and the same. A
    /// pending leg: the same, or OrderArmed if it is a stop order, or OrderEnded if it cannot be taken; of a pending pair, both.
    /// </remarks>
    /// <exception cref="InvariantBrokenException">The book has no turn of its own to take.</exception>
    public static void Continue(Book book, List<BookEvent> plan)
    {
        Invariant.Require(book.GoesOn);
        if (book.Sweep is { } paused) GoOn(book, paused, plan);
        else if (book.FirstDue is { IsPending: true } pending) Activate(book, pending, plan);
        else Trigger(book, book.FirstDue, plan);
    }

    /// <summary>Drops the turn of its own that the book cannot take, and halts it.</summary>
    /// <remarks>
    /// A paused sweep's order ends with what it has traded. A due order stays parked and first: a halted book leaves it alone, and
    /// its owner may cancel it; a book resumed before that tries it again.
    /// </remarks>
    public static void Abandon(Book book, List<BookEvent> plan)
    {
        SetHalted(book, halted: true, plan);
        if (book.Sweep is not { } paused) return;

        var left = paused.Order.IsByQuoteQuantity ? QuantityLots.Zero : paused.Order.Quantity - paused.Taken - paused.Prevented;
        PlanTakerEnd(paused.OrderId, paused.Order, left, OrderEnd.Faulted, plan);
        EndPendingLegsOfTaker(book, paused.ListId, paused.OrderId, plan);
    }

    /// <summary>Takes an order off the book, with all of its list that has not ended. A halted book cancels too.</summary>
    /// <param name="book">The book, read only.</param>
    /// <param name="owner">Who asks.</param>
    /// <param name="orderId">Which order, resting or parked.</param>
    /// <param name="onlyIfRemaining">Only while so much of it is left; zero for any quantity.</param>
    /// <param name="plan">Gets the events; may have those of other cancels of this turn, and an order in it is not ended again.</param>
    /// <returns>
    /// None, or the first that applies: <see cref="RejectReason.UnknownOrder"/> if it is not open here or is another
    /// account's, <see cref="RejectReason.CancelRestrictionNotMet"/> if another quantity is left.
    /// </returns>
    /// <exception cref="InvariantBrokenException">The book goes on with a turn of its own.</exception>
    public static RejectReason Cancel(
        Book book, AccountId owner, OrderId orderId, QuantityLots onlyIfRemaining, List<BookEvent> plan)
    {
        Invariant.Require(!book.GoesOn);
        if (!TryFind(book, orderId, owner, out var order)) return RejectReason.UnknownOrder;

        if (onlyIfRemaining != QuantityLots.Zero && order.Remaining != onlyIfRemaining) return RejectReason.CancelRestrictionNotMet;

        if (order.ListId != OrderListId.None)
        {
            foreach (var leg in book.ListOf(order.ListId).Legs)
            {
                if (leg != orderId) PlanEndIfOpen(book, leg, OrderEnd.Canceled, plan);
            }
        }

        if (order.ListId == OrderListId.None || !IsEndPlanned(orderId, plan)) PlanEnd(orderId, order, OrderEnd.Canceled, plan);
        return RejectReason.None;
    }

    /// <summary>Makes an order smaller; it keeps its place. Of a pair of which one cancels the other, both.</summary>
    /// <param name="book">The book, read only.</param>
    /// <param name="owner">Who asks.</param>
    /// <param name="orderId">Which order, resting or parked.</param>
    /// <param name="quantity">All that it shall have, traded and prevented lots included.</param>
    /// <param name="plan">Gets the events.</param>
    /// <returns>
    /// None, or the first that applies: <see cref="RejectReason.UnknownOrder"/> if it is not open here or is another account's,
    /// <see cref="RejectReason.AmendmentNotAReduction"/> if it has less,
    /// <see cref="RejectReason.AmendmentChangesNothing"/> if it has so much,
    /// <see cref="RejectReason.AmendmentLeavesNothing"/> if no less than that is traded and prevented.
    /// </returns>
    /// <exception cref="InvariantBrokenException">The book goes on with a turn of its own.</exception>
    public static RejectReason Reduce(
        Book book, AccountId owner, OrderId orderId, QuantityLots quantity, List<BookEvent> plan)
    {
        Invariant.Require(!book.GoesOn);
        if (!TryFind(book, orderId, owner, out var order)) return RejectReason.UnknownOrder;

        if (quantity > order.Quantity) return RejectReason.AmendmentNotAReduction;

        if (quantity == order.Quantity) return RejectReason.AmendmentChangesNothing;

        if (quantity <= order.Quantity - order.Remaining) return RejectReason.AmendmentLeavesNothing;

        PlanAmended(orderId, order, quantity, plan);
        if (order.ListId == OrderListId.None) return RejectReason.None;

        var otherId = book.ListOf(order.ListId).OtherOf(orderId);
        if (TryFind(book, otherId, owner, out var other)) PlanAmended(otherId, other, quantity, plan);
        return RejectReason.None;
    }

    /// <summary>Sets the pair's terms, unless they are already so.</summary>
    /// <exception cref="InvariantBrokenException">
    /// The terms are not valid, or change the assets or steps of a pair that has had orders, or the book goes on with a turn of its own.
    /// </exception>
    public static void SetTerms(Book book, TradingPair terms, List<BookEvent> plan)
    {
        Invariant.Require(!book.GoesOn);
        Invariant.Require(terms.Problem() is null);
        if (terms == book.Terms) return;

        Invariant.Require(book.Terms is null || book.OrderCount == 0 || terms.HasGridOf(book.Terms));
        plan.Add(BookEvent.TermsSet(terms));
    }

    /// <summary>Stops or restarts the book, unless it already is so.</summary>
    /// <remarks>
    /// Also amid a sweep, which then goes on, and with due orders, which then wait: a book whose own turn is at fault must be able to
    /// halt. An operator's halt finds neither, as the book's own turns come before any request.
    /// </remarks>
    public static void SetHalted(Book book, bool halted, List<BookEvent> plan)
    {
        if (halted != book.IsHalted) plan.Add(halted ? BookEvent.Halted() : BookEvent.Resumed());
    }

    private static ParkedOrder Parked(OrderId orderId, in NewOrder order, OrderListId listId, bool isPending) =>
        new(orderId, order with { Held = AssetUnits.Zero }, listId, isPending, PriceTicks.None);
}
