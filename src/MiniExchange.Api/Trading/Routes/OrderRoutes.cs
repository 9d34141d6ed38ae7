using System.Collections.Generic;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Extensions.Options;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Limits;
using MiniExchange.Api.Trading.Requests;
using MiniExchange.Application;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.History;
using MiniExchange.Application.Orders;
using MiniExchange.Application.Users;
using MiniExchange.Domain;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Trading.Routes;

/// <summary>One order: placing, testing, asking for, canceling.</summary>
internal sealed class OrderRoutes(
    ExchangeClient exchange, IHistory history, CaughtUpHistory caughtUp, OrderCounts counts, IOptions<ApiOptions> options)
    : ITradingResource
{
    private static readonly (string, CancelRestriction)[] Restrictions =
        [("ONLY_NEW", CancelRestriction.OnlyNew), ("ONLY_PARTIALLY_FILLED", CancelRestriction.OnlyPartiallyFilled)];

    private static readonly TradingParameter[] NewOrder =
    [
        new("symbol", "A pair, such as BTCUSDT.", IsRequired: true),
        new("side", "Direction.", IsRequired: true) { Words = ["BUY", "SELL"] },
        new("type", "How it takes its price.", IsRequired: true) { Words = ["LIMIT", "LIMIT_MAKER", "MARKET"] },
        new("timeInForce", "How long it may live; LIMIT only, and required there.") { Words = ["GTC", "IOC", "FOK"] },
        new("quantity", "Of the base asset, a plain decimal on the pair's step; required but for MARKET by quoteOrderQty."),
        new("quoteOrderQty", "What to spend or receive of the quote asset; MARKET only, instead of quantity."),
        new("price", "The limit, a plain decimal on the pair's tick; required for LIMIT and LIMIT_MAKER."),
        new("newClientOrderId", "The caller's name for it, 1 to 36 of A-Z a-z 0-9 - _ . : /, unique among the account's open orders."),
        new("newOrderRespType", "What to answer with; ACK for LIMIT_MAKER, else FULL, unless given.") { Words = ["ACK", "RESULT", "FULL"] },
        new("selfTradePreventionMode", "What to do on meeting an order of the same account.")
        {
            Words = ["NONE", "EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH"],
        },
    ];

    private static readonly int[] NewOrderErrors =
        [-1013, -1014, -1015, -1100, -1106, -1108, -1111, -1115, -1116, -1117, -1121, -2010];

    private static readonly TradingParameter[] WhichOrder =
    [
        new("symbol", "A pair, such as BTCUSDT.", IsRequired: true),
        new("orderId", "The order's number; this or origClientOrderId, or both, which must then agree.", IsInteger: true),
        new("origClientOrderId", "The caller's name for the order."),
    ];

    public IEnumerable<TradingRoute> Routes =>
    [
        new("POST", "/api/v3/order", ApiPermissions.Trade, PlaceAsync)
        {
            Summary = "Places an order and answers once it is durable, with all its fills so far.",
            Returns = "By newOrderRespType: the order's ids, its state, its fills.",
            Parameters = NewOrder,
            Errors = NewOrderErrors,
        },
        new("POST", "/api/v3/order/test", ApiPermissions.Trade, Test)
        {
            Summary = "Checks an order as far as it can be judged without balances, open orders and the book; places nothing.",
            Returns = "An empty object.",
            Parameters = NewOrder,
            Errors = NewOrderErrors,
        },
        new("GET", "/api/v3/order", ApiPermissions.UserData, QueryAsync)
        {
            Summary = "One order, open or closed.",
            Returns = "The order.",
            Weight = static _ => 4,
            Parameters = WhichOrder,
            Errors = [-1121, -2013],
        },
        new("DELETE", "/api/v3/order", ApiPermissions.Trade, CancelAsync)
        {
            Summary = "Cancels an open order.",
            Returns = "The order as canceled; origClientOrderId is its name, clientOrderId the cancel's.",
            Parameters =
            [
                .. WhichOrder,
                new("newClientOrderId", "The caller's name for the cancel."),
                new("cancelRestrictions", "Cancels only an order in this state.") { Words = ["ONLY_NEW", "ONLY_PARTIALLY_FILLED"] },
            ],
            Errors = [-1121, -1145, -2011],
        },
    ];

    private async ValueTask<TradingError?> PlaceAsync(TradingRequest request, Utf8JsonWriter json)
    {
        if (OrderParsing.Read(request.Read, options.Value.DefaultSelfTradePrevention) is not { } order) return request.Read.Error;
        if (counts.Count(request.Account, orders: 1, request.Used) is { } tooMany) return tooMany;

        var outcome = await exchange.PlaceAsync(
            request.Account, new PlaceOrder(order.Pair, order.Terms), request.DeadlineUnixMicros, request.Aborted);
        if (outcome is not Completed<OrderState> { Value.Order: var placed }) return TradingErrors.Of(outcome);

        if (placed.Executed > QuantityLots.Zero) counts.GiveBack(request.Account, request.Used);
        OrderJson.WriteNew(json, order.Pair, placed, order.ResponseType);
        return null;
    }

    private ValueTask<TradingError?> Test(TradingRequest request, Utf8JsonWriter json)
    {
        if (OrderParsing.Read(request.Read, options.Value.DefaultSelfTradePrevention) is null)
        {
            return new ValueTask<TradingError?>(request.Read.Error);
        }

        json.WriteStartObject();
        json.WriteEndObject();
        return default;
    }

    private async ValueTask<TradingError?> QueryAsync(TradingRequest request, Utf8JsonWriter json)
    {
        var pair = request.Read.Pair();
        var name = ReadName(request.Read);
        if (request.Read.Error is { } error) return error;

        var outcome = await exchange.OrderAsync(request.Account, new OrderNamed(pair!.Id, name), request.Aborted);
        if (outcome is Completed<OrderState> { Value.Order: var order })
        {
            OrderJson.WriteQueried(json, pair, order);
            return null;
        }

        if (outcome is not Refused<OrderState> { Reason: RejectReason.UnknownOrder }) return TradingErrors.Of(outcome);

        // The account remembers its last closed orders only; older ones are history's.
        if (await caughtUp.WaitAsync(request) is { } behind) return behind;
        var older = await history.OrderAsync(request.Account, pair.Id, name.OrderId, name.ClientOrderId, request.Aborted);
        if (older is null) return TradingErrors.NoSuchOrder;
        OrderJson.WriteQueried(json, pair, older);
        return null;
    }

    private async ValueTask<TradingError?> CancelAsync(TradingRequest request, Utf8JsonWriter json)
    {
        var pair = request.Read.Pair();
        var name = ReadName(request.Read);
        var cancelName = request.Read.ClientOrderId("newClientOrderId") ?? ClientOrderIds.Make();
        var restriction = request.Read.Choice(
            "cancelRestrictions", Restrictions, TradingErrors.BadCancelRestrictions, CancelRestriction.None);
        if (request.Read.Error is { } error) return error;

        var outcome = await exchange.CancelAsync(
            request.Account, new CancelOrder(pair!, name, restriction!.Value), request.DeadlineUnixMicros, request.Aborted);
        if (outcome is not Completed<OrderStates> { Value.Orders: var canceled }) return TradingErrors.Of(outcome);

        // The order may have traded in full while the cancel was on its way.
        if (canceled.IsEmpty) return TradingErrors.UnknownOrder;
        OrderJson.WriteCanceled(json, pair!, canceled[0], cancelName);
        return null;
    }

    private static OrderName ReadName(ParameterReader read)
    {
        var orderId = read.Id("orderId");
        var clientOrderId = read.ClientOrderId("origClientOrderId");
        if (orderId is null && clientOrderId is null) read.Fail(TradingErrors.MissingBoth("origClientOrderId", "orderId"));
        return new OrderName(new OrderId(orderId ?? 0), clientOrderId);
    }
}
