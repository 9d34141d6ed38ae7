using System.Collections.Generic;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Actors;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Trading.Requests;
using MiniExchange.Application.History;
using MiniExchange.Application.Users;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Trading.Routes;

/// <summary>What self-trade prevention kept an account's orders from.</summary>
internal sealed class PreventedMatchRoutes(IHistory history, CaughtUpHistory caughtUp) : ITradingResource
{
    public IEnumerable<TradingRoute> Routes =>
    [
        new("GET", "/api/v3/myPreventedMatches", ApiPermissions.UserData, WriteAsync)
        {
            Summary = "What the account's orders on a pair were kept from trading with each other.",
            Returns = "An array of prevented matches, ascending by preventedMatchId.",
            Weight = static parameters => parameters.TryGet("orderId", out _) ? 20 : 2,
            Parameters =
            [
                new("symbol", "A pair, such as BTCUSDT.", IsRequired: true),
                new("preventedMatchId", "The one of this number; this or orderId.", IsInteger: true),
                new("orderId", "Those of one order.", IsInteger: true),
                new("fromPreventedMatchId", "From this number on; with orderId.", IsInteger: true),
                new("limit", "500 unless given, at most 1000; with orderId.", IsInteger: true),
            ],
            Errors = [-1121, -1128],
        },
    ];

    private async ValueTask<TradingError?> WriteAsync(TradingRequest request, Utf8JsonWriter json)
    {
        var read = request.Read;
        var pair = read.Pair();
        var match = read.FirstId("preventedMatchId");
        var order = read.Id("orderId");
        var from = read.FirstId("fromPreventedMatchId");
        var limit = read.Limit(standard: 500, max: 1_000);
        if (match is null && order is null) read.Fail(TradingErrors.MissingBoth("preventedMatchId", "orderId"));
        if (match is not null && (order ?? from) is not null) read.Fail(TradingErrors.BadCombination);
        if (read.Error is { } error) return error;
        if (await caughtUp.WaitAsync(request) is { } behind) return behind;

        var query = new PreventedMatchHistoryQuery(
            request.Account, pair!.Id, match, order is { } id ? new OrderId(id) : null, from, limit);
        json.WriteStartArray();
        foreach (var prevented in await history.PreventedMatchesAsync(query, request.Aborted)) Write(json, request.Account, pair, prevented);
        json.WriteEndArray();
        return null;
    }

    private static void Write(Utf8JsonWriter json, AccountId account, TradingPair pair, HistoricPreventedMatch prevented)
    {
        var match = prevented.Match;
        json.WriteStartObject();
        json.WriteString("symbol"u8, pair.Symbol);
        json.WriteNumber("preventedMatchId"u8, match.MatchId);
        json.WriteNumber("takerOrderId"u8, prevented.TakerOrderId.Value);
        json.WriteString("makerSymbol"u8, pair.Symbol);
        json.WriteNumber("makerOrderId"u8, prevented.MakerOrderId.Value);

        // There are no groups beyond the account, so it is its own.
        json.WriteNumber("tradeGroupId"u8, account.Value);
        json.WriteString("selfTradePreventionMode"u8, OrderWords.Of(match.Mode));
        json.WriteString("price"u8, pair.Format(match.Price));
        if (match.TakerPrevented > QuantityLots.Zero) json.WriteString("takerPreventedQuantity"u8, pair.Format(match.TakerPrevented));
        if (match.MakerPrevented > QuantityLots.Zero) json.WriteString("makerPreventedQuantity"u8, pair.Format(match.MakerPrevented));
        json.WriteNumber("transactTime"u8, prevented.PreventedAtUnixMicros / UnixTime.MicrosPerMillisecond);
        json.WriteEndObject();
    }
}
