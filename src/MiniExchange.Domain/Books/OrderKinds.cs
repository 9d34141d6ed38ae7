namespace MiniExchange.Domain.Books;

/// <summary>An order's direction.</summary>
public enum Side
{
    /// <summary>Gives quote for base.</summary>
    Buy = 1,

    /// <summary>Gives base for quote.</summary>
    Sell = 2,
}

/// <summary>How an order takes its price. Numbers are stored; 4 to 7 are kept for stop and take-profit orders.</summary>
public enum OrderType
{
    /// <summary>At the limit price or better.</summary>
    Limit = 1,

    /// <summary>At whatever the book offers.</summary>
    Market = 2,

    /// <summary>At the limit price, and only by resting: refused where it would match (post-only).</summary>
    LimitMaker = 3,
}

/// <summary>How long an order may live.</summary>
public enum TimeInForce
{
    /// <summary>Until canceled.</summary>
    Gtc = 1,

    /// <summary>What does not fill at once expires.</summary>
    Ioc = 2,

    /// <summary>Fills whole at once or expires whole.</summary>
    Fok = 3,
}

/// <summary>What happens when an order would trade with its own account; the taker's mode decides.</summary>
public enum SelfTradePrevention
{
    /// <summary>They trade.</summary>
    None = 1,

    /// <summary>The resting order expires, the taker goes on.</summary>
    ExpireMaker = 2,

    /// <summary>What is left of the taker expires.</summary>
    ExpireTaker = 3,

    /// <summary>Both expire.</summary>
    ExpireBoth = 4,
}

/// <summary>How an order that left the book, or never rested, came to its end.</summary>
public enum OrderEnd
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
}

/// <summary>The part an order plays in a trade.</summary>
public enum LiquidityRole
{
    /// <summary>It rested; its price is the trade's price.</summary>
    Maker = 1,

    /// <summary>It came in.</summary>
    Taker = 2,
}
