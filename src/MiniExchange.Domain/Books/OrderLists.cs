using System;
using System.Collections.Generic;
using System.Linq;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

/// <summary>A list with an order that has not ended.</summary>
internal sealed class BookList(OrderListId listId, Contingency contingency, OrderId[] legs)
{
    public OrderListId ListId => listId;

    public Contingency Contingency => contingency;

    /// <summary>In the order of <see cref="NewOrderList.Legs"/>.</summary>
    public ReadOnlySpan<OrderId> Legs => legs;

    /// <summary>Legs that have entered and not ended.</summary>
    public int OpenCount { get; set; }

    /// <summary>The legs that wait for the working one; empty if there is none.</summary>
    public ReadOnlySpan<OrderId> Pending => contingency == Contingency.Oco ? [] : legs.AsSpan(1);

    public bool IsWorking(OrderId leg) => contingency != Contingency.Oco && leg == legs[0];

    /// <summary>The leg that must end before this one trades; none if there is none.</summary>
    public OrderId OtherOf(OrderId leg)
    {
        if (contingency == Contingency.Oto || IsWorking(leg)) return OrderId.None;

        return leg == legs[^1] ? legs[^2] : legs[^1];
    }

    public OpenList Describe() => new(listId, contingency, [.. legs]);
}

/// <summary>A book's open lists by number.</summary>
internal sealed class OrderLists
{
    private readonly Dictionary<OrderListId, BookList> _lists = [];

    /// <summary>By number.</summary>
    public IEnumerable<OpenList> All => _lists.Values.OrderBy(list => list.ListId.Value).Select(list => list.Describe());

    public BookList this[OrderListId listId] => _lists[listId];

    /// <summary>How many orders such a list has.</summary>
    public static int LegCount(Contingency contingency) => contingency == Contingency.Otoco ? 3 : 2;

    public void Add(OrderListId listId, Contingency contingency, OrderId[] legs) =>
        _lists.Add(listId, new BookList(listId, contingency, legs));

    /// <summary>One of its orders has entered; of no list, nothing to note.</summary>
    public void Open(OrderListId listId, OrderId leg)
    {
        if (listId == OrderListId.None) return;

        var list = _lists[listId];
        Invariant.Require(list.Legs.Contains(leg));
        list.OpenCount++;
    }

    /// <summary>One of its orders has ended; the list goes with the last one.</summary>
    public void Close(OrderListId listId)
    {
        if (--_lists[listId].OpenCount == 0) _lists.Remove(listId);
    }
}
