using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Actors.Messages;
using MiniExchange.Application;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.Books;
using MiniExchange.Application.History;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using MiniExchange.Integration.Tests.Api.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Api;

public sealed class OrderTests : IAsyncLifetime
{
    private const string Order = "/api/v3/order";
    private const string Limit = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=40000.00";
    private ApiHost _host = null!;

    public async Task InitializeAsync() => _host = await ApiHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Place_WhenLimit_AsksTheAccountForExactlyThat()
    {
        _host.Engine.Answer = _ => new OrderState(Orders.Resting());

        await SendAsync("POST", Order, Limit + "&newClientOrderId=x-TKT5PX2F.a_b:c/d&selfTradePreventionMode=NONE");

        var placed = Assert.IsType<PlaceOrder>(_host.Engine.Asked.Single().Request);
        var expected = Orders.Resting("x-TKT5PX2F.a_b:c/d").Terms with
        {
            SelfTradePrevention = SelfTradePrevention.None, RequestId = placed.Terms.RequestId,
        };
        Assert.Equal(expected, placed.Terms);
        Assert.NotEqual(Guid.Empty, placed.Terms.RequestId);
    }

    [Fact]
    public async Task Place_WhenNothingIsSaidOfThem_UsesTheStandards()
    {
        _host.Engine.Answer = _ => new OrderState(Orders.Resting());

        await SendAsync("POST", Order, "symbol=BTCUSDT&side=SELL&type=MARKET&quoteOrderQty=100.5");

        var terms = Assert.IsType<PlaceOrder>(_host.Engine.Asked.Single().Request).Terms;
        Assert.Equal(
            (OrderType.Market, TimeInForce.Ioc, 0L, 10_050_000_000L, SelfTradePrevention.ExpireMaker, 22),
            (terms.Type, terms.TimeInForce, terms.Quantity.Value, terms.QuoteQuantity.Value, terms.SelfTradePrevention, terms.ClientOrderId.Length));
    }

    [Fact]
    public async Task Place_WhenFull_TellsFillsAndWhatAQuoteOrderCameTo()
    {
        _host.Engine.Answer = _ => new OrderState(Orders.MarketByQuote());

        var answer = await SendAsync("POST", Order, "symbol=BTCUSDT&side=BUY&type=MARKET&quoteOrderQty=100");

        HttpJson.Same(
            """
            {"symbol":"BTCUSDT","orderId":1099511627777,"orderListId":-1,"clientOrderId":"mine","transactTime":1700000000005,
             "price":"0.00000000","origQty":"0.00249000","executedQty":"0.00249000","origQuoteOrderQty":"100.00000000",
             "cummulativeQuoteQty":"99.60149000","status":"EXPIRED","timeInForce":"GTC","type":"MARKET","side":"BUY",
             "selfTradePreventionMode":"EXPIRE_MAKER","expiryReason":"INSUFFICIENT_LIQUIDITY","workingTime":1700000000000,
             "fills":[
              {"price":"40000.00000000","qty":"0.00100000","commission":"0.00000200","commissionAsset":"BTC","tradeId":1099511627777},
              {"price":"40001.00000000","qty":"0.00149000","commission":"0.00000298","commissionAsset":"BTC","tradeId":1099511627778}]}
            """,
            answer);
    }

    [Theory]
    [InlineData("ACK", 5, false)]
    [InlineData("RESULT", 16, false)]
    [InlineData("FULL", 17, true)]
    public async Task Place_ByResponseType_TellsMoreAndMore(string type, int fields, bool hasFills)
    {
        _host.Engine.Answer = _ => new OrderState(Orders.Resting());

        var answer = await SendAsync("POST", Order, $"{Limit}&newOrderRespType={type}");

        Assert.Equal(fields, answer.EnumerateObject().Count());
        Assert.Equal(hasFills, answer.TryGetProperty("fills", out _));
    }

    [Fact]
    public async Task Place_WhenLimitMaker_AcknowledgesUnlessToldOtherwise()
    {
        _host.Engine.Answer = _ => new OrderState(Orders.Resting());

        var answer = await SendAsync("POST", Order, "symbol=BTCUSDT&side=BUY&type=LIMIT_MAKER&quantity=0.01&price=40000");

        Assert.Equal(5, answer.EnumerateObject().Count());
    }

    [Fact]
    public async Task Place_WhenNotStarted_SaysSoAndWhenToRetry()
    {
        _host.Engine.Answer = _ => new Busy("no room");

        using var response = await _host.Trader.SendAsync(_host.Trader.Signed("POST", Order, Limit));

        Assert.Equal(503, (int)response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
        HttpJson.Same(
            """{"code":-1008,"msg":"Server is currently overloaded with other requests. Please try again in a few minutes."}""",
            JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    [Fact]
    public async Task Place_WhenOutcomeIsLost_SaysThatItIsUnknown()
    {
        _host.Engine.Answer = _ => new OutcomeUnknown("the commit failed");

        HttpJson.Same(
            """{"code":-1007,"msg":"Timeout waiting for response from backend server. Send status unknown; execution status unknown."}""",
            await SendAsync("POST", Order, Limit, 504));
    }

    [Fact]
    public async Task Place_WhenItFaults_SaysThatItFailed()
    {
        _host.Engine.Answer = _ => new RequestFaulted();

        HttpJson.Same(
            """{"code":-1000,"msg":"An unknown error occurred while processing the request."}""",
            await SendAsync("POST", Order, Limit, 500));
    }

    [Fact]
    public async Task Place_WhenTheFrontEndThrows_AnswersAsTradingClientsExpect()
    {
        _host.Engine.Answer = _ => throw new InvalidOperationException("A secret detail.");

        HttpJson.Same(
            """{"code":-1000,"msg":"An unknown error occurred while processing the request."}""",
            await SendAsync("POST", Order, Limit, 500));
    }

    [Theory]
    [InlineData(RejectReason.InsufficientAvailable, -2010, "Account has insufficient balance for requested action.")]
    [InlineData(RejectReason.WouldTake, -2010, "Order would immediately match and take.")]
    [InlineData(RejectReason.ClientOrderIdInUse, -2010, "Duplicate order sent.")]
    [InlineData(RejectReason.BookHalted, -2010, "Market is closed.")]
    [InlineData(RejectReason.TooManyOpenOrders, -1013, "Filter failure: MAX_NUM_ORDERS")]
    [InlineData(RejectReason.DeadlinePassed, -1021, "Timestamp for this request is outside of the recvWindow.")]
    public async Task Place_WhenRefused_TellsTheReason(RejectReason reason, int code, string message)
    {
        _host.Engine.Answer = _ => new NotDone(reason);

        var error = await SendAsync("POST", Order, Limit, 400);

        Assert.Equal((code, message), (error.GetProperty("code").GetInt32(), error.GetProperty("msg").GetString()));
    }

    [Fact]
    public async Task Test_WhenGood_AsksAccountAndBookAndPlacesNothing()
    {
        _host.Engine.Answer = _ => new OrderPassed();

        HttpJson.Same("{}", await SendAsync("POST", "/api/v3/order/test", Limit + "&icebergQty=0.001"));

        var (tested, tried) = (_host.Engine.Asked.First(), _host.Engine.Asked.Last());
        Assert.Equal(Addresses.Account(_host.TraderId), tested.To);
        Assert.Equal(new QuantityLots(100), Assert.IsType<TestOrder>(tested.Request).Terms.DisplayQuantity);
        Assert.Equal(Addresses.Book("BTCUSDT"), tried.To);
        var order = Assert.IsType<TryOrder>(tried.Request).Order;
        Assert.Equal(
            (_host.TraderId, OrderType.Limit, new PriceTicks(4_000_000), new QuantityLots(1_000), new QuantityLots(100)),
            (order.AccountId, order.Type, order.LimitPrice, order.Quantity, order.DisplayQuantity));
    }

    [Theory]
    [InlineData(RejectReason.TooManyStopOrders, true, -1013, "Filter failure: MAX_NUM_ALGO_ORDERS")]
    [InlineData(RejectReason.WouldTake, false, -2010, "Order would immediately match and take.")]
    public async Task Test_WhenAccountOrBookWouldRefuse_TellsTheReason(RejectReason reason, bool isAccount, int code, string message)
    {
        _host.Engine.Answer = request => request is TestOrder == isAccount ? new NotDone(reason) : new OrderPassed();

        var error = await SendAsync("POST", "/api/v3/order/test", Limit, 400);

        Assert.Equal((code, message), (error.GetProperty("code").GetInt32(), error.GetProperty("msg").GetString()));
    }

    [Fact]
    public async Task Test_WhenRatesAreAskedFor_TellsThePairsAtTheirWeight()
    {
        _host.Engine.Answer = _ => new OrderPassed();

        using var response = await _host.Trader.SendAsync(
            _host.Trader.Signed("POST", "/api/v3/order/test", Limit + "&computeCommissionRates=true"));

        Assert.Equal("20", response.Headers.GetValues("X-MBX-USED-WEIGHT-1M").Single());
        HttpJson.Same(
            """
            {"standardCommissionForOrder":{"maker":"0.00100000","taker":"0.00200000"},
             "specialCommissionForOrder":{"maker":"0.00000000","taker":"0.00000000"},
             "taxCommissionForOrder":{"maker":"0.00000000","taker":"0.00000000"},
             "discount":{"enabledForAccount":false,"enabledForSymbol":false,"discountAsset":null,"discount":"0.00000000"}}
            """,
            JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    [Fact]
    public async Task Query_WhenTheAccountRemembers_TellsTheOrder()
    {
        _host.Engine.Answer = _ => new OrderState(Orders.Resting());

        var answer = await SendAsync("GET", Order, "symbol=BTCUSDT&orderId=1099511627777&origClientOrderId=mine");

        HttpJson.Same(
            """
            {"symbol":"BTCUSDT","orderId":1099511627777,"orderListId":-1,"clientOrderId":"mine","price":"40000.00000000",
             "origQty":"0.01000000","executedQty":"0.00000000","origQuoteOrderQty":"0.00000000","cummulativeQuoteQty":"0.00000000",
             "status":"NEW","timeInForce":"GTC","type":"LIMIT","side":"BUY","selfTradePreventionMode":"EXPIRE_MAKER",
             "stopPrice":"0.00000000","icebergQty":"0.00000000","time":1700000000000,"updateTime":1700000000005,
             "isWorking":true,"workingTime":1700000000000}
            """,
            answer);
        Assert.Equal(
            new OrderNamed(ApiHost.BtcUsdt.Id, new OrderName(new OrderId(1_099_511_627_777), "mine")), _host.Engine.Asked.Single().Request);
    }

    [Fact]
    public async Task Query_WhenOnlyHistoryRemembers_WaitsForItAndTellsTheOrder()
    {
        _host.Engine.Answer = ForgetfulAccount;
        _host.History.Orders.Add(Orders.Canceled());

        var answer = await SendAsync("GET", Order, "symbol=BTCUSDT&origClientOrderId=mine");

        Assert.Equal("CANCELED", answer.GetProperty("status").GetString());
        Assert.Equal(new ReadPoint(Addresses.Account(_host.TraderId), 7), Assert.Single(_host.History.Asked));
    }

    [Fact]
    public async Task Query_WhenNobodyRemembers_SaysThatThereIsNone()
    {
        _host.Engine.Answer = ForgetfulAccount;

        HttpJson.Same(
            """{"code":-2013,"msg":"Order does not exist."}""", await SendAsync("GET", Order, "symbol=BTCUSDT&orderId=5", 400));
    }

    [Fact]
    public async Task Query_WhenHistoryIsBehind_DoesNotSayThatThereIsNone()
    {
        _host.Engine.Answer = ForgetfulAccount;
        _host.History.IsCaughtUp = false;

        var error = await SendAsync("GET", Order, "symbol=BTCUSDT&orderId=5", 503);

        Assert.Equal(-1008, error.GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Cancel_WhenDone_NamesOrderAndCancelApart()
    {
        _host.Engine.Answer = _ => new OrderStates([Orders.Canceled()]);

        var answer = await SendAsync(
            "DELETE", Order, "symbol=BTCUSDT&origClientOrderId=mine&newClientOrderId=stop-it&cancelRestrictions=ONLY_NEW");

        HttpJson.Same(
            """
            {"symbol":"BTCUSDT","orderId":1099511627777,"orderListId":-1,"origClientOrderId":"mine","clientOrderId":"stop-it",
             "transactTime":1700000000005,"price":"40000.00000000","origQty":"0.01000000","executedQty":"0.00000000",
             "origQuoteOrderQty":"0.00000000","cummulativeQuoteQty":"0.00000000","status":"CANCELED","timeInForce":"GTC",
             "type":"LIMIT","side":"BUY","selfTradePreventionMode":"EXPIRE_MAKER"}
            """,
            answer);
        Assert.Equal(
            new CancelOrder(ApiHost.BtcUsdt, new OrderName(OrderId.None, "mine"), CancelRestriction.OnlyNew) { CancelName = "stop-it" },
            _host.Engine.Asked.Single().Request);
    }

    [Fact]
    public async Task Cancel_WhenUnknown_SaysSo()
    {
        _host.Engine.Answer = _ => new NotDone(RejectReason.UnknownOrder);

        HttpJson.Same(
            """{"code":-2011,"msg":"Unknown order sent."}""", await SendAsync("DELETE", Order, "symbol=BTCUSDT&orderId=9", 400));
    }

    [Fact]
    public async Task CancelOpen_WhenDone_TellsEach()
    {
        _host.Engine.Answer = _ => new OrderStates([Orders.Canceled(), Orders.Canceled()]);

        var answer = await SendAsync("DELETE", "/api/v3/openOrders", "symbol=BTCUSDT");

        Assert.Equal(2, answer.GetArrayLength());
        Assert.Equal("mine", answer[0].GetProperty("origClientOrderId").GetString());
        var name = Assert.IsType<CancelOpenOrders>(_host.Engine.Asked.Single().Request).CancelName;
        Assert.All(answer.EnumerateArray(), canceled => Assert.Equal(name, canceled.GetProperty("clientOrderId").GetString()));
    }

    [Fact]
    public async Task CancelOpen_WhenSomeAreOfAList_TellsTheListOnceWithItsReports()
    {
        var (list, legs) = Orders.Oco(isOpen: false);
        _host.Engine.Answer = _ => new OrderStates([Orders.Canceled(), .. legs]) { Lists = [list] };

        var answer = await SendAsync("DELETE", "/api/v3/openOrders", "symbol=BTCUSDT");

        Assert.Equal(["mine", "both"], answer.EnumerateArray().Select(static one => one.TryGetProperty("orderReports", out _)
            ? one.GetProperty("listClientOrderId").GetString()
            : one.GetProperty("origClientOrderId").GetString()));
        Assert.Equal(
            ["limit", "stop"],
            answer[1].GetProperty("orderReports").EnumerateArray().Select(static one => one.GetProperty("origClientOrderId").GetString()));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("symbol=BTCUSDT", 1)]
    public async Task OpenOrders_OnOnePairOrAll_ComeFromTheAccount(string query, int? pair)
    {
        _host.Engine.Answer = _ => new OrderStates([Orders.Resting()]);

        var answer = await SendAsync("GET", "/api/v3/openOrders", query);

        Assert.Equal("NEW", answer[0].GetProperty("status").GetString());
        Assert.Equal(new OpenOrdersOf(pair is { } id ? new PairId(id) : null), _host.Engine.Asked.Single().Request);
    }

    [Fact]
    public async Task AllOrders_WaitForHistoryAndPassTheRangeOn()
    {
        _host.Engine.Answer = ForgetfulAccount;
        _host.History.Orders.Add(Orders.Canceled());
        _host.History.Orders.Add(Orders.Resting() with { Status = OrderStatus.UnderWay });

        var answer = await SendAsync("GET", "/api/v3/allOrders", "symbol=BTCUSDT&orderId=3&startTime=5&endTime=86400005&limit=5000");

        Assert.Equal(1, answer.GetArrayLength());
        Assert.Equal<IEnumerable<object>>(
            [
                new ReadPoint(Addresses.Account(_host.TraderId), 7),
                new OrderHistoryQuery(_host.TraderId, ApiHost.BtcUsdt.Id, new OrderId(3), 5_000, 86_400_005_999, 1_000),
            ],
            _host.History.Asked);
    }

    [Fact]
    public async Task MyTrades_WaitForHistoryAndTellFills()
    {
        _host.Engine.Answer = ForgetfulAccount;
        var settled = Orders.Settled(9, ticks: 4_000_000, lots: 100);
        _host.History.Fills.Add(new HistoricFill(
            new OrderId(1_099_511_627_777), ApiHost.BtcUsdt.Id, Side.Buy, settled.Fill, settled.Fee, settled.ReceivedAsset)
        {
            List = new OrderListId(1_099_511_627_780),
        });

        var answer = await SendAsync("GET", "/api/v3/myTrades", "symbol=BTCUSDT&orderId=1099511627777&fromId=4");

        HttpJson.Same(
            """
            [{"symbol":"BTCUSDT","id":1099511627785,"orderId":1099511627777,"orderListId":1099511627780,"price":"40000.00000000",
              "qty":"0.00100000","quoteQty":"40.00000000","commission":"0.00000200","commissionAsset":"BTC","time":1700000000000,
              "isBuyer":true,"isMaker":false,"isBestMatch":true}]
            """,
            answer);
        Assert.Equal(
            new FillHistoryQuery(_host.TraderId, ApiHost.BtcUsdt.Id, new OrderId(1_099_511_627_777), new TradeId(4), null, null, 500),
            _host.History.Asked[1]);
    }

    private static object ForgetfulAccount(Request request) => request switch
    {
        BalancesOf => new BalancesState(IsFrozen: false, [], 0),
        _ => new NotDone(RejectReason.UnknownOrder),
    };

    private Task<JsonElement> SendAsync(string method, string path, string query, int status = 200) =>
        _host.Trader.SendAsync(_host.Trader.Signed(method, path, query)).ExpectAsync(status);
}
