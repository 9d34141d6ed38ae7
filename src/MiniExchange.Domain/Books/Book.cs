using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

/// <summary>One pair's orders: resting by price and time, or parked. Its only mutator is <see cref="Apply"/>.</summary>
/// <remarks>
/// <see cref="BookDecider"/> reads it and plans events; live and in recovery those events, applied in order, lead to the
/// same state, to be compared by <see cref="StateHash"/>. Not safe for use by several threads. docs/adr/0005-book.md,
/// docs/adr/0011-stops-and-lists.md.
/// </remarks>
public sealed partial class Book
{
    private readonly OrderPool _orders = new();
    private readonly OrderIndex _index;
    private readonly BookSide _bids;
    private readonly BookSide _asks;
    private readonly ParkedOrders _parked = new();
    private readonly OrderLists _lists = new();

    // The order that is taking, from its acceptance until it rests or ends: within a turn, or over several.
    private OrderId _takerId;
    private OrderListId _takerListId;
    private NewOrder _taker;
    private QuantityLots _taken;
    private AssetUnits _takenQuote;
    private QuantityLots _prevented;
    private AssetUnits _preventedQuote;

    /// <summary>A book that nothing has happened to: no terms, no orders.</summary>
    public Book()
    {
        _index = new OrderIndex(_orders);
        _bids = new BookSide(Side.Buy, _orders);
        _asks = new BookSide(Side.Sell, _orders);
        Walk = new TakerWalk(this, _orders);
    }

    /// <summary>The pair's terms; null until the first were set, while no order is taken.</summary>
    public TradingPair? Terms { get; private set; }

    /// <summary>Whether orders are refused; cancels go on.</summary>
    public bool IsHalted { get; private set; }

    /// <summary>Orders numbered so far; the last one's counter.</summary>
    public long OrderCount { get; private set; }

    /// <summary>Trades so far; the last one's counter.</summary>
    public long TradeCount { get; private set; }

    /// <summary>Order lists numbered so far; the last one's counter.</summary>
    public long ListCount { get; private set; }

    /// <summary>Prevented matches so far; the last one's number.</summary>
    public long PreventedMatchCount { get; private set; }

    /// <summary>Counts changes of the aggregated depth; the wire's <c>lastUpdateId</c>.</summary>
    public long DepthUpdateId { get; private set; }

    /// <summary>The last trade's price; none before the first.</summary>
    public PriceTicks LastPrice { get; private set; }

    /// <summary>Whether an order's sweep was paused; it goes on as the next turn, also in a halted book.</summary>
    public bool IsSweeping { get; private set; }

    /// <summary>The order whose sweep was paused; null if none was.</summary>
    public Sweep? Sweep => IsSweeping
        ? new Sweep(_takerId, _taker, _taken, _takenQuote)
        {
            Prevented = _prevented,
            PreventedQuote = _preventedQuote,
            ListId = _takerListId,
        }
        : null;

    /// <summary>
    /// Whether the book has a turn of its own to take, by <see cref="BookDecider.Continue"/>: a paused sweep, or an order whose
    /// time has come. Until it has none it takes no order, cancel or amendment. In a halted book due orders wait.
    /// </summary>
    public bool GoesOn => IsSweeping || (_parked.DueCount > 0 && !IsHalted);

    /// <summary>Orders that are not on the ladder, by number.</summary>
    public IEnumerable<ParkedOrder> Parked => _parked.All;

    /// <summary>Parked orders whose time has come, in the order in which they will enter.</summary>
    public IEnumerable<OrderId> Due => _parked.Due;

    /// <summary>Lists with an order that has not ended, by number.</summary>
    public IEnumerable<OpenList> Lists => _lists.All;

    /// <summary>How many orders rest.</summary>
    public int RestingOrderCount => _index.Count;

    /// <summary>How many orders are parked.</summary>
    public int ParkedOrderCount => _parked.Count;

    /// <summary>Highest bid; none if there is none.</summary>
    public BookLevel BestBid => _bids.Best;

    /// <summary>Lowest ask; none if there is none.</summary>
    public BookLevel BestAsk => _asks.Best;

    /// <summary>How many different prices a side has.</summary>
    public int LevelCount(Side side) => On(side).LevelCount;

    /// <summary>Copies the best levels of a side, best first, and returns how many there were.</summary>
    /// <returns>The number copied: all of the side's, or as many as fit.</returns>
    public int CopyDepth(Side side, Span<BookLevel> levels)
    {
        var half = On(side);
        var count = Math.Min(levels.Length, half.LevelCount);
        for (var i = 0; i < count; i++) levels[i] = BookSide.Describe(half.LevelAt(half.LevelCount - 1 - i));
        return count;
    }

    /// <summary>What rests at a price for everybody to see; zero where there is no such level.</summary>
    public QuantityLots QuantityAt(Side side, PriceTicks price) => On(side).Find(price).Quantity;

    /// <summary>Finds a resting order.</summary>
    public bool TryGet(OrderId orderId, out RestingOrder order)
    {
        var found = _index.TryGet(orderId, out var position);
        order = found ? Describe(_orders[position]) : default;
        return found;
    }

    /// <summary>Finds a parked order.</summary>
    /// <param name="orderId">Its number.</param>
    /// <param name="order">As it is now; null if it is not parked.</param>
    public bool TryGetParked(OrderId orderId, [NotNullWhen(true)] out ParkedOrder? order) => _parked.TryGet(orderId, out order);

    /// <summary>The resting orders of a side in priority: best price first, then oldest first.</summary>
    /// <remarks>Walks the live book: no event may be applied meanwhile.</remarks>
    public IEnumerable<RestingOrder> InPriority(Side side)
    {
        for (var walk = new PriorityWalk(On(side)); !walk.IsAtEnd; walk.MoveNext()) yield return Describe(walk.Order);
    }

    /// <summary>The whole book as a snapshot keeps it. Taken between turns.</summary>
    public BookImage ToImage()
    {
        Invariant.Require(_takerId == OrderId.None || IsSweeping);
        return new BookImage(
            Terms,
            IsHalted,
            OrderCount,
            TradeCount,
            DepthUpdateId,
            LastPrice,
            Sweep,
            [.. InPriority(Side.Buy)],
            [.. InPriority(Side.Sell)])
        {
            ListCount = ListCount,
            PreventedMatchCount = PreventedMatchCount,
            Parked = [.. Parked],
            Due = [.. Due],
            Lists = [.. Lists],
        };
    }

    /// <summary>The book that <see cref="ToImage"/> described.</summary>
    public static Book From(BookImage image)
    {
        var book = new Book
        {
            Terms = image.Terms,
            IsHalted = image.IsHalted,
            OrderCount = image.OrderCount,
            TradeCount = image.TradeCount,
            DepthUpdateId = image.DepthUpdateId,
            LastPrice = image.LastPrice,
            ListCount = image.ListCount,
            PreventedMatchCount = image.PreventedMatchCount,
        };
        foreach (var list in image.Lists) book._lists.Add(list.ListId, list.Contingency, [.. list.Legs]);

        if (image.Sweep is { } sweep)
        {
            (book._takerId, book._taker, book._taken, book._takenQuote) = sweep;
            (book._prevented, book._preventedQuote, book._takerListId) = (sweep.Prevented, sweep.PreventedQuote, sweep.ListId);
            book.IsSweeping = true;
            book._lists.Open(sweep.ListId, sweep.OrderId);
        }

        foreach (var order in image.Bids) book.Restore(order);
        foreach (var order in image.Asks) book.Restore(order);

        book._parked.Restore(image.Parked, image.Due);
        foreach (var parked in image.Parked) book._lists.Open(parked.ListId, parked.OrderId);
        return book;
    }

    /// <summary>All that a snapshot keeps, orders in priority, folded into 64 bits; the same on every machine.</summary>
    /// <remarks>Walks the whole book.</remarks>
    public ulong StateHash() => BookHash.Of(this);

    /// <summary>The one walk through this book that is under way; not state.</summary>
    internal TakerWalk Walk { get; }

    /// <summary>The parked order whose turn is next.</summary>
    internal ParkedOrder FirstDue => _parked.FirstDue;

    /// <summary>The side that an order of <paramref name="takerSide"/> trades against.</summary>
    internal BookSide Opposite(Side takerSide) => takerSide == Side.Buy ? _asks : _bids;

    /// <summary>Where an order rests, if it does; good until the next event.</summary>
    internal bool Rests(OrderId orderId, out int position) => _index.TryGet(orderId, out position);

    /// <summary>The order that rests at a position.</summary>
    internal ref readonly RestingNode RestingAt(int position) => ref _orders[position];

    /// <summary>An open list.</summary>
    internal BookList ListOf(OrderListId listId) => _lists[listId];

    private void Restore(in RestingOrder order)
    {
        Rest(order);
        _lists.Open(order.ListId, order.OrderId);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Rest(in RestingOrder order)
    {
        Invariant.Require(order.Price > PriceTicks.None);
        Invariant.Require(order.Visible > QuantityLots.Zero && order.Visible <= order.Remaining);
        var position = _orders.Rent();
        ref var node = ref _orders[position];
        node.OrderId = order.OrderId;
        node.AccountId = order.AccountId;
        node.HoldId = order.HoldId;
        node.ListId = order.ListId;
        node.Side = order.Side;
        node.Quantity = order.Quantity;
        node.Remaining = order.Remaining;
        node.Hidden = order.Remaining - order.Visible;
        node.DisplayQuantity = order.DisplayQuantity;
        On(order.Side).Append(position, order.Price);
        _index.Add(position);
    }

    private RestingOrder Describe(in RestingNode order) => new(
        order.OrderId,
        order.AccountId,
        order.HoldId,
        order.Side,
        On(order.Side).LevelOf(order).Price,
        order.Remaining)
    {
        Quantity = order.Quantity,
        DisplayQuantity = order.DisplayQuantity,
        Visible = order.Visible,
        ListId = order.ListId,
    };

    private BookSide On(Side side) => side == Side.Buy ? _bids : _asks;
}
