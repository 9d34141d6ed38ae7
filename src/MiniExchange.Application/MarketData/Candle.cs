using System;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.MarketData;

/// <summary>The trades of one stretch of time, summed up. Without trades: the previous close as all four prices, and zero volume.</summary>
/// <param name="OpenAtUnixMicros">Its first microsecond since 1970-01-01 UTC.</param>
/// <param name="EndAtUnixMicros">The first microsecond after it.</param>
/// <param name="Open">The first trade's price.</param>
/// <param name="High">The highest price.</param>
/// <param name="Low">The lowest price.</param>
/// <param name="Close">The last trade's price.</param>
/// <param name="BaseVolume">Base units traded; 128 bits because trades add up.</param>
/// <param name="QuoteVolume">Quote units traded.</param>
/// <param name="TakerBuyBaseVolume">Base units that takers bought.</param>
/// <param name="TakerBuyQuoteVolume">Quote units that takers paid for them.</param>
/// <param name="FirstTrade">The first trade; default without one.</param>
/// <param name="LastTrade">The last trade; default without one.</param>
/// <param name="TradeCount">How many trades.</param>
public readonly record struct Candle(
    long OpenAtUnixMicros,
    long EndAtUnixMicros,
    PriceTicks Open,
    PriceTicks High,
    PriceTicks Low,
    PriceTicks Close,
    Int128 BaseVolume,
    Int128 QuoteVolume,
    Int128 TakerBuyBaseVolume,
    Int128 TakerBuyQuoteVolume,
    TradeId FirstTrade,
    TradeId LastTrade,
    long TradeCount);
