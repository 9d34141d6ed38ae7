using System.Diagnostics;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;

namespace MiniExchange.Api.Trading.Routes;

/// <summary>The trading API's words for what the domain has types for.</summary>
internal static class OrderWords
{
    public static readonly (string, Side)[] Sides = [("BUY", Side.Buy), ("SELL", Side.Sell)];

    public static readonly (string, TimeInForce)[] TimesInForce =
        [("GTC", TimeInForce.Gtc), ("IOC", TimeInForce.Ioc), ("FOK", TimeInForce.Fok)];

    public static readonly (string, OrderType)[] Types =
    [
        ("LIMIT", OrderType.Limit),
        ("LIMIT_MAKER", OrderType.LimitMaker),
        ("MARKET", OrderType.Market),
        ("STOP_LOSS", OrderType.StopLoss),
        ("STOP_LOSS_LIMIT", OrderType.StopLossLimit),
        ("TAKE_PROFIT", OrderType.TakeProfit),
        ("TAKE_PROFIT_LIMIT", OrderType.TakeProfitLimit),
    ];

    /// <summary>Modes by word; none of the domain's for the one that clients know and no pair allows.</summary>
    public static readonly (string, SelfTradePrevention)[] SelfTradePreventions =
    [
        ("NONE", SelfTradePrevention.None),
        ("EXPIRE_MAKER", SelfTradePrevention.ExpireMaker),
        ("EXPIRE_TAKER", SelfTradePrevention.ExpireTaker),
        ("EXPIRE_BOTH", SelfTradePrevention.ExpireBoth),
        ("DECREMENT", SelfTradePrevention.Decrement),
        ("TRANSFER", default),
    ];

    public static string Of(Side side) => side == Side.Buy ? "BUY" : "SELL";

    public static string Of(OrderType type) => type switch
    {
        OrderType.Limit => "LIMIT",
        OrderType.Market => "MARKET",
        OrderType.LimitMaker => "LIMIT_MAKER",
        OrderType.StopLoss => "STOP_LOSS",
        OrderType.StopLossLimit => "STOP_LOSS_LIMIT",
        OrderType.TakeProfit => "TAKE_PROFIT",
        OrderType.TakeProfitLimit => "TAKE_PROFIT_LIMIT",
        _ => throw new UnreachableException($"No word for {type}."),
    };

    /// <summary>Orders at market and post-only ones have no time in force of their own and are shown as GTC.</summary>
    public static string TimeInForceOf(OrderTerms terms) => (terms.Type.CanRest(), terms.TimeInForce) switch
    {
        (true, TimeInForce.Ioc) => "IOC",
        (true, TimeInForce.Fok) => "FOK",
        _ => "GTC",
    };

    public static string Of(SelfTradePrevention mode) => mode switch
    {
        SelfTradePrevention.None => "NONE",
        SelfTradePrevention.ExpireMaker => "EXPIRE_MAKER",
        SelfTradePrevention.ExpireTaker => "EXPIRE_TAKER",
        SelfTradePrevention.ExpireBoth => "EXPIRE_BOTH",
        SelfTradePrevention.Decrement => "DECREMENT",
        _ => throw new UnreachableException($"No word for {mode}."),
    };

    public static string Of(OrderStatus status) => status switch
    {
        OrderStatus.New => "NEW",
        OrderStatus.PartiallyFilled => "PARTIALLY_FILLED",
        OrderStatus.Filled => "FILLED",
        OrderStatus.Canceled => "CANCELED",
        OrderStatus.Expired => "EXPIRED",
        OrderStatus.ExpiredInMatch => "EXPIRED_IN_MATCH",
        OrderStatus.PendingNew => "PENDING_NEW",
        _ => throw new UnreachableException($"{status} is shown to nobody."),
    };

    /// <summary>Why an order ended by its own rules; null if it did not.</summary>
    public static string? ExpiryReasonOf(OrderEnd? end) => end switch
    {
        OrderEnd.UnfilledIoc => "UNFILLED_IOC_QUANTITY_EXPIRED",
        OrderEnd.UnfilledFok => "UNFILLED_FOK_ORDER_EXPIRED",
        OrderEnd.InsufficientLiquidity => "INSUFFICIENT_LIQUIDITY",
        OrderEnd.OtherLegWorked => "OCO_TRIGGER",
        OrderEnd.WorkingOrderEnded => "OTO_PHASE_ONE_EXPIRED",
        OrderEnd.RefusedOnActivation => "REJECTED",
        OrderEnd.Faulted => "EXCHANGE_CANCELED",
        _ => null,
    };

    /// <summary>How the orders of a list depend on each other; a list of three is known by what its first order does to the others.</summary>
    public static string Of(Contingency contingency) => contingency == Contingency.Oco ? "OCO" : "OTO";
}
