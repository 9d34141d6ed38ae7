using System;
using System.Collections.Generic;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

/// <summary>The trailing stops of one side that follow the market: buys its lowest price, sells its highest.</summary>
/// <remarks>
/// Whoever has followed longer has seen at least as good a price, so that groups of equal extremes, oldest first, are
/// sorted by them: a new extreme merges groups at the end of the list, and only the smallest delta of each can be the next to
/// trigger. Prices are turned so that low is good on both sides (a sell's are negative).
/// </remarks>
internal sealed class TrailingStops(Side side)
{
    /// <summary>A turned price that no trade has.</summary>
    public const long Never = long.MaxValue;

    private const int BipsOfAll = 10_000;

    private readonly List<Group> _groups = [];

    /// <summary>The turned price from which on a trade triggers somebody.</summary>
    public long NextTrigger => _groups.Count == 0 ? Never : _groups[^1].NextTrigger;

    /// <summary>The turned price below which a trade is a new extreme for somebody.</summary>
    public long WorstExtreme => _groups.Count == 0 ? -Never : _groups[^1].Extreme;

    /// <summary>Follows from a trade's price on, which every other has seen already.</summary>
    public void Start(ParkedNode order, PriceTicks price)
    {
        var extreme = Turned(price);
        Invariant.Require(_groups.Count == 0 || _groups[^1].Extreme <= extreme);
        if (_groups.Count == 0 || _groups[^1].Extreme < extreme) _groups.Add(new Group(extreme));

        _groups[^1].Orders.Add(order);
        order.Following = _groups[^1];
        NoteTriggers(_groups.Count - 1);
    }

    /// <summary>Sees a trade: takes it for the new extreme of those for whom it is, and takes out those whom it triggers.</summary>
    public void See(PriceTicks price, List<ParkedNode> triggered)
    {
        var seen = Turned(price);
        if (seen < WorstExtreme) Lower(seen);
        if (seen >= NextTrigger) Trigger(seen, triggered);
    }

    public void Remove(ParkedNode order)
    {
        var group = order.Following;
        Invariant.Require(group is not null);
        var isRemoved = group.Orders.Remove(order);
        Invariant.Require(isRemoved);
        order.Following = null;
        var place = _groups.IndexOf(group);
        if (group.Orders.Count == 0) _groups.RemoveAt(place);
        NoteTriggers(place);
    }

    /// <summary>The best price that an order has seen.</summary>
    public PriceTicks ExtremeOf(ParkedNode order) => new(side == Side.Buy ? order.Following!.Extreme : -order.Following!.Extreme);

    private void Lower(long extreme)
    {
        Group? merged = null;
        while (_groups.Count > 0 && _groups[^1].Extreme >= extreme)
        {
            var last = _groups[^1];
            _groups.RemoveAt(_groups.Count - 1);
            merged = merged is null ? last : Merge(merged, last);
        }

        if (merged is null) return;

        merged.Extreme = extreme;
        _groups.Add(merged);
        NoteTriggers(_groups.Count - 1);
    }

    // The smaller one moves: an order moves at most as often as its group can double.
    private static Group Merge(Group one, Group other)
    {
        if (one.Orders.Count < other.Orders.Count) (one, other) = (other, one);
        foreach (var order in other.Orders)
        {
            one.Orders.Add(order);
            order.Following = one;
        }

        return one;
    }

    private void Trigger(long seen, List<ParkedNode> triggered)
    {
        foreach (var group in _groups)
        {
            while (group.Orders.Min is { } next && TriggerOf(group, next) <= seen)
            {
                group.Orders.Remove(next);
                next.Stay(ExtremeOf(next));
                next.Following = null;
                triggered.Add(next);
            }
        }

        _groups.RemoveAll(group => group.Orders.Count == 0);
        NoteTriggers(0);
    }

    private void NoteTriggers(int from)
    {
        for (var place = from; place < _groups.Count; place++)
        {
            var group = _groups[place];
            var own = TriggerOf(group, group.Orders.Min!);
            group.NextTrigger = place == 0 ? own : Math.Min(own, _groups[place - 1].NextTrigger);
        }
    }

    // A buy's: extreme * (1 + delta), rounded up; a sell's: extreme * (1 - delta), rounded down. Turned, the latter is -extreme
    // * (1 - delta), rounded up.
    private long TriggerOf(Group group, ParkedNode order)
    {
        Int128 delta = order.TrailingDeltaBips;
        var part = side == Side.Buy ? BipsOfAll + delta : BipsOfAll - delta;
        var product = group.Extreme * part;
        var rounded = product > 0 ? (product + BipsOfAll - 1) / BipsOfAll : product / BipsOfAll;
        return (long)Int128.Min(rounded, Never);
    }

    private long Turned(PriceTicks price) => side == Side.Buy ? price.Value : -price.Value;

    /// <summary>Orders that have seen the same extreme.</summary>
    internal sealed class Group(long extreme)
    {
        private static readonly Comparer<ParkedNode> ByDelta = Comparer<ParkedNode>.Create((one, other) =>
        {
            var byDelta = one.TrailingDeltaBips.CompareTo(other.TrailingDeltaBips);
            return byDelta != 0 ? byDelta : one.Number.CompareTo(other.Number);
        });

        /// <summary>Turned.</summary>
        public long Extreme { get; set; } = extreme;

        /// <summary>Turned: the first price that triggers an order of this group or of one before it.</summary>
        public long NextTrigger { get; set; }

        public SortedSet<ParkedNode> Orders { get; } = new(ByDelta);
    }
}
