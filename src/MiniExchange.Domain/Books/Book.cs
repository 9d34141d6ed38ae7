using System;
using System.Collections.Generic;
using System.Diagnostics;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

/// <summary>One pair's resting orders by price and time. Its only mutator is <see cref="Apply"/>.</summary>
/// <remarks>
/// <see cref="BookDecider"/> reads it and plans events; live and in recovery those events, applied in order, lead to the
/// same state, to be compared by <see cref="StateHash"/>. Not safe for use by several threads. docs/adr/0005-book.md.
/// </remarks>
public sealed class Book
{
    private readonly OrderPool _orders = new();
    private readonly OrderIndex _index = new();
    private readonly BookSide _bids;
    private readonly BookSide _asks;

    // The order that is taking, from its acceptance until it rests or ends: within a turn, or over several.
    private OrderId _takerId;
    private NewOrder _taker;
    private QuantityLots _taken;
    private AssetUnits _takenQuote;

    /// <summary>A book that nothing has happened to: no terms, no orders.</summary>
    public Book()
    {
        _bids = new BookSide(Side.Buy, _orders);
        _asks = new BookSide(Side.Sell, _orders);
    }

    /// <summary>The pair's terms; null until the first were set, while no order is taken.</summary>
    public TradingPair? Terms { get; private set; }

    /// <summary>Whether orders are refused; cancels go on.</summary>
    public bool IsHalted { get; private set; }

    /// <summary>Orders numbered so far; the last one's counter.</summary>
    public long OrderCount { get; private set; }

    /// <summary>Trades so far; the last one's counter.</summary>
    public long TradeCount { get; private set; }

    /// <summary>Counts changes of the aggregated depth; the wire's <c>lastUpdateId</c>.</summary>
    public long DepthUpdateId { get; private set; }

    /// <summary>The last trade's price; none before the first.</summary>
    public PriceTicks LastPrice { get; private set; }

    /// <summary>Whether an order goes on as the next turn; until it has ended the book takes no order and no cancel.</summary>
    public bool IsSweeping { get; private set; }

    /// <summary>The order that goes on as the next turn; null if none does.</summary>
    public Sweep? Sweep => IsSweeping ? new Sweep(_takerId, _taker, _taken, _takenQuote) : null;

    /// <summary>How many orders rest.</summary>
    public int RestingOrderCount => _index.Count;

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

    /// <summary>The resting orders of a side in priority: best price first, then oldest first.</summary>
    /// <remarks>Walks the live book: no event may be applied meanwhile.</remarks>
    public IEnumerable<RestingOrder> InPriority(Side side)
    {
        for (var walk = new PriorityWalk(On(side)); !walk.IsAtEnd; walk.MoveNext()) yield return Describe(walk.Order);
    }

    /// <summary>Changes the book by what happened; never refuses.</summary>
    /// <exception cref="InvariantBrokenException">
    /// The event cannot follow this state: a journal of another book, a gap, or a fault of the exchange.
    /// </exception>
    public void Apply(in BookEvent happened)
    {
        switch (happened.Kind)
        {
            case BookEventKind.TermsSet: Terms = happened.Terms; break;
            case BookEventKind.Halted: IsHalted = true; break;
            case BookEventKind.Resumed: IsHalted = false; break;
            case BookEventKind.OrderAccepted: ApplyAccepted(happened); break;
            case BookEventKind.TradeExecuted: ApplyTrade(happened); break;
            case BookEventKind.OrderRested: ApplyRested(happened); break;
            case BookEventKind.OrderEnded: ApplyEnded(happened); break;
            case BookEventKind.SweepPaused: ApplyPaused(happened); break;
            default: throw new UnreachableException($"No rule for book event {happened.Kind}.");
        }
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
            [.. InPriority(Side.Sell)]);
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
        };
        if (image.Sweep is { } sweep)
        {
            (book._takerId, book._taker, book._taken, book._takenQuote) = sweep;
            book.IsSweeping = true;
        }

        foreach (var order in image.Bids) book.Rest(order);
        foreach (var order in image.Asks) book.Rest(order);
        return book;
    }

    /// <summary>All that a snapshot keeps, orders in priority, folded into 64 bits; the same on every machine.</summary>
    /// <remarks>Walks the whole book.</remarks>
    public ulong StateHash() => BookHash.Of(this);

    /// <summary>The side that an order of <paramref name="takerSide"/> trades against.</summary>
    internal BookSide Opposite(Side takerSide) => takerSide == Side.Buy ? _asks : _bids;

    private void ApplyAccepted(in BookEvent accepted)
    {
        Invariant.Require(Terms is not null);
        Invariant.Require(_takerId == OrderId.None);
        Invariant.Require(accepted.OrderId == OrderId.Of(Terms.Id, OrderCount + 1));
        OrderCount++;
        _takerId = accepted.OrderId;
        _taker = new NewOrder(
            accepted.AccountId,
            accepted.HoldId,
            accepted.Side,
            accepted.Type,
            accepted.TimeInForce,
            accepted.Price,
            accepted.Quantity,
            accepted.QuoteQuantity,
            Held: AssetUnits.Zero,
            accepted.SelfTradePrevention);
        _taken = QuantityLots.Zero;
        _takenQuote = AssetUnits.Zero;
    }

    private void ApplyTrade(in BookEvent trade)
    {
        Invariant.Require(Terms is not null);
        Invariant.Require(trade.OrderId == _takerId);
        Invariant.Require(trade.TradeId == TradeId.Of(Terms.Id, TradeCount + 1));

        // Strict priority is asserted here once more: the maker is the oldest order at the best price, or nothing moves.
        var makers = Opposite(trade.Side);
        var position = makers.First;
        Invariant.Require(position != OrderPool.None);
        ref readonly var maker = ref _orders[position];
        Invariant.Require(maker.OrderId == trade.MakerOrderId);
        Invariant.Require(makers.LevelOf(maker).Price == trade.Price);
        Invariant.Require(trade.Quantity > QuantityLots.Zero);
        Invariant.Require(trade.Quantity <= maker.Remaining);

        if (trade.Quantity == maker.Remaining) Remove(position);
        else makers.Reduce(position, trade.Quantity);

        _taken += trade.Quantity;
        _takenQuote += Terms.Notional(trade.Quantity, trade.Price);
        TradeCount++;
        DepthUpdateId++;
        LastPrice = trade.Price;
    }

    private void ApplyRested(in BookEvent rested)
    {
        Invariant.Require(rested.OrderId == _takerId);
        Invariant.Require(_taken + rested.Quantity == _taker.Quantity);
        Rest(new RestingOrder(
            rested.OrderId, rested.AccountId, rested.HoldId, rested.Side, rested.Price, rested.Quantity));
        DepthUpdateId++;
        FinishTaking();
    }

    private void ApplyEnded(in BookEvent ended)
    {
        if (!ended.WasResting)
        {
            Invariant.Require(ended.OrderId == _takerId);
            FinishTaking();
            return;
        }

        var rests = _index.TryGet(ended.OrderId, out var position);
        Invariant.Require(rests);
        Remove(position);
        DepthUpdateId++;
    }

    private void ApplyPaused(in BookEvent paused)
    {
        Invariant.Require(paused.OrderId == _takerId);
        IsSweeping = true;
    }

    private void FinishTaking()
    {
        _takerId = OrderId.None;
        IsSweeping = false;
    }

    private void Rest(in RestingOrder order)
    {
        Invariant.Require(order.Remaining > QuantityLots.Zero);
        var position = _orders.Rent();
        ref var node = ref _orders[position];
        node.OrderId = order.OrderId;
        node.AccountId = order.AccountId;
        node.HoldId = order.HoldId;
        node.Side = order.Side;
        node.Remaining = order.Remaining;
        On(order.Side).Append(position, order.Price);
        _index.Add(order.OrderId, position);
    }

    private void Remove(int position)
    {
        ref readonly var order = ref _orders[position];
        _index.Remove(order.OrderId);
        On(order.Side).Remove(position);
        _orders.Return(position);
    }

    private RestingOrder Describe(in RestingNode order) => new(
        order.OrderId,
        order.AccountId,
        order.HoldId,
        order.Side,
        On(order.Side).LevelOf(order).Price,
        order.Remaining);

    private BookSide On(Side side) => side == Side.Buy ? _bids : _asks;
}
