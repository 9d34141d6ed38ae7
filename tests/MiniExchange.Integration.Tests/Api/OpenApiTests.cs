using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Integration.Tests.Api.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Api;

public sealed class OpenApiTests : IAsyncLifetime
{
    private ApiHost _host = null!;

    public async Task InitializeAsync() => _host = await ApiHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Description_NamesEveryRouteWithItsErrors()
    {
        var paths = (await DescriptionAsync()).GetProperty("paths");

        var operations = paths.EnumerateObject()
            .SelectMany(static path => path.Value.EnumerateObject().Select(operation => (Name: $"{operation.Name} {path.Name}", operation.Value)))
            .ToDictionary(static operation => operation.Name, static operation => operation.Value);
        Assert.Equal(
            [
                "delete /api/v1/api-keys/{apiKey}",
                "delete /api/v3/openOrders",
                "delete /api/v3/order",
                "delete /api/v3/orderList",
                "delete /api/v3/userDataStream",
                "get /api/v1/admin/reconciliation",
                "get /api/v1/admin/restrictions",
                "get /api/v1/api-keys",
                "get /api/v1/settlement/batches",
                "get /api/v3/account",
                "get /api/v3/account/commission",
                "get /api/v3/aggTrades",
                "get /api/v3/allOrderList",
                "get /api/v3/allOrders",
                "get /api/v3/avgPrice",
                "get /api/v3/depth",
                "get /api/v3/exchangeInfo",
                "get /api/v3/executionRules",
                "get /api/v3/historicalTrades",
                "get /api/v3/klines",
                "get /api/v3/myAllocations",
                "get /api/v3/myFilters",
                "get /api/v3/myPreventedMatches",
                "get /api/v3/myTrades",
                "get /api/v3/openOrderList",
                "get /api/v3/openOrders",
                "get /api/v3/order",
                "get /api/v3/order/amendments",
                "get /api/v3/orderList",
                "get /api/v3/ping",
                "get /api/v3/rateLimit/order",
                "get /api/v3/referencePrice",
                "get /api/v3/referencePrice/calculation",
                "get /api/v3/ticker",
                "get /api/v3/ticker/24hr",
                "get /api/v3/ticker/bookTicker",
                "get /api/v3/ticker/price",
                "get /api/v3/ticker/tradingDay",
                "get /api/v3/time",
                "get /api/v3/trades",
                "get /api/v3/uiKlines",
                "get /dapi/v1/exchangeInfo",
                "get /fapi/v1/exchangeInfo",
                "get /health/live",
                "get /health/ready",
                "get /sapi/v1/asset/tradeFee",
                "get /sapi/v1/capital/config/getall",
                "get /sapi/v1/capital/deposit/address",
                "get /sapi/v1/capital/deposit/hisrec",
                "get /sapi/v1/capital/withdraw/history",
                "get /sapi/v1/margin/allPairs",
                "get /sapi/v1/margin/isolated/allPairs",
                "get /sapi/v1/system/status",
                "post /api/v1/admin/credits",
                "post /api/v1/api-keys",
                "post /api/v1/auth/login",
                "post /api/v1/auth/register",
                "post /api/v3/order",
                "post /api/v3/order/cancelReplace",
                "post /api/v3/order/oco",
                "post /api/v3/order/test",
                "post /api/v3/orderList/oco",
                "post /api/v3/orderList/opo",
                "post /api/v3/orderList/opoco",
                "post /api/v3/orderList/oto",
                "post /api/v3/orderList/otoco",
                "post /api/v3/userDataStream",
                "post /sapi/v1/capital/withdraw/apply",
                "put /api/v1/admin/accounts/{userId}/frozen",
                "put /api/v1/admin/markets/{symbol}/halted",
                "put /api/v3/order/amend/keepPriority",
                "put /api/v3/userDataStream",
            ],
            operations.Keys.Order(StringComparer.Ordinal));
        Assert.All(operations, static operation =>
        {
            Assert.NotEmpty(operation.Value.GetProperty("summary").GetString()!);
            Assert.True(operation.Key == "get /health/live" || operation.Value.GetProperty("responses").EnumerateObject().Count() > 1, operation.Key);
        });
    }

    [Fact]
    public async Task Description_OfASignedRoute_TellsWhatItTakes()
    {
        var order = (await DescriptionAsync()).GetProperty("paths").GetProperty("/api/v3/order").GetProperty("post");

        var parameters = order.GetProperty("parameters").EnumerateArray().ToDictionary(static parameter => parameter.GetProperty("name").GetString()!);
        Assert.Equal(
            ["symbol", "side", "type", "timeInForce", "quantity", "quoteOrderQty", "price", "stopPrice", "trailingDelta", "icebergQty",
                "newClientOrderId", "strategyId", "strategyType", "newOrderRespType", "selfTradePreventionMode", "timestamp", "recvWindow", "signature"],
            order.GetProperty("parameters").EnumerateArray().Select(static parameter => parameter.GetProperty("name").GetString()));
        Assert.Equal("""["BUY","SELL"]""", JsonSerializer.Serialize(parameters["side"].GetProperty("schema").GetProperty("enum")));
        Assert.True(parameters["signature"].GetProperty("required").GetBoolean());
        Assert.Contains("-2010", order.GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Equal("apiKey", order.GetProperty("security")[0].EnumerateObject().Single().Name);
    }

    [Fact]
    public async Task Swagger_ShowsAPage()
    {
        using var response = await _host.Client.GetAsync(new Uri("/swagger/", UriKind.Relative));

        Assert.Equal((200, "text/html"), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
    }

    private Task<JsonElement> DescriptionAsync() =>
        _host.Client.GetAsync(new Uri("/openapi/v1.json", UriKind.Relative)).ExpectAsync(200);
}
