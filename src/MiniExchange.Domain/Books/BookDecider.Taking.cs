using System.Collections.Generic;
using System.Diagnostics;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

public static partial class BookDecider
{
    private static void StartTaking(Book book, OrderId orderId, in NewOrder order, OrderListId listId, List<BookEvent> plan)
    {
        if (order.TimeInForce == TimeInForce.Fok && !Liquidity.FillsWhole(book, order))
        {
            PlanTakerEnd(orderId, order, order.Quantity, OrderEnd.UnfilledFok, plan);
            return;
        }

        Take(book, new Sweep(orderId, order, QuantityLots.Zero, AssetUnits.Zero) { ListId = listId }, plan);
    }

    private static void Take(Book book, in Sweep taker, List<BookEvent> plan)
    {
        Invariant.Require(book.Terms is not null);
        var pair = book.Terms.Id;
        var orderId = taker.OrderId;
        var order = taker.Order;
        var trades = book.TradeCount;
        var walk = order.IsByQuoteQuantity
            ? new TakerWalk(book, order, QuantityLots.Zero, order.QuoteQuantity - taker.TakenQuote - taker.PreventedQuote)
            : new TakerWalk(book, order, order.Quantity - taker.Taken - taker.Prevented, AssetUnits.Zero);
        var prevented = book.PreventedMatchCount;
        for (var fills = 0; ; fills++)
        {
            var step = walk.Next();
            if (step == TakerStep.Satisfied)
            {
                // A quote quantity may have passed over own orders only, to a price at which it pays for no lot.
                var hasTraded = trades > book.TradeCount || taker.Taken > QuantityLots.Zero;
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
                plan.Add(BookEvent.SweepPaused(orderId, order.AccountId, order.HoldId));
                return;
            }

            ref readonly var maker = ref walk.Maker;
            if (step == TakerStep.Trade)
            {
                if (maker.ListId != OrderListId.None) PlanOtherLegsEnd(book, maker.ListId, maker.OrderId, plan);
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

            if (Prevent(book, orderId, order, walk, ++prevented, plan)) return;
        }
    }

    /// <summary>Plans what becomes of a taker and an own maker that it met, and says whether the taker is at its end.</summary>
    private static bool Prevent(
        Book book, OrderId orderId, in NewOrder order, in TakerWalk walk, long matchId, List<BookEvent> plan)
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
            plan.Add(BookEvent.OrderEnded(
                maker.OrderId,
                maker.AccountId,
                maker.HoldId,
                maker.Side,
                walk.MakerLeft,
                OrderEnd.SelfTradePrevented,
                wasResting: true));
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
                plan.Add(BookEvent.OrderRested(
                    orderId, order.AccountId, order.HoldId, order.Side, order.LimitPrice, left));
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
        plan.Add(BookEvent.OrderEnded(
            orderId, order.AccountId, order.HoldId, order.Side, left, end, wasResting: false));
}
