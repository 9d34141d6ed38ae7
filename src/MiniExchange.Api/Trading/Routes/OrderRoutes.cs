using System.Collections.Generic;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Extensions.Options;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Limits;
using MiniExchange.Api.Trading.Requests;
using MiniExchange.Application;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.Books;
using MiniExchange.Application.History;
using MiniExchange.Application.Orders;
using MiniExchange.Application.Users;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Trading.Routes;

/// <summary>One order: placing, testing, asking for, canceling.</summary>
internal sealed class OrderRoutes(
    ExchangeClient exchange,
    IHistory history,
    CaughtUpHistory caughtUp,
    OrderCompletion completion,
    OrderCounts counts,
    AccountLimitRules rules,
    IOptions<ApiOptions> options)
    : ITradingResource
{
    private static readonly (string, bool)[] Booleans = [("true", true), ("false", false)];

    public IEnumerable<TradingRoute> Routes =>
    [
        new("POST", "/api/v3/order", ApiPermissions.Trade, PlaceAsync)
        {
            Summary = "Places an order and answers once it is durable, with all its fills so far.",
            Returns = "By newOrderRespType: the order's ids, its state, its fills.",
            Parameters = NewOrderParameters.All,
            Errors = NewOrderParameters.Errors,
        },
        new("POST", "/api/v3/order/test", ApiPermissions.Trade, TestAsync)
        {
            Summary = "Checks an order in everything but the balance; places nothing.",
            Returns = "An empty object, or the order's commission rates.",
            Weight = static parameters => parameters.TryGet("computeCommissionRates", out var text) && text is "true" ? 20 : 1,
            Parameters =
            [
                .. NewOrderParameters.All,
                new("computeCommissionRates", "Whether to tell the order's commission rates.") { Words = ["true", "false"] },
            ],
            Errors = NewOrderParameters.Errors,
        },
        new("GET", "/api/v3/order", ApiPermissions.UserData, QueryAsync)
        {
            Summary = "One order, open or closed.",
            Returns = "The order.",
            Weight = static _ => 4,
            Parameters = OrderNames.Parameters,
            Errors = [-1121, -2013],
        },
        new("DELETE", "/api/v3/order", ApiPermissions.Trade, CancelAsync)
        {
            Summary = "Cancels an open order; if it belongs to a list, the list.",
            Returns = "The order as canceled; origClientOrderId is its name, clientOrderId the cancel's. Or the list, with the reports of its orders.",
            Parameters =
            [
                .. OrderNames.Parameters,
                new("newClientOrderId", "The caller's name for the cancel."),
                OrderNames.RestrictionParameter,
            ],
            Errors = [-1121, -1145, -2011],
        },
    ];

    private async ValueTask<TradingError?> PlaceAsync(TradingRequest request, Utf8JsonWriter json)
    {
        if (OrderParsing.Read(request.Read, options.Value.DefaultSelfTradePrevention) is not { } order
            || completion.Complete(request, order.Pair, order.Terms) is not { } terms)
        {
            return request.Read.Error;
        }

        if (counts.Count(request.Account, orders: 1, request.Used) is { } tooMany) return tooMany;

        var place = new PlaceOrder(order.Pair, terms) { Limits = rules.Limits };
        var outcome = await exchange.PlaceAsync(request.Account, place, request.DeadlineUnixMicros, request.Aborted);
        if (outcome is not Completed<OrderState> { Value.Order: var placed }) return TradingErrors.Of(outcome);

        if (placed.Executed > QuantityLots.Zero) counts.GiveBack(request.Account, orders: 1, request.Used);
        OrderJson.WriteNew(json, order.Pair, placed, order.ResponseType);
        return null;
    }

    private async ValueTask<TradingError?> TestAsync(TradingRequest request, Utf8JsonWriter json)
    {
        var tellRates = request.Read.Choice("computeCommissionRates", Booleans, null, standard: false);
        if (OrderParsing.Read(request.Read, options.Value.DefaultSelfTradePrevention) is not { } order
            || completion.Complete(request, order.Pair, order.Terms) is not { } terms)
        {
            return request.Read.Error;
        }

        // In the order in which a real one would meet them, so that the same reason is told.
        var byAccount = await exchange.TestAsync(
            request.Account, new TestOrder(order.Pair, terms, rules.Limits), request.DeadlineUnixMicros, request.Aborted);
        if (byAccount is not Completed<OrderPassed>) return TradingErrors.Of(byAccount);
        var byBook = await exchange.TryAsync(order.Pair.Symbol, new TryOrder(Unpaid(request.Account, terms)), request.Aborted);
        if (byBook is not Completed<OrderPassed>) return TradingErrors.Of(byBook);

        json.WriteStartObject();
        if (tellRates == true) CommissionJson.WriteForOrder(json, order.Pair);
        json.WriteEndObject();
        return null;
    }

    private async ValueTask<TradingError?> QueryAsync(TradingRequest request, Utf8JsonWriter json)
    {
        var pair = request.Read.Pair();
        var name = OrderNames.Read(request.Read);
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
        var name = OrderNames.Read(request.Read);
        var cancelName = request.Read.ClientOrderId("newClientOrderId") ?? ClientOrderIds.Make();
        var restriction = OrderNames.ReadRestriction(request.Read);
        if (request.Read.Error is { } error) return error;

        var cancel = new CancelOrder(pair!, name, restriction) { CancelName = cancelName };
        var outcome = await exchange.CancelAsync(request.Account, cancel, request.DeadlineUnixMicros, request.Aborted);
        if (outcome is not Completed<OrderStates> { Value: var canceled }) return TradingErrors.Of(outcome);

        // The order may have traded in full while the cancel was on its way.
        if (canceled.Orders.IsEmpty) return TradingErrors.UnknownOrder;
        CancelJson.WriteAll(json, pair!, canceled, cancelName);
        return null;
    }

    private static NewOrder Unpaid(AccountId account, OrderTerms terms) => new(
        account,
        default,
        terms.Side,
        terms.Type,
        terms.TimeInForce,
        terms.LimitPrice,
        terms.Quantity,
        terms.QuoteQuantity,
        AssetUnits.Zero,
        terms.SelfTradePrevention)
    {
        Stop = terms.Stop,
        DisplayQuantity = terms.DisplayQuantity,
    };
}
