namespace MiniExchange.Api.Trading.Routes;

/// <summary>What a new order is described by, and what it may be refused with.</summary>
internal static class NewOrderParameters
{
    public static readonly string[] Sides = ["BUY", "SELL"];
    public static readonly string[] Types =
        ["LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS", "STOP_LOSS_LIMIT", "TAKE_PROFIT", "TAKE_PROFIT_LIMIT"];

    public static readonly string[] TimesInForce = ["GTC", "IOC", "FOK"];
    public static readonly string[] SelfTradeModes = ["NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH", "DECREMENT"];

    /// <summary>How much the answer tells.</summary>
    public static readonly TradingParameter ResponseType =
        new("newOrderRespType", "What to answer with; FULL for LIMIT and MARKET, else ACK, unless given.") { Words = ["ACK", "RESULT", "FULL"] };

    /// <summary>What to do about oneself.</summary>
    public static readonly TradingParameter SelfTradePrevention =
        new("selfTradePreventionMode", "What to do on meeting an order of the same account.") { Words = SelfTradeModes };

    /// <summary>Of one order by itself.</summary>
    public static readonly TradingParameter[] All =
    [
        new("symbol", "A pair, such as BTCUSDT.", IsRequired: true),
        new("side", "Direction.", IsRequired: true) { Words = Sides },
        new("type", "How it takes its price.", IsRequired: true) { Words = Types },
        new("timeInForce", "How long it may live; LIMIT and those that become it, and required there.") { Words = TimesInForce },
        new("quantity", "Of the base asset, a plain decimal on the pair's step; required but for MARKET by quoteOrderQty."),
        new("quoteOrderQty", "What to spend or receive of the quote asset; MARKET only, instead of quantity."),
        new("price", "The limit, a plain decimal on the pair's tick; required where a limit or post-only order comes of it."),
        new("stopPrice", "The trade price that a stop order waits for; this, trailingDelta, or both."),
        new("trailingDelta", "By how many hundredths of a percent the market must turn to trigger a stop order.", IsInteger: true),
        new("icebergQty", "The most that the book shows of it at a time; only good till canceled."),
        new("newClientOrderId", "The caller's name for it, 1 to 36 of A-Z a-z 0-9 - _ . : /, unique among the account's open orders."),
        new("strategyId", "The caller's number for a strategy.", IsInteger: true),
        new("strategyType", "The caller's number for a kind of strategy, 1000000 or more.", IsInteger: true),
        ResponseType,
        SelfTradePrevention,
    ];

    /// <summary>Codes that a new order may be refused with.</summary>
    public static readonly int[] Errors =
        [-1013, -1014, -1015, -1100, -1102, -1106, -1108, -1111, -1115, -1116, -1117, -1121, -1134, -2010];

    /// <summary>Of one order of a list, by how its parameters are called.</summary>
    public static TradingParameter[] Of(OrderFields fields, string what, params string[] types) =>
    [
        new(fields.Type, $"The type of the {what} order.", IsRequired: true) { Words = types },
        new(fields.ClientOrderId, "The caller's name for it."),
        new(fields.Price, "Its limit, where its type has one."),
        new(fields.StopPrice, "Its stop price, where its type has one; this, the trailing delta, or both."),
        new(fields.TrailingDelta, "Its trailing delta.", IsInteger: true),
        new(fields.TimeInForce, "How long it may live, where its type has a limit.") { Words = TimesInForce },
        new(fields.IcebergQuantity, "The most that the book shows of it at a time."),
        new(fields.StrategyId, "The caller's number for a strategy.", IsInteger: true),
        new(fields.StrategyType, "The caller's number for a kind of strategy.", IsInteger: true),
    ];
}
