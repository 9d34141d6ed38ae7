using System.Collections.Generic;
using System.Diagnostics;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

/// <summary>The rules of one book: strict price-time priority, trades at the maker's price.</summary>
/// <remarks>
/// Reads the book and appends to a plan; only <see cref="Book.Apply"/> changes anything. The plan is a buffer that its owner
/// clears and uses again, and all of it is applied before the next decision. docs/adr/0005-book.md.
/// </remarks>
public static class BookDecider
{
    /// <summary>The most trades and self-trade expiries of one turn; a longer sweep goes on as the book's next turn.</summary>
    public const int MaxFillsPerTurn = 128;

    /// <summary>Enters an order, or says why not, in which case nothing is planned.</summary>
    /// <remarks>
    /// Plans OrderAccepted, then TradeExecuted and OrderEnded of own makers as they are met, then exactly one of OrderRested,
    /// OrderEnded of the order itself, or SweepPaused.
    /// </remarks>
    /// <returns>
    /// None, or the first that applies: <see cref="RejectReason.NotionalTooSmall"/> (market orders; by quantity at the last
    /// price if there is one), <see cref="RejectReason.BookHalted"/> (first of all where there are no terms yet),
    /// <see cref="RejectReason.WouldTake"/>, <see cref="RejectReason.CostExceedsHold"/>,
    /// <see cref="RejectReason.QuoteQuantityBelowOneLot"/>.
    /// </returns>
    /// <exception cref="InvariantBrokenException">The order is not valid in itself, or a sweep has not ended.</exception>
    public static RejectReason Enter(Book book, in NewOrder order, List<BookEvent> plan)
    {
        RequireValid(order);
        Invariant.Require(!book.IsSweeping);

        if (book.Terms is not { } terms) return RejectReason.BookHalted;

        if (order.Type == OrderType.Market && IsBelowMinNotional(book, terms, order)) return RejectReason.NotionalTooSmall;

        if (book.IsHalted) return RejectReason.BookHalted;

        var best = book.Opposite(order.Side).Best;
        var hasMakers = best.Price != PriceTicks.None;
        if (order.Type == OrderType.LimitMaker && hasMakers && order.TakesAt(best.Price)) return RejectReason.WouldTake;

        if (order.Type == OrderType.Market && Liquidity.CostExceedsHold(book, order)) return RejectReason.CostExceedsHold;

        if (order.IsByQuoteQuantity && hasMakers && terms.LotsFor(order.QuoteQuantity, best.Price) == QuantityLots.Zero)
        {
            return RejectReason.QuoteQuantityBelowOneLot;
        }

        var orderId = OrderId.Of(terms.Id, book.OrderCount + 1);
        plan.Add(BookEvent.OrderAccepted(orderId, order));
        if (order.TimeInForce == TimeInForce.Fok && !Liquidity.FillsWhole(book, order))
        {
            PlanEnd(orderId, order, order.Quantity, OrderEnd.UnfilledFok, plan);
            return RejectReason.None;
        }

        Take(book, orderId, order, QuantityLots.Zero, AssetUnits.Zero, plan);
        return RejectReason.None;
    }

    /// <summary>Goes on with the order whose sweep was paused: the same events as <see cref="Enter"/>, less its acceptance.</summary>
    /// <exception cref="InvariantBrokenException">No sweep was paused.</exception>
    public static void Continue(Book book, List<BookEvent> plan)
    {
        var paused = book.Sweep;
        Invariant.Require(paused is not null);
        var (orderId, order, taken, takenQuote) = paused.Value;
        Take(book, orderId, order, taken, takenQuote, plan);
    }

    /// <summary>Takes a resting order off the book. A halted book cancels too.</summary>
    /// <param name="book">The book, read only.</param>
    /// <param name="owner">Who asks.</param>
    /// <param name="orderId">Which order.</param>
    /// <param name="onlyIfRemaining">Only while so much of it is left; zero for any quantity.</param>
    /// <param name="plan">Gets the event.</param>
    /// <returns>
    /// None, or the first that applies: <see cref="RejectReason.UnknownOrder"/> if it does not rest here or is another
    /// account's, <see cref="RejectReason.CancelRestrictionNotMet"/> if another quantity is left.
    /// </returns>
    /// <exception cref="InvariantBrokenException">A sweep has not ended.</exception>
    public static RejectReason Cancel(
        Book book, AccountId owner, OrderId orderId, QuantityLots onlyIfRemaining, List<BookEvent> plan)
    {
        Invariant.Require(!book.IsSweeping);
        if (!book.TryGet(orderId, out var order) || order.AccountId != owner) return RejectReason.UnknownOrder;

        if (onlyIfRemaining != QuantityLots.Zero && order.Remaining != onlyIfRemaining) return RejectReason.CancelRestrictionNotMet;

        plan.Add(BookEvent.OrderEnded(
            orderId, owner, order.HoldId, order.Side, order.Remaining, OrderEnd.Canceled, wasResting: true));
        return RejectReason.None;
    }

    /// <summary>Enters a list.</summary>
    public static RejectReason EnterList(Book book, NewOrderList list, List<BookEvent> plan) => RejectReason.BookHalted;

    /// <summary>Makes an order smaller.</summary>
    public static RejectReason Reduce(
        Book book, AccountId owner, OrderId orderId, QuantityLots quantity, List<BookEvent> plan) => RejectReason.UnknownOrder;

    /// <summary>Sets the pair's terms, unless they are already so.</summary>
    /// <exception cref="InvariantBrokenException">
    /// The terms are not valid, or change the assets or steps of a pair that has had orders, or a sweep has not ended.
    /// </exception>
    public static void SetTerms(Book book, TradingPair terms, List<BookEvent> plan)
    {
        Invariant.Require(!book.IsSweeping);
        Invariant.Require(terms.Problem() is null);
        if (terms == book.Terms) return;

        Invariant.Require(book.Terms is null || book.OrderCount == 0 || terms.HasGridOf(book.Terms));
        plan.Add(BookEvent.TermsSet(terms));
    }

    /// <summary>Stops or restarts the book, unless it already is so.</summary>
    /// <remarks>Also amid a sweep, which then goes on: a book whose sweep is at fault must still be able to halt.</remarks>
    public static void SetHalted(Book book, bool halted, List<BookEvent> plan)
    {
        if (halted != book.IsHalted) plan.Add(halted ? BookEvent.Halted() : BookEvent.Resumed());
    }

    private static void Take(
        Book book,
        OrderId orderId,
        in NewOrder order,
        QuantityLots taken,
        AssetUnits takenQuote,
        List<BookEvent> plan)
    {
        Invariant.Require(book.Terms is not null);
        var pair = book.Terms.Id;
        var trades = book.TradeCount;
        var walk = new TakerWalk(book, order, taken, takenQuote);
        for (var fills = 0; ; fills++)
        {
            var step = walk.Next();
            if (step == TakerStep.Satisfied)
            {
                // A quote quantity may have passed over own orders only, to a price at which it pays for no lot.
                var hasTraded = trades > book.TradeCount || taken > QuantityLots.Zero;
                PlanEnd(orderId, order, walk.Left, hasTraded ? OrderEnd.Filled : OrderEnd.InsufficientLiquidity, plan);
                return;
            }

            if (step == TakerStep.NothingToTake)
            {
                PlanRemainder(orderId, order, walk.Left, plan);
                return;
            }

            // Only an order that has more to do is paused: one that fills with the turn's last trade has ended above.
            if (fills == MaxFillsPerTurn)
            {
                plan.Add(BookEvent.SweepPaused(orderId, order.AccountId, order.HoldId));
                return;
            }

            ref readonly var maker = ref walk.Maker;
            if (step == TakerStep.Trade)
            {
                plan.Add(BookEvent.TradeExecuted(
                    TradeId.Of(pair, ++trades),
                    orderId,
                    order.AccountId,
                    order.HoldId,
                    order.Side,
                    maker.OrderId,
                    maker.AccountId,
                    maker.HoldId,
                    walk.Price,
                    walk.Traded));
                continue;
            }

            if (order.SelfTradePrevention != SelfTradePrevention.ExpireTaker)
            {
                plan.Add(BookEvent.OrderEnded(
                    maker.OrderId,
                    maker.AccountId,
                    maker.HoldId,
                    maker.Side,
                    maker.Remaining,
                    OrderEnd.SelfTradePrevented,
                    wasResting: true));
            }

            if (order.SelfTradePrevention != SelfTradePrevention.ExpireMaker)
            {
                PlanEnd(orderId, order, walk.Left, OrderEnd.SelfTradePrevented, plan);
                return;
            }
        }
    }

    private static void PlanRemainder(OrderId orderId, in NewOrder order, QuantityLots left, List<BookEvent> plan)
    {
        if (order.Type == OrderType.Market)
        {
            PlanEnd(orderId, order, left, OrderEnd.InsufficientLiquidity, plan);
            return;
        }

        switch (order.TimeInForce)
        {
            case TimeInForce.Gtc:
                plan.Add(BookEvent.OrderRested(
                    orderId, order.AccountId, order.HoldId, order.Side, order.LimitPrice, left));
                return;
            case TimeInForce.Ioc:
                PlanEnd(orderId, order, left, OrderEnd.UnfilledIoc, plan);
                return;
            default:
                throw new UnreachableException($"An order of time in force {order.TimeInForce} has no remainder.");
        }
    }

    private static void PlanEnd(
        OrderId orderId, in NewOrder order, QuantityLots left, OrderEnd end, List<BookEvent> plan) =>
        plan.Add(BookEvent.OrderEnded(
            orderId, order.AccountId, order.HoldId, order.Side, left, end, wasResting: false));

    private static bool IsBelowMinNotional(Book book, TradingPair terms, in NewOrder order)
    {
        if (order.IsByQuoteQuantity) return order.QuoteQuantity < terms.MinNotional;

        // Before the first trade there is no price to measure at.
        return book.LastPrice != PriceTicks.None && terms.Notional(order.Quantity, book.LastPrice) < terms.MinNotional;
    }

    // What its account has checked; an order that breaks it would rest or trade for nothing.
    private static void RequireValid(in NewOrder order)
    {
        var isMarket = order.Type == OrderType.Market;
        var isByQuantity = order.Quantity > QuantityLots.Zero;
        Invariant.Require(order.Side is Side.Buy or Side.Sell);
        Invariant.Require(order.LimitPrice > PriceTicks.None != isMarket);
        Invariant.Require(isByQuantity != order.IsByQuoteQuantity);
        Invariant.Require(isByQuantity || isMarket);
        Invariant.Require(order.SelfTradePrevention is >= SelfTradePrevention.None and <= SelfTradePrevention.ExpireBoth);
        Invariant.Require(order.TimeInForce is >= TimeInForce.Gtc and <= TimeInForce.Fok);
        Invariant.Require(!isMarket || order.TimeInForce == TimeInForce.Ioc);
        Invariant.Require(order.Type != OrderType.LimitMaker || order.TimeInForce == TimeInForce.Gtc);
    }
}
