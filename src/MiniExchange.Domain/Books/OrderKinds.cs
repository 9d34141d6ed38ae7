using System.Runtime.CompilerServices;

namespace MiniExchange.Domain.Books;

/// <summary>An order's direction.</summary>
public enum Side : byte
{
    /// <summary>Gives quote for base.</summary>
    Buy = 1,

    /// <summary>Gives base for quote.</summary>
    Sell = 2,
}

/// <summary>How an order takes its price. Numbers are stored.</summary>
public enum OrderType : byte
{
    /// <summary>At the limit price or better.</summary>
    Limit = 1,

    /// <summary>At whatever the book offers.</summary>
    Market = 2,

    /// <summary>At the limit price, and only by resting: refused where it would match (post-only).</summary>
    LimitMaker = 3,

    /// <summary>A market order once the market has moved against its trader to the stop price: up for a buy, down for a sell.</summary>
    StopLoss = 4,

    /// <summary>A limit order from then on.</summary>
    StopLossLimit = 5,

    /// <summary>A market order once the market has moved in its trader's favor to the stop price: down for a buy, up for a sell.</summary>
    TakeProfit = 6,

    /// <summary>A limit order from then on.</summary>
    TakeProfitLimit = 7,
}

/// <summary>What an order type implies.</summary>
public static class OrderTypes
{
    /// <summary>Whether it waits for a trade at its stop price before it takes or rests.</summary>
    public static bool IsStop(this OrderType type) => type is >= OrderType.StopLoss and <= OrderType.TakeProfitLimit;

    /// <summary>Whether it takes what it can at market, and what is left of it then expires.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsAtMarket(this OrderType type) =>
        type is OrderType.Market or OrderType.StopLoss or OrderType.TakeProfit;

    /// <summary>Whether it may rest on the book, at a price that its trader gave.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool CanRest(this OrderType type) =>
        type is OrderType.Limit or OrderType.LimitMaker or OrderType.StopLossLimit or OrderType.TakeProfitLimit;

    /// <summary>Whether a stop order's price lies above the market until it is met; else below.</summary>
    public static bool IsMetFromBelow(this OrderType type, Side side) =>
        type is OrderType.StopLoss or OrderType.StopLossLimit == (side == Side.Buy);
}

/// <summary>How long an order may live.</summary>
public enum TimeInForce : byte
{
    /// <summary>Until canceled.</summary>
    Gtc = 1,

    /// <summary>What does not fill at once expires.</summary>
    Ioc = 2,

    /// <summary>Fills whole at once or expires whole.</summary>
    Fok = 3,
}

/// <summary>What happens when an order would trade with its own account; the taker's mode decides.</summary>
public enum SelfTradePrevention : byte
{
    /// <summary>They trade.</summary>
    None = 1,

    /// <summary>The resting order expires, the taker goes on.</summary>
    ExpireMaker = 2,

    /// <summary>What is left of the taker expires.</summary>
    ExpireTaker = 3,

    /// <summary>Both expire.</summary>
    ExpireBoth = 4,

    /// <summary>Both lose the quantity that would have traded; the smaller one expires, or both if they are equal.</summary>
    Decrement = 5,
}

/// <summary>How an order that left the book, or never rested, came to its end.</summary>
public enum OrderEnd : byte
{
    /// <summary>All of it traded.</summary>
    Filled = 1,

    /// <summary>Its owner asked.</summary>
    Canceled = 2,

    /// <summary>IOC: what did not fill at once.</summary>
    UnfilledIoc = 3,

    /// <summary>FOK: not all could be filled, so nothing was.</summary>
    UnfilledFok = 4,

    /// <summary>Market order: the book had no more to give.</summary>
    InsufficientLiquidity = 5,

    /// <summary>It met an order of its own account, as taker or maker.</summary>
    SelfTradePrevented = 6,

    /// <summary>The other order of its one-cancels-the-other pair traded or was triggered.</summary>
    OtherLegWorked = 7,

    /// <summary>The working order of its list ended before all of it had traded.</summary>
    WorkingOrderEnded = 8,

    /// <summary>The working order of its list had filled, but the book could not take it then.</summary>
    RefusedOnActivation = 9,

    /// <summary>The book failed on it amid its taking, and halted; what had traded until then stands.</summary>
    Faulted = 10,
}

/// <summary>How the orders of a list depend on each other. Numbers are stored.</summary>
public enum Contingency : byte
{
    /// <summary>One cancels the other: as soon as one trades or is triggered, the other ends.</summary>
    Oco = 1,

    /// <summary>One triggers the other: the second comes into force once all of the first has traded.</summary>
    Oto = 2,

    /// <summary>One triggers a pair of which one cancels the other.</summary>
    Otoco = 3,
}

/// <summary>The part an order plays in a trade.</summary>
public enum LiquidityRole
{
    /// <summary>It rested; its price is the trade's price.</summary>
    Maker = 1,

    /// <summary>It came in.</summary>
    Taker = 2,
}
