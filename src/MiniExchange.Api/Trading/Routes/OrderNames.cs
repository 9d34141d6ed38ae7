using MiniExchange.Api.Errors;
using MiniExchange.Api.Trading.Requests;
using MiniExchange.Application.Accounts;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Trading.Routes;

/// <summary>Which order a request is about, and on what condition it may be canceled.</summary>
internal static class OrderNames
{
    /// <summary>How an order is named.</summary>
    public static readonly TradingParameter[] Parameters =
    [
        new("symbol", "A pair, such as BTCUSDT.", IsRequired: true),
        new("orderId", "The order's number; this or origClientOrderId, or both, which must then agree.", IsInteger: true),
        new("origClientOrderId", "The caller's name for the order."),
    ];

    /// <summary>On what condition it may be canceled.</summary>
    public static readonly TradingParameter RestrictionParameter =
        new("cancelRestrictions", "Cancels only an order in this state.") { Words = ["ONLY_NEW", "ONLY_PARTIALLY_FILLED"] };

    private static readonly (string, CancelRestriction)[] Restrictions =
        [("ONLY_NEW", CancelRestriction.OnlyNew), ("ONLY_PARTIALLY_FILLED", CancelRestriction.OnlyPartiallyFilled)];

    /// <summary>The order's number, its name, or both.</summary>
    public static OrderName Read(ParameterReader read, string numbered = "orderId", string named = "origClientOrderId")
    {
        var orderId = read.Id(numbered);
        var clientOrderId = read.ClientOrderId(named);
        if (orderId is null && clientOrderId is null) read.Fail(TradingErrors.MissingBoth(named, numbered));
        return new OrderName(new OrderId(orderId ?? 0), clientOrderId);
    }

    /// <summary>What state the order must be in to be canceled.</summary>
    public static CancelRestriction ReadRestriction(ParameterReader read) =>
        read.Choice("cancelRestrictions", Restrictions, TradingErrors.BadCancelRestrictions, CancelRestriction.None)
        ?? CancelRestriction.None;
}
