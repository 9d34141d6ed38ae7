using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Extensions.Options;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Limits;
using MiniExchange.Api.Trading.Requests;
using MiniExchange.Application.Markets;
using MiniExchange.Application.Users;
using MiniExchange.Domain.Markets;

namespace MiniExchange.Api.Trading.Routes;

/// <summary>What can be traded, on which grid, within which limits. Lists only what exists and is enforced.</summary>
internal sealed class ExchangeInfoRoute(
    MarketDirectory markets, PairStatuses statuses, AccountLimitRules rules, IOptions<ApiOptions> options, TimeProvider time)
    : ITradingResource
{
    private const string OnlyPermission = "SPOT";
    private const string Trading = "TRADING";
    private const string Halted = "HALT";
    private static readonly (string, bool)[] Booleans = [("true", true), ("false", false)];

    // The last three are known to clients and to no pair.
    private static readonly string[] Statuses = [Trading, Halted, "BREAK", "END_OF_DAY", "CANCEL_ONLY"];

    public IEnumerable<TradingRoute> Routes =>
    [
        new("GET", "/api/v3/exchangeInfo", ApiPermissions.None, WriteAsync)
        {
            Summary = "The pairs with their grids, limits and order types, and the request limits.",
            Returns = "timezone, serverTime, rateLimits, exchangeFilters, symbols.",
            Weight = static _ => 20,
            Parameters =
            [
                new("symbol", "A pair, such as BTCUSDT."),
                new("symbols", "A JSON array of pairs; not together with symbol."),
                new("permissions", "A permission or a JSON array of them; all pairs have SPOT. Not together with symbol or symbols."),
                new("showPermissionSets", "Whether to fill in permissionSets; true unless given.") { Words = ["true", "false"] },
                new("symbolStatus", "Only pairs of this status. Not together with symbol or symbols.") { Words = Statuses },
            ],
            Errors = [-1121, -1122, -1128, -1151],
        },
    ];

    private async ValueTask<TradingError?> WriteAsync(TradingRequest request, Utf8JsonWriter json)
    {
        var read = request.Read;
        var pairs = Symbols.Read(read, markets, out _);
        var permissions = read.Text("permissions");
        var showsSets = read.Choice("showPermissionSets", Booleans, null, standard: true);
        var status = read.Text("symbolStatus");
        if (status is not null && !Statuses.Contains(status)) read.Fail(TradingErrors.UnknownSymbolStatus);
        var isFiltered = (permissions ?? status) is not null;
        if (isFiltered && (read.Names("symbol") || read.Names("symbols"))) read.Fail(TradingErrors.BadCombination);
        if (read.Error is { } error) return error;
        if (permissions is not null && !NamesOnlyPermission(permissions)) pairs = [];

        var halted = await statuses.HaltedAsync(request.Aborted);
        json.WriteStartObject();
        json.WriteString("timezone"u8, "UTC"u8);
        json.WriteNumber("serverTime"u8, time.GetUtcNow().ToUnixTimeMilliseconds());
        WriteRateLimits(json);
        json.WriteStartArray("exchangeFilters"u8);
        FilterJson.WriteExchange(json, rules.Limits);
        json.WriteEndArray();
        json.WriteStartArray("symbols"u8);
        foreach (var pair in pairs)
        {
            var its = halted.Contains(pair.Symbol) ? Halted : Trading;
            if (status is null || status == its) WritePair(json, pair, its, showsSets == true);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        return null;
    }

    private void WriteRateLimits(Utf8JsonWriter json)
    {
        json.WriteStartArray("rateLimits"u8);
        if (options.Value.LimitsEnabled)
        {
            RateLimitJson.Write(json, "REQUEST_WEIGHT", "MINUTE", 1, options.Value.RequestWeightPerMinute);
            RateLimitJson.Write(json, "ORDERS", "SECOND", 10, options.Value.OrdersPer10Seconds);
            RateLimitJson.Write(json, "ORDERS", "DAY", 1, options.Value.OrdersPerDay);
            RateLimitJson.Write(json, "RAW_REQUESTS", "MINUTE", 5, options.Value.RawRequestsPer5Minutes);
        }

        json.WriteEndArray();
    }

    private static bool NamesOnlyPermission(string permissions) =>
        permissions.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries).Any(static one => one.Trim('"') == OnlyPermission);

    private void WritePair(Utf8JsonWriter json, TradingPair pair, string status, bool showsSets)
    {
        json.WriteStartObject();
        json.WriteString("symbol"u8, pair.Symbol);
        json.WriteString("status"u8, status);
        json.WriteString("baseAsset"u8, pair.Base.Code);
        json.WriteNumber("baseAssetPrecision"u8, pair.Base.Scale);
        json.WriteString("quoteAsset"u8, pair.Quote.Code);
        json.WriteNumber("quotePrecision"u8, pair.Quote.Scale);
        json.WriteNumber("quoteAssetPrecision"u8, pair.Quote.Scale);
        json.WriteNumber("baseCommissionPrecision"u8, pair.Base.Scale);
        json.WriteNumber("quoteCommissionPrecision"u8, pair.Quote.Scale);
        WriteTexts(json, "orderTypes", NewOrderParameters.Types);
        json.WriteBoolean("icebergAllowed"u8, true);
        json.WriteBoolean("ocoAllowed"u8, true);
        json.WriteBoolean("otoAllowed"u8, true);
        json.WriteBoolean("opoAllowed"u8, false);
        json.WriteBoolean("quoteOrderQtyMarketAllowed"u8, true);
        json.WriteBoolean("allowTrailingStop"u8, true);
        json.WriteBoolean("cancelReplaceAllowed"u8, true);
        json.WriteBoolean("amendAllowed"u8, true);
        json.WriteBoolean("pegInstructionsAllowed"u8, false);
        json.WriteBoolean("isSpotTradingAllowed"u8, true);
        json.WriteBoolean("isMarginTradingAllowed"u8, false);
        json.WriteStartArray("filters"u8);
        FilterJson.WritePair(json, pair);
        json.WriteEndArray();
        WriteTexts(json, "permissions", OnlyPermission);
        json.WriteStartArray("permissionSets"u8);
        if (showsSets)
        {
            json.WriteStartArray();
            json.WriteStringValue(OnlyPermission);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteString("defaultSelfTradePreventionMode"u8, OrderWords.Of(options.Value.DefaultSelfTradePrevention));
        WriteTexts(json, "allowedSelfTradePreventionModes", NewOrderParameters.SelfTradeModes);
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, params ReadOnlySpan<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
