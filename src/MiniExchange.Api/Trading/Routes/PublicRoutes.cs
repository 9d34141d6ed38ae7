using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors;
using MiniExchange.Api.Errors;
using MiniExchange.Api.MarketData;
using MiniExchange.Api.Trading.Requests;
using MiniExchange.Application;
using MiniExchange.Application.Books;
using MiniExchange.Application.History;
using MiniExchange.Application.Markets;
using MiniExchange.Application.Orders;
using MiniExchange.Application.Users;
using MiniExchange.Domain.Markets;

namespace MiniExchange.Api.Trading.Routes;

/// <summary>A pair's book and its newest trades, and whether the exchange is there.</summary>
internal sealed class PublicRoutes(
    ExchangeClient exchange, MarketDirectory markets, IHistory history, IEngine engine, TimeProvider time) : ITradingResource
{
    private static readonly TradingParameter Symbol = new("symbol", "A pair, such as BTCUSDT.");
    private static readonly TradingParameter RequiredSymbol = Symbol with { IsRequired = true };
    private static readonly TradingParameter SymbolList = new("symbols", "A JSON array of pairs; not together with symbol.");

    public IEnumerable<TradingRoute> Routes =>
    [
        Get("/api/v3/ping", Ping) with
        {
            Summary = "Whether the API answers.", Returns = "An empty object.", AnswersBeforeOpening = true,
        },
        Get("/api/v3/time", Time) with
        {
            Summary = "The exchange's clock.", Returns = "serverTime, in milliseconds.", AnswersBeforeOpening = true,
        },
        Get("/sapi/v1/system/status", SystemStatus) with
        {
            Summary = "Whether the exchange trades.", Returns = "status: 0 normal, 1 maintenance; msg.", AnswersBeforeOpening = true,
        },
        Get("/api/v3/depth", DepthAsync) with
        {
            Summary = "The best levels of a book.",
            Returns = "lastUpdateId; bids, highest first, and asks, lowest first, each a price and a quantity.",
            Weight = DepthWeight,
            Parameters = [RequiredSymbol, new("limit", "Levels a side; 100 unless given, at most 5000.", IsInteger: true)],
            Errors = [-1121],
        },
        Get("/api/v3/trades", TradesAsync) with
        {
            Summary = "The newest trades of a pair, oldest first.",
            Returns = "An array of id, price, qty, quoteQty, time, isBuyerMaker, isBestMatch.",
            Weight = static _ => 25,
            Parameters = [RequiredSymbol, new("limit", "500 unless given, at most 1000.", IsInteger: true)],
            Errors = [-1121],
        },
        NotSupported("/api/v3/executionRules", symbol: SymbolList),
        NotSupported("/api/v3/referencePrice", symbol: RequiredSymbol),
        NotSupported("/api/v3/referencePrice/calculation", symbol: RequiredSymbol),
        Nothing("/sapi/v1/margin/allPairs", isArray: true),
        Nothing("/sapi/v1/margin/isolated/allPairs", isArray: true),
        Nothing("/fapi/v1/exchangeInfo", isArray: false),
        Nothing("/dapi/v1/exchangeInfo", isArray: false),
    ];

    private static ValueTask<TradingError?> Ping(TradingRequest request, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteEndObject();
        return default;
    }

    private ValueTask<TradingError?> Time(TradingRequest request, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("serverTime"u8, time.GetUtcNow().ToUnixTimeMilliseconds());
        json.WriteEndObject();
        return default;
    }

    private ValueTask<TradingError?> SystemStatus(TradingRequest request, Utf8JsonWriter json)
    {
        var isReady = markets.IsKnown && engine.IsCurrent && engine.Health.State == EngineState.Ready;
        json.WriteStartObject();
        json.WriteNumber("status"u8, isReady ? 0 : 1);
        json.WriteString("msg"u8, isReady ? "normal"u8 : "system_maintenance"u8);
        json.WriteEndObject();
        return default;
    }

    private async ValueTask<TradingError?> DepthAsync(TradingRequest request, Utf8JsonWriter json)
    {
        var pair = request.Read.Pair();
        var limit = request.Read.Limit(standard: 100, max: 5_000);
        if (request.Read.Error is { } error) return error;

        var outcome = await exchange.DepthAsync(pair!.Symbol, limit, request.Aborted);
        if (outcome is not Completed<DepthState> { Value: var depth }) return TradingErrors.Of(outcome);

        // No time of its own: clients would take it for a stream event and hold the next one against it.
        json.WriteStartObject();
        json.WriteNumber("lastUpdateId"u8, depth.UpdateId);
        MarketJson.WriteLevels(json, "bids"u8, pair, depth.Bids);
        MarketJson.WriteLevels(json, "asks"u8, pair, depth.Asks);
        json.WriteEndObject();
        return null;
    }

    private async ValueTask<TradingError?> TradesAsync(TradingRequest request, Utf8JsonWriter json)
    {
        var pair = request.Read.Pair();
        var limit = request.Read.Limit(standard: 500, max: 1_000);
        if (request.Read.Error is { } error) return error;

        json.WriteStartArray();
        foreach (var trade in await history.RecentTradesAsync(pair!.Id, limit, request.Aborted)) WriteTrade(json, pair, trade);
        json.WriteEndArray();
        return null;
    }

    /// <summary>One trade as everybody may see it.</summary>
    public static void WriteTrade(Utf8JsonWriter json, TradingPair pair, PublicTrade trade)
    {
        json.WriteStartObject();
        json.WriteNumber("id"u8, trade.TradeId.Value);
        json.WriteString("price"u8, pair.Format(trade.Price));
        json.WriteString("qty"u8, pair.Format(trade.Quantity));
        json.WriteString("quoteQty"u8, pair.Quote.Format(trade.QuoteAmount));
        json.WriteNumber("time"u8, trade.ExecutedAtUnixMicros / UnixTime.MicrosPerMillisecond);
        json.WriteBoolean("isBuyerMaker"u8, trade.IsBuyerMaker);
        json.WriteBoolean("isBestMatch"u8, true);
        json.WriteEndObject();
    }

    private static TradingRoute Get(string path, TradingHandler handler) =>
        new("GET", path, ApiPermissions.None, handler) { Summary = "", Returns = "" };

    // Known to clients, and not here: an answer that looks like one would be taken for a rule of this exchange.
    private static TradingRoute NotSupported(string path, TradingParameter symbol) =>
        Get(path, static (_, _) => new(TradingErrors.NoSuchRoute)) with
        {
            Summary = "Not supported: pairs have no reference price and no execution rules.",
            Returns = "Always error -1020.",
            Weight = static _ => 2,
            Parameters = [symbol],
            Errors = [-1020],
        };

    // Clients ask for margin pairs and futures before they trade spot; saying that there are none lets them go on.
    private static TradingRoute Nothing(string path, bool isArray) => Get(path, (_, json) =>
    {
        if (isArray)
        {
            json.WriteStartArray();
            json.WriteEndArray();
        }
        else
        {
            json.WriteStartObject();
            json.WriteStartArray("symbols"u8);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return default;
    }) with { Summary = "Says that there is nothing of the kind.", Returns = isArray ? "An empty array." : "An empty list of symbols." };

    // What is no number of levels is refused, except one that is far too large: the answer has as many as there may be.
    private static int DepthWeight(RawParameters parameters)
    {
        if (!parameters.TryGet("limit", out var text)) return 5;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var levels)) levels = long.MaxValue;
        return levels switch { <= 100 => 5, <= 500 => 25, <= 1_000 => 50, _ => 250 };
    }
}
