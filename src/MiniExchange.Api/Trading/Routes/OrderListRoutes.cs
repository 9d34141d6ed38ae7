using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Extensions.Options;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Limits;
using MiniExchange.Api.Trading.Requests;
using MiniExchange.Application;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.History;
using MiniExchange.Application.Markets;
using MiniExchange.Application.Orders;
using MiniExchange.Application.Users;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Trading.Routes;

/// <summary>Lists of orders that depend on each other: placing, canceling, asking for.</summary>
internal sealed class OrderListRoutes(
    ExchangeClient exchange,
    IHistory history,
    CaughtUpHistory caughtUp,
    MarketDirectory markets,
    OrderCompletion completion,
    OrderCounts counts,
    AccountLimitRules rules,
    IOptions<ApiOptions> options)
    : ITradingResource
{
    private static readonly int[] ListErrors =
        [.. NewOrderParameters.Errors, -1158, -1160, -1165, -1166, -1168, -1196, -1197, -1198, -1199];

    private static readonly string[] PairTypes = ["LIMIT_MAKER", "STOP_LOSS", "STOP_LOSS_LIMIT", "TAKE_PROFIT", "TAKE_PROFIT_LIMIT"];

    private static readonly TradingParameter[] Shared =
    [
        new("symbol", "A pair, such as BTCUSDT.", IsRequired: true),
        new("listClientOrderId", "The caller's name for the list, unique among the account's open lists."),
        new("newOrderRespType", "How much to tell of its orders; RESULT unless given.") { Words = ["ACK", "RESULT", "FULL"] },
        NewOrderParameters.SelfTradePrevention,
    ];

    private static readonly TradingParameter[] SideAndQuantity = SideAndQuantityOf("side", "quantity");
    private static readonly TradingParameter[] PendingSideAndQuantity = SideAndQuantityOf("pendingSide", "pendingQuantity");

    private static readonly TradingParameter[] Working =
    [
        .. SideAndQuantityOf("workingSide", "workingQuantity"),
        .. NewOrderParameters.Of(OrderListParsing.Working, "working", "LIMIT", "LIMIT_MAKER"),
    ];

    public IEnumerable<TradingRoute> Routes =>
    [
        New("/api/v3/orderList/oco", OrderListParsing.ReadOco) with
        {
            Summary = "Places two orders of which one cancels the other as soon as it trades or is triggered; funds are held once.",
            Parameters =
            [
                .. Shared,
                .. SideAndQuantity,
                .. NewOrderParameters.Of(OrderListParsing.Above, "upper", PairTypes),
                .. NewOrderParameters.Of(OrderListParsing.Below, "lower", PairTypes),
            ],
        },
        New("/api/v3/orderList/oto", OrderListParsing.ReadOto) with
        {
            Summary = "Places an order, and another that comes into force once all of the first has traded.",
            Parameters =
            [
                .. Shared,
                .. Working,
                .. PendingSideAndQuantity,
                .. NewOrderParameters.Of(OrderListParsing.Pending, "pending", NewOrderParameters.Types),
            ],
        },
        New("/api/v3/orderList/otoco", OrderListParsing.ReadOtoco) with
        {
            Summary = "Places an order, and a pair of which one cancels the other that comes into force once all of the first has traded.",
            Parameters =
            [
                .. Shared,
                .. Working,
                .. PendingSideAndQuantity,
                .. NewOrderParameters.Of(OrderListParsing.PendingAbove, "upper pending", PairTypes),
                .. NewOrderParameters.Of(OrderListParsing.PendingBelow, "lower pending", PairTypes),
            ],
        },
        New("/api/v3/order/oco", OrderListParsing.ReadOldOco) with
        {
            Summary = "The old way to place two orders of which one cancels the other: one post-only, one stop-loss.",
            Parameters =
            [
                .. Shared,
                .. SideAndQuantity,
                new("price", "The limit of the post-only order.", IsRequired: true),
                new("stopPrice", "The stop price of the stop-loss order; this, trailingDelta, or both."),
                new("trailingDelta", "Its trailing delta.", IsInteger: true),
                new("stopLimitPrice", "Its limit; without one it trades at market."),
                new("stopLimitTimeInForce", "How long it may live; with a limit only, and required there.")
                {
                    Words = NewOrderParameters.TimesInForce,
                },
                new("limitClientOrderId", "The caller's name for the post-only order."),
                new("stopClientOrderId", "The caller's name for the stop-loss order."),
                new("limitIcebergQty", "The most that the book shows of the post-only order at a time."),
                new("stopIcebergQty", "The same of the stop-loss order."),
            ],
        },
        new("POST", "/api/v3/orderList/opo", ApiPermissions.Trade, RefuseOpo) { Summary = "Refused: there are no such lists here.", Returns = "An error.", Errors = [-2010] },
        new("POST", "/api/v3/orderList/opoco", ApiPermissions.Trade, RefuseOpo) { Summary = "Refused: there are no such lists here.", Returns = "An error.", Errors = [-2010] },
        new("DELETE", "/api/v3/orderList", ApiPermissions.Trade, CancelAsync)
        {
            Summary = "Cancels all orders of a list.",
            Returns = "The list, with the reports of its orders.",
            Parameters =
            [
                new("symbol", "A pair, such as BTCUSDT.", IsRequired: true),
                new("orderListId", "The list's number; this or listClientOrderId, or both, which must then agree.", IsInteger: true),
                new("listClientOrderId", "The caller's name for the list."),
                new("newClientOrderId", "The caller's name for the cancel."),
            ],
            Errors = [-1121, -2011],
        },
        new("GET", "/api/v3/orderList", ApiPermissions.UserData, QueryAsync)
        {
            Summary = "One order list, open or closed.",
            Returns = "The list, with the ids of its orders.",
            Weight = static _ => 4,
            Parameters =
            [
                new("orderListId", "The list's number; this or origClientOrderId, or both, which must then agree.", IsInteger: true),
                new("origClientOrderId", "The caller's name for the list."),
            ],
            Errors = [-2013],
        },
        new("GET", "/api/v3/openOrderList", ApiPermissions.UserData, OpenAsync)
        {
            Summary = "Open order lists on all pairs.",
            Returns = "An array of lists, oldest first.",
            Weight = static _ => 6,
        },
        new("GET", "/api/v3/allOrderList", ApiPermissions.UserData, AllAsync)
        {
            Summary = "Order lists on all pairs, open or closed.",
            Returns = "An array of lists, oldest first; from a number on, ascending by number.",
            Weight = static _ => 20,
            Parameters = [new("fromId", "From this number on; not together with a time.", IsInteger: true), .. TimeRange.Parameters],
            Errors = [-1127, -1128],
        },
    ];

    private TradingRoute New(string path, OrderListReading reading) =>
        new("POST", path, ApiPermissions.Trade, (request, json) => PlaceAsync(request, json, reading))
        {
            Summary = "",
            Returns = "The list, with the ids and, by newOrderRespType, the states and fills of its orders.",
            Errors = ListErrors,
        };

    private async ValueTask<TradingError?> PlaceAsync(TradingRequest request, Utf8JsonWriter json, OrderListReading reading)
    {
        if (reading(request.Read, options.Value.DefaultSelfTradePrevention) is not { } list) return request.Read.Error;

        var legs = ImmutableArray.CreateBuilder<OrderTerms>(list.Terms.Legs.Length);
        foreach (var leg in list.Terms.Legs)
        {
            if (completion.Complete(request, list.Pair, leg) is not { } terms) return request.Read.Error;
            legs.Add(terms);
        }

        if (counts.Count(request.Account, legs.Count, request.Used) is { } tooMany) return tooMany;

        var place = new PlaceOrderList(list.Pair, list.Terms with { Legs = legs.MoveToImmutable() }, rules.Limits);
        var outcome = await exchange.PlaceListAsync(request.Account, place, request.DeadlineUnixMicros, request.Aborted);
        if (outcome is not Completed<ListState> { Value: var placed }) return TradingErrors.Of(outcome);

        counts.GiveBack(request.Account, placed.Orders.Count(static order => order.Executed > QuantityLots.Zero), request.Used);
        OrderListJson.WriteNew(json, list.Pair, placed.List, placed.Orders, list.ResponseType);
        return null;
    }

    private static ValueTask<TradingError?> RefuseOpo(TradingRequest request, Utf8JsonWriter json) =>
        new(TradingErrors.NotSupportedHere("OPO"));

    private async ValueTask<TradingError?> CancelAsync(TradingRequest request, Utf8JsonWriter json)
    {
        var pair = request.Read.Pair();
        var name = ReadName(request.Read, "listClientOrderId");
        var cancelName = request.Read.ClientOrderId("newClientOrderId") ?? ClientOrderIds.Make();
        if (request.Read.Error is { } error) return error;

        var outcome = await exchange.CancelListAsync(
            request.Account, new CancelOrderList(pair!, name, cancelName), request.DeadlineUnixMicros, request.Aborted);
        if (outcome is not Completed<ListState> { Value: var canceled }) return TradingErrors.Of(outcome);
        OrderListJson.WriteCanceled(json, pair!, canceled.List, canceled.Orders, cancelName);
        return null;
    }

    private async ValueTask<TradingError?> QueryAsync(TradingRequest request, Utf8JsonWriter json)
    {
        var name = ReadName(request.Read, "origClientOrderId");
        if (request.Read.Error is { } error) return error;

        var outcome = await exchange.ListAsync(request.Account, new ListNamed(name), request.Aborted);
        if (outcome is Completed<ListState> { Value.List: var list })
        {
            OrderListJson.WriteQueried(json, PairOf(list), list);
            return null;
        }

        if (outcome is not Refused<ListState> { Reason: RejectReason.UnknownOrderList }) return TradingErrors.Of(outcome);

        // The account remembers its last closed lists only; older ones are history's.
        if (await caughtUp.WaitAsync(request) is { } behind) return behind;
        var older = await history.OrderListAsync(request.Account, name.ListId, name.ClientListId, request.Aborted);
        if (older is null) return TradingErrors.NoSuchOrderList;
        OrderListJson.WriteQueried(json, PairOf(older), older);
        return null;
    }

    private async ValueTask<TradingError?> OpenAsync(TradingRequest request, Utf8JsonWriter json)
    {
        var outcome = await exchange.OpenListsAsync(request.Account, request.Aborted);
        if (outcome is not Completed<ListStates> { Value.Lists: var lists }) return TradingErrors.Of(outcome);
        WriteAll(json, lists);
        return null;
    }

    private async ValueTask<TradingError?> AllAsync(TradingRequest request, Utf8JsonWriter json)
    {
        var from = request.Read.FirstId("fromId");
        var (start, end) = TimeRange.Read(request.Read);
        var limit = request.Read.Limit(standard: 500, max: 1_000);
        if (from is not null && (start ?? end) is not null) request.Read.Fail(TradingErrors.BadCombination);
        if (request.Read.Error is { } error) return error;
        if (await caughtUp.WaitAsync(request) is { } behind) return behind;

        var query = new OrderListHistoryQuery(request.Account, from is { } id ? new OrderListId(id) : null, start, end, limit);
        WriteAll(json, await history.OrderListsAsync(query, request.Aborted));
        return null;
    }

    private void WriteAll(Utf8JsonWriter json, IEnumerable<AccountOrderList> lists)
    {
        json.WriteStartArray();
        foreach (var list in lists) OrderListJson.WriteQueried(json, PairOf(list), list);
        json.WriteEndArray();
    }

    private TradingPair PairOf(AccountOrderList list) => markets.PairOf(list.Legs[0].OrderId.Pair);

    private static ListName ReadName(ParameterReader read, string named)
    {
        var number = read.Id("orderListId");
        var name = read.ClientOrderId(named);
        if (number is null && name is null) read.Fail(TradingErrors.MissingBoth(named, "orderListId"));
        return new ListName(new OrderListId(number ?? 0), name);
    }

    private static TradingParameter[] SideAndQuantityOf(string side, string quantity) =>
    [
        new(side, "Direction.", IsRequired: true) { Words = NewOrderParameters.Sides },
        new(quantity, "Of the base asset, a plain decimal on the pair's step.", IsRequired: true),
    ];
}
