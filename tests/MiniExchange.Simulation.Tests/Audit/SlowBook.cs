using System.Collections.Generic;
using System.Linq;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Simulation.Tests.Audit;

/// <summary>Resting orders in one plain list by arrival, searched from end to end: the reference for who is next.</summary>
internal sealed class SlowBook
{
    private readonly List<SlowOrder> _resting = [];

    public IReadOnlyList<SlowOrder> Resting => _resting;

    /// <summary>How often an iceberg showed its next part.</summary>
    public int Refills { get; private set; }

    public SlowOrder? Find(OrderId id) => _resting.Find(order => order.Id == id);

    public void Add(SlowOrder order)
    {
        order.Show();
        _resting.Add(order);
    }

    public void Remove(SlowOrder order) => _resting.Remove(order);

    /// <summary>Takes shown lots off an order; a used-up part is followed by the next at the end of the queue.</summary>
    public void Take(SlowOrder order, long lots)
    {
        order.LeftLots -= lots;
        order.GoneLots += lots;
        order.ShownLots -= lots;
        if (order.ShownLots > 0 || order.LeftLots == 0) return;

        Refills++;
        Remove(order);
        Add(order);
    }

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
        // On a copy, as the parts of an iceberg stand in line with everybody else.
        var copy = new SlowBook();
        copy._resting.AddRange(_resting.Select(order => new SlowOrder
        {
            Id = order.Id,
            Order = order.Order,
            LeftLots = order.LeftLots,
            ShownLots = order.ShownLots,
        }));
        var wanted = taker.LeftLots;
        while (wanted > 0 && copy.NextFor(taker) is { } maker)
        {
            var isOwn = maker.Order.AccountId == taker.Order.AccountId;
            if (isOwn && taker.Order.SelfTradePrevention == SelfTradePrevention.ExpireMaker)
            {
                copy.Remove(maker);
                continue;
            }

            if (isOwn && taker.Order.SelfTradePrevention != SelfTradePrevention.None) return false;

            var lots = long.Min(wanted, maker.ShownLots);
            wanted -= lots;
            copy.Take(maker, lots);
            if (maker.LeftLots == 0) copy.Remove(maker);
        }

        return wanted == 0;
    }

    /// <summary>The best levels of a side as text.</summary>
    public string Depth(Side side, int levels)
    {
        var byPrice = _resting.Where(order => order.Side == side).GroupBy(order => order.Ticks);
        var sorted = side == Side.Buy ? byPrice.OrderByDescending(level => level.Key) : byPrice.OrderBy(level => level.Key);
        return string.Join(' ', sorted.Take(levels).Select(level => $"{level.Key}x{level.Sum(order => order.ShownLots)}"));
    }

    public static Side Opposite(Side side) => side == Side.Buy ? Side.Sell : Side.Buy;

    private static bool IsBetter(Side side, long ticks, long than) => side == Side.Buy ? ticks > than : ticks < than;

    private static bool Accepts(SlowOrder taker, long ticks) =>
        taker.Ticks == 0 || (taker.Side == Side.Buy ? ticks <= taker.Ticks : ticks >= taker.Ticks);
}
