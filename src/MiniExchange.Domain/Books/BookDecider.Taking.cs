using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

public static partial class BookDecider
{
    private static void StartTaking(Book book, OrderId orderId, in NewOrder order, List<BookEvent> plan)
    {
        if (order.TimeInForce == TimeInForce.Fok && !Liquidity.FillsWhole(book, order))
        {
            PlanTakerEnd(orderId, order, order.Quantity, OrderEnd.UnfilledFok, plan);
            return;
        }

        Take(book, orderId, order, order.Quantity, order.QuoteQuantity, hadTraded: false, plan);
    }

    private static void Take(
        Book book,
        OrderId orderId,
        in NewOrder order,
        QuantityLots left,
        AssetUnits leftQuote,
        bool hadTraded,
        List<BookEvent> plan)
    {
        Invariant.Require(book.Terms is not null);
        var pair = book.Terms.Id;
        var trades = book.TradeCount;
        var walk = book.Walk;
        walk.Begin(order, left, leftQuote);
        var prevented = book.PreventedMatchCount;
        for (var fills = 0; ; fills++)
        {
            var step = walk.Next();
            if (step == TakerStep.Satisfied)
            {
                // A quote quantity may have passed over own orders only, to a price at which it pays for no lot.
                var hasTraded = hadTraded || trades > book.TradeCount;
                PlanTakerEnd(orderId, order, walk.Left, hasTraded ? OrderEnd.Filled : OrderEnd.InsufficientLiquidity, plan);
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
                PlanPause(orderId, order, plan);
                return;
            }

            ref readonly var maker = ref walk.Maker;
            if (step == TakerStep.Trade)
            {
                if (maker.ListId != OrderListId.None) PlanOtherLegsEnd(book, maker.ListId, maker.OrderId, plan);
                BookEvent.NextOf(plan).SetTraded(TradeId.Of(pair, ++trades), orderId, order, maker, walk.Price, walk.Traded);
                continue;
            }

            if (Prevent(book, orderId, order, walk, ++prevented, plan)) return;
        }
    }

    // What is rare stays out of line: the temporaries of whole events would have to be cleared for every order.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void PlanPause(OrderId orderId, in NewOrder order, List<BookEvent> plan) =>
        plan.Add(BookEvent.SweepPaused(orderId, order.AccountId, order.HoldId));

    /// <summary>Plans what becomes of a taker and an own maker that it met, and says whether the taker is at its end.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Prevent(
        Book book, OrderId orderId, in NewOrder order, TakerWalk walk, long matchId, List<BookEvent> plan)
    {
        ref readonly var maker = ref walk.Maker;
        var mode = order.SelfTradePrevention;
        var isDecrement = mode == SelfTradePrevention.Decrement;
        var endsMaker = isDecrement ? walk.MakerLeft == QuantityLots.Zero : mode != SelfTradePrevention.ExpireTaker;
        var endsTaker = isDecrement ? walk.Traded == walk.Wanted : mode != SelfTradePrevention.ExpireMaker;
        var ofMaker = isDecrement ? walk.Traded : endsMaker ? walk.MakerLeft : QuantityLots.Zero;
        var ofTaker = isDecrement ? walk.Traded : endsTaker ? walk.Wanted : QuantityLots.Zero;

        var makerIsOfList = maker.ListId != OrderListId.None;
        if (makerIsOfList && ofMaker > QuantityLots.Zero) PlanOtherLegsEnd(book, maker.ListId, maker.OrderId, plan);
        plan.Add(BookEvent.MatchPrevented(
            new PreventedMatch(matchId, walk.Price, mode, ofTaker, ofMaker),
            orderId,
            order.AccountId,
            order.HoldId,
            order.Side,
            maker.OrderId,
            maker.HoldId));
        if (endsMaker)
        {
            BookEvent.NextOf(plan).SetEnded(
                maker.OrderId,
                maker.AccountId,
                maker.HoldId,
                maker.Side,
                walk.MakerLeft,
                OrderEnd.SelfTradePrevented,
                wasResting: true);
            if (makerIsOfList) PlanPendingLegsEnd(book, maker.ListId, maker.OrderId, plan);
        }

        if (endsTaker) PlanTakerEnd(orderId, order, walk.Left, OrderEnd.SelfTradePrevented, plan);
        return endsTaker;
    }

    private static void PlanRemainder(OrderId orderId, in NewOrder order, QuantityLots left, List<BookEvent> plan)
    {
        if (order.Type.IsAtMarket())
        {
            PlanTakerEnd(orderId, order, left, OrderEnd.InsufficientLiquidity, plan);
            return;
        }

        switch (order.TimeInForce)
        {
            case TimeInForce.Gtc:
                BookEvent.NextOf(plan).SetRested(orderId, order, left);
                return;
            case TimeInForce.Ioc:
                PlanTakerEnd(orderId, order, left, OrderEnd.UnfilledIoc, plan);
                return;
            default:
                throw new UnreachableException($"An order of time in force {order.TimeInForce} has no remainder.");
        }
    }

    private static void PlanTakerEnd(
        OrderId orderId, in NewOrder order, QuantityLots left, OrderEnd end, List<BookEvent> plan) =>
        BookEvent.NextOf(plan).SetEnded(
            orderId, order.AccountId, order.HoldId, order.Side, left, end, wasResting: false);
}
