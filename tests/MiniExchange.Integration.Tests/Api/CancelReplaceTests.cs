using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Application;
using MiniExchange.Application.Accounts;
using MiniExchange.Domain;
using MiniExchange.Domain.Units;
using MiniExchange.Integration.Tests.Api.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Api;

public sealed class CancelReplaceTests : IAsyncLifetime
{
    private const string Path = "/api/v3/order/cancelReplace";
    private const string Limit = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=40000&newOrderRespType=ACK";
    private const string Canceled =
        """
        {"symbol":"BTCUSDT","orderId":1099511627777,"orderListId":-1,"origClientOrderId":"mine","clientOrderId":"stop-it",
         "transactTime":1700000000005,"price":"40000.00000000","origQty":"0.01000000","executedQty":"0.00000000",
         "origQuoteOrderQty":"0.00000000","cummulativeQuoteQty":"0.00000000","status":"CANCELED","timeInForce":"GTC",
         "type":"LIMIT","side":"BUY","selfTradePreventionMode":"EXPIRE_MAKER"}
        """;

    private const string Placed =
        """{"symbol":"BTCUSDT","orderId":1099511627777,"orderListId":-1,"clientOrderId":"mine","transactTime":1700000000005}""";

    private const string Unknown = """{"code":-2011,"msg":"Unknown order sent."}""";
    private const string WouldTake = """{"code":-2010,"msg":"Order would immediately match and take."}""";
    private const string TooMany = """{"code":-1015,"msg":"Too many new orders; current limit is 1 orders per 10 SECOND."}""";

    private static readonly OrderStates Nothing = new([]);
    private static readonly OrderStates One = new([Orders.Canceled()]);

    private ApiHost _host = null!;

    public async Task InitializeAsync() => _host = await ApiHost.StartAsync(("Api:OrdersPer10Seconds", "1"));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Replace_WhenBothSucceed_TellsBoth()
    {
        var answer = await ReplaceAsync("STOP_ON_FAILURE", new ReplaceState(One, RejectReason.None, Orders.Resting(), RejectReason.None), 200);

        Same("""{"cancelResult":"SUCCESS","newOrderResult":"SUCCESS","cancelResponse":_1,"newOrderResponse":_2}""", Canceled, Placed, answer);
        var asked = Assert.IsType<ReplaceOrder>(_host.Engine.Asked.Single().Request);
        Assert.Equal(
            new CancelOrder(ApiHost.BtcUsdt, new OrderName(OrderId.None, "mine"), CancelRestriction.OnlyNew) { CancelName = "stop-it" },
            asked.Cancel);
        Assert.False(asked.EvenIfCancelFails);
        Assert.Equal((new QuantityLots(1_000), new PriceTicks(4_000_000)), (asked.Terms.Quantity, asked.Terms.LimitPrice));
    }

    [Fact]
    public async Task Replace_WhenTheCancelFailsAndThatEndsIt_SaysThatThereIsNoNewOrder()
    {
        var state = new ReplaceState(Nothing, RejectReason.UnknownOrder, Placed: null, RejectReason.None);

        var error = await ReplaceAsync("STOP_ON_FAILURE", state, 400);

        Same(Failed("FAILURE", "NOT_ATTEMPTED"), Unknown, "null", error);
    }

    [Fact]
    public async Task Replace_WhenOnlyTheNewOrderFails_IsHalfDone()
    {
        var error = await ReplaceAsync("STOP_ON_FAILURE", new ReplaceState(One, RejectReason.None, null, RejectReason.WouldTake), 409);

        Same(PartlyFailed("SUCCESS", "FAILURE"), Canceled, WouldTake, error);
    }

    [Fact]
    public async Task Replace_WhenOnlyTheCancelFails_IsHalfDone()
    {
        var state = new ReplaceState(Nothing, RejectReason.UnknownOrder, Orders.Resting(), RejectReason.None);

        var error = await ReplaceAsync("ALLOW_FAILURE", state, 409);

        Same(PartlyFailed("FAILURE", "SUCCESS"), Unknown, Placed, error);
        Assert.True(Assert.IsType<ReplaceOrder>(_host.Engine.Asked.Single().Request).EvenIfCancelFails);
    }

    [Fact]
    public async Task Replace_WhenBothFail_TellsBothReasons()
    {
        var error = await ReplaceAsync("ALLOW_FAILURE", new ReplaceState(Nothing, RejectReason.UnknownOrder, null, RejectReason.WouldTake), 400);

        Same(Failed("FAILURE", "FAILURE"), Unknown, WouldTake, error);
    }

    [Fact]
    public async Task Replace_WhenTheNewOrderIsRefusedInItself_TellsJustThat()
    {
        _host.Engine.Answer = static _ => new NotDone(RejectReason.TooManyStopOrders);

        HttpJson.Same("""{"code":-1013,"msg":"Filter failure: MAX_NUM_ALGO_ORDERS"}""", await SendAsync("ALLOW_FAILURE", 400));
    }

    [Fact]
    public async Task Replace_WhenTheCanceledOrderIsOfAList_TellsTheList()
    {
        var (list, legs) = Orders.Oco(isOpen: false);
        var state = new ReplaceState(new OrderStates(legs) { Lists = [list] }, RejectReason.None, Orders.Resting(), RejectReason.None);

        var answer = await ReplaceAsync("STOP_ON_FAILURE", state, 200);

        var canceled = answer.GetProperty("cancelResponse");
        Assert.Equal(("ALL_DONE", 2), (canceled.GetProperty("listOrderStatus").GetString(), canceled.GetProperty("orderReports").GetArrayLength()));
    }

    [Fact]
    public async Task Replace_WithTooManyOrdersSent_DoesNothing()
    {
        await UseUpAsync();

        HttpJson.Same(TooMany, await SendAsync("STOP_ON_FAILURE", 429));

        Assert.Single(_host.Engine.Asked);
    }

    [Theory]
    [InlineData("STOP_ON_FAILURE", true, 429)]
    [InlineData("STOP_ON_FAILURE", false, 429)]
    [InlineData("ALLOW_FAILURE", true, 409)]
    [InlineData("ALLOW_FAILURE", false, 400)]
    public async Task Replace_WithTooManyOrdersSent_CancelsIfTold(string mode, bool cancels, int status)
    {
        await UseUpAsync();
        _host.Engine.Answer = _ => cancels ? One : (object)new NotDone(RejectReason.UnknownOrder);

        var error = await SendAsync(mode, status, "&orderRateLimitExceededMode=CANCEL_ONLY");

        Assert.IsType<CancelOrder>(_host.Engine.Asked.Last().Request);
        if (cancels) Same(PartlyFailed("SUCCESS", "FAILURE"), Canceled, TooMany, error);
        else if (mode == "ALLOW_FAILURE") Same(Failed("FAILURE", "FAILURE"), Unknown, TooMany, error);
        else Same(Failed("FAILURE", "NOT_ATTEMPTED"), Unknown, "null", error);
    }

    private static string PartlyFailed(string cancel, string place) => WithData(-2021, "Order cancel-replace partially failed.", cancel, place);

    private static string Failed(string cancel, string place) => WithData(-2022, "Order cancel-replace failed.", cancel, place);

    private static string WithData(int code, string message, string cancel, string place) =>
        $$"""
        {"code":{{code}},"msg":"{{message}}",
         "data":{"cancelResult":"{{cancel}}","newOrderResult":"{{place}}","cancelResponse":_1,"newOrderResponse":_2} }
        """;

    private static void Same(string expected, string first, string second, JsonElement actual) => HttpJson.Same(
        expected.Replace("_1", first, System.StringComparison.Ordinal).Replace("_2", second, System.StringComparison.Ordinal), actual);

    private async Task UseUpAsync()
    {
        _host.Engine.Answer = static _ => new OrderState(Orders.Resting());
        await _host.Trader.SendAsync(_host.Trader.Signed("POST", "/api/v3/order", Limit)).ExpectAsync(200);
    }

    private Task<JsonElement> ReplaceAsync(string mode, ReplaceState state, int status)
    {
        _host.Engine.Answer = _ => state;
        return SendAsync(mode, status);
    }

    private Task<JsonElement> SendAsync(string mode, int status, string more = "") => _host.Trader.SendAsync(_host.Trader.Signed(
        "POST",
        Path,
        $"{Limit}&cancelReplaceMode={mode}&cancelOrigClientOrderId=mine&cancelNewClientOrderId=stop-it&cancelRestrictions=ONLY_NEW{more}"))
        .ExpectAsync(status);
}
