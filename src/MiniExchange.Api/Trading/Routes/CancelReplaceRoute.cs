using System.Collections.Generic;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Extensions.Options;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Limits;
using MiniExchange.Api.Trading.Requests;
using MiniExchange.Application;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.Orders;
using MiniExchange.Application.Users;
using MiniExchange.Domain;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Trading.Routes;

/// <summary>Cancels an order and places another, which may spend what the cancel frees.</summary>
internal sealed class CancelReplaceRoute(
    ExchangeClient exchange, OrderCompletion completion, OrderCounts counts, AccountLimitRules rules, IOptions<ApiOptions> options)
    : ITradingResource
{
    private static readonly (string, bool)[] Modes = [("STOP_ON_FAILURE", false), ("ALLOW_FAILURE", true)];
    private static readonly (string, bool)[] ExceededModes = [("DO_NOTHING", false), ("CANCEL_ONLY", true)];

    public IEnumerable<TradingRoute> Routes =>
    [
        new("POST", "/api/v3/order/cancelReplace", ApiPermissions.Trade, ReplaceAsync)
        {
            Summary = "Cancels an open order and places another, which may spend what the cancel frees.",
            Returns = "cancelResult, newOrderResult, cancelResponse, newOrderResponse; as data of the error if one of them failed.",
            Parameters =
            [
                .. NewOrderParameters.All,
                new("cancelReplaceMode", "Whether to place the new order even if the cancel fails.", IsRequired: true)
                {
                    Words = ["STOP_ON_FAILURE", "ALLOW_FAILURE"],
                },
                new("cancelOrderId", "The order's number; this or cancelOrigClientOrderId, or both, which must then agree.", IsInteger: true),
                new("cancelOrigClientOrderId", "The caller's name for the order."),
                new("cancelNewClientOrderId", "The caller's name for the cancel."),
                OrderNames.RestrictionParameter,
                new("orderRateLimitExceededMode", "Whether to cancel even if the account has sent too many orders.")
                {
                    Words = ["DO_NOTHING", "CANCEL_ONLY"],
                },
            ],
            Errors = [.. NewOrderParameters.Errors, -1145, -2021, -2022],
        },
    ];

    private async ValueTask<TradingError?> ReplaceAsync(TradingRequest request, Utf8JsonWriter json)
    {
        var read = request.Read;
        var evenIfCancelFails = read.Choice("cancelReplaceMode", Modes, null, standard: null);
        var name = OrderNames.Read(read, "cancelOrderId", "cancelOrigClientOrderId");
        var cancelName = read.ClientOrderId("cancelNewClientOrderId") ?? ClientOrderIds.Make();
        var restriction = OrderNames.ReadRestriction(read);
        var cancelsInAnyCase = read.Choice("orderRateLimitExceededMode", ExceededModes, null, standard: false);
        if (OrderParsing.Read(read, options.Value.DefaultSelfTradePrevention) is not { } order
            || completion.Complete(request, order.Pair, order.Terms) is not { } terms)
        {
            return read.Error;
        }

        var cancel = new CancelOrder(order.Pair, name, restriction) { CancelName = cancelName };
        if (counts.Count(request.Account, orders: 1, request.Used) is { } tooMany)
        {
            return cancelsInAnyCase == true ? await CancelOnlyAsync(request, cancel, evenIfCancelFails == true, tooMany) : tooMany;
        }

        var replace = new ReplaceOrder(cancel, terms, evenIfCancelFails == true, rules.Limits);
        var outcome = await exchange.ReplaceAsync(request.Account, replace, request.DeadlineUnixMicros, request.Aborted);
        if (outcome is not Completed<ReplaceState> { Value: var state }) return TradingErrors.Of(outcome);

        if (state.Placed is { } placed && placed.Executed > QuantityLots.Zero) counts.GiveBack(request.Account, orders: 1, request.Used);
        var result = new CancelReplaceResult(
            order.Pair,
            cancelName,
            state.Canceled,
            CancelErrorOf(state),
            state.Placed,
            ErrorOf(state.PlaceRefusal),
            order.ResponseType);
        if (result.Error is { } error) return error;
        result.Write(json);
        return null;
    }

    // With too many orders sent there is no new one; whether it counts as failed or as not attempted follows from the mode.
    private async ValueTask<TradingError?> CancelOnlyAsync(
        TradingRequest request, CancelOrder cancel, bool evenIfCancelFails, TradingError tooMany)
    {
        var outcome = await exchange.CancelAsync(request.Account, cancel, request.DeadlineUnixMicros, request.Aborted);
        if (outcome is not (Completed<OrderStates> or Refused<OrderStates>)) return TradingErrors.Of(outcome);

        var canceled = outcome is Completed<OrderStates> { Value: var states } ? states : new OrderStates([]);
        var cancelError = outcome is Refused<OrderStates> ? TradingErrors.Of(outcome)
            : canceled.Orders.IsEmpty ? TradingErrors.UnknownOrder : null;
        var placeError = cancelError is null || evenIfCancelFails ? tooMany : null;
        var error = new CancelReplaceResult(cancel.Pair, cancel.CancelName, canceled, cancelError, null, placeError, default).Error!;
        return evenIfCancelFails ? error : error with { Status = tooMany.Status, RetryAfterSeconds = tooMany.RetryAfterSeconds };
    }

    // The order may have traded in full while the cancel was on its way.
    private static TradingError? CancelErrorOf(ReplaceState state) =>
        ErrorOf(state.CancelRefusal) ?? (state.Canceled.Orders.IsEmpty ? TradingErrors.UnknownOrder : null);

    private static TradingError? ErrorOf(RejectReason reason) =>
        reason == RejectReason.None ? null : ReasonAnswers.Of(reason).Trading;
}
