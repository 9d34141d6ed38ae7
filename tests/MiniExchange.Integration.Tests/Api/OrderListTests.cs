using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Actors.Messages;
using MiniExchange.Application;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.History;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using MiniExchange.Integration.Tests.Api.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Api;

public sealed class OrderListTests : IAsyncLifetime
{
    private const string Oco =
        "symbol=BTCUSDT&side=SELL&quantity=0.01&aboveType=LIMIT_MAKER&abovePrice=41000&belowType=STOP_LOSS&belowStopPrice=39000";

    private const string Listed =
        """
        {"orderListId":1099511627777,"contingencyType":"OCO","listStatusType":"EXEC_STARTED","listOrderStatus":"EXECUTING",
         "listClientOrderId":"both","transactionTime":1700000000005,"symbol":"BTCUSDT",
         "orders":[{"symbol":"BTCUSDT","orderId":1099511627777,"clientOrderId":"limit"},
                   {"symbol":"BTCUSDT","orderId":1099511627778,"clientOrderId":"stop"}]}
        """;

    private ApiHost _host = null!;

    public async Task InitializeAsync() => _host = await ApiHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Oco_WhenPlaced_TellsTheListAndTheStateOfItsOrders()
    {
        var (list, legs) = Orders.Oco();
        _host.Engine.Answer = _ => new ListState(list, legs);

        var answer = await SendAsync("POST", "/api/v3/orderList/oco", Oco);

        HttpJson.Same(
            $$"""
            {{Listed.TrimEnd().TrimEnd('}')}}, "orderReports":[
              {"symbol":"BTCUSDT","orderId":1099511627777,"orderListId":1099511627777,"clientOrderId":"limit","transactTime":1700000000005,
               "price":"41000.00000000","origQty":"0.01000000","executedQty":"0.00000000","origQuoteOrderQty":"0.00000000",
               "cummulativeQuoteQty":"0.00000000","status":"NEW","timeInForce":"GTC","type":"LIMIT_MAKER","side":"SELL",
               "selfTradePreventionMode":"EXPIRE_MAKER","workingTime":1700000000000},
              {"symbol":"BTCUSDT","orderId":1099511627778,"orderListId":1099511627777,"clientOrderId":"stop","transactTime":1700000000005,
               "price":"0.00000000","origQty":"0.01000000","executedQty":"0.00000000","origQuoteOrderQty":"0.00000000",
               "cummulativeQuoteQty":"0.00000000","status":"NEW","timeInForce":"GTC","type":"STOP_LOSS","side":"SELL",
               "selfTradePreventionMode":"EXPIRE_MAKER","stopPrice":"39000.00000000"}]}
            """,
            answer);
    }

    [Fact]
    public async Task Oco_ByItsParameters_IsAskedForHigherOrderFirst()
    {
        var terms = await PlaceAsync(
            "/api/v3/orderList/oco",
            Oco + "&listClientOrderId=both&aboveClientOrderId=a&belowClientOrderId=b&belowStrategyId=7&selfTradePreventionMode=EXPIRE_BOTH");

        Assert.Equal((Contingency.Oco, "both", 2), (terms.Contingency, terms.ClientListId, terms.Legs.Length));
        Assert.Equal(
            [(OrderType.LimitMaker, "a", 4_100_000L, 0L), (OrderType.StopLoss, "b", 0L, 3_900_000L)], terms.Legs.Select(Shape));
        Assert.All(terms.Legs, leg => Assert.Equal(
            (Side.Sell, 1_000L, SelfTradePrevention.ExpireBoth, terms.RequestId),
            (leg.Side, leg.Quantity.Value, leg.SelfTradePrevention, leg.RequestId)));
        Assert.Equal(7, terms.Legs[1].StrategyId);
    }

    [Fact]
    public async Task Oco_WhoseStopBuysAtMarket_BoundsItsCost()
    {
        var terms = await PlaceAsync(
            "/api/v3/orderList/oco",
            "symbol=BTCUSDT&side=BUY&quantity=0.01&aboveType=STOP_LOSS&aboveStopPrice=41000&belowType=LIMIT_MAKER&belowPrice=39000");

        Assert.Equal([4_305_000L, 3_900_000L], terms.Legs.Select(static leg => leg.LimitPrice.Value));
    }

    [Theory]
    [InlineData("SELL", "41000", "39000", 0)]
    [InlineData("BUY", "39000", "41000", 1)]
    public async Task OldOco_OfEitherSide_IsTheSameList(string side, string price, string stopPrice, int limitAt)
    {
        var terms = await PlaceAsync(
            "/api/v3/order/oco",
            $"symbol=BTCUSDT&side={side}&quantity=0.01&price={price}&stopPrice={stopPrice}&stopLimitPrice={stopPrice}"
            + "&stopLimitTimeInForce=GTC&limitClientOrderId=l&stopClientOrderId=s&limitIcebergQty=0.001");

        Assert.Equal(Contingency.Oco, terms.Contingency);
        Assert.Equal((OrderType.LimitMaker, "l"), (terms.Legs[limitAt].Type, terms.Legs[limitAt].ClientOrderId));
        Assert.Equal(new QuantityLots(100), terms.Legs[limitAt].DisplayQuantity);
        Assert.Equal((OrderType.StopLossLimit, "s"), (terms.Legs[1 - limitAt].Type, terms.Legs[1 - limitAt].ClientOrderId));
    }

    [Fact]
    public async Task Oto_ByItsParameters_IsAskedForWorkingOrderFirst()
    {
        var terms = await PlaceAsync(
            "/api/v3/orderList/oto",
            "symbol=BTCUSDT&workingType=LIMIT&workingSide=BUY&workingQuantity=0.02&workingPrice=40000&workingTimeInForce=GTC"
            + "&workingClientOrderId=w&pendingType=MARKET&pendingSide=SELL&pendingQuantity=0.01&pendingClientOrderId=p");

        Assert.Equal(Contingency.Oto, terms.Contingency);
        Assert.Equal([(OrderType.Limit, "w", 4_000_000L, 0L), (OrderType.Market, "p", 0L, 0L)], terms.Legs.Select(Shape));
        Assert.Equal([(Side.Buy, 2_000L), (Side.Sell, 1_000L)], terms.Legs.Select(static leg => (leg.Side, leg.Quantity.Value)));
    }

    [Fact]
    public async Task Otoco_ByItsParameters_IsAskedForAsThreeAndCountsAsThree()
    {
        _host.Engine.Answer = static _ => Placed();

        using var response = await _host.Trader.SendAsync(_host.Trader.Signed(
            "POST",
            "/api/v3/orderList/otoco",
            "symbol=BTCUSDT&workingType=LIMIT_MAKER&workingSide=BUY&workingQuantity=0.01&workingPrice=40000&workingClientOrderId=w"
            + "&pendingSide=SELL&pendingQuantity=0.01&pendingAboveType=TAKE_PROFIT_LIMIT&pendingAbovePrice=42000"
            + "&pendingAboveStopPrice=41000&pendingAboveTimeInForce=GTC&pendingAboveClientOrderId=a"
            + "&pendingBelowType=STOP_LOSS&pendingBelowTrailingDelta=100&pendingBelowClientOrderId=b"));

        Assert.Equal("3", response.Headers.GetValues("X-MBX-ORDER-COUNT-10S").Single());
        var terms = Assert.IsType<PlaceOrderList>(_host.Engine.Asked.Single().Request).Terms;
        Assert.Equal(Contingency.Otoco, terms.Contingency);
        Assert.Equal(
            [(OrderType.LimitMaker, "w", 4_000_000L, 0L), (OrderType.TakeProfitLimit, "a", 4_200_000L, 4_100_000L), (OrderType.StopLoss, "b", 0L, 0L)],
            terms.Legs.Select(Shape));
        Assert.Equal(100, terms.Legs[2].Stop.TrailingDeltaBips);
    }

    [Theory]
    [InlineData("/api/v3/order", "symbol=BTCUSDT&orderId=1099511627777&newClientOrderId=stop-it")]
    [InlineData("/api/v3/orderList", "symbol=BTCUSDT&orderListId=1099511627777&newClientOrderId=stop-it")]
    public async Task Cancel_OfAListOrOneOfItsOrders_TellsTheListThatItEnded(string path, string query)
    {
        var (list, legs) = Orders.Oco(isOpen: false);
        _host.Engine.Answer = request => request is CancelOrderList
            ? (object)new ListState(list, legs)
            : new OrderStates(legs) { Lists = [list] };

        var answer = await SendAsync("DELETE", path, query);

        Assert.Equal(
            ("ALL_DONE", "ALL_DONE", "both"),
            (answer.GetProperty("listStatusType").GetString(), answer.GetProperty("listOrderStatus").GetString(),
                answer.GetProperty("listClientOrderId").GetString()));
        Assert.Equal(
            [("limit", "stop-it", "CANCELED"), ("stop", "stop-it", "CANCELED")],
            answer.GetProperty("orderReports").EnumerateArray().Select(static report => (
                report.GetProperty("origClientOrderId").GetString(), report.GetProperty("clientOrderId").GetString(),
                report.GetProperty("status").GetString())));
    }

    [Fact]
    public async Task CancelList_WhenUnknown_SaysSo()
    {
        _host.Engine.Answer = static _ => new NotDone(RejectReason.UnknownOrderList);

        HttpJson.Same(
            """{"code":-2011,"msg":"Unknown order list sent."}""",
            await SendAsync("DELETE", "/api/v3/orderList", "symbol=BTCUSDT&listClientOrderId=both", 400));
    }

    [Fact]
    public async Task QueryList_WhenTheAccountRemembers_TellsIt()
    {
        _host.Engine.Answer = static _ => Placed();

        HttpJson.Same(Listed, await SendAsync("GET", "/api/v3/orderList", "origClientOrderId=both"));
        Assert.Equal(new ListNamed(new ListName(OrderListId.None, "both")), _host.Engine.Asked.Single().Request);
    }

    [Fact]
    public async Task QueryList_WhenOnlyHistoryRemembers_WaitsForIt()
    {
        _host.Engine.Answer = ForgetfulAccount;
        _host.History.OrderLists.Add(Orders.Oco(isOpen: false).List);

        var answer = await SendAsync("GET", "/api/v3/orderList", "orderListId=1099511627777");

        Assert.Equal("ALL_DONE", answer.GetProperty("listOrderStatus").GetString());
        Assert.Equal(new ReadPoint(Addresses.Account(_host.TraderId), 7), Assert.Single(_host.History.Asked));
    }

    [Fact]
    public async Task QueryList_WhenNobodyRemembers_SaysThatThereIsNone()
    {
        _host.Engine.Answer = ForgetfulAccount;

        HttpJson.Same(
            """{"code":-2013,"msg":"Order list does not exist."}""", await SendAsync("GET", "/api/v3/orderList", "orderListId=5", 400));
    }

    [Fact]
    public async Task OpenLists_ComeFromTheAccount()
    {
        _host.Engine.Answer = static _ => new ListStates([Orders.Oco().List]);

        HttpJson.Same($"[{Listed}]", await SendAsync("GET", "/api/v3/openOrderList", ""));
    }

    [Fact]
    public async Task AllLists_WaitForHistoryAndPassTheRangeOn()
    {
        _host.Engine.Answer = ForgetfulAccount;
        _host.History.OrderLists.Add(Orders.Oco().List);

        HttpJson.Same($"[{Listed}]", await SendAsync("GET", "/api/v3/allOrderList", "startTime=5&endTime=86400005&limit=7"));
        Assert.Equal<IEnumerable<object>>(
            [
                new ReadPoint(Addresses.Account(_host.TraderId), 7),
                new OrderListHistoryQuery(_host.TraderId, null, 5_000, 86_400_005_999, 7),
            ],
            _host.History.Asked);
    }

    private static (OrderType, string, long, long) Shape(OrderTerms leg) =>
        (leg.Type, leg.ClientOrderId, leg.LimitPrice.Value, leg.Stop.StopPrice.Value);

    private static ListState Placed()
    {
        var (list, legs) = Orders.Oco();
        return new ListState(list, legs);
    }

    private static object ForgetfulAccount(Request request) =>
        request is BalancesOf ? new BalancesState(IsFrozen: false, [], 0) : new NotDone(RejectReason.UnknownOrderList);

    private async Task<OrderListTerms> PlaceAsync(string path, string query)
    {
        _host.Engine.Answer = static _ => Placed();
        await SendAsync("POST", path, query);
        return Assert.IsType<PlaceOrderList>(_host.Engine.Asked.Single().Request).Terms;
    }

    private Task<JsonElement> SendAsync(string method, string path, string query, int status = 200) =>
        _host.Trader.SendAsync(_host.Trader.Signed(method, path, query)).ExpectAsync(status);
}
