namespace MiniExchange.Domain.Markets;

/// <summary>A pair as its operator describes it, in decimals and without ids.</summary>
/// <param name="Symbol">Base and quote codes without separator, unique.</param>
/// <param name="BaseCode">Ticker of the base asset; listed with scale 8 if it is new.</param>
/// <param name="QuoteCode">Ticker of the quote asset; listed with scale 8 if it is new.</param>
/// <param name="TickSize">Price step, <c>"0.01"</c>.</param>
/// <param name="LotSize">Quantity step, <c>"0.00001"</c>.</param>
/// <param name="MinPrice">Lowest limit price.</param>
/// <param name="MaxPrice">Highest limit price.</param>
/// <param name="MinQuantity">Smallest order.</param>
/// <param name="MaxQuantity">Largest order.</param>
/// <param name="MinNotional">Smallest price times quantity.</param>
/// <param name="MakerFeePpm">Maker's fee in millionths.</param>
/// <param name="TakerFeePpm">Taker's fee in millionths.</param>
/// <param name="MaxOpenOrders">Open orders of one account on this pair.</param>
public sealed record MarketDefinition(
    string Symbol,
    string BaseCode,
    string QuoteCode,
    string TickSize,
    string LotSize,
    string MinPrice,
    string MaxPrice,
    string MinQuantity,
    string MaxQuantity,
    string MinNotional,
    int MakerFeePpm,
    int TakerFeePpm,
    int MaxOpenOrders)
{
    /// <summary>What it allows beyond the ranges above.</summary>
    public MarketLimits Limits { get; init; } = MarketLimits.None;
}
