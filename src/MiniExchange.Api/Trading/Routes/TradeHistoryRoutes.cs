using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Actors;
using MiniExchange.Api.Errors;
using MiniExchange.Api.MarketData;
using MiniExchange.Api.Trading.Requests;
using MiniExchange.Application.History;
using MiniExchange.Application.MarketData;
using MiniExchange.Application.Users;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Trading.Routes;

/// <summary>Trades, aggregates and candles of the past, from rows.</summary>
internal sealed class TradeHistoryRoutes(IMarketHistory history, TimeProvider time) : ITradingResource
{
    private static readonly TradingParameter Symbol = new("symbol", "A pair, such as BTCUSDT.", IsRequired: true);
    private static readonly TradingParameter Limit = new("limit", "500 unless given, at most 1000.", IsInteger: true);
    private static readonly TradingParameter Start = new("startTime", "From this time on.", IsInteger: true);
    private static readonly TradingParameter End = new("endTime", "Up to this time.", IsInteger: true);

    private static readonly (string, CandleInterval)[] Intervals =
        [.. CandleIntervals.All.Select(static interval => (CandleIntervals.NameOf(interval), interval))];

    public IEnumerable<TradingRoute> Routes =>
    [
        Get("/api/v3/historicalTrades", TradesAsync, weight: 25) with
        {
            Summary = "The trades of a pair from a number on, or the newest; oldest first.",
            Returns = "An array of id, price, qty, quoteQty, time, isBuyerMaker, isBestMatch.",
            Parameters = [Symbol, Limit, new("fromId", "From this trade on.", IsInteger: true)],
            Errors = [-1121],
        },
        Get("/api/v3/aggTrades", AggregatesAsync, weight: 4) with
        {
            Summary = "Trades of one taker at one price at one time, as one; oldest first.",
            Returns = "An array of a (its number), p price, q quantity, f first trade, l last trade, T time, m whether the buyer rested, M true.",
            Parameters = [Symbol, new("fromId", "From this number on.", IsInteger: true), Start, End, Limit],
            Errors = [-1121],
        },
        Candles("/api/v3/klines"),
        Candles("/api/v3/uiKlines"),
    ];

    private async ValueTask<TradingError?> TradesAsync(TradingRequest request, Utf8JsonWriter json)
    {
        var pair = request.Read.Pair();
        var from = request.Read.FirstId("fromId");
        var limit = request.Read.Limit(standard: 500, max: 1_000);
        if (request.Read.Error is { } error) return error;

        var first = from is { } number ? new TradeId(number) : (TradeId?)null;
        json.WriteStartArray();
        foreach (var trade in await history.TradesAsync(pair!.Id, first, limit, request.Aborted)) PublicRoutes.WriteTrade(json, pair, trade);
        json.WriteEndArray();
        return null;
    }

    private async ValueTask<TradingError?> AggregatesAsync(TradingRequest request, Utf8JsonWriter json)
    {
        var pair = request.Read.Pair();
        var from = request.Read.FirstId("fromId");
        var start = request.Read.Time("startTime");
        var end = request.Read.Time("endTime", toEnd: true);
        var limit = request.Read.Limit(standard: 500, max: 1_000);
        if (request.Read.Error is { } error) return error;

        var query = new AggregateTradeQuery(pair!.Id, from, start, end, limit);
        json.WriteStartArray();
        foreach (var aggregate in await history.AggregateTradesAsync(query, request.Aborted))
        {
            json.WriteStartObject();
            MarketJson.WriteAggregate(json, pair, aggregate, TickerJson.Millis(aggregate.ExecutedAtUnixMicros));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return null;
    }

    private async ValueTask<TradingError?> CandlesAsync(TradingRequest request, Utf8JsonWriter json)
    {
        var pair = request.Read.Pair();
        var interval = request.Read.Choice("interval", Intervals, TradingErrors.BadInterval, standard: null);
        var start = request.Read.Time("startTime");
        var end = request.Read.Time("endTime", toEnd: true);
        var offset = TimeZones.OffsetMinutes(request.Read);
        var limit = request.Read.Limit(standard: 500, max: 1_000);
        if (request.Read.Error is { } error) return error;

        var query = new CandleQuery(pair!.Id, new CandleGrid(interval!.Value, offset), start, end, time.GetUnixMicros(), limit);
        json.WriteStartArray();
        foreach (var candle in await history.CandlesAsync(query, request.Aborted)) TickerJson.WriteCandle(json, pair, candle);
        json.WriteEndArray();
        return null;
    }

    private TradingRoute Candles(string path) => Get(path, CandlesAsync, weight: 2) with
    {
        Summary = "Candles of a pair from its first trade on, oldest first; also those without trades, and the one that is under way.",
        Returns = "An array of arrays: open time, open, high, low, close, volume, close time, quote volume, trades, taker buy volume, taker buy quote volume, \"0\".",
        Parameters =
        [
            Symbol,
            new("interval", "How long a candle is.", IsRequired: true) { Words = [.. Intervals.Select(static one => one.Item1)] },
            Start with { Description = "Beginning at this time or later." },
            End with { Description = "Beginning at this time or earlier." },
            new("timeZone", "Where days begin, such as 8 or -03:30; UTC unless given."),
            Limit,
        ],
        Errors = [-1120, -1121, -1130],
    };

    private static TradingRoute Get(string path, TradingHandler handler, int weight) =>
        new("GET", path, ApiPermissions.None, handler) { Summary = "", Returns = "", Weight = _ => weight };
}
