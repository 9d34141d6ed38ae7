using System.Collections.Generic;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Trading.Requests;
using MiniExchange.Application;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.History;
using MiniExchange.Application.Markets;
using MiniExchange.Application.Orders;
using MiniExchange.Application.Users;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Trading.Routes;

/// <summary>Many orders and fills of an account: open ones now, all ones from history.</summary>
internal sealed class OrderHistoryRoutes(
    ExchangeClient exchange, IHistory history, CaughtUpHistory caughtUp, MarketDirectory markets) : ITradingResource
{
    private static readonly TradingParameter Symbol = new("symbol", "A pair, such as BTCUSDT.");
    private static readonly TradingParameter RequiredSymbol = Symbol with { IsRequired = true };

    public IEnumerable<TradingRoute> Routes =>
    [
        new("GET", "/api/v3/openOrders", ApiPermissions.UserData, OpenAsync)
        {
            Summary = "Open orders, on one pair or on all.",
            Returns = "An array of orders, oldest first.",
            Weight = static parameters => parameters.TryGet("symbol", out _) ? 6 : 80,
            Parameters = [Symbol],
            Errors = [-1121],
        },
        new("DELETE", "/api/v3/openOrders", ApiPermissions.Trade, CancelOpenAsync)
        {
            Summary = "Cancels every open order on a pair.",
            Returns = "An array of canceled orders, and of order lists with the reports of theirs.",
            Parameters = [RequiredSymbol],
            Errors = [-1121, -2011],
        },
        new("GET", "/api/v3/allOrders", ApiPermissions.UserData, AllAsync)
        {
            Summary = "Orders on a pair, open or closed.",
            Returns = "An array of orders, ascending by orderId.",
            Weight = static _ => 20,
            Parameters = [RequiredSymbol, new("orderId", "From this number on.", IsInteger: true), .. TimeRange.Parameters],
            Errors = [-1121, -1127, -1128],
        },
        new("GET", "/api/v3/myTrades", ApiPermissions.UserData, FillsAsync)
        {
            Summary = "The account's fills on a pair.",
            Returns = "An array of fills, ascending by id.",
            Weight = static parameters => parameters.TryGet("orderId", out _) ? 5 : 20,
            Parameters =
            [
                RequiredSymbol,
                new("orderId", "Of this order only; alone or with fromId.", IsInteger: true),
                new("fromId", "From this trade on; alone or with orderId.", IsInteger: true),
                .. TimeRange.Parameters,
            ],
            Errors = [-1121, -1127, -1128],
        },
    ];

    private async ValueTask<TradingError?> OpenAsync(TradingRequest request, Utf8JsonWriter json)
    {
        var pair = request.Read.OptionalPair();
        if (request.Read.Error is { } error) return error;

        var outcome = await exchange.OpenOrdersAsync(request.Account, pair?.Id, request.Aborted);
        if (outcome is not Completed<OrderStates> { Value: var open }) return TradingErrors.Of(outcome);

        json.WriteStartArray();
        foreach (var order in open.Orders) OrderJson.WriteQueried(json, markets.PairOf(order.Terms.Pair), order);
        json.WriteEndArray();
        return null;
    }

    private async ValueTask<TradingError?> CancelOpenAsync(TradingRequest request, Utf8JsonWriter json)
    {
        var pair = request.Read.Pair();
        if (request.Read.Error is { } error) return error;

        var cancelName = ClientOrderIds.Make();
        var outcome = await exchange.CancelOpenAsync(
            request.Account, new CancelOpenOrders(pair!) { CancelName = cancelName }, request.DeadlineUnixMicros, request.Aborted);
        if (outcome is not Completed<OrderStates> { Value: var canceled }) return TradingErrors.Of(outcome);
        if (canceled.Orders.IsEmpty) return TradingErrors.UnknownOrder;

        json.WriteStartArray();
        CancelJson.WriteAll(json, pair!, canceled, cancelName);
        json.WriteEndArray();
        return null;
    }

    private async ValueTask<TradingError?> AllAsync(TradingRequest request, Utf8JsonWriter json)
    {
        var pair = request.Read.Pair();
        var from = request.Read.FirstId("orderId");
        var (start, end) = TimeRange.Read(request.Read);
        var limit = request.Read.Limit(standard: 500, max: 1_000);
        if (request.Read.Error is { } error) return error;
        if (await caughtUp.WaitAsync(request) is { } behind) return behind;

        var query = new OrderHistoryQuery(
            request.Account, pair!.Id, from is { } id ? new OrderId(id) : null, start, end, limit);
        json.WriteStartArray();
        foreach (var order in await history.OrdersAsync(query, request.Aborted))
        {
            // An order whose book has not answered is not yet one to anybody.
            if (order.Status != OrderStatus.UnderWay) OrderJson.WriteQueried(json, pair, order);
        }

        json.WriteEndArray();
        return null;
    }

    private async ValueTask<TradingError?> FillsAsync(TradingRequest request, Utf8JsonWriter json)
    {
        var pair = request.Read.Pair();
        var order = request.Read.Id("orderId");
        var from = request.Read.FirstId("fromId");
        var (start, end) = TimeRange.Read(request.Read);
        var limit = request.Read.Limit(standard: 500, max: 1_000);
        if ((order ?? from) is not null && (start ?? end) is not null) request.Read.Fail(TradingErrors.BadCombination);
        if (request.Read.Error is { } error) return error;
        if (await caughtUp.WaitAsync(request) is { } behind) return behind;

        var query = new FillHistoryQuery(
            request.Account,
            pair!.Id,
            order is { } orderId ? new OrderId(orderId) : null,
            from is { } tradeId ? new TradeId(tradeId) : null,
            start,
            end,
            limit);
        json.WriteStartArray();
        foreach (var fill in await history.FillsAsync(query, request.Aborted)) OrderJson.WriteFill(json, pair, fill, markets);
        json.WriteEndArray();
        return null;
    }
}
