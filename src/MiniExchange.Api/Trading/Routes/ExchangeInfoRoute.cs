using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Extensions.Options;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Trading.Requests;
using MiniExchange.Application.Markets;
using MiniExchange.Application.Users;
using MiniExchange.Domain.Markets;

namespace MiniExchange.Api.Trading.Routes;

/// <summary>What can be traded, on which grid, within which limits. Lists only what exists and is enforced.</summary>
internal sealed class ExchangeInfoRoute(MarketDirectory markets, IOptions<ApiOptions> options, TimeProvider time) : ITradingResource
{
    private const string OnlyPermission = "SPOT";
    private static readonly (string, bool)[] Statuses =
        [("TRADING", true), ("HALT", false), ("BREAK", false), ("END_OF_DAY", false), ("CANCEL_ONLY", false)];

    public IEnumerable<TradingRoute> Routes =>
    [
        new("GET", "/api/v3/exchangeInfo", ApiPermissions.None, Write)
        {
            Summary = "The pairs with their grids, limits and order types, and the request limits.",
            Returns = "timezone, serverTime, rateLimits, exchangeFilters, symbols.",
            Weight = static _ => 20,
            Parameters =
            [
                new("symbol", "A pair, such as BTCUSDT."),
                new("symbols", "A JSON array of pairs; not together with symbol."),
                new("permissions", "A permission or a JSON array of them; all pairs have SPOT. Not together with symbol or symbols."),
                new("symbolStatus", "Only pairs of this status. Not together with symbol or symbols.")
                {
                    Words = [.. Statuses.Select(static status => status.Item1)],
                },
            ],
            Errors = [-1121, -1122, -1128, -1151],
        },
    ];

    private ValueTask<TradingError?> Write(TradingRequest request, Utf8JsonWriter json)
    {
        var read = request.Read;
        var pairs = Symbols.Read(read, markets, out _);
        var permissions = read.Text("permissions");
        var isTrading = read.Choice("symbolStatus", Statuses, TradingErrors.UnknownSymbolStatus, standard: true);
        var isFiltered = permissions is not null || read.Has("symbolStatus");
        if (isFiltered && (read.Has("symbol") || read.Has("symbols"))) read.Fail(TradingErrors.BadCombination);
        if (read.Error is { } error) return new ValueTask<TradingError?>(error);
        if (isTrading == false || (permissions is not null && !NamesOnlyPermission(permissions))) pairs = [];

        json.WriteStartObject();
        json.WriteString("timezone"u8, "UTC"u8);
        json.WriteNumber("serverTime"u8, time.GetUtcNow().ToUnixTimeMilliseconds());
        json.WriteStartArray("rateLimits"u8);
        if (options.Value.LimitsEnabled)
        {
            WriteRateLimit(json, "REQUEST_WEIGHT", "MINUTE", 1, options.Value.RequestWeightPerMinute);
            WriteRateLimit(json, "ORDERS", "SECOND", 10, options.Value.OrdersPer10Seconds);
            WriteRateLimit(json, "ORDERS", "DAY", 1, options.Value.OrdersPerDay);
            WriteRateLimit(json, "RAW_REQUESTS", "MINUTE", 5, options.Value.RawRequestsPer5Minutes);
        }

        json.WriteEndArray();
        json.WriteStartArray("exchangeFilters"u8);
        json.WriteEndArray();
        json.WriteStartArray("symbols"u8);
        foreach (var pair in pairs) WritePair(json, pair);
        json.WriteEndArray();
        json.WriteEndObject();
        return default;
    }

    private static bool NamesOnlyPermission(string permissions) =>
        permissions.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries).Any(static one => one.Trim('"') == OnlyPermission);

    private static void WriteRateLimit(Utf8JsonWriter json, string type, string interval, int count, int limit)
    {
        json.WriteStartObject();
        json.WriteString("rateLimitType"u8, type);
        json.WriteString("interval"u8, interval);
        json.WriteNumber("intervalNum"u8, count);
        json.WriteNumber("limit"u8, limit);
        json.WriteEndObject();
    }

    private void WritePair(Utf8JsonWriter json, TradingPair pair)
    {
        json.WriteStartObject();
        json.WriteString("symbol"u8, pair.Symbol);
        json.WriteString("status"u8, "TRADING"u8);
        json.WriteString("baseAsset"u8, pair.Base.Code);
        json.WriteNumber("baseAssetPrecision"u8, pair.Base.Scale);
        json.WriteString("quoteAsset"u8, pair.Quote.Code);
        json.WriteNumber("quotePrecision"u8, pair.Quote.Scale);
        json.WriteNumber("quoteAssetPrecision"u8, pair.Quote.Scale);
        json.WriteNumber("baseCommissionPrecision"u8, pair.Base.Scale);
        json.WriteNumber("quoteCommissionPrecision"u8, pair.Quote.Scale);
        WriteTexts(json, "orderTypes", "LIMIT", "LIMIT_MAKER", "MARKET");
        json.WriteBoolean("icebergAllowed"u8, false);
        json.WriteBoolean("ocoAllowed"u8, false);
        json.WriteBoolean("otoAllowed"u8, false);
        json.WriteBoolean("opoAllowed"u8, false);
        json.WriteBoolean("quoteOrderQtyMarketAllowed"u8, true);
        json.WriteBoolean("allowTrailingStop"u8, false);
        json.WriteBoolean("cancelReplaceAllowed"u8, false);
        json.WriteBoolean("amendAllowed"u8, false);
        json.WriteBoolean("pegInstructionsAllowed"u8, false);
        json.WriteBoolean("isSpotTradingAllowed"u8, true);
        json.WriteBoolean("isMarginTradingAllowed"u8, false);
        WriteFilters(json, pair);
        WriteTexts(json, "permissions", OnlyPermission);
        json.WriteStartArray("permissionSets"u8);
        json.WriteStartArray();
        json.WriteStringValue(OnlyPermission);
        json.WriteEndArray();
        json.WriteEndArray();
        json.WriteString("defaultSelfTradePreventionMode"u8, OrderWords.Of(options.Value.DefaultSelfTradePrevention));
        WriteTexts(json, "allowedSelfTradePreventionModes", "NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH");
        json.WriteEndObject();
    }

    private static void WriteFilters(Utf8JsonWriter json, TradingPair pair)
    {
        json.WriteStartArray("filters"u8);
        json.WriteStartObject();
        json.WriteString("filterType"u8, "PRICE_FILTER"u8);
        json.WriteString("minPrice"u8, pair.Format(pair.MinPrice));
        json.WriteString("maxPrice"u8, pair.Format(pair.MaxPrice));
        json.WriteString("tickSize"u8, pair.Quote.Format(pair.TickUnits));
        json.WriteEndObject();
        json.WriteStartObject();
        json.WriteString("filterType"u8, "LOT_SIZE"u8);
        json.WriteString("minQty"u8, pair.Format(pair.MinQuantity));
        json.WriteString("maxQty"u8, pair.Format(pair.MaxQuantity));
        json.WriteString("stepSize"u8, pair.Base.Format(pair.LotUnits));
        json.WriteEndObject();
        json.WriteStartObject();
        json.WriteString("filterType"u8, "NOTIONAL"u8);
        json.WriteString("minNotional"u8, pair.Quote.Format(pair.MinNotional));
        json.WriteBoolean("applyMinToMarket"u8, true);
        json.WriteString("maxNotional"u8, pair.Quote.Format(pair.Notional(pair.MaxQuantity, pair.MaxPrice)));
        json.WriteBoolean("applyMaxToMarket"u8, false);
        json.WriteNumber("avgPriceMins"u8, 0);
        json.WriteEndObject();
        json.WriteStartObject();
        json.WriteString("filterType"u8, "MAX_NUM_ORDERS"u8);
        json.WriteNumber("maxNumOrders"u8, pair.MaxOpenOrders);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, params ReadOnlySpan<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
