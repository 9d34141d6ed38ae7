using System.Collections.Generic;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

/// <summary>Where a parked order is.</summary>
internal enum ParkedPlace
{
    /// <summary>Among the pending legs, which wait for their working order.</summary>
    Pending,

    /// <summary>Among those that wait for their stop price.</summary>
    Stop,

    /// <summary>Among those that follow the market from the next trade on.</summary>
    NextTrade,

    /// <summary>Among those that follow the market.</summary>
    Following,

    /// <summary>In the queue of those whose time has come.</summary>
    Due,
}

/// <summary>A parked order as the book keeps it.</summary>
internal sealed class ParkedNode(ParkedOrder given)
{
    private ParkedOrder _given = given;

    // What waiting orders are sorted by, at hand: an order is a large struct.
    public long Number { get; } = given.OrderId.Value;

    public PriceTicks StopPrice { get; } = given.Order.Stop.StopPrice;

    public int TrailingDeltaBips { get; } = given.Order.Stop.TrailingDeltaBips;

    public NewOrder Order => _given.Order;

    public OrderListId ListId => _given.ListId;

    public ParkedPlace Place { get; set; }

    /// <summary>The group that it follows the market with; null unless it does.</summary>
    public TrailingStops.Group? Following { get; set; }

    /// <summary>Its link in the queue of due orders; null unless it is there.</summary>
    public LinkedListNode<ParkedNode>? DueLink { get; set; }

    public ParkedOrder Describe(TrailingStops followers) =>
        Following is null ? _given : _given with { Extreme = followers.ExtremeOf(this) };

    public void Amend(QuantityLots quantity) => _given = _given with { Order = _given.Order with { Quantity = quantity } };

    public void Arm() => _given = _given with { IsPending = false };

    /// <summary>Follows no more; this was the best price it saw.</summary>
    public void Stay(PriceTicks extreme) => _given = _given with { Extreme = extreme };
}
