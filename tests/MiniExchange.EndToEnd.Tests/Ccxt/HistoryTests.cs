using System.Linq;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Npm;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Ccxt;

/// <summary>Orders and fills are there as soon as the order is answered, whichever way they are asked for.</summary>
public sealed class HistoryTests(SqliteSite site) : CcxtTestBase(site)
{
    [NodeFact]
    public async Task Queries_RightAfterTrading_ShowEveryOrderInItsState()
    {
        var filled = (await Alice.CallAsync("createOrder", Symbol, "limit", "sell", 0.01m, 45_000m)).Text("id");
        var canceled = (await Alice.CallAsync("createOrder", Symbol, "limit", "sell", 0.02m, 46_000m)).Text("id");
        var open = (await Alice.CallAsync("createOrder", Symbol, "limit", "sell", 0.03m, 47_000m)).Text("id");
        await Bob.CallAsync("createOrder", Symbol, "limit", "buy", 0.01m, 45_000m);
        await Alice.CallAsync("cancelOrder", canceled, Symbol);

        Assert.Equal([open], Ids(await Alice.CallAsync("fetchOpenOrders", Symbol)));
        Assert.Equal([open], Ids(await Alice.CallAsync("fetchOpenOrders")));
        Assert.Equal([filled, canceled, open], Ids(await Alice.CallAsync("fetchOrders", Symbol)));
        Assert.Equal([filled], Ids(await Alice.CallAsync("fetchClosedOrders", Symbol)));
        Assert.Equal([canceled], Ids(await Alice.CallAsync("fetchCanceledOrders", Symbol)));
        Assert.Equal("closed", (await Alice.CallAsync("fetchOrder", filled, Symbol)).Text("status"));
        Assert.Equal("canceled", (await Alice.CallAsync("fetchOrder", canceled, Symbol)).Text("status"));
        Assert.Equal("open", (await Alice.CallAsync("fetchOrder", open, Symbol)).Text("status"));

        static string[] Ids(System.Text.Json.JsonElement orders) => [.. orders.EnumerateArray().Select(order => order.Text("id"))];
    }

    [NodeFact]
    public async Task Queries_FromATimeOnAndByClientOrderId_FindWhatTheyName()
    {
        await Alice.CallAsync("loadTimeDifference");
        var early = await Alice.CallAsync("fetchTime");
        var id = (await Alice.CallAsync("createOrder", Symbol, "limit", "sell", 0.02m, 45_000m, new { clientOrderId = "named" })).Text("id");
        await Bob.CallAsync("createOrder", Symbol, "limit", "buy", 0.01m, 45_000m);
        var fill = Assert.Single((await Bob.CallAsync("fetchMyTrades", Symbol, early)).EnumerateArray());
        var time = fill.GetProperty("timestamp").GetInt64();
        var late = time + 1;

        Assert.Equal(id, Assert.Single((await Alice.CallAsync("fetchOrders", Symbol, early)).EnumerateArray()).Text("id"));
        Assert.Empty((await Alice.CallAsync("fetchOrders", Symbol, late)).EnumerateArray());
        Assert.Empty((await Bob.CallAsync("fetchMyTrades", Symbol, late)).EnumerateArray());
        await Eventually.FindAsync(
            "the trade", async () => (await Alice.CallAsync("fetchTrades", Symbol, early)).GetArrayLength() == 1 ? "there" : null);
        Assert.Empty((await Alice.CallAsync("fetchTrades", Symbol, late)).EnumerateArray());
        var second = time / 1_000 * 1_000;
        Assert.Equal(second, (await Alice.CallAsync("fetchOHLCV", Symbol, "1s", second))[0][0].GetInt64());

        Assert.Equal(id, (await Alice.CallAsync("fetchOrder", null, Symbol, new { clientOrderId = "named" })).Text("id"));
        Assert.Equal("canceled", (await Alice.CallAsync("cancelOrder", null, Symbol, new { clientOrderId = "named" })).Text("status"));
    }

    [NodeFact]
    public async Task MyTrades_OfBothSides_AgreeOnTheTradeAndEachPaysInWhatItReceived()
    {
        const decimal Price = 45_000.03m;
        const decimal Amount = 0.01001m;
        var ask = (await Alice.CallAsync("createOrder", Symbol, "limit", "sell", Amount, Price)).Text("id");
        var bid = (await Bob.CallAsync("createOrder", Symbol, "market", "buy", Amount)).Text("id");

        var sold = Assert.Single((await Alice.CallAsync("fetchMyTrades", Symbol)).EnumerateArray());
        var bought = Assert.Single((await Bob.CallAsync("fetchMyTrades", Symbol)).EnumerateArray());

        Assert.Equal(sold.Text("id"), bought.Text("id"));
        Assert.Equal((ask, "sell", "maker"), (sold.Text("order"), sold.Text("side"), sold.Text("takerOrMaker")));
        Assert.Equal((bid, "buy", "taker"), (bought.Text("order"), bought.Text("side"), bought.Text("takerOrMaker")));
        foreach (var side in new[] { sold, bought })
        {
            Assert.Equal((Price, Amount, Price * Amount), (side.Amount("price"), side.Amount("amount"), side.Amount("cost")));
        }

        Assert.Equal((FeeOf(Price * Amount), "USDT"), (sold.GetProperty("fee").Amount("cost"), sold.GetProperty("fee").Text("currency")));
        Assert.Equal((FeeOf(Amount), "BTC"), (bought.GetProperty("fee").Amount("cost"), bought.GetProperty("fee").Text("currency")));
        Assert.Single((await Alice.CallAsync("fetchOrderTrades", ask, Symbol)).EnumerateArray());
    }
}
