namespace MiniExchange.Api.Trading.Routes;

/// <summary>What the parameters of one order are called: of an order by itself, or of one in a list.</summary>
internal sealed record OrderFields
{
    /// <summary>An order by itself.</summary>
    public static readonly OrderFields Single = new()
    {
        Side = "side",
        Quantity = "quantity",
        Type = "type",
        TimeInForce = "timeInForce",
        Price = "price",
        StopPrice = "stopPrice",
        TrailingDelta = "trailingDelta",
        IcebergQuantity = "icebergQty",
        ClientOrderId = "newClientOrderId",
        StrategyId = "strategyId",
        StrategyType = "strategyType",
        Pegs = ["pegPriceType", "pegOffsetType", "pegOffsetValue"],
    };

    public required string Side { get; init; }

    public required string Quantity { get; init; }

    public required string Type { get; init; }

    public required string TimeInForce { get; init; }

    public required string Price { get; init; }

    public required string StopPrice { get; init; }

    public required string TrailingDelta { get; init; }

    public required string IcebergQuantity { get; init; }

    public required string ClientOrderId { get; init; }

    public required string StrategyId { get; init; }

    public required string StrategyType { get; init; }

    public required string[] Pegs { get; init; }

    /// <summary>The order of a list whose parameters begin with a prefix, but for those that it may share.</summary>
    /// <param name="prefix">Such as <c>above</c>.</param>
    /// <param name="side">The parameter that gives its direction.</param>
    /// <param name="quantity">The parameter that gives its quantity.</param>
    public static OrderFields Of(string prefix, string side, string quantity) => new()
    {
        Side = side,
        Quantity = quantity,
        Type = prefix + "Type",
        TimeInForce = prefix + "TimeInForce",
        Price = prefix + "Price",
        StopPrice = prefix + "StopPrice",
        TrailingDelta = prefix + "TrailingDelta",
        IcebergQuantity = prefix + "IcebergQty",
        ClientOrderId = prefix + "ClientOrderId",
        StrategyId = prefix + "StrategyId",
        StrategyType = prefix + "StrategyType",
        Pegs = [prefix + "PegPriceType", prefix + "PegOffsetType", prefix + "PegOffsetValue"],
    };
}
