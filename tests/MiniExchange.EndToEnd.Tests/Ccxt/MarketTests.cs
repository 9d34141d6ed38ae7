using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Npm;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Ccxt;

/// <summary>What ccxt learns about the exchange before it trades, and what it sees of the market.</summary>
public sealed class MarketTests(SqliteSite site) : CcxtTestBase(site)
{
    [NodeFact]
    public async Task Ccxt_WhenConfiguredByHalf_IsKeptFromTalkingToAnotherExchange()
    {
        using var ccxt = ClientProcess.Start("ccxt-by-half");
        await ccxt.OpenAsync("half", Site.Exchange.Address, "key", "secret");

        var answer = await ccxt.AskAsync("half", "loadMarkets", []);

        Assert.True(answer.TryGetProperty("error", out _));
        Assert.Equal("api.binance.com", answer.GetProperty("elsewhere")[0].GetString());
    }

    [NodeFact]
    public async Task LoadMarkets_WithAKey_KnowsPairsGridsLimitsAndAssets()
    {
        var markets = await Alice.CallAsync("loadMarkets", true);

        Assert.Equal(["BTC/USDT", "ETH/BTC", "ETH/USDT"], markets.EnumerateObject().Select(market => market.Name).Order(StringComparer.Ordinal));
        var market = markets.GetProperty(Symbol);
        Assert.Equal(("BTCUSDT", "BTC", "USDT"), (market.Text("id"), market.Text("base"), market.Text("quote")));
        Assert.True(market.GetProperty("spot").GetBoolean() && market.GetProperty("active").GetBoolean());
        Assert.Equal((0.01m, 0.00001m), (market.GetProperty("precision").Amount("price"), market.GetProperty("precision").Amount("amount")));
        Assert.Equal(5m, market.GetProperty("limits").GetProperty("cost").Amount("min"));
        var currencies = await Alice.CallAsync("fetchCurrencies");
        Assert.Equal(["BTC", "ETH", "USDT"], currencies.EnumerateObject().Select(currency => currency.Name).Order());
    }

    [NodeFact]
    public async Task TimeStatusAndFees_AreThoseOfTheExchange()
    {
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var time = (await Alice.CallAsync("fetchTime")).GetInt64();
        Assert.InRange(time, before, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());

        Assert.Equal("ok", (await Alice.CallAsync("fetchStatus")).Text("status"));

        var fees = await Alice.CallAsync("fetchTradingFees");
        var fee = await Alice.CallAsync("fetchTradingFee", Symbol);
        Assert.Equal((0.001m, 0.001m), (fees.GetProperty("ETH/BTC").Amount("maker"), fees.GetProperty("ETH/BTC").Amount("taker")));
        Assert.Equal((0.001m, 0.001m), (fee.Amount("maker"), fee.Amount("taker")));
    }

    [NodeFact]
    public async Task BookTickersAndTrades_AfterTradesAndRestingOrders_ShowThem()
    {
        await Alice.CallAsync("createOrder", Symbol, "limit", "sell", 0.02m, 50_000.5m);
        await Alice.CallAsync("createOrder", Symbol, "limit", "sell", 0.01m, 50_000.5m);
        await Alice.CallAsync("createOrder", Symbol, "limit", "sell", 0.01m, 50_001m);
        await Bob.CallAsync("createOrder", Symbol, "limit", "buy", 0.005m, 50_000.5m);
        await Bob.CallAsync("createOrder", Symbol, "limit", "buy", 0.03m, 49_999.99m);

        var book = await Alice.CallAsync("fetchOrderBook", Symbol, 5);
        Assert.Equal([(50_000.5m, 0.025m), (50_001m, 0.01m)], Levels("asks"));
        Assert.Equal([(49_999.99m, 0.03m)], Levels("bids"));

        var best = (await Alice.CallAsync("fetchBidsAsks", (object)new[] { Symbol })).GetProperty(Symbol);
        Assert.Equal(
            (49_999.99m, 0.03m, 50_000.5m, 0.025m),
            (best.Amount("bid"), best.Amount("bidVolume"), best.Amount("ask"), best.Amount("askVolume")));

        var last = (await Alice.CallAsync("fetchLastPrices")).GetProperty(Symbol);
        Assert.Equal(50_000.5m, last.Amount("price"));

        var trade = await Eventually.FindAsync(
            "the trade",
            async () => (await Alice.CallAsync("fetchTrades", Symbol, null, 10, new { fetchTradesMethod = "publicGetTrades" })).EnumerateArray()
                .Select(one => new Trade(one.Amount("price"), one.Amount("amount"), one.Amount("cost"), one.Text("side")))
                .LastOrDefault(one => one.Price == 50_000.5m));
        Assert.Equal(new Trade(50_000.5m, 0.005m, 250.0025m, "buy"), trade);

        (decimal, decimal)[] Levels(string side) =>
            [.. book.GetProperty(side).EnumerateArray().Select(level => (level[0].GetDecimal(), level[1].GetDecimal()))];
    }

    [NodeFact]
    public async Task Tickers_OfTheLastDayAndRolling_AreOne()
    {
        const decimal Price = 45_123.45m;
        await Alice.CallAsync("createOrder", Symbol, "limit", "sell", 0.01m, Price);
        await Bob.CallAsync("createOrder", Symbol, "limit", "buy", 0.01m, Price);
        await Eventually.FindAsync("the ticker of the trade", async () => (await TickerAsync()) is var ticker && ticker.Amount("last") == Price ? "there" : null);

        var day = await TickerAsync();
        var rolling = await TickerAsync(new { rolling = true });

        foreach (var field in (string[])["open", "high", "low", "last", "baseVolume", "quoteVolume", "vwap", "change"])
        {
            Assert.Equal(day.Amount(field), rolling.Amount(field));
        }

        foreach (var tickers in new[] { await Alice.CallAsync("fetchTickers"), await Alice.CallAsync("fetchTickers", (object)new[] { Symbol, "ETH/BTC" }) })
        {
            Assert.Equal(Price, tickers.GetProperty(Symbol).Amount("last"));
            Assert.True(tickers.TryGetProperty("ETH/BTC", out _));
        }

        Task<JsonElement> TickerAsync(object? parameters = null) => Alice.CallAsync("fetchTicker", Symbol, parameters);
    }

    private sealed record Trade(decimal Price, decimal Amount, decimal Cost, string Side);
}
