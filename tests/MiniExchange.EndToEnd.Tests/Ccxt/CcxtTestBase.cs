using System;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Npm;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Ccxt;

/// <summary>Two traders with ccxt, alone on the exchange: Alice and Bob, each with 1 BTC and 10,000 USDT.</summary>
[Collection(SqliteClients.Name)]
public abstract class CcxtTestBase(SqliteSite site) : IAsyncLifetime
{
    protected const string Symbol = "BTC/USDT";
    private const decimal FeeRate = 0.001m;

    private Trader? _alice;
    private Trader? _bob;

    private protected ClientSite Site { get; } = site;

    private protected ClientProcess Ccxt => Site.ProcessOf("ccxt");

    private protected NpmClient Alice { get; private set; } = null!;

    private protected NpmClient Bob { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        (_alice, Alice) = await AddTraderAsync(("BTC", 1m), ("USDT", 10_000m));
        (_bob, Bob) = await AddTraderAsync(("BTC", 1m), ("USDT", 10_000m));
    }

    public async Task DisposeAsync()
    {
        foreach (var trader in new[] { _alice, _bob }.OfType<Trader>())
        {
            var answer = await trader.SendAsync(HttpMethod.Delete, "/api/v3/openOrders", "symbol=BTCUSDT");
            Assert.True(answer.Fate == Fate.Done || answer.Code == -2011, answer.ToString());
        }
    }

    private protected async Task<(Trader Trader, NpmClient Client)> AddTraderAsync(params (string Asset, decimal Amount)[] funds)
    {
        var trader = await Site.Exchange.BackOffice.AddTraderAsync(funds);
        var client = await Ccxt.OpenAsync(trader.Username, Site.Exchange.Address, trader.Key, trader.Secret);
        await client.CallAsync("loadMarkets");
        return (trader, client);
    }

    /// <summary>A fee as the exchange publishes it: a thousandth of what is received, rounded down to the asset's eighth decimal.</summary>
    internal static decimal FeeOf(decimal received) => Math.Floor(received * FeeRate * 100_000_000m) / 100_000_000m;

    /// <summary>An account's whole balances as ccxt shows them, and in the exchange's own digits.</summary>
    private protected static async Task AssertBalanceAsync(NpmClient client, string asset, decimal free, decimal used)
    {
        var balance = await client.CallAsync("fetchBalance");
        var shown = balance.GetProperty(asset);
        Assert.Equal((free, used, free + used), (shown.Amount("free"), shown.Amount("used"), shown.Amount("total")));
        var sent = balance.GetProperty("info").GetProperty("balances").EnumerateArray().Single(one => one.Text("asset") == asset);
        Assert.Equal((free, used), (sent.Amount("free"), sent.Amount("locked")));
    }
}
