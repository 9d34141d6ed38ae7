using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using MiniExchange.Domain;

namespace MiniExchange.Api.Errors;

/// <summary>How one reason is told.</summary>
/// <param name="Trading">To trading clients.</param>
/// <param name="ProblemStatus">The HTTP status under <c>/api/v1</c>.</param>
/// <param name="ProblemTitle">The title of the problem details there; their code is the reason's name.</param>
internal sealed record ReasonAnswer(TradingError Trading, int ProblemStatus, string ProblemTitle);

/// <summary>The one place that says how each <see cref="RejectReason"/> is told, on both APIs.</summary>
internal static class ReasonAnswers
{
    /// <exception cref="UnreachableException">A reason that nobody gave an answer.</exception>
    public static ReasonAnswer Of(RejectReason reason) => reason switch
    {
        RejectReason.DeadlinePassed => Unprocessable(TradingErrors.TooLate, "The deadline passed before the request's turn came."),
        RejectReason.UnknownPair => Unprocessable(TradingErrors.UnknownSymbol, "The pair is not listed."),
        RejectReason.UnknownAsset => Unprocessable(-1121, "Invalid asset.", "The asset is not listed."),
        RejectReason.AmountNotPositive => Unprocessable(-2010, "Price * QTY is zero or less.", "The amount must be greater than zero."),
        RejectReason.UnsupportedOrderCombination =>
            Unprocessable(-1014, "Unsupported order combination.", "No such combination of order type, time in force and quantities."),
        RejectReason.PriceOutOfRange => Unprocessable(TradingErrors.PriceFilter, "The price is outside the pair's range."),
        RejectReason.QuantityOutOfRange => Unprocessable(TradingErrors.LotSize, "The quantity is outside the pair's range."),
        RejectReason.NotionalTooSmall => Filter("NOTIONAL", "Price times quantity is below the pair's minimum."),
        RejectReason.NotionalTooLarge => Filter("NOTIONAL", "Price times quantity is above the pair's maximum."),
        RejectReason.MarketQuantityOutOfRange =>
            Filter("MARKET_LOT_SIZE", "The quantity is outside the pair's range for orders at market."),
        RejectReason.DisplayExceedsQuantity =>
            Unprocessable(-2010, "IcebergQty exceeds QTY.", "An iceberg order would show more than it has."),
        RejectReason.TooManyIcebergParts => Filter("ICEBERG_PARTS", "The iceberg order would come in more parts than the pair allows."),
        RejectReason.TrailingDeltaOutOfRange => Filter("TRAILING_DELTA", "The trailing delta is outside the pair's range."),
        RejectReason.UnsupportedListCombination =>
            Unprocessable(-1014, "Unsupported order combination.", "These orders do not make up a list of that kind."),
        RejectReason.AssetLimitExceeded => Filter("MAX_ASSET", "One order may not move so much of an asset."),
        RejectReason.AccountFrozen => Unprocessable(-2010, "This action is disabled on this account.", "The account is frozen."),
        RejectReason.ClientOrderIdInUse =>
            Conflict(-2010, "Duplicate order sent.", "An open order of the account has this client order id."),
        RejectReason.TooManyOpenOrders => Filter("MAX_NUM_ORDERS", "The account has as many open orders as the pair allows."),
        RejectReason.InsufficientAvailable => Unprocessable(
            -2010, "Account has insufficient balance for requested action.", "Less is available than the order must hold."),
        RejectReason.UnknownOrder => Unprocessable(TradingErrors.UnknownOrder, "No such order is open on this account."),
        RejectReason.CancelRestrictionNotMet => Unprocessable(
            -2011,
            "Order was not canceled due to cancel restrictions.",
            "The order is not in the state that the cancel was restricted to."),
        RejectReason.CreditReferenceReused =>
            Conflict(-2010, "Duplicate credit reference.", "A credit with this reference exists with other terms."),
        RejectReason.BalanceOverflow =>
            Unprocessable(-2010, "Account balance would overflow.", "The balance would exceed what the exchange can hold."),
        RejectReason.TooManyStopOrders =>
            Filter("MAX_NUM_ALGO_ORDERS", "The account has as many open stop orders as the pair allows."),
        RejectReason.TooManyIcebergOrders =>
            Filter("MAX_NUM_ICEBERG_ORDERS", "The account has as many open iceberg orders as the pair allows."),
        RejectReason.TooManyOrderLists =>
            Filter("MAX_NUM_ORDER_LISTS", "The account has as many open order lists as the pair allows."),
        RejectReason.TooManyOpenOrdersInAll =>
            Filter("EXCHANGE_MAX_NUM_ORDERS", "The account has as many open orders as the exchange allows."),
        RejectReason.TooManyStopOrdersInAll =>
            Filter("EXCHANGE_MAX_NUM_ALGO_ORDERS", "The account has as many open stop orders as the exchange allows."),
        RejectReason.TooManyIcebergOrdersInAll =>
            Filter("EXCHANGE_MAX_NUM_ICEBERG_ORDERS", "The account has as many open iceberg orders as the exchange allows."),
        RejectReason.TooManyOrderListsInAll =>
            Filter("EXCHANGE_MAX_NUM_ORDER_LISTS", "The account has as many open order lists as the exchange allows."),
        RejectReason.PositionTooLarge =>
            Unprocessable(-2010, "Filter failure: MAX_POSITION", "The account would come to more of the base asset than the pair allows."),
        RejectReason.ListNameInUse => Conflict(-2010, "Duplicate order sent.", "An open order list of the account has this name."),
        RejectReason.UnknownOrderList => Unprocessable(TradingErrors.UnknownOrderList, "No such order list is open on this account."),
        RejectReason.TooManyAmendments =>
            Unprocessable(-2038, "Filter failure: MAX_NUM_ORDER_AMENDS", "The order was amended as often as the pair allows."),
        RejectReason.AmendmentNotAReduction => Unprocessable(
            -2038, "Order amend (quantity increase) is not supported.", "An amendment may only make an order smaller."),
        RejectReason.AmendmentChangesNothing => Unprocessable(
            -2038, "The requested action would change no state; rejecting.", "The order has that quantity already."),
        RejectReason.AmendmentLeavesNothing => Unprocessable(
            -2038, "Order amend (quantity already executed) is not supported.", "No more than that is traded already; cancel the rest instead."),
        RejectReason.BookHalted => Unprocessable(-2010, "Market is closed.", "The book is halted."),
        RejectReason.WouldTake =>
            Unprocessable(-2010, "Order would immediately match and take.", "A post-only order would have matched."),
        RejectReason.CostExceedsHold => Unprocessable(
            -2010, "Account has insufficient balance for requested action.", "The market order costs more than could be held for it."),
        RejectReason.QuoteQuantityBelowOneLot =>
            Unprocessable(TradingErrors.LotSize, "The quote quantity does not come to one lot at the best price."),
        RejectReason.WouldTriggerAtOnce =>
            Unprocessable(-2010, "Order would trigger immediately.", "The last price already meets the stop price."),
        RejectReason.PricesOutOfOrder => Unprocessable(
            -2010,
            "The relationship of the prices for the orders is not correct.",
            "The prices of the two orders do not lie on both sides of the market."),
        RejectReason.PriceTooFarFromMarket => Filter("PERCENT_PRICE", "The price is too far from the last trade's."),
        RejectReason.PriceTooFarFromMarketForSide =>
            Filter("PERCENT_PRICE_BY_SIDE", "The price is too far from the last trade's for an order of its side."),
        RejectReason.BatchOutOfOrder =>
            Unprocessable(-2010, "Batch out of order.", "The batch does not go on from where the last one ended."),
        RejectReason.BatchNotBalanced =>
            Unprocessable(-2010, "Batch not balanced.", "What the batch moved of an asset does not come to zero."),
        RejectReason.Faulted => new ReasonAnswer(
            TradingErrors.Internal, StatusCodes.Status500InternalServerError, "The request could not be processed; the operators were told."),
        _ => throw new UnreachableException($"No answer for {reason}."),
    };

    private static ReasonAnswer Filter(string filter, string title) => Unprocessable(-1013, $"Filter failure: {filter}", title);

    private static ReasonAnswer Unprocessable(int code, string message, string title) =>
        Unprocessable(TradingErrors.Invalid(code, message), title);

    private static ReasonAnswer Unprocessable(TradingError trading, string title) =>
        new(trading, StatusCodes.Status422UnprocessableEntity, title);

    private static ReasonAnswer Conflict(int code, string message, string title) =>
        new(TradingErrors.Invalid(code, message), StatusCodes.Status409Conflict, title);
}
