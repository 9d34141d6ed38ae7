using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Actors.Messages;
using MiniExchange.Application;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.History;
using MiniExchange.Domain;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using MiniExchange.Integration.Tests.Api.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Api;

/// <summary>Amendments, prevented matches, and what applies to an account.</summary>
public sealed class AmendmentTests : IAsyncLifetime
{
    private const string Path = "/api/v3/order/amend/keepPriority";
    private ApiHost _host = null!;

    public async Task InitializeAsync() => _host = await ApiHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Amend_WhenDone_TellsTheOrderByBothNamesAndCountsNoOrder()
    {
        _host.Engine.Answer = static _ => new OrderState(Orders.Resting("new") with { FormerClientOrderId = "mine", LastExecution = 22 });

        using var response = await _host.Trader.SendAsync(
            _host.Trader.Signed("PUT", Path, "symbol=BTCUSDT&origClientOrderId=mine&newQty=0.01&newClientOrderId=new"));

        Assert.False(response.Headers.Contains("X-MBX-ORDER-COUNT-10S"));
        HttpJson.Same(
            """
            {"transactTime":1700000000005,"executionId":22,"amendedOrder":{"symbol":"BTCUSDT","orderId":1099511627777,"orderListId":-1,
             "origClientOrderId":"mine","clientOrderId":"new","price":"40000.00000000","qty":"0.01000000","executedQty":"0.00000000",
             "preventedQty":"0.00000000","quoteOrderQty":"0.00000000","cumulativeQuoteQty":"0.00000000","status":"NEW",
             "timeInForce":"GTC","type":"LIMIT","side":"BUY","workingTime":1700000000000,"selfTradePreventionMode":"EXPIRE_MAKER"}}
            """,
            JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
        Assert.Equal(
            new AmendOrder(ApiHost.BtcUsdt, new OrderName(OrderId.None, "mine"), new QuantityLots(1_000), "new"),
            Assert.Single(_host.Engine.Asked).Request);
    }

    [Fact]
    public async Task Amend_OfAnOrderOfAList_TellsTheList()
    {
        var (list, legs) = Orders.Oco();
        _host.Engine.Answer = request => request is ListNamed ? (object)new ListState(list, legs) : new OrderState(legs[0]);

        var answer = await SendAsync("PUT", Path, "symbol=BTCUSDT&orderId=1099511627777&newQty=0.01");

        HttpJson.Same(
            """
            {"orderListId":1099511627777,"contingencyType":"OCO","listOrderStatus":"EXECUTING","listClientOrderId":"both","symbol":"BTCUSDT",
             "orders":[{"symbol":"BTCUSDT","orderId":1099511627777,"clientOrderId":"limit"},
                       {"symbol":"BTCUSDT","orderId":1099511627778,"clientOrderId":"stop"}]}
            """,
            answer.GetProperty("listStatus"));
    }

    [Theory]
    [InlineData(RejectReason.AmendmentNotAReduction, -2038, "Order amend (quantity increase) is not supported.")]
    [InlineData(RejectReason.AmendmentChangesNothing, -2038, "The requested action would change no state; rejecting.")]
    [InlineData(RejectReason.AmendmentLeavesNothing, -2038, "Order amend (quantity already executed) is not supported.")]
    [InlineData(RejectReason.TooManyAmendments, -2038, "Filter failure: MAX_NUM_ORDER_AMENDS")]
    [InlineData(RejectReason.BookHalted, -2038, "Market is closed.")]
    [InlineData(RejectReason.UnknownOrder, -2038, "Unknown order sent.")]
    [InlineData(RejectReason.NotionalTooSmall, -1013, "Filter failure: NOTIONAL")]
    public async Task Amend_WhenRefused_TellsTheReason(RejectReason reason, int code, string message)
    {
        _host.Engine.Answer = _ => new NotDone(reason);

        var error = await SendAsync("PUT", Path, "symbol=BTCUSDT&orderId=5&newQty=0.01", 400);

        Assert.Equal((code, message), (error.GetProperty("code").GetInt32(), error.GetProperty("msg").GetString()));
    }

    [Fact]
    public async Task Amend_WhenTheOrderHasAnotherName_SaysThatItIsTheName()
    {
        _host.Engine.Answer = static request => request is AmendOrder
            ? (object)new NotDone(RejectReason.UnknownOrder)
            : new OrderState(Orders.Resting());

        HttpJson.Same(
            """{"code":-2039,"msg":"Client order ID is not correct for this order ID."}""",
            await SendAsync("PUT", Path, "symbol=BTCUSDT&orderId=1099511627777&origClientOrderId=other&newQty=0.01", 400));
    }

    [Fact]
    public async Task Amendments_WaitForHistoryAndTellEach()
    {
        _host.Engine.Answer = EmptyAccount;
        _host.History.Amendments.Add(new OrderAmendment(
            new OrderId(9), ApiHost.BtcUsdt.Id, 22, "mine", "new", new QuantityLots(2_000), new QuantityLots(1_000), Orders.PlacedAtUnixMicros));

        HttpJson.Same(
            """
            [{"symbol":"BTCUSDT","orderId":9,"executionId":22,"origClientOrderId":"mine","newClientOrderId":"new",
              "origQty":"0.02000000","newQty":"0.01000000","time":1700000000000}]
            """,
            await SendAsync("GET", "/api/v3/order/amendments", "symbol=BTCUSDT&orderId=9&fromExecutionId=3&limit=7"));
        Assert.Equal(
            new AmendmentHistoryQuery(_host.TraderId, ApiHost.BtcUsdt.Id, new OrderId(9), 3, 7), _host.History.Asked[1]);
    }

    [Fact]
    public async Task PreventedMatches_WaitForHistoryAndTellEach()
    {
        _host.Engine.Answer = EmptyAccount;
        var match = new PreventedMatch(4, new PriceTicks(4_000_000), SelfTradePrevention.ExpireMaker, QuantityLots.Zero, new QuantityLots(1_000));
        _host.History.PreventedMatches.Add(
            new HistoricPreventedMatch(ApiHost.BtcUsdt.Id, match, new OrderId(5), new OrderId(3), Orders.PlacedAtUnixMicros));

        HttpJson.Same(
            """
            [{"symbol":"BTCUSDT","preventedMatchId":4,"takerOrderId":5,"makerSymbol":"BTCUSDT","makerOrderId":3,"tradeGroupId":1,
              "selfTradePreventionMode":"EXPIRE_MAKER","price":"40000.00000000","makerPreventedQuantity":"0.01000000",
              "transactTime":1700000000000}]
            """,
            await SendAsync("GET", "/api/v3/myPreventedMatches", "symbol=BTCUSDT&orderId=5&fromPreventedMatchId=2"));
        Assert.Equal(
            new PreventedMatchHistoryQuery(_host.TraderId, ApiHost.BtcUsdt.Id, null, new OrderId(5), 2, 500), _host.History.Asked[1]);
    }

    [Fact]
    public async Task Commission_TellsThePairsRates() => HttpJson.Same(
        """
        {"symbol":"ETHBTC",
         "standardCommission":{"maker":"0.00050000","taker":"0.00200000","buyer":"0.00000000","seller":"0.00000000"},
         "specialCommission":{"maker":"0.00000000","taker":"0.00000000","buyer":"0.00000000","seller":"0.00000000"},
         "taxCommission":{"maker":"0.00000000","taker":"0.00000000","buyer":"0.00000000","seller":"0.00000000"},
         "discount":{"enabledForAccount":false,"enabledForSymbol":false,"discountAsset":null,"discount":"0.00000000"}}
        """,
        await SendAsync("GET", "/api/v3/account/commission", "symbol=ETHBTC"));

    [Fact]
    public async Task OrderCounts_TellWhatWasSent()
    {
        _host.Engine.Answer = static _ => new OrderState(Orders.Resting());
        await SendAsync("POST", "/api/v3/order", "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=40000");

        HttpJson.Same(
            """
            [{"rateLimitType":"ORDERS","interval":"SECOND","intervalNum":10,"limit":50,"count":1},
             {"rateLimitType":"ORDERS","interval":"DAY","intervalNum":1,"limit":160000,"count":1}]
            """,
            await SendAsync("GET", "/api/v3/rateLimit/order", ""));
    }

    [Fact]
    public async Task Allocations_AreNone() => HttpJson.Same("[]", await SendAsync("GET", "/api/v3/myAllocations", "symbol=BTCUSDT"));

    private static BalancesState EmptyAccount(Request request) => new BalancesState(IsFrozen: false, [], 0);

    private Task<JsonElement> SendAsync(string method, string path, string query, int status = 200) =>
        _host.Trader.SendAsync(_host.Trader.Signed(method, path, query)).ExpectAsync(status);
}
