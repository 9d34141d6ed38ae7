using System.Diagnostics;
using System.Runtime.CompilerServices;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

public sealed partial class Book
{
    /// <summary>Changes the book by what happened; never refuses.</summary>
    /// <exception cref="InvariantBrokenException">
    /// The event cannot follow this state: a journal of another book, a gap, or a fault of the exchange.
    /// </exception>
    public void Apply(in BookEvent happened)
    {
        switch (happened.Kind)
        {
            case BookEventKind.TermsSet: Terms = happened.Terms; break;
            case BookEventKind.Halted: IsHalted = true; break;
            case BookEventKind.Resumed: IsHalted = false; break;
            case BookEventKind.OrderAccepted: ApplyAccepted(happened); break;
            case BookEventKind.TradeExecuted: ApplyTrade(happened); break;
            case BookEventKind.OrderRested: ApplyRested(happened); break;
            case BookEventKind.OrderEnded: ApplyEnded(happened); break;
            case BookEventKind.SweepPaused: ApplyPaused(happened); break;
            case BookEventKind.MatchPrevented: ApplyPrevented(happened); break;
            case BookEventKind.OrderParked: ApplyParked(happened); break;
            case BookEventKind.OrderArmed: _parked.Arm(happened.OrderId); break;
            case BookEventKind.OrderTriggered: ApplyTriggered(happened); break;
            case BookEventKind.ListAccepted: ApplyListAccepted(happened); break;
            case BookEventKind.OrderAmended: ApplyAmended(happened); break;
            default: throw new UnreachableException($"No rule for book event {happened.Kind}.");
        }
    }

    private void ApplyAccepted(in BookEvent accepted)
    {
        var listId = accepted.ListId;
        Number(accepted.OrderId, listId);
        StartTaking(accepted.OrderId, listId, accepted.AcceptedOrder());
    }

    private void ApplyParked(in BookEvent happened)
    {
        Invariant.Require(happened.Parked is not null);
        Number(happened.OrderId, happened.ListId);
        _parked.Add(happened.Parked);
    }

    private void ApplyTriggered(in BookEvent triggered)
    {
        var parked = _parked.Remove(triggered.OrderId);
        StartTaking(parked.OrderId, parked.ListId, parked.Order);
    }

    // The numbers of its orders are given with the list's, in the order of its legs; they enter in another.
    private void ApplyListAccepted(in BookEvent accepted)
    {
        Invariant.Require(Terms is not null);
        Invariant.Require(accepted.ListId == OrderListId.Of(Terms.Id, ListCount + 1));
        ListCount++;
        var legs = new OrderId[OrderLists.LegCount(accepted.Contingency)];
        for (var i = 0; i < legs.Length; i++) legs[i] = OrderId.Of(Terms.Id, ++OrderCount);
        _lists.Add(accepted.ListId, accepted.Contingency, legs);
    }

    private void ApplyTrade(in BookEvent trade)
    {
        Invariant.Require(Terms is not null);
        Invariant.Require(trade.OrderId == _takerId);
        Invariant.Require(trade.TradeId == TradeId.Of(Terms.Id, TradeCount + 1));

        // Strict priority is asserted here once more: the maker is the oldest order at the best price, or nothing moves.
        var makers = Opposite(trade.Side);
        var makerId = trade.MakerOrderId;
        var position = FirstOf(makers, makerId, trade.Price, trade.Quantity);
        Invariant.Require(trade.Quantity > QuantityLots.Zero);
        var filledMember = OrderListId.None;
        if (trade.Quantity == _orders[position].Remaining)
        {
            filledMember = Remove(makerId);
        }
        else
        {
            makers.Reduce(position, trade.Quantity);
        }

        _taken += trade.Quantity;
        _takenQuote += Terms.Notional(trade.Quantity, trade.Price);
        TradeCount++;
        DepthUpdateId++;
        LastPrice = trade.Price;
        _parked.See(trade.Price);
        if (filledMember != OrderListId.None) LeaveList(filledMember, makerId, isFilled: true);
    }

    // The orders that end by it have their own events; a decrement takes from both right here.
    private void ApplyPrevented(in BookEvent happened)
    {
        Invariant.Require(Terms is not null);
        Invariant.Require(happened.OrderId == _takerId);
        Invariant.Require(happened.Prevented is not null);
        var prevented = happened.Prevented;
        Invariant.Require(prevented.MatchId == PreventedMatchCount + 1);
        PreventedMatchCount++;
        if (prevented.Mode != SelfTradePrevention.Decrement) return;

        var makers = Opposite(happened.Side);
        makers.Reduce(
            FirstOf(makers, happened.MakerOrderId, prevented.Price, prevented.MakerPrevented), prevented.MakerPrevented);
        _prevented += prevented.TakerPrevented;
        _preventedQuote += Terms.Notional(prevented.TakerPrevented, prevented.Price);
        DepthUpdateId++;
    }

    private void ApplyRested(in BookEvent rested)
    {
        Invariant.Require(rested.OrderId == _takerId);
        Invariant.Require(_taken + _prevented + rested.Quantity == _taker.Quantity);
        Rest(new RestingOrder(
            rested.OrderId, rested.AccountId, rested.HoldId, rested.Side, rested.Price, rested.Quantity)
        {
            Quantity = _taker.Quantity,
            DisplayQuantity = _taker.DisplayQuantity,
            Visible = _taker.DisplayQuantity == QuantityLots.Zero
                ? rested.Quantity
                : QuantityLots.Min(_taker.DisplayQuantity, rested.Quantity),
            ListId = _takerListId,
        });
        DepthUpdateId++;
        FinishTaking();
    }

    private void ApplyEnded(in BookEvent ended)
    {
        OrderListId listId;
        if (ended.WasResting)
        {
            listId = Remove(ended.OrderId);
            DepthUpdateId++;
        }
        else if (ended.OrderId == _takerId)
        {
            listId = _takerListId;
            FinishTaking();
        }
        else
        {
            listId = _parked.Remove(ended.OrderId).ListId;
        }

        if (listId != OrderListId.None) LeaveList(listId, ended.OrderId, ended.End == OrderEnd.Filled);
    }

    private void ApplyAmended(in BookEvent amended)
    {
        if (!_index.TryGet(amended.OrderId, out var position))
        {
            _parked.Amend(amended.OrderId, amended.Quantity);
            return;
        }

        Invariant.Require(amended.Remaining > QuantityLots.Zero);
        if (On(amended.Side).Amend(position, amended.Quantity, amended.Remaining)) DepthUpdateId++;
    }

    private void ApplyPaused(in BookEvent paused)
    {
        Invariant.Require(paused.OrderId == _takerId);
        IsSweeping = true;
    }

    private void Number(OrderId orderId, OrderListId listId)
    {
        Invariant.Require(Terms is not null);
        if (listId != OrderListId.None)
        {
            _lists.Open(listId, orderId);
            return;
        }

        Invariant.Require(orderId == OrderId.Of(Terms.Id, OrderCount + 1));
        OrderCount++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void StartTaking(OrderId orderId, OrderListId listId, in NewOrder order)
    {
        Invariant.Require(_takerId == OrderId.None);
        _takerId = orderId;
        _takerListId = listId;
        _taker = order;
        _taken = _prevented = QuantityLots.Zero;
        _takenQuote = _preventedQuote = AssetUnits.Zero;
    }

    private void FinishTaking()
    {
        _takerId = OrderId.None;
        IsSweeping = false;
    }

    private int FirstOf(BookSide makers, OrderId makerId, PriceTicks price, QuantityLots atLeastShown)
    {
        var position = makers.First;
        Invariant.Require(position != OrderPool.None);
        ref readonly var maker = ref _orders[position];
        Invariant.Require(maker.OrderId == makerId);
        Invariant.Require(makers.LevelOf(maker).Price == price);
        Invariant.Require(atLeastShown <= maker.Visible);
        return position;
    }

    // The working order's whole fill brings its pending legs; any other end of it is followed by theirs.
    private void LeaveList(OrderListId listId, OrderId leg, bool isFilled)
    {
        var list = _lists[listId];
        if (isFilled && list.IsWorking(leg))
        {
            foreach (var pending in list.Pending) _parked.MakeDue(pending);
        }

        _lists.Close(listId);
    }

    /// <returns>The list that the order belonged to.</returns>
    private OrderListId Remove(OrderId orderId)
    {
        var position = _index.Remove(orderId);
        ref readonly var order = ref _orders[position];
        On(order.Side).Remove(position);
        _orders.Return(position);
        return order.ListId;
    }
}
