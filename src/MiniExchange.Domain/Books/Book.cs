using System;
using System.Collections.Generic;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

/// <summary>One pair's resting orders by price and time. Its only mutator is <see cref="Apply"/>.</summary>
public sealed class Book
{
    /// <summary>The pair's terms; null until the first were set, while no order is taken.</summary>
    public TradingPair? Terms => throw new NotSupportedException();

    /// <summary>Whether orders are refused; cancels go on.</summary>
    public bool IsHalted => throw new NotSupportedException();

    /// <summary>Orders numbered so far.</summary>
    public long OrderCount => throw new NotSupportedException();

    /// <summary>Trades so far; the last one's counter.</summary>
    public long TradeCount => throw new NotSupportedException();

    /// <summary>Counts changes of the aggregated depth; the wire's <c>lastUpdateId</c>.</summary>
    public long DepthUpdateId => throw new NotSupportedException();

    /// <summary>The last trade's price; none before the first.</summary>
    public PriceTicks LastPrice => throw new NotSupportedException();

    /// <summary>The order that goes on as the next turn; null if none does.</summary>
    public Sweep? Sweep => throw new NotSupportedException();

    /// <summary>How many orders rest.</summary>
    public int RestingOrderCount => throw new NotSupportedException();

    /// <summary>Highest bid; none if there is none.</summary>
    public BookLevel BestBid => throw new NotSupportedException();

    /// <summary>Lowest ask; none if there is none.</summary>
    public BookLevel BestAsk => throw new NotSupportedException();

    /// <summary>Copies the best levels of a side, best first, and returns how many there were.</summary>
    public int CopyDepth(Side side, Span<BookLevel> levels) => throw new NotSupportedException();

    /// <summary>Finds a resting order.</summary>
    public bool TryGet(OrderId orderId, out RestingOrder order) => throw new NotSupportedException();

    /// <summary>The resting orders of a side in priority: best price first, then oldest first.</summary>
    public IEnumerable<RestingOrder> InPriority(Side side) => throw new NotSupportedException();

    /// <summary>Changes the book by what happened; never refuses.</summary>
    public void Apply(in BookEvent happened) => throw new NotSupportedException();

    /// <summary>The whole book as a snapshot keeps it.</summary>
    public BookImage ToImage() => throw new NotSupportedException();

    /// <summary>The book that <see cref="ToImage"/> described.</summary>
    public static Book From(BookImage image) => throw new NotSupportedException();
}

/// <summary>A price and all that rests at it.</summary>
/// <param name="Price">None where there is no such level.</param>
/// <param name="Quantity">The sum of the orders' remaining lots.</param>
public readonly record struct BookLevel(PriceTicks Price, QuantityLots Quantity);

/// <summary>An order left on the book.</summary>
/// <param name="OrderId">Its number.</param>
/// <param name="AccountId">Its owner.</param>
/// <param name="HoldId">Its owner's name for it.</param>
/// <param name="Side">Bid or ask.</param>
/// <param name="Price">Its limit.</param>
/// <param name="Remaining">Lots not traded; greater than zero.</param>
public readonly record struct RestingOrder(
    OrderId OrderId, AccountId AccountId, HoldId HoldId, Side Side, PriceTicks Price, QuantityLots Remaining);

/// <summary>An order whose taking was paused between turns.</summary>
/// <param name="OrderId">Its number.</param>
/// <param name="Order">As it came in.</param>
/// <param name="Taken">Lots traded so far.</param>
/// <param name="TakenQuote">Quote units traded so far.</param>
public readonly record struct Sweep(OrderId OrderId, NewOrder Order, QuantityLots Taken, AssetUnits TakenQuote);

/// <summary>All of a book's state.</summary>
/// <param name="Terms">The pair's terms, if set.</param>
/// <param name="IsHalted">Whether orders are refused.</param>
/// <param name="OrderCount">Orders numbered.</param>
/// <param name="TradeCount">Trades numbered.</param>
/// <param name="DepthUpdateId">Depth changes counted.</param>
/// <param name="LastPrice">The last trade's price.</param>
/// <param name="Sweep">An order that goes on, if one does.</param>
/// <param name="Bids">In priority.</param>
/// <param name="Asks">In priority.</param>
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
