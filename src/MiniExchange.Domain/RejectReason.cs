namespace MiniExchange.Domain;

/// <summary>Why the exchange said no. Numbers are stored and never reused; the first that applies, in this order, is given.</summary>
/// <remarks>1xxx the request, 2xxx the account, 3xxx the book, 4xxx risk. Texts per API are mapped in one file there.</remarks>
public enum RejectReason
{
    /// <summary>Not rejected.</summary>
    None = 0,

    /// <summary>The request's deadline had passed when its turn came. Trying again with a fresh time can help.</summary>
    DeadlinePassed = 1001,

    /// <summary>The pair is not listed. Trying again cannot help.</summary>
    UnknownPair = 1002,

    /// <summary>The asset is not listed. Trying again cannot help.</summary>
    UnknownAsset = 1003,

    /// <summary>An amount, quantity or price is zero or below. Trying again cannot help.</summary>
    AmountNotPositive = 1004,

    /// <summary>A combination of order type, time in force, price and quantities that does not exist.</summary>
    UnsupportedOrderCombination = 1005,

    /// <summary>The price is outside the pair's range. Trying again cannot help.</summary>
    PriceOutOfRange = 1006,

    /// <summary>The quantity is outside the pair's range. Trying again cannot help.</summary>
    QuantityOutOfRange = 1007,

    /// <summary>Price times quantity is below the pair's minimum. Trying again cannot help.</summary>
    NotionalTooSmall = 1008,

    /// <summary>The account is frozen; it keeps its open orders. Can help once unfrozen.</summary>
    AccountFrozen = 2001,

    /// <summary>An open order of the account already has this client order id. Can help once that one is closed.</summary>
    ClientOrderIdInUse = 2002,

    /// <summary>The account has as many open orders on the pair as the pair allows. Can help once one is closed.</summary>
    TooManyOpenOrders = 2003,

    /// <summary>Less is available than the order must hold. Can help once funds arrive or are released.</summary>
    InsufficientAvailable = 2004,

    /// <summary>No such order is open on this account.</summary>
    UnknownOrder = 2005,

    /// <summary>The order is not in the state that the cancel was restricted to.</summary>
    CancelRestrictionNotMet = 2006,

    /// <summary>A credit with this reference exists with other terms. Trying again cannot help.</summary>
    CreditReferenceReused = 2007,

    /// <summary>The balance would exceed what 64 bits hold.</summary>
    BalanceOverflow = 2008,

    /// <summary>The book is halted; it keeps its orders. Can help once resumed.</summary>
    BookHalted = 3001,

    /// <summary>The best opposite price would have matched a post-only order. Can help at another price.</summary>
    WouldTake = 3002,

    /// <summary>The market order costs more than the account could hold for it. Can help with less quantity.</summary>
    CostExceedsHold = 3003,

    /// <summary>A market order by quote quantity that does not buy or sell one lot at the best price.</summary>
    QuoteQuantityBelowOneLot = 3004,

    /// <summary>The order could not be processed at all; the operators were told. Trying again is not advised.</summary>
    Faulted = 3005,
}
