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
        RejectReason.NotionalTooSmall =>
            Unprocessable(-1013, "Filter failure: NOTIONAL", "Price times quantity is below the pair's minimum."),
        RejectReason.AccountFrozen => Unprocessable(-2010, "This action is disabled on this account.", "The account is frozen."),
        RejectReason.ClientOrderIdInUse =>
            Conflict(-2010, "Duplicate order sent.", "An open order of the account has this client order id."),
        RejectReason.TooManyOpenOrders =>
            Unprocessable(-1013, "Filter failure: MAX_NUM_ORDERS", "The account has as many open orders as the pair allows."),
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
        RejectReason.BookHalted => Unprocessable(-2010, "Market is closed.", "The book is halted."),
        RejectReason.WouldTake =>
            Unprocessable(-2010, "Order would immediately match and take.", "A post-only order would have matched."),
        RejectReason.CostExceedsHold => Unprocessable(
            -2010, "Account has insufficient balance for requested action.", "The market order costs more than could be held for it."),
        RejectReason.QuoteQuantityBelowOneLot =>
            Unprocessable(TradingErrors.LotSize, "The quote quantity does not come to one lot at the best price."),
        RejectReason.Faulted => new ReasonAnswer(
            TradingErrors.Internal, StatusCodes.Status500InternalServerError, "The request could not be processed; the operators were told."),
        _ => throw new UnreachableException($"No answer for {reason}."),
    };

    private static ReasonAnswer Unprocessable(int code, string message, string title) =>
        Unprocessable(TradingErrors.Invalid(code, message), title);

    private static ReasonAnswer Unprocessable(TradingError trading, string title) =>
        new(trading, StatusCodes.Status422UnprocessableEntity, title);

    private static ReasonAnswer Conflict(int code, string message, string title) =>
        new(TradingErrors.Invalid(code, message), StatusCodes.Status409Conflict, title);
}
