using System.Collections.Generic;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

/// <summary>All of a book's state, as a snapshot keeps it.</summary>
/// <param name="Terms">The pair's terms, if set.</param>
/// <param name="IsHalted">Whether orders are refused.</param>
/// <param name="OrderCount">Orders numbered.</param>
/// <param name="TradeCount">Trades numbered.</param>
/// <param name="DepthUpdateId">Depth changes counted.</param>
/// <param name="LastPrice">The last trade's price.</param>
/// <param name="Sweep">An order that goes on, if one does.</param>
/// <param name="Bids">In priority: highest price first, then oldest first.</param>
/// <param name="Asks">In priority: lowest price first, then oldest first.</param>
public sealed record BookImage(
    TradingPair? Terms,
    bool IsHalted,
    long OrderCount,
    long TradeCount,
    long DepthUpdateId,
    PriceTicks LastPrice,
    Sweep? Sweep,
    IReadOnlyList<RestingOrder> Bids,
    IReadOnlyList<RestingOrder> Asks)
{
    /// <summary>Order lists numbered.</summary>
    public long ListCount { get; init; }

    /// <summary>Prevented matches counted.</summary>
    public long PreventedMatchCount { get; init; }

    /// <summary>Orders that are not on the ladder, by number.</summary>
    public IReadOnlyList<ParkedOrder> Parked { get; init; } = [];

    /// <summary>Parked orders whose time has come, in the order in which they will enter.</summary>
    public IReadOnlyList<OrderId> Due { get; init; } = [];

    /// <summary>Lists with an order that has not ended, by number.</summary>
    public IReadOnlyList<OpenList> Lists { get; init; } = [];
}

/// <summary>A list as its book keeps it.</summary>
/// <param name="ListId">Its number.</param>
/// <param name="Contingency">How its orders depend on each other.</param>
/// <param name="Legs">Its orders, in the order of <see cref="NewOrderList.Legs"/>.</param>
public sealed record OpenList(OrderListId ListId, Contingency Contingency, IReadOnlyList<OrderId> Legs);
