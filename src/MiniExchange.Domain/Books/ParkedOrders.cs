using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

/// <summary>The orders of a book that are not on its ladder, and the queue of those whose time has come.</summary>
/// <remarks>A trade that wakes nobody costs two comparisons, however many wait. docs/adr/0011-stops-and-lists.md.</remarks>
internal sealed class ParkedOrders
{
    private readonly Dictionary<OrderId, ParkedNode> _orders = [];
    private readonly SortedSet<ParkedNode> _metFromBelow = new(ByStopPrice(ascending: true));
    private readonly SortedSet<ParkedNode> _metFromAbove = new(ByStopPrice(ascending: false));
    private readonly HashSet<ParkedNode> _nextTrade = [];
    private readonly TrailingStops _buys = new(Side.Buy);
    private readonly TrailingStops _sells = new(Side.Sell);
    private readonly LinkedList<ParkedNode> _due = new();
    private readonly List<ParkedNode> _triggered = [];
    private readonly List<ParkedNode> _starting = [];

    // A trade at a price between these two wakes nobody.
    private long _wakesFrom = long.MaxValue;
    private long _wakesUpTo = long.MinValue;

    public int Count => _orders.Count;

    public int DueCount => _due.Count;

    /// <summary>The order whose turn is next.</summary>
    public ParkedOrder FirstDue => Describe(_due.First!.Value);

    /// <summary>By number.</summary>
    public IEnumerable<ParkedOrder> All => _orders.Values.OrderBy(order => order.Number).Select(Describe);

    /// <summary>In the order in which they enter.</summary>
    public IEnumerable<OrderId> Due => _due.Select(order => new OrderId(order.Number));

    public bool TryGet(OrderId orderId, [NotNullWhen(true)] out ParkedOrder? order)
    {
        order = _orders.TryGetValue(orderId, out var found) ? Describe(found) : null;
        return order is not null;
    }

    public void Add(ParkedOrder order)
    {
        var node = new ParkedNode(order);
        _orders.Add(order.OrderId, node);
        if (!order.IsPending) Wait(node);
    }

    /// <summary>Puts back what <see cref="All"/> and <see cref="Due"/> told.</summary>
    public void Restore(IReadOnlyList<ParkedOrder> orders, IReadOnlyList<OrderId> due)
    {
        var isDue = due.ToHashSet();
        foreach (var order in orders) _orders.Add(order.OrderId, new ParkedNode(order));
        foreach (var orderId in due) MakeDue(_orders[orderId]);

        foreach (var order in orders.Where(order => !isDue.Contains(order.OrderId) && !order.IsPending && order.Extreme == PriceTicks.None))
        {
            Wait(_orders[order.OrderId]);
        }

        var following = orders.Where(order => !isDue.Contains(order.OrderId) && order.Extreme != PriceTicks.None).ToList();
        foreach (var order in following.OrderBy(order => order.Order.Side == Side.Buy ? order.Extreme.Value : -order.Extreme.Value))
        {
            Follow(_orders[order.OrderId], order.Extreme);
        }

        NoteWakes();
    }

    /// <summary>A pending leg's working order has filled.</summary>
    public void MakeDue(OrderId orderId) => MakeDue(_orders[orderId]);

    /// <summary>A pending leg waits for its stop price from now on.</summary>
    public void Arm(OrderId orderId)
    {
        var order = _orders[orderId];
        Invariant.Require(order.Place == ParkedPlace.Due);
        Leave(order);
        order.Arm();
        Wait(order);
    }

    public void Amend(OrderId orderId, QuantityLots quantity) => _orders[orderId].Amend(quantity);

    public ParkedOrder Remove(OrderId orderId)
    {
        var isThere = _orders.Remove(orderId, out var order);
        Invariant.Require(isThere && order is not null);
        var described = Describe(order);
        Leave(order);
        NoteWakes();
        return described;
    }

    /// <summary>Queues those that a trade's price reaches, and lets the others follow it.</summary>
    /// <remarks>First those met from below, then those met from above, then trailing ones.</remarks>
    public void See(PriceTicks price)
    {
        if (price.Value < _wakesFrom && price.Value > _wakesUpTo) return;

        _buys.See(price, _triggered);
        _sells.See(price, _triggered);
        while (_metFromBelow.Min is { } next && next.StopPrice <= price) Reach(_metFromBelow, next);
        while (_metFromAbove.Min is { } next && next.StopPrice >= price) Reach(_metFromAbove, next);

        foreach (var order in _starting) Follow(order, price);
        foreach (var order in _nextTrade) Follow(order, price);
        _triggered.Sort((one, other) => one.Number.CompareTo(other.Number));
        foreach (var order in _triggered) MakeDue(order);

        _starting.Clear();
        _nextTrade.Clear();
        _triggered.Clear();
        NoteWakes();
    }

    private static Comparer<ParkedNode> ByStopPrice(bool ascending) => Comparer<ParkedNode>.Create((one, other) =>
    {
        var byPrice = one.StopPrice.CompareTo(other.StopPrice);
        if (byPrice == 0) return one.Number.CompareTo(other.Number);

        return ascending ? byPrice : -byPrice;
    });

    private void Reach(SortedSet<ParkedNode> stops, ParkedNode order)
    {
        stops.Remove(order);
        if (order.TrailingDeltaBips > 0) _starting.Add(order);
        else MakeDue(order);
    }

    private void Wait(ParkedNode order)
    {
        var isFromNextTrade = order.StopPrice == PriceTicks.None;
        order.Place = isFromNextTrade ? ParkedPlace.NextTrade : ParkedPlace.Stop;
        var isAdded = isFromNextTrade ? _nextTrade.Add(order) : StopsOf(order).Add(order);
        Invariant.Require(isAdded);
        NoteWakes();
    }

    private void Follow(ParkedNode order, PriceTicks price)
    {
        order.Place = ParkedPlace.Following;
        FollowersOf(order).Start(order, price);
    }

    private void MakeDue(ParkedNode order)
    {
        order.Place = ParkedPlace.Due;
        order.DueLink = _due.AddLast(order);
    }

    private void Leave(ParkedNode order)
    {
        switch (order.Place)
        {
            case ParkedPlace.Stop:
                StopsOf(order).Remove(order);
                break;
            case ParkedPlace.NextTrade:
                _nextTrade.Remove(order);
                break;
            case ParkedPlace.Following:
                FollowersOf(order).Remove(order);
                break;
            case ParkedPlace.Due:
                _due.Remove(order.DueLink!);
                order.DueLink = null;
                break;
        }

        order.Place = ParkedPlace.Pending;
    }

    private void NoteWakes()
    {
        var isAnyTrade = _nextTrade.Count > 0;
        var stopAbove = _metFromBelow.Min?.StopPrice.Value ?? long.MaxValue;
        var stopBelow = _metFromAbove.Min?.StopPrice.Value ?? long.MinValue;
        _wakesFrom = isAnyTrade ? 0 : Math.Min(stopAbove, Math.Min(_buys.NextTrigger, After(-_sells.WorstExtreme)));
        _wakesUpTo = Math.Max(stopBelow, Math.Max(-_sells.NextTrigger, Before(_buys.WorstExtreme)));

        static long After(long price) => price == long.MaxValue ? price : price + 1;
        static long Before(long price) => price == -long.MaxValue ? price : price - 1;
    }

    private ParkedOrder Describe(ParkedNode order) => order.Describe(FollowersOf(order));

    private SortedSet<ParkedNode> StopsOf(ParkedNode order) =>
        order.Order.Type.IsMetFromBelow(order.Order.Side) ? _metFromBelow : _metFromAbove;

    private TrailingStops FollowersOf(ParkedNode order) => order.Order.Side == Side.Buy ? _buys : _sells;
}
