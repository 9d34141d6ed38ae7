namespace MiniExchange.Domain;

/// <summary>Why the exchange said no. Numbers are stored and never reused; the first that applies, in this order, is given.</summary>
/// <remarks>1xxx the request, 2xxx the account, 3xxx the book, 4xxx risk, 5xxx settlement. Texts per API are mapped in one file there.</remarks>
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

    /// <summary>Price times quantity is above the pair's maximum. Trying again cannot help.</summary>
    NotionalTooLarge = 1009,

    /// <summary>The quantity is outside the pair's range for orders that trade at market. Trying again cannot help.</summary>
    MarketQuantityOutOfRange = 1010,

    /// <summary>An iceberg order would show more than it has. Trying again cannot help.</summary>
    DisplayExceedsQuantity = 1011,

    /// <summary>An iceberg order would come in more parts than the pair allows. Trying again cannot help.</summary>
    TooManyIcebergParts = 1012,

    /// <summary>A trailing delta outside the pair's range. Trying again cannot help.</summary>
    TrailingDeltaOutOfRange = 1013,

    /// <summary>Orders that do not make up a list of that kind. Trying again cannot help.</summary>
    UnsupportedListCombination = 1014,

    /// <summary>One order may not move so much of an asset. Trying again cannot help.</summary>
    AssetLimitExceeded = 1015,

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

    /// <summary>As <see cref="TooManyOpenOrders"/>, of stop orders.</summary>
    TooManyStopOrders = 2009,

    /// <summary>As <see cref="TooManyOpenOrders"/>, of iceberg orders.</summary>
    TooManyIcebergOrders = 2010,

    /// <summary>As <see cref="TooManyOpenOrders"/>, of order lists.</summary>
    TooManyOrderLists = 2011,

    /// <summary>The account has as many open orders on all pairs as the exchange allows. Can help once one is closed.</summary>
    TooManyOpenOrdersInAll = 2012,

    /// <summary>As <see cref="TooManyOpenOrdersInAll"/>, of stop orders.</summary>
    TooManyStopOrdersInAll = 2013,

    /// <summary>As <see cref="TooManyOpenOrdersInAll"/>, of iceberg orders.</summary>
    TooManyIcebergOrdersInAll = 2014,

    /// <summary>As <see cref="TooManyOpenOrdersInAll"/>, of order lists.</summary>
    TooManyOrderListsInAll = 2015,

    /// <summary>What the account has of the base asset, and what its open orders buy, would exceed the pair's limit.</summary>
    PositionTooLarge = 2016,

    /// <summary>An open list of the account already has this name. Can help once that one is closed.</summary>
    ListNameInUse = 2017,

    /// <summary>No such order list is open on this account.</summary>
    UnknownOrderList = 2018,

    /// <summary>The order was amended as often as the pair allows.</summary>
    TooManyAmendments = 2019,

    /// <summary>An amendment may only make an order smaller.</summary>
    AmendmentNotAReduction = 2020,

    /// <summary>An amendment to the quantity that the order has.</summary>
    AmendmentChangesNothing = 2021,

    /// <summary>An amendment to no more than what of the order is traded or prevented: nothing would be left. Canceling does that.</summary>
    AmendmentLeavesNothing = 2022,

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

    /// <summary>The last trade's price already meets the stop price. Can help at another price.</summary>
    WouldTriggerAtOnce = 3006,

    /// <summary>The prices of a pair of which one cancels the other do not lie on both sides of the market, in order.</summary>
    PricesOutOfOrder = 3007,

    /// <summary>The price is further from the last trade's than the pair allows. Can help at another price.</summary>
    PriceTooFarFromMarket = 3008,

    /// <summary>As <see cref="PriceTooFarFromMarket"/>, by the limits of the order's side.</summary>
    PriceTooFarFromMarketForSide = 3009,

    /// <summary>The batch does not start where the last one ended, or does not go on from there. Can help once that is known.</summary>
    BatchOutOfOrder = 5001,

    /// <summary>What the batch moved of an asset does not come to zero: money was made or lost. Trying again cannot help.</summary>
    BatchNotBalanced = 5002,
}
