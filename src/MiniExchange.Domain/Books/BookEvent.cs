using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

/// <summary>What happened in a book. Numbers are stored; gaps are kept for triggers, amendments and order lists.</summary>
public enum BookEventKind : byte
{
    /// <summary>The pair's terms, first or changed, took effect.</summary>
    TermsSet = 1,

    /// <summary>The book stopped taking orders and matching; cancels go on.</summary>
    Halted = 2,

    /// <summary>The book takes orders again.</summary>
    Resumed = 3,

    /// <summary>An order was numbered and entered. It takes what it can before anything else happens in the book.</summary>
    OrderAccepted = 10,

    /// <summary>A taker and a maker traded at the maker's price.</summary>
    TradeExecuted = 11,

    /// <summary>What was left of an order went to the end of its price's queue.</summary>
    OrderRested = 12,

    /// <summary>An order ended: filled as taker, canceled or expired. A maker that fills up ends with its last trade, without this event.</summary>
    OrderEnded = 13,

    /// <summary>An order that takes more than one turn may hold goes on as the book's next turn.</summary>
    SweepPaused = 14,
}

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

    /// <summary>Ended: whether the order was on the book, and must be taken off it.</summary>
    public bool WasResting { get; private init; }

    /// <summary>Terms set: the pair as it trades from now on; null in every other kind.</summary>
    public TradingPair? Terms { get; private init; }

    /// <summary>The pair's terms took effect.</summary>
    public static BookEvent TermsSet(TradingPair terms) => new(BookEventKind.TermsSet) { Terms = terms };

    /// <summary>The book halted.</summary>
    public static BookEvent Halted() => new(BookEventKind.Halted);

    /// <summary>The book resumed.</summary>
    public static BookEvent Resumed() => new(BookEventKind.Resumed);

    /// <summary>An order was numbered.</summary>
    public static BookEvent OrderAccepted(OrderId orderId, in NewOrder order) => new(BookEventKind.OrderAccepted)
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
