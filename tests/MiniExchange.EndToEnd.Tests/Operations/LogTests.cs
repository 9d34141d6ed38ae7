using System;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Hosts;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Operations;

/// <summary>What the host says to its operators holds nothing that would let them, or who reads their logs, trade for others.</summary>
public sealed class LogTests
{
    [Fact]
    public async Task Logs_OfEverythingTheHostCanSayItself_HoldNoSecret()
    {
        await using var exchange = await RunningExchange.StartAsync("--Logging:LogLevel:MiniExchange=Trace");
        var alice = await exchange.BackOffice.AddTraderAsync(("BTC", 1m), ("USDT", 100_000m));
        var forger = alice with { Secret = "a-forged-secret" };
        await Assert.ThrowsAsync<HttpRequestException>(() => exchange.BackOffice.SignInAsync(alice.Username, "a-wrong-password"));
        await alice.PlaceAsync("symbol=BTCUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=0.1&price=50000");
        await alice.PlaceAsync("symbol=BTCUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=1e9&price=50000");
        Assert.Equal(Fate.Refused, (await forger.SendAsync(HttpMethod.Delete, "/api/v3/openOrders", "symbol=BTCUSDT")).Fate);
        await exchange.KillHardAsync();
        await exchange.StartAgainAsync();
        Assert.Single(await alice.OpenOrdersAsync());
        Assert.Equal(0, await exchange.StopAsync());

        var said = exchange.Log.ToString();
        Assert.Contains("The exchange is open.", said, StringComparison.Ordinal);
        var secrets = exchange.BackOffice.Secrets.Append(forger.Secret).Append("signature=");
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, said, StringComparison.OrdinalIgnoreCase));
    }
}
