using System.Text.Json;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Trading.Routes;

/// <summary>Limits as trading clients read them: as filters. A limit that is not set has none.</summary>
/// <remarks>docs/adr/0010-filters.md. Averages of no minutes are the last price.</remarks>
internal static class FilterJson
{
    private const int PpmScale = 6;
    private const int NoAverage = 0;

    /// <summary>A pair's filters, an object each, inside an array.</summary>
    public static void WritePair(Utf8JsonWriter json, TradingPair pair)
    {
        var limits = pair.Limits;
        Start(json, "PRICE_FILTER");
        json.WriteString("minPrice"u8, pair.Format(pair.MinPrice));
        json.WriteString("maxPrice"u8, pair.Format(pair.MaxPrice));
        json.WriteString("tickSize"u8, pair.Quote.Format(pair.TickUnits));
        json.WriteEndObject();
        WriteLots(json, pair, "LOT_SIZE", pair.MinQuantity, pair.MaxQuantity);
        if (limits.MinMarketQuantity > QuantityLots.Zero || limits.MaxMarketQuantity > QuantityLots.Zero)
        {
            // A largest quantity of zero would be read as one.
            var max = limits.MaxMarketQuantity > QuantityLots.Zero ? limits.MaxMarketQuantity : pair.MaxQuantity;
            WriteLots(json, pair, "MARKET_LOT_SIZE", limits.MinMarketQuantity, max);
        }

        WriteNotional(json, pair);
        if (limits.Band is { } band)
        {
            Start(json, "PERCENT_PRICE");
            json.WriteString("multiplierUp"u8, Multiplier(band.UpPpm));
            json.WriteString("multiplierDown"u8, Multiplier(band.DownPpm));
            json.WriteNumber("avgPriceMins"u8, NoAverage);
            json.WriteEndObject();
        }

        WriteSideBands(json, limits);
        WriteCount(json, "ICEBERG_PARTS", "limit", limits.IcebergParts);
        WriteCount(json, "MAX_NUM_ORDERS", "maxNumOrders", pair.MaxOpenOrders);
        WriteCount(json, "MAX_NUM_ALGO_ORDERS", "maxNumAlgoOrders", limits.MaxStopOrders);
        WriteCount(json, "MAX_NUM_ICEBERG_ORDERS", "maxNumIcebergOrders", limits.MaxIcebergOrders);
        WriteCount(json, "MAX_NUM_ORDER_LISTS", "maxNumOrderLists", limits.MaxOrderLists);
        WriteCount(json, "MAX_NUM_ORDER_AMENDS", "maxNumOrderAmends", limits.MaxAmendments);
        if (limits.MaxPosition > AssetUnits.Zero)
        {
            Start(json, "MAX_POSITION");
            json.WriteString("maxPosition"u8, pair.Base.Format(limits.MaxPosition));
            json.WriteEndObject();
        }

        WriteTrailing(json, limits);
    }

    /// <summary>The filters over all pairs, an object each, inside an array.</summary>
    public static void WriteExchange(Utf8JsonWriter json, AccountLimits limits)
    {
        WriteCount(json, "EXCHANGE_MAX_NUM_ORDERS", "maxNumOrders", limits.MaxOrders);
        WriteCount(json, "EXCHANGE_MAX_NUM_ALGO_ORDERS", "maxNumAlgoOrders", limits.MaxStopOrders);
        WriteCount(json, "EXCHANGE_MAX_NUM_ICEBERG_ORDERS", "maxNumIcebergOrders", limits.MaxIcebergOrders);
        WriteCount(json, "EXCHANGE_MAX_NUM_ORDER_LISTS", "maxNumOrderLists", limits.MaxOrderLists);
    }

    /// <summary>The filters of a pair's two assets, an object each, inside an array.</summary>
    public static void WriteAssets(Utf8JsonWriter json, TradingPair pair, AccountLimits limits)
    {
        foreach (var asset in (Asset[])[pair.Base, pair.Quote])
        {
            if (!limits.MaxPerOrder.TryGetValue(asset.Id, out var limit)) continue;
            Start(json, "MAX_ASSET");
            json.WriteString("asset"u8, asset.Code);
            json.WriteString("limit"u8, asset.Format(limit));
            json.WriteEndObject();
        }
    }

    private static void WriteNotional(Utf8JsonWriter json, TradingPair pair)
    {
        var isLimited = pair.Limits.MaxNotional > AssetUnits.Zero;
        var max = isLimited ? pair.Limits.MaxNotional : pair.Notional(pair.MaxQuantity, pair.MaxPrice);
        Start(json, "NOTIONAL");
        json.WriteString("minNotional"u8, pair.Quote.Format(pair.MinNotional));
        json.WriteBoolean("applyMinToMarket"u8, true);
        json.WriteString("maxNotional"u8, pair.Quote.Format(max));
        json.WriteBoolean("applyMaxToMarket"u8, isLimited);
        json.WriteNumber("avgPriceMins"u8, NoAverage);
        json.WriteEndObject();
    }

    // One filter has both sides; a side without a limit allows what a pair can hold.
    private static void WriteSideBands(Utf8JsonWriter json, PairLimits limits)
    {
        if (limits.BidBand is null && limits.AskBand is null) return;
        var bid = limits.BidBand ?? new PriceBand(0, int.MaxValue);
        var ask = limits.AskBand ?? new PriceBand(0, int.MaxValue);
        Start(json, "PERCENT_PRICE_BY_SIDE");
        json.WriteString("bidMultiplierUp"u8, Multiplier(bid.UpPpm));
        json.WriteString("bidMultiplierDown"u8, Multiplier(bid.DownPpm));
        json.WriteString("askMultiplierUp"u8, Multiplier(ask.UpPpm));
        json.WriteString("askMultiplierDown"u8, Multiplier(ask.DownPpm));
        json.WriteNumber("avgPriceMins"u8, NoAverage);
        json.WriteEndObject();
    }

    private static void WriteTrailing(Utf8JsonWriter json, PairLimits limits)
    {
        if (limits.TrailingAbove is null && limits.TrailingBelow is null) return;
        var above = limits.TrailingAbove ?? new DeltaRange(1, DeltaRange.MaxDeltaBips);
        var below = limits.TrailingBelow ?? new DeltaRange(1, DeltaRange.MaxDeltaBips);
        Start(json, "TRAILING_DELTA");
        json.WriteNumber("minTrailingAboveDelta"u8, above.MinBips);
        json.WriteNumber("maxTrailingAboveDelta"u8, above.MaxBips);
        json.WriteNumber("minTrailingBelowDelta"u8, below.MinBips);
        json.WriteNumber("maxTrailingBelowDelta"u8, below.MaxBips);
        json.WriteEndObject();
    }

    private static void WriteLots(Utf8JsonWriter json, TradingPair pair, string filter, QuantityLots min, QuantityLots max)
    {
        Start(json, filter);
        json.WriteString("minQty"u8, pair.Format(min));
        json.WriteString("maxQty"u8, pair.Format(max));
        json.WriteString("stepSize"u8, pair.Base.Format(pair.LotUnits));
        json.WriteEndObject();
    }

    private static void WriteCount(Utf8JsonWriter json, string filter, string field, int limit)
    {
        if (limit == 0) return;
        Start(json, filter);
        json.WriteNumber(field, limit);
        json.WriteEndObject();
    }

    private static void Start(Utf8JsonWriter json, string filter)
    {
        json.WriteStartObject();
        json.WriteString("filterType"u8, filter);
    }

    private static string Multiplier(int ppm) => DecimalText.Write(ppm, PpmScale);
}
