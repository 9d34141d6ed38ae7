using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Npm;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Ccxt;

/// <summary>What is refused arrives in ccxt as the class of error that bots act on, and leaves no trace.</summary>
public sealed class RefusalTests(SqliteSite site) : CcxtTestBase(site)
{
    [NodeFact]
    public async Task Order_OneStepAboveTheFunds_IsInsufficientFundsOnEitherSide()
    {
        Assert.Equal("InsufficientFunds", (await Alice.RefusedAsync("createOrder", Symbol, "limit", "sell", 1.00001m, 70_000m)).Kind);
        Assert.Equal("InsufficientFunds", (await Alice.RefusedAsync("createOrder", Symbol, "limit", "buy", 0.25001m, 40_000m)).Kind);
        await AssertUntouchedAsync();

        await Alice.CallAsync("createOrder", Symbol, "limit", "buy", 0.25m, 40_000m);
        await AssertBalanceAsync(Alice, "USDT", 0m, 10_000m);
    }

    [NodeFact]
    public async Task UnknownOrders_AreOrderNotFound()
    {
        Assert.Equal("OrderNotFound", (await Alice.RefusedAsync("fetchOrder", "123456789", Symbol)).Kind);
        Assert.Equal("OrderNotFound", (await Alice.RefusedAsync("cancelOrder", "123456789", Symbol)).Kind);
        Assert.Equal("OrderNotFound", (await Alice.RefusedAsync("cancelAllOrders", Symbol)).Kind);
    }

    [NodeFact]
    public async Task AnothersOrder_IsUnknown()
    {
        var order = await Alice.CallAsync("createOrder", Symbol, "limit", "sell", 0.1m, 70_000m);
        var id = order.GetProperty("id").GetString();

        Assert.Equal("OrderNotFound", (await Bob.RefusedAsync("fetchOrder", id, Symbol)).Kind);
        Assert.Equal("OrderNotFound", (await Bob.RefusedAsync("cancelOrder", id, Symbol)).Kind);
        await AssertBalanceAsync(Alice, "BTC", 0.9m, 0.1m);
    }

    [NodeFact]
    public async Task Orders_OutsideTheLimits_AreBadRequestOrInvalidOrder()
    {
        // 0.00012 at 40,000 comes to 4.80, where 5 is the least.
        Assert.Equal("BadRequest", (await Alice.RefusedAsync("createOrder", Symbol, "limit", "buy", 0.00012m, 40_000m)).Kind);

        // Ccxt refuses what is below the smallest lot before it sends anything.
        Assert.Equal("InvalidOrder", (await Alice.RefusedAsync("createOrder", Symbol, "limit", "buy", 0.000009m, 40_000m)).Kind);
        Assert.Equal("InvalidOrder", (await Alice.RefusedAsync("createOrder", Symbol, "limit", "buy", 9_000.00001m, 40_000m)).Kind);
        Assert.Equal("InvalidOrder", (await Alice.RefusedAsync("createOrder", Symbol, "limit", "sell", 0.1m, 1_000_000.01m)).Kind);
        await AssertUntouchedAsync();
    }

    [NodeFact]
    public async Task ClientOrderId_OfAnOpenOrder_IsRefusedAndFreeAgainOnceItIsClosed()
    {
        var name = new { clientOrderId = "my-order-1" };
        var first = await Alice.CallAsync("createOrder", Symbol, "limit", "sell", 0.1m, 70_000m, name);
        Assert.Equal("my-order-1", first.GetProperty("clientOrderId").GetString());

        Assert.Equal("InvalidOrder", (await Alice.RefusedAsync("createOrder", Symbol, "limit", "sell", 0.1m, 70_000m, name)).Kind);
        await AssertBalanceAsync(Alice, "BTC", 0.9m, 0.1m);

        await Alice.CallAsync("cancelOrder", first.GetProperty("id").GetString(), Symbol);
        await Alice.CallAsync("createOrder", Symbol, "limit", "sell", 0.1m, 70_000m, name);
    }

    [NodeFact]
    public async Task WrongSecretAndUnknownKey_AreAuthenticationErrors()
    {
        var (trader, _) = await AddTraderAsync(("BTC", 1m));
        var forger = await Ccxt.OpenAsync("forger", Site.Exchange.Address, trader.Key, "not-the-secret");
        var stranger = await Ccxt.OpenAsync(
            "stranger", Site.Exchange.Address, new string('a', trader.Key.Length), trader.Secret);

        Assert.Equal("AuthenticationError", (await forger.RefusedAsync("fetchBalance")).Kind);
        Assert.Equal("AuthenticationError", (await stranger.RefusedAsync("fetchBalance")).Kind);
    }

    private async Task AssertUntouchedAsync()
    {
        Assert.Empty((await Alice.CallAsync("fetchOrders", Symbol)).EnumerateArray());
        await AssertBalanceAsync(Alice, "BTC", 1m, 0m);
        await AssertBalanceAsync(Alice, "USDT", 10_000m, 0m);
    }
}
