using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Storage.Codecs;

/// <summary>The stored shapes of books: <c>book.record/1</c> and <c>book.snapshot/2</c>.</summary>
/// <remarks>
/// A <c>book.snapshot/1</c> may say of a resting order only what is left of it, not what it had: it is passed over.
/// docs/adr/0011-stops-and-lists.md.
/// </remarks>
public sealed class BookCodec : CellCodec<Book, BookEvent>
{
    private readonly MessagePool<Schemas.BookEvent> _events = new();

    /// <summary>A codec for the cells of one worker.</summary>
    public BookCodec()
        : base("book", snapshotVersion: 2)
    {
    }

    private protected override void WriteEvents(ReadOnlySpan<BookEvent> events, Schemas.Turn stored)
    {
        _events.TakeAllBack();
        stored.BookEvents.Clear();
        foreach (ref readonly var happened in events) stored.BookEvents.Add(Write(happened, _events.Take()));
    }

    private protected override void ReadEvents(Schemas.Turn stored, List<BookEvent> events)
    {
        foreach (var happened in stored.BookEvents) events.Add(Read(happened));
    }

    private protected override void WriteState(Book state, Schemas.Snapshot stored)
    {
        var image = state.ToImage();
        stored.Book = new Schemas.BookState
        {
            Terms = image.Terms is { } terms ? MarketShapes.Write(terms) : null,
            IsHalted = image.IsHalted,
            OrderCount = image.OrderCount,
            TradeCount = image.TradeCount,
            DepthUpdateId = image.DepthUpdateId,
            LastPrice = image.LastPrice.Value,
            Sweep = image.Sweep is { } sweep ? Write(sweep) : null,
        };
        foreach (var order in image.Bids) stored.Book.Bids.Add(Write(order));
        foreach (var order in image.Asks) stored.Book.Asks.Add(Write(order));
        stored.Book.ListCount = image.ListCount;
        stored.Book.PreventedMatchCount = image.PreventedMatchCount;
        stored.Book.Parked.AddRange(image.Parked.Select(Write));
        stored.Book.Due.AddRange(image.Due.Select(order => order.Value));
        stored.Book.Lists.AddRange(image.Lists.Select(Write));
    }

    private protected override Book ReadState(Schemas.Snapshot stored)
    {
        if (stored.Book is not { } book) throw StoredNumbers.Unknown("a book's snapshot whose state is", stored.StateCase);

        return Book.From(new BookImage(
            book.Terms is { } terms ? MarketShapes.Read(terms) : null,
            book.IsHalted,
            book.OrderCount,
            book.TradeCount,
            book.DepthUpdateId,
            new PriceTicks(book.LastPrice),
            book.Sweep is { } sweep ? Read(sweep) : null,
            [.. book.Bids.Select(order => Read(order, Side.Buy))],
            [.. book.Asks.Select(order => Read(order, Side.Sell))])
        {
            ListCount = book.ListCount,
            PreventedMatchCount = book.PreventedMatchCount,
            Parked = [.. book.Parked.Select(Read)],
            Due = [.. book.Due.Select(order => new OrderId(order))],
            Lists = [.. book.Lists.Select(Read)],
        });
    }

    private static Schemas.BookEvent Write(in BookEvent happened, Schemas.BookEvent stored)
    {
        stored.Kind = (int)happened.Kind;
        stored.OrderId = happened.OrderId.Value;
        stored.AccountId = happened.AccountId.Value;
        stored.HoldId = happened.HoldId.Value;
        stored.Side = (int)happened.Side;
        stored.Price = happened.Price.Value;
        stored.Quantity = happened.Quantity.Value;
        stored.QuoteQuantity = happened.QuoteQuantity.Value;
        stored.Type = (int)happened.Type;
        stored.TimeInForce = (int)happened.TimeInForce;
        stored.SelfTradePrevention = (int)happened.SelfTradePrevention;
        stored.TradeId = happened.TradeId.Value;
        stored.MakerOrderId = happened.MakerOrderId.Value;
        stored.MakerAccountId = happened.MakerAccountId.Value;
        stored.MakerHoldId = happened.MakerHoldId.Value;
        stored.End = (int)happened.End;
        stored.WasResting = happened.WasResting;
        stored.Terms = happened.Terms is { } terms ? MarketShapes.Write(terms) : null;
        stored.Remaining = happened.Remaining.Value;
        stored.DisplayQuantity = happened.DisplayQuantity.Value;
        stored.ListId = happened.ListId.Value;
        stored.Contingency = (int)happened.Contingency;
        stored.Parked = happened.Parked is { } parked ? Write(parked) : null;
        stored.Prevented = happened.Prevented is { } prevented ? OrderShapes.Write(prevented, new Schemas.PreventedMatch()) : null;
        return stored;
    }

    private static BookEvent Read(Schemas.BookEvent stored)
    {
        var orderId = new OrderId(stored.OrderId);
        var accountId = new AccountId(stored.AccountId);
        var holdId = new HoldId(stored.HoldId);
        var price = new PriceTicks(stored.Price);
        var quantity = new QuantityLots(stored.Quantity);
        return StoredNumbers.Read<BookEventKind>(stored.Kind) switch
        {
            BookEventKind.TermsSet => BookEvent.TermsSet(MarketShapes.Read(stored.Terms)),
            BookEventKind.Halted => BookEvent.Halted(),
            BookEventKind.Resumed => BookEvent.Resumed(),
            BookEventKind.OrderAccepted => BookEvent.OrderAccepted(
                orderId,
                new NewOrder(
                    accountId,
                    holdId,
                    StoredNumbers.Read<Side>(stored.Side),
                    StoredNumbers.Read<OrderType>(stored.Type),
                    StoredNumbers.Read<TimeInForce>(stored.TimeInForce),
                    price,
                    quantity,
                    new AssetUnits(stored.QuoteQuantity),
                    Held: AssetUnits.Zero,
                    StoredNumbers.Read<SelfTradePrevention>(stored.SelfTradePrevention))
                {
                    DisplayQuantity = new QuantityLots(stored.DisplayQuantity),
                },
                new OrderListId(stored.ListId)),
            BookEventKind.TradeExecuted => BookEvent.TradeExecuted(
                new TradeId(stored.TradeId),
                orderId,
                accountId,
                holdId,
                StoredNumbers.Read<Side>(stored.Side),
                new OrderId(stored.MakerOrderId),
                new AccountId(stored.MakerAccountId),
                new HoldId(stored.MakerHoldId),
                price,
                quantity),
            BookEventKind.OrderRested => BookEvent.OrderRested(
                orderId, accountId, holdId, StoredNumbers.Read<Side>(stored.Side), price, quantity),
            BookEventKind.OrderEnded => BookEvent.OrderEnded(
                orderId,
                accountId,
                holdId,
                StoredNumbers.Read<Side>(stored.Side),
                quantity,
                StoredNumbers.Read<OrderEnd>(stored.End),
                stored.WasResting),
            BookEventKind.SweepPaused => BookEvent.SweepPaused(orderId, accountId, holdId),
            BookEventKind.MatchPrevented => BookEvent.MatchPrevented(
                OrderShapes.Read(stored.Prevented),
                orderId,
                accountId,
                holdId,
                StoredNumbers.Read<Side>(stored.Side),
                new OrderId(stored.MakerOrderId),
                new HoldId(stored.MakerHoldId)),
            BookEventKind.OrderParked => BookEvent.OrderParked(Read(stored.Parked)),
            BookEventKind.OrderArmed => BookEvent.OrderArmed(Named(orderId, accountId, holdId)),
            BookEventKind.OrderTriggered => BookEvent.OrderTriggered(Named(orderId, accountId, holdId)),
            BookEventKind.ListAccepted => BookEvent.ListAccepted(
                new OrderListId(stored.ListId), StoredNumbers.Read<Contingency>(stored.Contingency), accountId),
            BookEventKind.OrderAmended => BookEvent.OrderAmended(
                orderId, accountId, holdId, StoredNumbers.Read<Side>(stored.Side), quantity, new QuantityLots(stored.Remaining)),
            var kind => throw new UnreachableException($"No book event for {kind}."),
        };
    }

    private static Schemas.Sweep Write(in Sweep sweep) => new()
    {
        OrderId = sweep.OrderId.Value,
        Order = OrderShapes.Write(sweep.Order, new Schemas.NewOrder()),
        Taken = sweep.Taken.Value,
        TakenQuote = sweep.TakenQuote.Value,
        Prevented = sweep.Prevented.Value,
        PreventedQuote = sweep.PreventedQuote.Value,
        ListId = sweep.ListId.Value,
    };

    private static Sweep Read(Schemas.Sweep stored) => new(
        new OrderId(stored.OrderId),
        OrderShapes.Read(stored.Order),
        new QuantityLots(stored.Taken),
        new AssetUnits(stored.TakenQuote))
    {
        Prevented = new QuantityLots(stored.Prevented),
        PreventedQuote = new AssetUnits(stored.PreventedQuote),
        ListId = new OrderListId(stored.ListId),
    };

    private static Schemas.RestingOrder Write(in RestingOrder order) => new()
    {
        OrderId = order.OrderId.Value,
        AccountId = order.AccountId.Value,
        HoldId = order.HoldId.Value,
        Price = order.Price.Value,
        Remaining = order.Remaining.Value,
        Quantity = order.Quantity == order.Remaining ? 0 : order.Quantity.Value,
        DisplayQuantity = order.DisplayQuantity.Value,
        Visible = order.Visible == order.Remaining ? 0 : order.Visible.Value,
        ListId = order.ListId.Value,
    };

    private static RestingOrder Read(Schemas.RestingOrder stored, Side side) => new(
        new OrderId(stored.OrderId),
        new AccountId(stored.AccountId),
        new HoldId(stored.HoldId),
        side,
        new PriceTicks(stored.Price),
        new QuantityLots(stored.Remaining))
    {
        Quantity = new QuantityLots(stored.Quantity == 0 ? stored.Remaining : stored.Quantity),
        DisplayQuantity = new QuantityLots(stored.DisplayQuantity),
        Visible = new QuantityLots(stored.Visible == 0 ? stored.Remaining : stored.Visible),
        ListId = new OrderListId(stored.ListId),
    };

    private static Schemas.ParkedOrder Write(ParkedOrder parked) => new()
    {
        OrderId = parked.OrderId.Value,
        Order = OrderShapes.Write(parked.Order, new Schemas.NewOrder()),
        ListId = parked.ListId.Value,
        IsPending = parked.IsPending,
        Extreme = parked.Extreme.Value,
    };

    private static ParkedOrder Read(Schemas.ParkedOrder stored) => new(
        new OrderId(stored.OrderId),
        OrderShapes.Read(stored.Order),
        new OrderListId(stored.ListId),
        stored.IsPending,
        new PriceTicks(stored.Extreme));

    // Of a parked order these events say only which it is; the book knows the rest.
    private static ParkedOrder Named(OrderId orderId, AccountId accountId, HoldId holdId) => new(
        orderId, new NewOrder { AccountId = accountId, HoldId = holdId }, OrderListId.None, IsPending: false, PriceTicks.None);

    private static Schemas.OpenList Write(OpenList list)
    {
        var stored = new Schemas.OpenList { ListId = list.ListId.Value, Contingency = (int)list.Contingency };
        stored.Legs.AddRange(list.Legs.Select(leg => leg.Value));
        return stored;
    }

    private static OpenList Read(Schemas.OpenList stored) => new(
        new OrderListId(stored.ListId),
        StoredNumbers.Read<Contingency>(stored.Contingency),
        [.. stored.Legs.Select(leg => new OrderId(leg))]);
}
