using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using MiniExchange.Application.Books;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Simulation.Tests.Audit;

/// <content>How orders and lists enter, wait for their time, come into force and are amended.</content>
internal sealed partial class BookAudit
{
    private readonly Dictionary<OrderId, NewOrder> _entering = [];
    private long _listCount;

    /// <summary>An order just as it was sent, numbered next; of a list, by its place in it.</summary>
    private SlowOrder Enter(OrderId id, OrderListId listId, NewOrder entered)
    {
        Require(_pair is not null && !_isHalted, "took an order while not trading");
        Require(_taker is null, "took an order while another one takes");
        var sent = listId == OrderListId.None
            ? (_cause as SubmitOrder)?.Order
            : _entering.TryGetValue(id, out var leg) ? leg : null;
        Require(sent is not null, "took an order that nobody sent");
        Require(sent.Value with { Held = AssetUnits.Zero } == entered, $"took {entered}, not what was sent, {sent}");
        if (listId == OrderListId.None)
        {
            Require(id.Value == Numbered(++_orders), $"numbered an order {id}");
        }
        else
        {
            var list = _lists[listId];
            RequireLists(list.Working != id || _entering.Count == 1, "a working order entered before those that wait for it");
            _entering.Remove(id);
            list.Open.Add(id);
        }

        var order = new SlowOrder
        {
            Id = id,
            Order = entered,
            List = listId,
            LeftLots = entered.Quantity.Value,
            LeftQuote = entered.QuoteQuantity.Value,
        };
        Require(!IsOutsideBands(order), $"took {entered}, whose price is too far from {_lastTicks}");
        return order;
    }

    private void AcceptList(in BookEvent happened)
    {
        var sent = (_cause as SubmitOrderList)?.List;
        RequireLists(sent is not null && sent.Contingency == happened.Contingency, "took a list that nobody sent");
        RequireLists(happened.ListId.Value == Numbered(++_listCount), $"numbered a list {happened.ListId}");
        var legs = sent.Legs.Select((_, place) => new OrderId(Numbered(_orders + 1 + place))).ToImmutableArray();
        _orders += legs.Length;
        var list = new SlowList(happened.ListId, happened.Contingency, legs);
        _lists.Add(list.Id, list);
        _openLists.Add(list);
        for (var i = 0; i < legs.Length; i++) _entering.Add(legs[i], sent.Legs[i]);
        _tell.Of(sent.Legs[0].AccountId, new ListEntered(sent.Legs[0].HoldId, happened.ListId));
    }

    private void Park(in BookEvent happened)
    {
        var parked = happened.Parked!;
        var order = Enter(happened.OrderId, happened.ListId, parked.Order);
        order.IsPending = order.List != OrderListId.None && _lists[order.List].Pending.Contains(order.Id);
        RequireStops(parked.IsPending == order.IsPending, $"{order.Id} waits for the wrong thing");
        RequireStops(order.IsPending || (order.IsStop && !IsMetAlready(order)), $"{order.Id} has nothing to wait for");
        _stops.Add(order);
        Tell(order, new OrderEntered(happened.HoldId, happened.OrderId));
        Tell(order, new OrderWaits(happened.HoldId, order.IsPending));
    }

    private void Arm(in BookEvent happened)
    {
        var order = NextDue(happened.OrderId);
        RequireStops(order.IsPending && order.IsStop && !IsMetAlready(order), $"{order.Id} was armed");
        _stops.Arm(order);
        Counts.Activations++;
        Tell(order, new OrderWaits(happened.HoldId, IsPending: false));
    }

    private void Trigger(in BookEvent happened)
    {
        var order = NextDue(happened.OrderId);
        RequireStops(order.IsStop != order.IsPending, $"{order.Id} was triggered");
        if (!order.IsPending) RequireAlone(order);
        _stops.Remove(order);
        StartTaking(order);
        if (order.IsPending) Counts.Activations++;
        else Counts.Triggers++;
        if (order.Order.Stop.TrailingDeltaBips > 0) Counts.TrailingTriggers++;
        order.IsPending = false;
        Tell(order, new OrderWorks(happened.HoldId));
    }

    /// <summary>The first due order, or, where that is one of a pending pair, either of them.</summary>
    private SlowOrder NextDue(OrderId id)
    {
        RequireStops(!_isHalted && !_isPaused && _taker is null && _cause is null, $"{id} came into force at the wrong moment");
        var first = _stops.Due.Count > 0 ? _stops.Due[0] : null;
        var order = _stops.Find(id);
        var isNext = order is not null && first is not null && (order == first || (first.IsPending && order.List == first.List));

        // The pair's first order has left the queue by the time that the second one comes.
        var isSecondOfPair = order is { IsPending: true } && _activated == order.List;
        RequireStops(order is not null && (isNext || isSecondOfPair), $"{id} came into force, but {first?.Id} is due");
        RequireStops(_activated is null || isSecondOfPair, "more than one due order entered in a turn");
        _activated = order.List;
        return order;
    }

    private void LetStopsSee(long ticks)
    {
        var before = _stops.Due.Count;
        _stops.See(ticks);
        if (_taker!.IsStop) Counts.Cascades += _stops.Due.Count - before;
    }

    private void Amend(in BookEvent happened)
    {
        var reduce = _cause as ReduceOrder;
        var order = Find(happened.OrderId);
        Require(reduce is not null && order is not null, $"{happened.OrderId} was amended, which nobody asked for");
        var isNamed = reduce.OrderId == order.Id;
        Require(isNamed || RivalOf(order)?.Id == reduce.OrderId, $"{order.Id} was amended in place of {reduce.OrderId}");
        Require(order.Order.AccountId == reduce.Owner, "an order of another account was amended");
        var lots = reduce.Quantity.Value;
        Require(lots < order.LeftLots + order.GoneLots && lots > order.GoneLots, $"{order.Id} was amended to {lots} lots of {order.LeftLots} and {order.GoneLots}");
        Require(happened.Quantity == reduce.Quantity && happened.Remaining.Value == lots - order.GoneLots, $"{order.Id} was left {happened.Remaining} lots");
        order.LeftLots = lots - order.GoneLots;
        if (order.ShownLots > order.LeftLots)
        {
            order.ShownLots = order.LeftLots;
            _updates++;
        }

        Counts.Amendments++;
        Tell(order, new OrderReduced(happened.HoldId, happened.Quantity, isNamed ? reduce.ClientOrderId : ""));
    }

    private bool IsMetAlready(SlowOrder order) =>
        order.IsStop && order.Order.Stop.StopPrice.Value > 0 && _lastTicks is { } last && order.IsMetAt(last);

    private long Numbered(long count) => ((long)_pair!.Terms.Id.Value << 40) + count;
}
