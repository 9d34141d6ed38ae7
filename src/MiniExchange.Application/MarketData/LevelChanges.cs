using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.MarketData;

/// <summary>Which levels one turn changes: those that its events touch, as they stood before it and as they stand after.</summary>
internal sealed class LevelChanges
{
    private readonly Dictionary<PriceTicks, QuantityLots> _bids = [];
    private readonly Dictionary<PriceTicks, QuantityLots> _asks = [];

    /// <summary>Looks at the levels that an event may change, before it does.</summary>
    public void Applying(Book before, in BookEvent happened)
    {
        TouchOrder(before, happened.OrderId);
        TouchOrder(before, happened.MakerOrderId);
        if (happened.Kind == BookEventKind.OrderRested) Touch(before, happened.Side, happened.Price);
    }

    /// <summary>Notes all levels of a book that is given up, as everybody saw them: a turn that failed halfway has noted the others.</summary>
    public void GiveUp(Book seen) => NoteAll(seen, static level => level.Quantity);

    /// <summary>Notes the levels of the book that takes its place: those that nobody saw were empty.</summary>
    public void Replace(Book by) => NoteAll(by, static _ => QuantityLots.Zero);

    /// <summary>The levels of a side that are not as they were, best first, each with its quantity now; and forgets them.</summary>
    public ImmutableArray<BookLevel> Take(Book after, Side side)
    {
        var touched = On(side);
        if (touched.Count == 0) return [];

        var changed = ImmutableArray.CreateBuilder<BookLevel>(touched.Count);
        foreach (var (price, before) in touched)
        {
            var now = after.QuantityAt(side, price);
            if (now != before) changed.Add(new BookLevel(price, now));
        }

        touched.Clear();
        changed.Sort((left, right) =>
            side == Side.Buy ? right.Price.CompareTo(left.Price) : left.Price.CompareTo(right.Price));
        return changed.DrainToImmutable();
    }

    private void NoteAll(Book book, Func<BookLevel, QuantityLots> seen)
    {
        foreach (var side in (ReadOnlySpan<Side>)[Side.Buy, Side.Sell])
        {
            var levels = new BookLevel[book.LevelCount(side)];
            book.CopyDepth(side, levels);
            foreach (var level in levels) On(side).TryAdd(level.Price, seen(level));
        }
    }

    private void TouchOrder(Book before, OrderId orderId)
    {
        if (orderId != OrderId.None && before.TryGet(orderId, out var order)) Touch(before, order.Side, order.Price);
    }

    private void Touch(Book before, Side side, PriceTicks price)
    {
        var touched = On(side);
        if (!touched.ContainsKey(price)) touched.Add(price, before.QuantityAt(side, price));
    }

    private Dictionary<PriceTicks, QuantityLots> On(Side side) => side == Side.Buy ? _bids : _asks;
}
