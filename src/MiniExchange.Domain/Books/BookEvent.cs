using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

/// <summary>One fact of a book, by value: a decision is a plan of these in a reused buffer, so that it need not allocate.</summary>
/// <remarks>
/// A property means the same in every kind that has it, and is zero in the others; each kind's factory says which it has. Kinds share
/// the storage of what no two of them have at once, as every order is several of these: half the size is less to write and to read.
/// Time is the turn's, not the event's.
/// </remarks>
public partial record struct BookEvent
{
    private object? _detail;
    private long _tradeOrAmount;
    private long _makerOrderOrDisplay;
    private long _makerAccountOrList;

    /// <summary>What happened.</summary>
    public BookEventKind Kind { get; private set; }

    /// <summary>The order concerned; in a trade, the taker.</summary>
    public OrderId OrderId { get; private set; }

    /// <summary>Owner of <see cref="OrderId"/>.</summary>
    public AccountId AccountId { get; private set; }

    /// <summary>The owner's name for <see cref="OrderId"/>.</summary>
    public HoldId HoldId { get; private set; }

    /// <summary>Direction of <see cref="OrderId"/>.</summary>
    public Side Side { get; private set; }

    /// <summary>Trade: the maker's price. Accepted and rested: the limit price, or none.</summary>
    public PriceTicks Price { get; private set; }

    /// <summary>Accepted: all of the order (zero if by quote). Trade: what was traded. Rested and ended: what was left (zero if by quote).</summary>
    public QuantityLots Quantity { get; private set; }

    /// <summary>Amended: what is left to trade.</summary>
    public QuantityLots Remaining
    {
        readonly get => Kind == BookEventKind.OrderAmended ? new QuantityLots(_tradeOrAmount) : QuantityLots.Zero;
        private set => _tradeOrAmount = value.Value;
    }

    /// <summary>Accepted: a market order's quote quantity, or zero.</summary>
    public AssetUnits QuoteQuantity
    {
        readonly get => Kind == BookEventKind.OrderAccepted ? new AssetUnits(_tradeOrAmount) : AssetUnits.Zero;
        private set => _tradeOrAmount = value.Value;
    }

    /// <summary>Accepted: how the order takes its price.</summary>
    public OrderType Type { get; private set; }

    /// <summary>Accepted: how long it may live.</summary>
    public TimeInForce TimeInForce { get; private set; }

    /// <summary>Accepted: its mode on meeting its own account.</summary>
    public SelfTradePrevention SelfTradePrevention { get; private set; }

    /// <summary>Trade: its number.</summary>
    public TradeId TradeId
    {
        readonly get => Kind == BookEventKind.TradeExecuted ? new TradeId(_tradeOrAmount) : default;
        private set => _tradeOrAmount = value.Value;
    }

    /// <summary>Trade and prevented match: the resting order.</summary>
    public OrderId MakerOrderId
    {
        readonly get => HasMaker ? new OrderId(_makerOrderOrDisplay) : OrderId.None;
        private set => _makerOrderOrDisplay = value.Value;
    }

    /// <summary>Trade and prevented match: owner of the maker.</summary>
    public AccountId MakerAccountId
    {
        readonly get => HasMaker ? new AccountId(_makerAccountOrList) : default;
        private set => _makerAccountOrList = value.Value;
    }

    /// <summary>Trade and prevented match: the maker's owner's name for it.</summary>
    public HoldId MakerHoldId { get; private set; }

    /// <summary>Ended: why.</summary>
    public OrderEnd End { get; private set; }

    /// <summary>Ended: whether the order was on the ladder, and must be taken off it; false of a taker and of a parked order.</summary>
    public bool WasResting { get; private set; }

    /// <summary>Accepted: the most lots that the book will show of the order; zero to show all.</summary>
    public QuantityLots DisplayQuantity
    {
        readonly get => HasMaker ? QuantityLots.Zero : new QuantityLots(_makerOrderOrDisplay);
        private set => _makerOrderOrDisplay = value.Value;
    }

    /// <summary>Accepted and parked: the list that the order belongs to, or none. List accepted: its number.</summary>
    public OrderListId ListId
    {
        readonly get => HasMaker ? OrderListId.None : new OrderListId(_makerAccountOrList);
        private set => _makerAccountOrList = value.Value;
    }

    /// <summary>List accepted: how its orders depend on each other.</summary>
    public Contingency Contingency { get; private set; }

    /// <summary>Parked: the order; null in every other kind.</summary>
    public ParkedOrder? Parked
    {
        readonly get => _detail as ParkedOrder;
        private set => _detail = value;
    }

    /// <summary>Match prevented: what was kept from trading; null in every other kind.</summary>
    public PreventedMatch? Prevented
    {
        readonly get => _detail as PreventedMatch;
        private set => _detail = value;
    }

    /// <summary>Terms set: the pair as it trades from now on; null in every other kind.</summary>
    public TradingPair? Terms
    {
        readonly get => _detail as TradingPair;
        private set => _detail = value;
    }

    private readonly bool HasMaker => Kind is BookEventKind.TradeExecuted or BookEventKind.MatchPrevented;

    /// <summary>The pair's terms took effect.</summary>
    public static BookEvent TermsSet(TradingPair terms) => new() { Kind = BookEventKind.TermsSet, Terms = terms };

    /// <summary>The book halted.</summary>
    public static BookEvent Halted() => new() { Kind = BookEventKind.Halted };

    /// <summary>The book resumed.</summary>
    public static BookEvent Resumed() => new() { Kind = BookEventKind.Resumed };

    /// <summary>An order was numbered.</summary>
    public static BookEvent OrderAccepted(OrderId orderId, in NewOrder order, OrderListId listId = default)
    {
        var happened = default(BookEvent);
        happened.SetAccepted(orderId, order, listId);
        return happened;
    }

    /// <summary>An order list was numbered.</summary>
    public static BookEvent ListAccepted(OrderListId listId, Contingency contingency, AccountId accountId) => new()
    {
        Kind = BookEventKind.ListAccepted,
        AccountId = accountId,
        Contingency = contingency,
        ListId = listId,
    };

    /// <summary>An order was numbered and waits off the ladder.</summary>
    public static BookEvent OrderParked(ParkedOrder parked) => Of(BookEventKind.OrderParked, parked) with
    {
        Side = parked.Order.Side,
        ListId = parked.ListId,
        Parked = parked,
    };

    /// <summary>A pending leg waits for its stop price from now on.</summary>
    public static BookEvent OrderArmed(ParkedOrder parked) => Of(BookEventKind.OrderArmed, parked);

    /// <summary>A parked order takes what it can from now on.</summary>
    public static BookEvent OrderTriggered(ParkedOrder parked) => Of(BookEventKind.OrderTriggered, parked);

    /// <summary>An order has <paramref name="quantity"/> lots in all from now on, <paramref name="remaining"/> of them neither traded nor prevented.</summary>
    public static BookEvent OrderAmended(
        OrderId orderId, AccountId accountId, HoldId holdId, Side side, QuantityLots quantity, QuantityLots remaining) => new()
        {
            Kind = BookEventKind.OrderAmended,
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
        HoldId makerHoldId) => new()
        {
            Kind = BookEventKind.MatchPrevented,
            OrderId = takerOrderId,
            AccountId = accountId,
            HoldId = takerHoldId,
            Side = takerSide,
            MakerOrderId = makerOrderId,
            MakerAccountId = accountId,
            MakerHoldId = makerHoldId,
            Prevented = prevented,
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
        QuantityLots quantity)
    {
        var happened = default(BookEvent);
        happened.Set(BookEventKind.TradeExecuted, takerOrderId, takerAccountId, takerHoldId, takerSide, price, quantity);
        happened.SetTrade(tradeId, makerOrderId, makerAccountId, makerHoldId);
        return happened;
    }

    /// <summary>An order's remainder rests.</summary>
    public static BookEvent OrderRested(
        OrderId orderId, AccountId accountId, HoldId holdId, Side side, PriceTicks price, QuantityLots remaining)
    {
        var happened = default(BookEvent);
        happened.Set(BookEventKind.OrderRested, orderId, accountId, holdId, side, price, remaining);
        return happened;
    }

    /// <summary>An order ended with <paramref name="remaining"/> lots untraded.</summary>
    public static BookEvent OrderEnded(
        OrderId orderId,
        AccountId accountId,
        HoldId holdId,
        Side side,
        QuantityLots remaining,
        OrderEnd end,
        bool wasResting)
    {
        var happened = default(BookEvent);
        happened.SetEnded(orderId, accountId, holdId, side, remaining, end, wasResting);
        return happened;
    }

    /// <summary>The order being swept goes on in the next turn.</summary>
    public static BookEvent SweepPaused(OrderId orderId, AccountId accountId, HoldId holdId) =>
        new() { Kind = BookEventKind.SweepPaused, OrderId = orderId, AccountId = accountId, HoldId = holdId };

    private static BookEvent Of(BookEventKind kind, ParkedOrder parked) =>
        new() { Kind = kind, OrderId = parked.OrderId, AccountId = parked.Order.AccountId, HoldId = parked.Order.HoldId };
}
