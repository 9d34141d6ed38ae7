using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.MarketData;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using MiniExchange.Integration.Tests.Api.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Api;

/// <summary>Stop orders, icebergs and labels: what is asked of the account, and what is told of them.</summary>
public sealed class OrderTypeTests : IAsyncLifetime
{
    private const string Order = "/api/v3/order";
    private ApiHost _host = null!;

    public async Task InitializeAsync() => _host = await ApiHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("SELL&type=STOP_LOSS&stopPrice=39000", OrderType.StopLoss, 3_900_000, 0, 0, TimeInForce.Ioc)]
    [InlineData("SELL&type=STOP_LOSS&trailingDelta=100", OrderType.StopLoss, 0, 100, 0, TimeInForce.Ioc)]
    [InlineData("SELL&type=TAKE_PROFIT&stopPrice=41000&trailingDelta=50", OrderType.TakeProfit, 4_100_000, 50, 0, TimeInForce.Ioc)]
    [InlineData("BUY&type=STOP_LOSS&stopPrice=40000", OrderType.StopLoss, 4_000_000, 0, 4_200_000, TimeInForce.Ioc)]
    [InlineData("BUY&type=TAKE_PROFIT&stopPrice=40000&trailingDelta=100", OrderType.TakeProfit, 4_000_000, 100, 4_242_000, TimeInForce.Ioc)]
    [InlineData("BUY&type=STOP_LOSS_LIMIT&timeInForce=FOK&price=41000&stopPrice=40000", OrderType.StopLossLimit, 4_000_000, 0, 4_100_000, TimeInForce.Fok)]
    [InlineData("SELL&type=TAKE_PROFIT_LIMIT&timeInForce=GTC&price=41000&trailingDelta=7", OrderType.TakeProfitLimit, 0, 7, 4_100_000, TimeInForce.Gtc)]
    public async Task Stop_ByItsParameters_IsAskedForWithWhatItWaitsForAndMayCost(
        string what, OrderType type, long stopTicks, int bips, long limitTicks, TimeInForce timeInForce)
    {
        var terms = await PlaceAsync($"symbol=BTCUSDT&quantity=0.01&side={what}");

        Assert.Equal(
            (type, new StopTerms(new PriceTicks(stopTicks), bips), new PriceTicks(limitTicks), timeInForce),
            (terms.Type, terms.Stop, terms.LimitPrice, terms.TimeInForce));
    }

    [Fact]
    public async Task Stop_WhenItBuysAndTrailsFromTheNextTrade_MayPayMoreThanTheLastPrice()
    {
        _host.Market[ApiHost.BtcUsdt].Sum = default(Candle) with { Close = new PriceTicks(4_000_000) };
        _host.Engine.Answer = static _ => new OrderState(Orders.Resting());

        await SendAsync("POST", Order, "symbol=BTCUSDT&side=BUY&type=STOP_LOSS&quantity=0.01&trailingDelta=100");

        // A hundredth above the last price, and the pair's twentieth above that. Nothing else was asked: it would have let later orders go first.
        Assert.Equal(new PriceTicks(4_242_000), Assert.IsType<PlaceOrder>(_host.Engine.Asked.Single().Request).Terms.LimitPrice);
    }

    [Fact]
    public async Task Stop_WhenItBuysAndTrailsWhileMarketDataIsCatchingUp_IsNotStarted()
    {
        _host.Market.IsReady = false;

        var error = await SendAsync("POST", Order, "symbol=BTCUSDT&side=BUY&type=STOP_LOSS&quantity=0.01&trailingDelta=100", 503);

        Assert.Equal(-1008, error.GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Stop_WhenItBuysAndThereIsNoPriceToTrailFrom_IsRefused()
    {
        HttpJson.Same(
            """{"code":-2010,"msg":"A trailing stop needs a stopPrice while the symbol has no last price."}""",
            await SendAsync("POST", Order, "symbol=BTCUSDT&side=BUY&type=STOP_LOSS&quantity=0.01&trailingDelta=100", 400));
    }

    [Fact]
    public async Task Iceberg_WithLabels_IsAskedForWithAllOfThem()
    {
        var terms = await PlaceAsync(
            "symbol=BTCUSDT&side=BUY&type=LIMIT_MAKER&quantity=0.01&price=40000&icebergQty=0.001&strategyId=7&strategyType=1000001"
            + "&selfTradePreventionMode=DECREMENT");

        Assert.Equal(
            (new QuantityLots(100), 7L, 1_000_001, SelfTradePrevention.Decrement),
            (terms.DisplayQuantity, terms.StrategyId!.Value, terms.StrategyType!.Value, terms.SelfTradePrevention));
    }

    [Fact]
    public async Task MarketOrder_OutsideThePairsRange_IsRefused() => HttpJson.Same(
        """{"code":-1013,"msg":"Filter failure: MARKET_LOT_SIZE"}""",
        await SendAsync("POST", Order, "symbol=ETHBTC&side=SELL&type=MARKET&quantity=1000.001", 400));

    [Fact]
    public async Task Place_InAnyCase_TellsTheAccountItsLimitsOverAllPairs()
    {
        await using var host = await ApiHost.StartAsync(("Api:AccountLimits:MaxOrders", "7"), ("Api:AccountLimits:MaxPerOrder:BTC", "0.5"));
        host.Engine.Answer = static _ => new OrderState(Orders.Resting());

        await host.Trader.SendAsync(host.Trader.Signed(
            "POST", Order, "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=40000")).ExpectAsync(200);

        var limits = Assert.IsType<PlaceOrder>(host.Engine.Asked.Single().Request).Limits;
        Assert.Equal((7, 200, 100, 100), (limits.MaxOrders, limits.MaxStopOrders, limits.MaxIcebergOrders, limits.MaxOrderLists));
        Assert.Equal(new AssetUnits(50_000_000), Assert.Single(limits.MaxPerOrder, static one => one.Key == ApiHost.Btc.Id).Value);
    }

    [Fact]
    public async Task Query_OfAWaitingStop_TellsNoWorkingTimeAndNoBoundOfItsCost()
    {
        var order = Orders.WaitingStop();
        _host.Engine.Answer = _ => new OrderState(order with
        {
            Terms = order.Terms with { LimitPrice = new PriceTicks(9), Stop = new StopTerms(new PriceTicks(3_900_000), 50), StrategyId = 7 },
        });

        HttpJson.Same(
            """
            {"symbol":"BTCUSDT","orderId":1099511627778,"orderListId":-1,"clientOrderId":"stop","price":"0.00000000",
             "origQty":"0.01000000","executedQty":"0.00000000","origQuoteOrderQty":"0.00000000","cummulativeQuoteQty":"0.00000000",
             "status":"NEW","timeInForce":"GTC","type":"STOP_LOSS","side":"SELL","selfTradePreventionMode":"EXPIRE_MAKER",
             "stopPrice":"39000.00000000","icebergQty":"0.00000000","trailingDelta":50,"trailingTime":-1,"strategyId":7,
             "time":1700000000000,"updateTime":1700000000005,"isWorking":false}
            """,
            await SendAsync("GET", Order, "symbol=BTCUSDT&orderId=1099511627778"));
    }

    [Fact]
    public async Task Query_OfAnOrderKeptFromTrading_TellsTheMatch()
    {
        _host.Engine.Answer = _ => new OrderState(Orders.Resting() with
        {
            Status = OrderStatus.ExpiredInMatch, End = OrderEnd.SelfTradePrevented, Prevented = new QuantityLots(400), LastPreventedMatch = 3,
        });

        var order = await SendAsync("GET", Order, "symbol=BTCUSDT&orderId=5");

        Assert.Equal(
            ("EXPIRED_IN_MATCH", 3, "0.00400000"),
            (order.GetProperty("status").GetString(), order.GetProperty("preventedMatchId").GetInt32(),
                order.GetProperty("preventedQuantity").GetString()));
    }

    [Fact]
    public async Task Query_OfAnOrderThatMetItsOwnAccountAndLostNothing_TellsNoMatch()
    {
        _host.Engine.Answer = static _ => new OrderState(Orders.Resting() with { LastPreventedMatch = 3 });

        var order = await SendAsync("GET", Order, "symbol=BTCUSDT&orderId=5");

        Assert.False(order.TryGetProperty("preventedMatchId", out _));
        Assert.False(order.TryGetProperty("preventedQuantity", out _));
    }

    [Theory]
    [InlineData(OrderEnd.OtherLegWorked, "OCO_TRIGGER")]
    [InlineData(OrderEnd.WorkingOrderEnded, "OTO_PHASE_ONE_EXPIRED")]
    [InlineData(OrderEnd.RefusedOnActivation, "REJECTED")]
    [InlineData(OrderEnd.Faulted, "EXCHANGE_CANCELED")]
    [InlineData(OrderEnd.InsufficientLiquidity, "INSUFFICIENT_LIQUIDITY")]
    public async Task Query_OfAnExpiredOrder_TellsWhy(OrderEnd end, string reason)
    {
        _host.Engine.Answer = _ => new OrderState(Orders.WaitingStop() with { Status = OrderStatus.Expired, End = end });

        Assert.Equal(reason, (await SendAsync("GET", Order, "symbol=BTCUSDT&orderId=5")).GetProperty("expiryReason").GetString());
    }

    [Theory]
    [InlineData("SELL&type=STOP_LOSS&stopPrice=39000", 5)]
    [InlineData("BUY&type=LIMIT&timeInForce=GTC&price=40000", 17)]
    public async Task Place_WhenNothingIsSaidOfTheAnswer_TellsByType(string what, int fields)
    {
        _host.Engine.Answer = static _ => new OrderState(Orders.Resting());

        var answer = await SendAsync("POST", Order, $"symbol=BTCUSDT&quantity=0.01&side={what}");

        Assert.Equal(fields, answer.EnumerateObject().Count());
    }

    private async Task<OrderTerms> PlaceAsync(string query)
    {
        _host.Engine.Answer = static _ => new OrderState(Orders.Resting());
        await SendAsync("POST", Order, query);
        return Assert.IsType<PlaceOrder>(_host.Engine.Asked.Single().Request).Terms;
    }

    private Task<JsonElement> SendAsync(string method, string path, string query, int status = 200) =>
        _host.Trader.SendAsync(_host.Trader.Signed(method, path, query)).ExpectAsync(status);
}
