using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Crashes;
using MiniExchange.EndToEnd.Tests.Hosts;
using MiniExchange.EndToEnd.Tests.Npm;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Ccxt;

/// <summary>Ccxt clients go on after the exchange was killed in the middle of others' traffic, as if nothing had been.</summary>
public sealed class KilledExchangeTests
{
    // A pair that the crowd leaves alone.
    private const string Symbol = "ETH/USDT";

    [NodeFact]
    public async Task Clients_WhenTheExchangeWasKilledUnderTraffic_FindEverythingAndTradeOn()
    {
        await using var exchange = await RunningExchange.StartAsync();
        using var ccxt = ClientProcess.Start("ccxt");
        var alice = await ConnectAsync(exchange, ccxt);
        var bob = await ConnectAsync(exchange, ccxt);
        var crowd = await Crowd.GatherAsync(exchange, 4, new Random(3));
        using var stop = new CancellationTokenSource();
        var enough = crowd.AcknowledgedAsync(200);
        var trading = crowd.TradeAsync(stop.Token);
        var ask = (await alice.CallAsync("createOrder", Symbol, "limit", "sell", 1m, 3_000.03m)).Text("id");
        await bob.CallAsync("createOrder", Symbol, "limit", "buy", 0.3001m, 3_000.03m);
        var gone = (await bob.CallAsync("createOrder", Symbol, "limit", "buy", 0.1m, 2_000m)).Text("id");
        await bob.CallAsync("cancelOrder", gone, Symbol);
        var before = await SeenAsync();
        await Task.WhenAny(enough, trading).WaitAsync(Eventually.Patience);

        await exchange.KillHardAsync();
        await stop.CancelAsync();
        await trading;
        await exchange.StartAgainAsync();

        Assert.Equal(before, await SeenAsync());
        await bob.CallAsync("createOrder", Symbol, "market", "buy", 0.6999m);
        Assert.Equal("closed", (await alice.CallAsync("fetchOrder", ask, Symbol)).Text("status"));
        const decimal First = 0.3001m * 3_000.03m;
        const decimal Second = 0.6999m * 3_000.03m;
        var balance = (await alice.CallAsync("fetchBalance")).GetProperty("USDT");
        Assert.Equal(10_000m + First - CcxtTestBase.FeeOf(First) + Second - CcxtTestBase.FeeOf(Second), balance.Amount("free"));

        // All that each sees of itself, as the exchange sent it.
        async Task<string[]> SeenAsync() =>
        [
            await SeenByAsync(alice, "fetchBalance", "balances"),
            await SeenByAsync(alice, "fetchOrders", null, Symbol),
            await SeenByAsync(alice, "fetchMyTrades", null, Symbol),
            await SeenByAsync(bob, "fetchBalance", "balances"),
            await SeenByAsync(bob, "fetchOrders", null, Symbol),
            await SeenByAsync(bob, "fetchMyTrades", null, Symbol),
        ];
    }

    private static async Task<string> SeenByAsync(NpmClient client, string method, string? part, params object?[] args)
    {
        var seen = await client.CallAsync(method, args);
        return part is null
            ? string.Join('\n', seen.EnumerateArray().Select(one => one.GetProperty("info").GetRawText()))
            : seen.GetProperty("info").GetProperty(part).GetRawText();
    }

    private static async Task<NpmClient> ConnectAsync(RunningExchange exchange, ClientProcess ccxt)
    {
        var trader = await exchange.BackOffice.AddTraderAsync(("ETH", 2m), ("USDT", 10_000m));
        var client = await ccxt.OpenAsync(trader.Username, exchange.Address, trader.Key, trader.Secret);
        await client.CallAsync("loadMarkets");
        return client;
    }
}
