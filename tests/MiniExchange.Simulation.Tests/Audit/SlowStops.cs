using System;
using System.Collections.Generic;
using System.Linq;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Simulation.Tests.Audit;

/// <summary>Orders off the ladder in one plain list by number, all of which look at every trade; and the queue of those whose time has come.</summary>
internal sealed class SlowStops
{
    private const int BipsOfAll = 10_000;

    private readonly List<SlowOrder> _parked = [];
    private readonly List<SlowOrder> _due = [];

    public IReadOnlyList<SlowOrder> Parked => _parked;

    public IReadOnlyList<SlowOrder> Due => _due;

    public SlowOrder? Find(OrderId id) => _parked.Find(order => order.Id == id);

    public void Add(SlowOrder order) => _parked.Add(order);

    public void Remove(SlowOrder order)
    {
        _parked.Remove(order);
        _due.Remove(order);
    }

    /// <summary>A pending leg waits for its stop price from now on.</summary>
    public void Arm(SlowOrder order)
    {
        _due.Remove(order);
        order.IsPending = false;
    }

    /// <summary>The working order of its list filled.</summary>
    public void MakeDue(SlowOrder pending) => _due.Add(pending);

    /// <summary>A trade: whom it triggers stands in line, first by rising and then by falling stop prices, then those that trailed.</summary>
    public void See(long ticks)
    {
        var waiting = _parked.Where(order => !order.IsPending && !_due.Contains(order)).OrderBy(order => order.Id.Value).ToList();
        var met = waiting.Where(order => !IsTrailing(order) && order.IsMetAt(ticks)).ToList();
        var turned = waiting.Where(order => order.BestSeen is { } best && HasTurned(order, best, ticks)).ToList();
        _due.AddRange(met.Where(order => order.WaitsForRise).OrderBy(order => order.Order.Stop.StopPrice.Value));
        _due.AddRange(met.Where(order => !order.WaitsForRise).OrderByDescending(order => order.Order.Stop.StopPrice.Value));
        _due.AddRange(turned);
        foreach (var order in waiting.Where(order => IsTrailing(order) && !turned.Contains(order))) Follow(order, ticks);
    }

    private static bool IsTrailing(SlowOrder order) => order.Order.Stop.TrailingDeltaBips > 0;

    private static void Follow(SlowOrder order, long ticks)
    {
        if (order.BestSeen is { } best) order.BestSeen = order.Side == Side.Buy ? long.Min(best, ticks) : long.Max(best, ticks);
        else if (order.Order.Stop.StopPrice.Value == 0 || order.IsMetAt(ticks)) order.BestSeen = ticks;
    }

    // Up from the lowest, or down from the highest, by the delta; compared without dividing.
    private static bool HasTurned(SlowOrder order, long best, long ticks)
    {
        var delta = order.Order.Stop.TrailingDeltaBips;
        return order.Side == Side.Buy
            ? (Int128)ticks * BipsOfAll >= (Int128)best * (BipsOfAll + delta)
            : (Int128)ticks * BipsOfAll <= (Int128)best * (BipsOfAll - delta);
    }
}
