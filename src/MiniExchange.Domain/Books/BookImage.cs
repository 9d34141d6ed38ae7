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
    IReadOnlyList<RestingOrder> Asks);
