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
        [("LIMIT", OrderType.Limit), ("MARKET", OrderType.Market), ("LIMIT_MAKER", OrderType.LimitMaker)];

    /// <summary>Types that clients know and this exchange does not have, and what its refusal calls them.</summary>
    public static readonly (string Word, string Orders)[] UnsupportedTypes =
    [
        ("STOP_LOSS", "Stop loss"),
        ("STOP_LOSS_LIMIT", "Stop loss limit"),
        ("TAKE_PROFIT", "Take profit"),
        ("TAKE_PROFIT_LIMIT", "Take profit limit"),
    ];

    /// <summary>Modes by word; null for those that clients know and no pair allows.</summary>
    public static readonly (string, SelfTradePrevention)[] SelfTradePreventions =
    [
        ("NONE", SelfTradePrevention.None),
        ("EXPIRE_MAKER", SelfTradePrevention.ExpireMaker),
        ("EXPIRE_TAKER", SelfTradePrevention.ExpireTaker),
        ("EXPIRE_BOTH", SelfTradePrevention.ExpireBoth),
        ("DECREMENT", default),
        ("TRANSFER", default),
    ];

    public static string Of(Side side) => side == Side.Buy ? "BUY" : "SELL";

    public static string Of(OrderType type) => type switch
    {
        OrderType.Limit => "LIMIT",
        OrderType.Market => "MARKET",
        OrderType.LimitMaker => "LIMIT_MAKER",
        _ => throw new UnreachableException($"No word for {type}."),
    };

    /// <summary>Market and post-only orders have no time in force of their own and are shown as GTC.</summary>
    public static string TimeInForceOf(OrderTerms terms) => (terms.Type, terms.TimeInForce) switch
    {
        (OrderType.Limit, TimeInForce.Ioc) => "IOC",
        (OrderType.Limit, TimeInForce.Fok) => "FOK",
        _ => "GTC",
    };

    public static string Of(SelfTradePrevention mode) => mode switch
    {
        SelfTradePrevention.None => "NONE",
        SelfTradePrevention.ExpireMaker => "EXPIRE_MAKER",
        SelfTradePrevention.ExpireTaker => "EXPIRE_TAKER",
        SelfTradePrevention.ExpireBoth => "EXPIRE_BOTH",
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
        _ => throw new UnreachableException($"{status} is shown to nobody."),
    };

    /// <summary>Why an order ended by its own rules; null if it did not.</summary>
    public static string? ExpiryReasonOf(OrderEnd? end) => end switch
    {
        OrderEnd.UnfilledIoc => "UNFILLED_IOC_QUANTITY_EXPIRED",
        OrderEnd.UnfilledFok => "UNFILLED_FOK_ORDER_EXPIRED",
        OrderEnd.InsufficientLiquidity => "INSUFFICIENT_LIQUIDITY",
        _ => null,
    };
}
