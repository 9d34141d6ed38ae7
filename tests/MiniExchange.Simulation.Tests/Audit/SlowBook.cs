using System;
using System.Collections.Generic;
using System.Linq;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Simulation.Tests.Audit;

/// <summary>An order on the slow book; of the order that takes, what it still wants.</summary>
internal sealed class SlowOrder
{
    public required OrderId Id { get; init; }

    public required NewOrder Order { get; init; }

    public long LeftLots { get; set; }

    public Int128 LeftQuote { get; set; }

    public long TakenLots { get; set; }

    public Int128 TakenQuote { get; set; }

    public Side Side => Order.Side;

    public long Ticks => Order.LimitPrice.Value;
}

/// <summary>Resting orders in one plain list by arrival, searched from end to end: the reference for who is next.</summary>
internal sealed class SlowBook
{
    private readonly List<SlowOrder> _resting = [];

    public IReadOnlyList<SlowOrder> Resting => _resting;

    public SlowOrder? Find(OrderId id) => _resting.Find(order => order.Id == id);

    public void Add(SlowOrder order) => _resting.Add(order);

    public void Remove(SlowOrder order) => _resting.Remove(order);

    /// <summary>The best price's oldest order on a side; null if it is empty.</summary>
    public SlowOrder? Best(Side side)
    {
        SlowOrder? best = null;
        foreach (var order in _resting)
        {
            if (order.Side == side && (best is null || IsBetter(side, order.Ticks, best.Ticks))) best = order;
        }

        return best;
    }

    /// <summary>The order that a taker meets next; null if none has a price that it accepts.</summary>
    public SlowOrder? NextFor(SlowOrder taker)
    {
        var best = Best(Opposite(taker.Side));
        return best is not null && Accepts(taker, best.Ticks) ? best : null;
    }

    /// <summary>Whether all of a taker's lots can trade at once.</summary>
    public bool CanFillWhole(SlowOrder taker)
    {
        var wanted = taker.LeftLots;
        var makers = _resting.Where(order => order.Side == Opposite(taker.Side) && Accepts(taker, order.Ticks));
        var inPriority = taker.Side == Side.Buy ? makers.OrderBy(order => order.Ticks) : makers.OrderByDescending(order => order.Ticks);
        foreach (var maker in inPriority)
        {
            if (wanted <= 0) return true;
            var isOwn = maker.Order.AccountId == taker.Order.AccountId;
            if (isOwn && taker.Order.SelfTradePrevention is SelfTradePrevention.ExpireTaker or SelfTradePrevention.ExpireBoth) return false;
            if (isOwn && taker.Order.SelfTradePrevention == SelfTradePrevention.ExpireMaker) continue;
            wanted -= maker.LeftLots;
        }

        return wanted <= 0;
    }

    /// <summary>The best levels of a side as text.</summary>
    public string Depth(Side side, int levels)
    {
        var byPrice = _resting.Where(order => order.Side == side).GroupBy(order => order.Ticks);
        var sorted = side == Side.Buy ? byPrice.OrderByDescending(level => level.Key) : byPrice.OrderBy(level => level.Key);
        return string.Join(' ', sorted.Take(levels).Select(level => $"{level.Key}x{level.Sum(order => order.LeftLots)}"));
    }

    public static Side Opposite(Side side) => side == Side.Buy ? Side.Sell : Side.Buy;

    private static bool IsBetter(Side side, long ticks, long than) => side == Side.Buy ? ticks > than : ticks < than;

    private static bool Accepts(SlowOrder taker, long ticks) =>
        taker.Order.Type == OrderType.Market || (taker.Side == Side.Buy ? ticks <= taker.Ticks : ticks >= taker.Ticks);
}
