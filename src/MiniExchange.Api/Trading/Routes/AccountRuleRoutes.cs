using System.Collections.Generic;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Extensions.Options;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Limits;
using MiniExchange.Api.Trading.Requests;
using MiniExchange.Application.Users;

namespace MiniExchange.Api.Trading.Routes;

/// <summary>What applies to an account: its commission, its limits and what it used of them.</summary>
internal sealed class AccountRuleRoutes(OrderCounts counts, AccountLimitRules rules, IOptions<ApiOptions> options) : ITradingResource
{
    private static readonly TradingParameter RequiredSymbol = new("symbol", "A pair, such as BTCUSDT.", IsRequired: true);

    public IEnumerable<TradingRoute> Routes =>
    [
        new("GET", "/api/v3/account/commission", ApiPermissions.UserData, WriteCommission)
        {
            Summary = "What the account pays on a pair, as fractions of what is received.",
            Returns = "symbol, standardCommission, specialCommission, taxCommission, discount.",
            Weight = static _ => 20,
            Parameters = [RequiredSymbol],
            Errors = [-1121],
        },
        new("GET", "/api/v3/rateLimit/order", ApiPermissions.UserData, WriteOrderCounts)
        {
            Summary = "How many new orders the account has sent, by limit.",
            Returns = "An array of limits with counts; empty where limits are off.",
            Weight = static _ => 40,
        },
        new("GET", "/api/v3/myFilters", ApiPermissions.UserData, WriteFilters)
        {
            Summary = "The filters that apply to the account's orders on a pair.",
            Returns = "exchangeFilters, symbolFilters, assetFilters.",
            Weight = static _ => 40,
            Parameters = [RequiredSymbol],
            Errors = [-1121],
        },
        new("GET", "/api/v3/myAllocations", ApiPermissions.UserData, WriteAllocations)
        {
            Summary = "Says that there are none: orders trade on the book of their pair only.",
            Returns = "An empty array.",
            Weight = static _ => 20,
            Parameters = [RequiredSymbol],
            Errors = [-1121],
        },
    ];

    private ValueTask<TradingError?> WriteCommission(TradingRequest request, Utf8JsonWriter json)
    {
        var pair = request.Read.Pair();
        if (pair is not null) CommissionJson.WriteForAccount(json, pair);
        return new ValueTask<TradingError?>(request.Read.Error);
    }

    private ValueTask<TradingError?> WriteOrderCounts(TradingRequest request, Utf8JsonWriter json)
    {
        var (inTenSeconds, inDay) = counts.Of(request.Account);
        json.WriteStartArray();
        if (options.Value.LimitsEnabled)
        {
            RateLimitJson.Write(json, "ORDERS", "SECOND", 10, options.Value.OrdersPer10Seconds, inTenSeconds);
            RateLimitJson.Write(json, "ORDERS", "DAY", 1, options.Value.OrdersPerDay, inDay);
        }

        json.WriteEndArray();
        return default;
    }

    private ValueTask<TradingError?> WriteFilters(TradingRequest request, Utf8JsonWriter json)
    {
        if (request.Read.Pair() is not { } pair) return new ValueTask<TradingError?>(request.Read.Error);

        json.WriteStartObject();
        json.WriteStartArray("exchangeFilters"u8);
        FilterJson.WriteExchange(json, rules.Limits);
        json.WriteEndArray();
        json.WriteStartArray("symbolFilters"u8);
        FilterJson.WritePair(json, pair);
        json.WriteEndArray();
        json.WriteStartArray("assetFilters"u8);
        FilterJson.WriteAssets(json, pair, rules.Limits);
        json.WriteEndArray();
        json.WriteEndObject();
        return default;
    }

    private static ValueTask<TradingError?> WriteAllocations(TradingRequest request, Utf8JsonWriter json)
    {
        request.Read.Pair();
        json.WriteStartArray();
        json.WriteEndArray();
        return new ValueTask<TradingError?>(request.Read.Error);
    }
}
