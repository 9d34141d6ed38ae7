using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

/// <summary>The frequent kinds, written where they stand in a plan.</summary>
/// <remarks>
/// To make an event and then copy it into the plan takes twice as long: it holds a reference, and such a value is copied to the heap by
/// string instructions rather than by wide registers. Only what a kind has is written. The rest is zero: a list clears what it drops
/// of such values, because of that same reference; <c>BookMemoryTests</c> has a test of it.
/// </remarks>
public partial record struct BookEvent
{
    /// <summary>Lengthens a plan by one event, which the caller says at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ref BookEvent NextOf(List<BookEvent> plan)
    {
        var count = plan.Count;
        CollectionsMarshal.SetCount(plan, count + 1);
        return ref CollectionsMarshal.AsSpan(plan)[count];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void SetAccepted(OrderId orderId, in NewOrder order, OrderListId listId)
    {
        Set(BookEventKind.OrderAccepted, orderId, order.AccountId, order.HoldId, order.Side, order.LimitPrice, order.Quantity);
        Type = order.Type;
        TimeInForce = order.TimeInForce;
        SelfTradePrevention = order.SelfTradePrevention;
        QuoteQuantity = order.QuoteQuantity;
        DisplayQuantity = order.DisplayQuantity;
        ListId = listId;
    }

    /// <summary>Accepted: the order; what its hold reserves is not known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly NewOrder AcceptedOrder() => new(
        AccountId,
        HoldId,
        Side,
        Type,
        TimeInForce,
        Price,
        Quantity,
        new AssetUnits(_tradeOrAmount),
        Held: AssetUnits.Zero,
        SelfTradePrevention)
    {
        DisplayQuantity = new QuantityLots(_makerOrderOrDisplay),
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void SetTraded(
        TradeId tradeId, OrderId takerId, in NewOrder taker, in RestingNode maker, PriceTicks price, QuantityLots quantity)
    {
        Set(BookEventKind.TradeExecuted, takerId, taker.AccountId, taker.HoldId, taker.Side, price, quantity);
        SetTrade(tradeId, maker.OrderId, maker.AccountId, maker.HoldId);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void SetRested(OrderId orderId, in NewOrder order, QuantityLots remaining) =>
        Set(BookEventKind.OrderRested, orderId, order.AccountId, order.HoldId, order.Side, order.LimitPrice, remaining);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void SetEnded(
        OrderId orderId, AccountId accountId, HoldId holdId, Side side, QuantityLots remaining, OrderEnd end, bool wasResting)
    {
        Set(BookEventKind.OrderEnded, orderId, accountId, holdId, side, PriceTicks.None, remaining);
        End = end;
        WasResting = wasResting;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Set(
        BookEventKind kind, OrderId orderId, AccountId accountId, HoldId holdId, Side side, PriceTicks price, QuantityLots quantity)
    {
        Kind = kind;
        OrderId = orderId;
        AccountId = accountId;
        HoldId = holdId;
        Side = side;
        Price = price;
        Quantity = quantity;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SetTrade(TradeId tradeId, OrderId makerOrderId, AccountId makerAccountId, HoldId makerHoldId)
    {
        TradeId = tradeId;
        MakerOrderId = makerOrderId;
        MakerAccountId = makerAccountId;
        MakerHoldId = makerHoldId;
    }
}
