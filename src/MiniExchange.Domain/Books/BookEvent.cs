using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

/// <summary>One fact of a book, by value: a decision is a plan of these in a reused buffer, so that it need not allocate.</summary>
/// <remarks>
/// A field means the same in every kind that has it, and is zero in the others; each kind's factory says which it has.
/// Time is the turn's, not the event's.
/// </remarks>
public readonly record struct BookEvent
{
    private BookEvent(BookEventKind kind) => Kind = kind;

    /// <summary>What happened.</summary>
    public BookEventKind Kind { get; private init; }

    /// <summary>The order concerned; in a trade, the taker.</summary>
    public OrderId OrderId { get; private init; }

    /// <summary>Owner of <see cref="OrderId"/>.</summary>
    public AccountId AccountId { get; private init; }

    /// <summary>The owner's name for <see cref="OrderId"/>.</summary>
    public HoldId HoldId { get; private init; }

    /// <summary>Direction of <see cref="OrderId"/>.</summary>
    public Side Side { get; private init; }

    /// <summary>Trade: the maker's price. Accepted and rested: the limit price, or none.</summary>
    public PriceTicks Price { get; private init; }

    /// <summary>Accepted: all of the order (zero if by quote). Trade: what was traded. Rested and ended: what was left (zero if by quote).</summary>
    public QuantityLots Quantity { get; private init; }

    /// <summary>Amended: what is left to trade.</summary>
    public QuantityLots Remaining { get; private init; }

    /// <summary>Accepted: a market order's quote quantity, or zero.</summary>
    public AssetUnits QuoteQuantity { get; private init; }

    /// <summary>Accepted: how the order takes its price.</summary>
    public OrderType Type { get; private init; }

    /// <summary>Accepted: how long it may live.</summary>
    public TimeInForce TimeInForce { get; private init; }

    /// <summary>Accepted: its mode on meeting its own account.</summary>
    public SelfTradePrevention SelfTradePrevention { get; private init; }

    /// <summary>Trade: its number.</summary>
    public TradeId TradeId { get; private init; }

    /// <summary>Trade: the resting order.</summary>
    public OrderId MakerOrderId { get; private init; }

    /// <summary>Trade: owner of the maker.</summary>
    public AccountId MakerAccountId { get; private init; }

    /// <summary>Trade: the maker's owner's name for it.</summary>
    public HoldId MakerHoldId { get; private init; }

    /// <summary>Ended: why.</summary>
    public OrderEnd End { get; private init; }

    /// <summary>Ended: whether the order was on the ladder, and must be taken off it; false of a taker and of a parked order.</summary>
    public bool WasResting { get; private init; }

    /// <summary>Accepted: the most lots that the book will show of the order; zero to show all.</summary>
    public QuantityLots DisplayQuantity { get; private init; }

    /// <summary>Accepted: the list that the order belongs to, or none. List accepted: its number.</summary>
    public OrderListId ListId { get; private init; }

    /// <summary>List accepted: how its orders depend on each other.</summary>
    public Contingency Contingency { get; private init; }

    /// <summary>Parked: the order; null in every other kind.</summary>
    public ParkedOrder? Parked { get; private init; }

    /// <summary>Match prevented: what was kept from trading; null in every other kind.</summary>
    public PreventedMatch? Prevented { get; private init; }

    /// <summary>Terms set: the pair as it trades from now on; null in every other kind.</summary>
    public TradingPair? Terms { get; private init; }

    /// <summary>The pair's terms took effect.</summary>
    public static BookEvent TermsSet(TradingPair terms) => new(BookEventKind.TermsSet) { Terms = terms };

    /// <summary>The book halted.</summary>
    public static BookEvent Halted() => new(BookEventKind.Halted);

    /// <summary>The book resumed.</summary>
    public static BookEvent Resumed() => new(BookEventKind.Resumed);

    /// <summary>An order was numbered.</summary>
    public static BookEvent OrderAccepted(OrderId orderId, in NewOrder order, OrderListId listId = default) => new(BookEventKind.OrderAccepted)
    {
        OrderId = orderId,
        AccountId = order.AccountId,
        HoldId = order.HoldId,
        Side = order.Side,
        Price = order.LimitPrice,
        Quantity = order.Quantity,
        QuoteQuantity = order.QuoteQuantity,
        Type = order.Type,
        TimeInForce = order.TimeInForce,
        SelfTradePrevention = order.SelfTradePrevention,
        DisplayQuantity = order.DisplayQuantity,
        ListId = listId,
    };

    /// <summary>An order list was numbered.</summary>
    public static BookEvent ListAccepted(OrderListId listId, Contingency contingency, AccountId accountId) =>
        new(BookEventKind.ListAccepted) { ListId = listId, Contingency = contingency, AccountId = accountId };

    /// <summary>An order was numbered and waits off the ladder.</summary>
    public static BookEvent OrderParked(ParkedOrder parked) => new(BookEventKind.OrderParked)
    {
        OrderId = parked.OrderId,
        AccountId = parked.Order.AccountId,
        HoldId = parked.Order.HoldId,
        Side = parked.Order.Side,
        ListId = parked.ListId,
        Parked = parked,
    };

    /// <summary>A pending leg waits for its stop price from now on.</summary>
    public static BookEvent OrderArmed(ParkedOrder parked) => new(BookEventKind.OrderArmed)
    {
        OrderId = parked.OrderId,
        AccountId = parked.Order.AccountId,
        HoldId = parked.Order.HoldId,
    };

    /// <summary>A parked order takes what it can from now on.</summary>
    public static BookEvent OrderTriggered(ParkedOrder parked) => new(BookEventKind.OrderTriggered)
    {
        OrderId = parked.OrderId,
        AccountId = parked.Order.AccountId,
        HoldId = parked.Order.HoldId,
    };

    /// <summary>An order has <paramref name="quantity"/> lots in all from now on, <paramref name="remaining"/> of them neither traded nor prevented.</summary>
    public static BookEvent OrderAmended(
        OrderId orderId, AccountId accountId, HoldId holdId, Side side, QuantityLots quantity, QuantityLots remaining) =>
        new(BookEventKind.OrderAmended)
        {
            OrderId = orderId,
            AccountId = accountId,
            HoldId = holdId,
            Side = side,
            Quantity = quantity,
            Remaining = remaining,
        };

    /// <summary>A taker and a maker of one account were kept from trading.</summary>
    public static BookEvent MatchPrevented(
        PreventedMatch prevented,
        OrderId takerOrderId,
        AccountId accountId,
        HoldId takerHoldId,
        Side takerSide,
        OrderId makerOrderId,
        HoldId makerHoldId) => new(BookEventKind.MatchPrevented)
        {
            Prevented = prevented,
            OrderId = takerOrderId,
            AccountId = accountId,
            HoldId = takerHoldId,
            Side = takerSide,
            MakerOrderId = makerOrderId,
            MakerAccountId = accountId,
            MakerHoldId = makerHoldId,
        };

    /// <summary>A trade at the maker's price.</summary>
    public static BookEvent TradeExecuted(
        TradeId tradeId,
        OrderId takerOrderId,
        AccountId takerAccountId,
        HoldId takerHoldId,
        Side takerSide,
        OrderId makerOrderId,
        AccountId makerAccountId,
        HoldId makerHoldId,
        PriceTicks price,
        QuantityLots quantity) => new(BookEventKind.TradeExecuted)
        {
            TradeId = tradeId,
            OrderId = takerOrderId,
            AccountId = takerAccountId,
            HoldId = takerHoldId,
            Side = takerSide,
            MakerOrderId = makerOrderId,
            MakerAccountId = makerAccountId,
            MakerHoldId = makerHoldId,
            Price = price,
            Quantity = quantity,
        };

    /// <summary>An order's remainder rests.</summary>
    public static BookEvent OrderRested(
        OrderId orderId, AccountId accountId, HoldId holdId, Side side, PriceTicks price, QuantityLots remaining) =>
        new(BookEventKind.OrderRested)
        {
            OrderId = orderId,
            AccountId = accountId,
            HoldId = holdId,
            Side = side,
            Price = price,
            Quantity = remaining,
        };

    /// <summary>An order ended with <paramref name="remaining"/> lots untraded.</summary>
    public static BookEvent OrderEnded(
        OrderId orderId,
        AccountId accountId,
        HoldId holdId,
        Side side,
        QuantityLots remaining,
        OrderEnd end,
        bool wasResting) => new(BookEventKind.OrderEnded)
        {
            OrderId = orderId,
            AccountId = accountId,
            HoldId = holdId,
            Side = side,
            Quantity = remaining,
            End = end,
            WasResting = wasResting,
        };

    /// <summary>The order being swept goes on in the next turn.</summary>
    public static BookEvent SweepPaused(OrderId orderId, AccountId accountId, HoldId holdId) =>
        new(BookEventKind.SweepPaused) { OrderId = orderId, AccountId = accountId, HoldId = holdId };
}
