using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Hosts;
using MiniExchange.Integration.Tests.Api;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Operations;

/// <summary>The table of bad requests against a running exchange: each gets its own error, and none leaves a trace.</summary>
public sealed class BadInputTests
{
    private const string Resting = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=30000&newClientOrderId=taken";

    [Fact]
    public async Task BadRequests_OnARunningExchange_GetTheirErrorsAndLeaveNoTrace()
    {
        await using var exchange = await RunningExchange.StartAsync();
        var trader = await exchange.BackOffice.AddTraderAsync(("BTC", 1m), ("USDT", 1_000_000m));
        Assert.Equal(Fate.Done, (await trader.PlaceAsync(Resting)).Fate);
        var client = new SigningClient(exchange.Http, trader.Key, trader.Secret, TimeProvider.System);
        var before = await StateAsync(exchange, trader);

        var wrong = new List<string>();
        foreach (var input in BadInputs.All)
        {
            using var response = await client.SendAsync(input.Request(client));
            using var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
            var expected = ((int Status, long Code, string Text))(input.Status, input.Code, input.Message);
            var actual = ((int)response.StatusCode, error.RootElement.Number("code"), error.RootElement.Text("msg"));
            if (actual != expected) wrong.Add($"{input.Name}: {actual}, not {expected}");
        }

        var duplicate = await trader.PlaceAsync(Resting);
        Assert.Equal((Fate.Refused, -2010L, "Duplicate order sent."), (duplicate.Fate, duplicate.Body.Number("code"), duplicate.Body.Text("msg")));
        Assert.Empty(wrong);
        Assert.Equal(before, await StateAsync(exchange, trader));
    }

    // All that a request could have changed, as text.
    private static async Task<string> StateAsync(RunningExchange exchange, Trader trader)
    {
        var open = await trader.OpenOrdersAsync();
        var all = await trader.OrdersAsync("BTCUSDT");
        var depth = await exchange.GetAsync("/api/v3/depth?symbol=BTCUSDT");
        var balances = (await trader.BalancesAsync()).OrderBy(static balance => balance.Key, StringComparer.Ordinal);
        return string.Join('\n', [.. open.Select(static order => order.GetRawText()), .. all.Select(static order => order.GetRawText()), depth.GetRawText(), .. balances]);
    }
}
