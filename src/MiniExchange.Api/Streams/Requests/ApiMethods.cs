using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Linq;
using MiniExchange.Api.Trading;

namespace MiniExchange.Api.Streams.Requests;

/// <summary>The methods of the WebSocket API, each of which is a route of the trading API under another name.</summary>
internal sealed class ApiMethods(IEnumerable<ITradingResource> resources)
{
    private static readonly (string Name, string Route)[] Names =
    [
        ("ping", "GET ping"),
        ("time", "GET time"),
        ("exchangeInfo", "GET exchangeInfo"),
        ("executionRules", "GET executionRules"),
        ("depth", "GET depth"),
        ("trades.recent", "GET trades"),
        ("trades.historical", "GET historicalTrades"),
        ("blockTrades.historical", "GET historicalBlockTrades"),
        ("trades.aggregate", "GET aggTrades"),
        ("klines", "GET klines"),
        ("uiKlines", "GET uiKlines"),
        ("avgPrice", "GET avgPrice"),
        ("ticker", "GET ticker"),
        ("ticker.24hr", "GET ticker/24hr"),
        ("ticker.tradingDay", "GET ticker/tradingDay"),
        ("ticker.price", "GET ticker/price"),
        ("ticker.book", "GET ticker/bookTicker"),
        ("referencePrice", "GET referencePrice"),
        ("referencePrice.calculation", "GET referencePrice/calculation"),
        ("order.place", "POST order"),
        ("order.test", "POST order/test"),
        ("order.status", "GET order"),
        ("order.cancel", "DELETE order"),
        ("order.cancelReplace", "POST order/cancelReplace"),
        ("order.amend.keepPriority", "PUT order/amend/keepPriority"),
        ("order.amendments", "GET order/amendments"),
        ("openOrders.status", "GET openOrders"),
        ("openOrders.cancelAll", "DELETE openOrders"),
        ("allOrders", "GET allOrders"),
        ("myTrades", "GET myTrades"),
        ("orderList.place", "POST order/oco"),
        ("orderList.place.oco", "POST orderList/oco"),
        ("orderList.place.oto", "POST orderList/oto"),
        ("orderList.place.otoco", "POST orderList/otoco"),
        ("orderList.place.opo", "POST orderList/opo"),
        ("orderList.place.opoco", "POST orderList/opoco"),
        ("orderList.cancel", "DELETE orderList"),
        ("orderList.status", "GET orderList"),
        ("openOrderLists.status", "GET openOrderList"),
        ("allOrderLists", "GET allOrderList"),
        ("account.status", "GET account"),
        ("account.commission", "GET account/commission"),
        ("account.rateLimits.orders", "GET rateLimit/order"),
        ("myFilters", "GET myFilters"),
        ("myPreventedMatches", "GET myPreventedMatches"),
        ("myAllocations", "GET myAllocations"),
        ("sor.order.place", "POST sor/order"),
        ("sor.order.test", "POST sor/order/test"),
    ];

    private readonly FrozenDictionary<string, TradingRoute> _routes = Find(resources);

    /// <summary>The route of a method; null if there is no such method here.</summary>
    public TradingRoute? Find(string method) => _routes.GetValueOrDefault(method);

    private static FrozenDictionary<string, TradingRoute> Find(IEnumerable<ITradingResource> resources)
    {
        var routes = resources.SelectMany(static resource => resource.Routes).ToDictionary(static route => $"{route.Method} {route.Path}");
        return Names
            .Select(name => (name.Name, Route: routes.GetValueOrDefault(name.Route.Replace(" ", " /api/v3/", StringComparison.Ordinal))))
            .Where(static named => named.Route is not null)
            .ToFrozenDictionary(static named => named.Name, static named => named.Route!, StringComparer.Ordinal);
    }
}
