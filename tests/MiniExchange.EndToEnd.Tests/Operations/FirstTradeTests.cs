using System;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Hosts;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Operations;

/// <summary>The README's first trade, request by request as curl would send it.</summary>
public sealed class FirstTradeTests
{
    [Fact]
    public async Task TwoTraders_WithPlainRequests_TradeWithEachOther()
    {
        await using var exchange = await RunningExchange.StartAsync();
        var alice = await exchange.BackOffice.AddTraderAsync(("BTC", 1m), ("USDT", 100_000m));
        var bob = await exchange.BackOffice.AddTraderAsync(("BTC", 1m), ("USDT", 100_000m));

        var ask = await SendAsync(alice, "/api/v3/order", "symbol=BTCUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=0.5&price=40000", inBody: false);
        var bid = await SendAsync(bob, "/api/v3/order", "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.2&price=41000", inBody: true);

        Assert.Equal(("NEW", "0.50000", "0.00000"), (ask.Text("status"), Short(ask, "origQty"), Short(ask, "executedQty")));
        Assert.Equal("FILLED", bid.Text("status"));
        var fill = Assert.Single(bid.GetProperty("fills").EnumerateArray());
        Assert.Equal((40_000m, 0.2m, 0.0002m, "BTC"), (fill.Amount("price"), fill.Amount("qty"), fill.Amount("commission"), fill.Text("commissionAsset")));
        var account = await bob.GetAsync("/api/v3/account", "omitZeroBalances=true");
        Assert.Equal(
            [("BTC", "1.19980000", "0.00000000"), ("USDT", "92000.00000000", "0.00000000")],
            account.GetProperty("balances").EnumerateArray().Select(balance => (balance.Text("asset"), balance.Text("free"), balance.Text("locked"))));
        var depth = await exchange.GetAsync("/api/v3/depth?symbol=BTCUSDT&limit=5");
        Assert.Equal(0, depth.GetProperty("bids").GetArrayLength());
        var level = Assert.Single(depth.GetProperty("asks").EnumerateArray());
        Assert.Equal((40_000m, 0.3m), (decimal.Parse(level[0].GetString()!, CultureInfo.InvariantCulture), decimal.Parse(level[1].GetString()!, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Credit_WithTheSameReference_ChangesNothingTheSecondTime()
    {
        await using var exchange = await RunningExchange.StartAsync();
        var alice = await exchange.BackOffice.AddTraderAsync();

        await exchange.BackOffice.CreditAsync(alice.UserId, "USDT", 100m, "gift");
        await exchange.BackOffice.CreditAsync(alice.UserId, "USDT", 100m, "gift");

        Assert.Equal((100m, 0m), (await alice.BalancesAsync())["USDT"]);
    }

    // Signed here by hand, as the README's shell does it: this must not be right only together with the other tests' client.
    private static async Task<JsonElement> SendAsync(Trader trader, string path, string parameters, bool inBody)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{parameters}&timestamp={DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}");
        using var hmac = new HMACSHA256(Encoding.UTF8.GetBytes(trader.Secret));
        var signature = Convert.ToHexString(hmac.ComputeHash(Encoding.UTF8.GetBytes(text))).ToLowerInvariant();
        using var request = new HttpRequestMessage(HttpMethod.Post, inBody ? path : $"{path}?{text}&signature={signature}");
        if (inBody) request.Content = new StringContent($"{text}&signature={signature}", Encoding.UTF8, "application/x-www-form-urlencoded");
        request.Headers.Add("X-MBX-APIKEY", trader.Key);
        using var response = await trader.Http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, body);
        using var document = JsonDocument.Parse(body);
        return document.RootElement.Clone();
    }

    // Five decimals are what the pair's step has; the exchange may write more.
    private static string Short(JsonElement json, string name) => json.Amount(name).ToString("F5", CultureInfo.InvariantCulture);
}
