using System.Collections.Generic;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Actors;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Trading.Requests;
using MiniExchange.Application;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.History;
using MiniExchange.Application.Orders;
using MiniExchange.Application.Users;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Trading.Routes;

/// <summary>Making open orders smaller in their place, and how they became so.</summary>
internal sealed class AmendmentRoutes(ExchangeClient exchange, IHistory history, CaughtUpHistory caughtUp) : ITradingResource
{
    private const int OrderRefused = -2010;
    private const int AmendmentRefused = -2038;

    public IEnumerable<TradingRoute> Routes =>
    [
        new("PUT", "/api/v3/order/amend/keepPriority", ApiPermissions.Trade, AmendAsync)
        {
            Summary = "Makes an open order smaller; it keeps its number and its place. Counts as no new order.",
            Returns = "transactTime, executionId, amendedOrder, and listStatus if it belongs to a list.",
            Weight = static _ => 4,
            Parameters =
            [
                .. OrderNames.Parameters,
                new("newQty", "All that the order shall have, above what of it is traded and below what it has.", IsRequired: true),
                new("newClientOrderId", "The caller's name for the order from then on; one is made up when there is none."),
            ],
            Errors = [-1013, -1121, -2038, -2039],
        },
        new("GET", "/api/v3/order/amendments", ApiPermissions.UserData, AmendmentsAsync)
        {
            Summary = "How an order was amended.",
            Returns = "An array of amendments, ascending by executionId.",
            Weight = static _ => 4,
            Parameters =
            [
                new("symbol", "A pair, such as BTCUSDT.", IsRequired: true),
                new("orderId", "The order's number.", IsRequired: true, IsInteger: true),
                new("fromExecutionId", "From this amendment on.", IsInteger: true),
                new("limit", "500 unless given, at most 1000.", IsInteger: true),
            ],
            Errors = [-1121],
        },
    ];

    private async ValueTask<TradingError?> AmendAsync(TradingRequest request, Utf8JsonWriter json)
    {
        var pair = request.Read.Pair();
        var name = OrderNames.Read(request.Read);
        var quantity = request.Read.Quantity(pair, "newQty");
        var clientOrderId = request.Read.ClientOrderId("newClientOrderId") ?? ClientOrderIds.Make();
        if (pair is not null && quantity < pair.MinQuantity) request.Read.Fail(TradingErrors.LotSize);
        if (request.Read.Error is { } error) return error;

        var amend = new AmendOrder(pair!, name, quantity, clientOrderId);
        var outcome = await exchange.AmendAsync(request.Account, amend, request.DeadlineUnixMicros, request.Aborted);
        if (outcome is not Completed<OrderState> { Value.Order: var order }) return await RefusalAsync(request, amend, outcome);

        AccountOrderList? list = null;
        if (order.ListId != OrderListId.None)
        {
            var found = await exchange.ListAsync(request.Account, new ListNamed(new ListName(order.ListId, null)), request.Aborted);
            if (found is Completed<ListState> { Value.List: var its }) list = its;
        }

        OrderJson.WriteAmended(json, pair!, order, list);
        return null;
    }

    private async ValueTask<TradingError?> AmendmentsAsync(TradingRequest request, Utf8JsonWriter json)
    {
        var pair = request.Read.Pair();
        var order = request.Read.Id("orderId", required: true);
        var from = request.Read.FirstId("fromExecutionId");
        var limit = request.Read.Limit(standard: 500, max: 1_000);
        if (request.Read.Error is { } error) return error;
        if (await caughtUp.WaitAsync(request) is { } behind) return behind;

        var query = new AmendmentHistoryQuery(request.Account, pair!.Id, new OrderId(order!.Value), from, limit);
        json.WriteStartArray();
        foreach (var amendment in await history.AmendmentsAsync(query, request.Aborted))
        {
            json.WriteStartObject();
            json.WriteString("symbol"u8, pair.Symbol);
            json.WriteNumber("orderId"u8, amendment.OrderId.Value);
            json.WriteNumber("executionId"u8, amendment.ExecutionId);
            json.WriteString("origClientOrderId"u8, amendment.FormerClientOrderId);
            json.WriteString("newClientOrderId"u8, amendment.ClientOrderId);
            json.WriteString("origQty"u8, pair.Format(amendment.FormerQuantity));
            json.WriteString("newQty"u8, pair.Format(amendment.Quantity));
            json.WriteNumber("time"u8, amendment.AmendedAtUnixMicros / UnixTime.MicrosPerMillisecond);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return null;
    }

    private async ValueTask<TradingError> RefusalAsync(TradingRequest request, AmendOrder amend, Outcome<OrderState> outcome)
    {
        if (outcome is not Refused<OrderState> { Reason: var reason }) return TradingErrors.Of(outcome);
        if (reason != RejectReason.UnknownOrder)
        {
            var error = ReasonAnswers.Of(reason).Trading;
            return error.Code == OrderRefused ? error with { Code = AmendmentRefused } : error;
        }

        var (number, name) = amend.Name;
        if (number == OrderId.None || name is null) return TradingErrors.AmendedUnknownOrder;
        var byNumber = await exchange.OrderAsync(
            request.Account, new OrderNamed(amend.Pair.Id, new OrderName(number, null)), request.Aborted);
        return byNumber is Completed<OrderState> { Value.Order.End: null }
            ? TradingErrors.NotThatOrdersName
            : TradingErrors.AmendedUnknownOrder;
    }
}
