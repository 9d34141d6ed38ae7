using System;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Messages;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.Books;
using MiniExchange.Application.History;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using MiniExchange.Integration.Tests.Api.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Api;

public sealed class MarketDataTests : IAsyncLifetime
{
    private static readonly DepthState Depth = new(
        42,
        [new BookLevel(new PriceTicks(4_000_000), new QuantityLots(1_000)), new BookLevel(new PriceTicks(3_999_999), new QuantityLots(2))],
        [new BookLevel(new PriceTicks(4_000_001), new QuantityLots(3))],
        new PriceTicks(4_000_000),
        IsHalted: false);

    private ApiHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await ApiHost.StartAsync();
        _host.Engine.Answer = _ => Depth;
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Time_IsTheExchangesClock() =>
        HttpJson.Same("""{"serverTime":1700000000000}""", await GetAsync("/api/v3/time"));

    [Fact]
    public async Task Depth_TellsLevelsAndNoTimeOfItsOwn()
    {
        HttpJson.Same(
            """
            {"lastUpdateId":42,"bids":[["40000.00000000","0.01000000"],["39999.99000000","0.00002000"]],
             "asks":[["40000.01000000","0.00003000"]]}
            """,
            await GetAsync("/api/v3/depth?symbol=BTCUSDT"));
        Assert.Equal(new DepthOf(100), _host.Engine.Asked.Single().Request);
    }

    [Theory]
    [InlineData(1, 1, 5)]
    [InlineData(100, 100, 5)]
    [InlineData(101, 101, 25)]
    [InlineData(501, 501, 50)]
    [InlineData(1_001, 1_001, 250)]
    [InlineData(9_999, 5_000, 250)]
    [InlineData(99_999_999_999, 5_000, 250)]
    public async Task Depth_CostsByItsLevels(long limit, int levels, int weight)
    {
        using var response = await _host.Client.GetAsync(new Uri($"/api/v3/depth?symbol=BTCUSDT&limit={limit}", UriKind.Relative));

        Assert.Equal(weight.ToString(CultureInfo.InvariantCulture), response.Headers.GetValues("X-MBX-USED-WEIGHT-1M").Single());
        Assert.Equal(new DepthOf(levels), _host.Engine.Asked.Single().Request);
    }

    [Fact]
    public async Task Depth_WhoseLimitIsNoNumber_CostsTheMost()
    {
        using var response = await _host.Client.GetAsync(
            new Uri("/api/v3/depth?symbol=BTCUSDT&limit=99999999999999999999", UriKind.Relative));

        Assert.Equal((400, "250"), ((int)response.StatusCode, response.Headers.GetValues("X-MBX-USED-WEIGHT-1M").Single()));
    }

    [Fact]
    public async Task Trades_TellWhoRested()
    {
        _host.History.Trades.Add(new PublicTrade(
            new TradeId(5), new PriceTicks(4_000_000), new QuantityLots(100), new AssetUnits(4_000_000_000), 1_700_000_000_000_999, true));

        HttpJson.Same(
            """
            [{"id":5,"price":"40000.00000000","qty":"0.00100000","quoteQty":"40.00000000","time":1700000000000,
              "isBuyerMaker":true,"isBestMatch":true}]
            """,
            await GetAsync("/api/v3/trades?symbol=BTCUSDT"));
    }

    [Theory]
    [InlineData("/sapi/v1/margin/allPairs", "[]")]
    [InlineData("/sapi/v1/margin/isolated/allPairs", "[]")]
    [InlineData("/fapi/v1/exchangeInfo", """{"symbols":[]}""")]
    [InlineData("/dapi/v1/exchangeInfo", """{"symbols":[]}""")]
    public async Task WhatClientsAskForInPassing_IsEmpty(string path, string json) => HttpJson.Same(json, await GetAsync(path));

    [Fact]
    public async Task SystemStatus_FollowsTheEngine()
    {
        HttpJson.Same("""{"status":0,"msg":"normal"}""", await GetAsync("/sapi/v1/system/status"));
        _host.Engine.Health = new EngineHealth(EngineState.Stopped, "disk full", []);
        HttpJson.Same("""{"status":1,"msg":"system_maintenance"}""", await GetAsync("/sapi/v1/system/status"));
    }

    [Fact]
    public async Task Account_ListsEveryAssetUnlessToldOtherwise()
    {
        _host.Engine.Answer = _ => new BalancesState(
            IsFrozen: true, [(ApiHost.Usdt.Id, new Balance(new AssetUnits(150_000_000), new AssetUnits(1)))], 1_700_000_000_000_000);

        var all = await SignedAsync("/api/v3/account", "");
        var some = await SignedAsync("/api/v3/account", "omitZeroBalances=true");

        Assert.Equal(3, all.GetProperty("balances").GetArrayLength());
        HttpJson.Same("""[{"asset":"USDT","free":"1.50000000","locked":"0.00000001"}]""", some.GetProperty("balances"));
        HttpJson.Same(
            """{"maker":"0.00100000","taker":"0.00200000","buyer":"0.00000000","seller":"0.00000000"}""", some.GetProperty("commissionRates"));
        Assert.Equal(
            (false, 1_700_000_000_000, _host.TraderId.Value, 10),
            (some.GetProperty("canTrade").GetBoolean(), some.GetProperty("updateTime").GetInt64(), some.GetProperty("uid").GetInt64(),
                some.GetProperty("makerCommission").GetInt32()));
    }

    [Fact]
    public async Task TradeFee_IsAFraction() => HttpJson.Same(
        """[{"symbol":"ETHBTC","makerCommission":"0.00050000","takerCommission":"0.00200000"}]""",
        await SignedAsync("/sapi/v1/asset/tradeFee", "symbol=ETHBTC"));

    [Fact]
    public async Task Depth_WhenTheBookIsBusy_SaysSo()
    {
        _host.Engine.Answer = _ => new Busy("starting");

        var error = await _host.Client.GetAsync(new Uri("/api/v3/depth?symbol=BTCUSDT", UriKind.Relative)).ExpectAsync(503);

        Assert.Equal(-1008, error.GetProperty("code").GetInt32());
    }

    private Task<JsonElement> GetAsync(string path) => _host.Client.GetAsync(new Uri(path, UriKind.Relative)).ExpectAsync(200);

    private Task<JsonElement> SignedAsync(string path, string query) =>
        _host.Trader.SendAsync(_host.Trader.Signed("GET", path, query)).ExpectAsync(200);
}
