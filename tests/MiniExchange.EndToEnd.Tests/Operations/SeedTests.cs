using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Hosts;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Operations;

/// <summary><c>seed</c>: users in bulk, with keys that work once the exchange runs.</summary>
public sealed class SeedTests
{
    [Fact]
    public async Task SeededUsers_AreFundedAndTradeWithTheKeysOfTheFile()
    {
        await using var exchange = await RunningExchange.StartAsync();
        await exchange.StopAsync();
        var file = Path.Combine(exchange.DataDirectory, "keys.json");
        Assert.Equal(0, await exchange.RunCommandAsync("seed", "--users", "50", "--keys", file));
        await exchange.StartAgainAsync();

        using var keys = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        var traders = keys.RootElement.EnumerateArray().Select(key => new Trader(
            exchange.Http,
            key.Text("username"),
            key.Number("userId"),
            key.Text("apiKey"),
            key.Text("secretKey"),
            new Dictionary<string, decimal>())).ToArray();
        Assert.Equal(50, traders.Select(trader => trader.Key).Distinct().Count());
        Assert.All(await traders[49].BalancesAsync(), balance => Assert.Equal((1_000m, 0m), balance.Value));

        var ask = await traders[0].PlaceAsync("symbol=BTCUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=0.01&price=50000");
        var bid = await traders[1].PlaceAsync("symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01");
        Assert.Equal((Fate.Done, Fate.Done), (ask.Fate, bid.Fate));
        Assert.Equal("FILLED", bid.Body.Text("status"));
        Assert.Equal((1_000.00999m, 0m), (await traders[1].BalancesAsync())["BTC"]);
    }

    [Fact]
    public async Task Seed_WhenTheJournalIsFull_SaysSoAndHasWrittenTheKeys()
    {
        await using var exchange = await RunningExchange.StartAsync();
        await exchange.StopAsync();
        var file = Path.Combine(exchange.DataDirectory, "keys.json");

        Assert.Equal(1, await exchange.RunCommandAsync("seed", "--users", "600", "--keys", file, "--Storage:MaxJournalBytes=131072"));

        using var keys = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        Assert.Equal(600, keys.RootElement.GetArrayLength());
        Assert.Contains(exchange.Log.Lines, line => line.Contains("could not be credited", StringComparison.Ordinal));
        Assert.DoesNotContain(exchange.Log.Lines, line => line.Contains("Unhandled exception", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Storage:ConnectionString", "--amount=1", "--Storage:Provider=PostgreSQL")]
    [InlineData("Failed to connect", "--amount=1", "--Storage:Provider=PostgreSQL", "--Storage:ConnectionString=Host=127.0.0.1;Port=1;Username=nobody")]
    [InlineData("--amount -1 is not a positive amount", "--amount=-1")]
    public async Task Seed_WhenItCannotWork_SaysWhyInALineAndAddsNobody(string says, params string[] arguments)
    {
        await using var exchange = await RunningExchange.StartAsync();
        await exchange.StopAsync();
        var file = Path.Combine(exchange.DataDirectory, "keys.json");

        Assert.Equal(1, await exchange.RunCommandAsync(["seed", "--users", "1", "--keys", file, .. arguments]));

        Assert.Contains(exchange.Log.Lines, line => line.Contains(says, StringComparison.Ordinal));
        Assert.DoesNotContain(exchange.Log.Lines, line => line.TrimStart().StartsWith("at ", StringComparison.Ordinal));
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task Seed_WhileTheExchangeRuns_IsRefusedAndLeavesNoKeyFile()
    {
        await using var exchange = await RunningExchange.StartAsync();
        var file = Path.Combine(exchange.DataDirectory, "keys.json");

        Assert.NotEqual(0, await exchange.RunCommandAsync("seed", "--users", "1", "--keys", file));

        Assert.False(File.Exists(file));
        await exchange.WaitUntilReadyAsync();
    }
}
