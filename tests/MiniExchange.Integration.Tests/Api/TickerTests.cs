using System;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Application.MarketData;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using MiniExchange.Integration.Tests.Api.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Api;

/// <summary>Tickers and averages on the wire. The clock stands at 2023-11-14 22:13:20 UTC.</summary>
public sealed class TickerTests : IAsyncLifetime
{
    private const string Traded =
        """
        "openPrice":"40000.00000000","highPrice":"41000.00000000","lowPrice":"39000.00000000","lastPrice":"39500.00000000",
        "volume":"3.00000000","quoteVolume":"120000.00000001",
        """;

    private const string Change =
        """
        "priceChange":"-500.00000000","priceChangePercent":"-1.250","weightedAvgPrice":"40000.00000000",
        """;

    private ApiHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await ApiHost.StartAsync();
        var view = _host.Market[ApiHost.BtcUsdt];
        view.Sum = new Candle(
            0, 0, new PriceTicks(4_000_000), new PriceTicks(4_100_000), new PriceTicks(3_900_000), new PriceTicks(3_950_000),
            300_000_000, 12_000_000_000_001, 0, 0, new TradeId(7), new TradeId(9), TradeCount: 3);
        view.PreviousClose = new PriceTicks(4_000_100);
        view.LastQuantity = new QuantityLots(5);
        view.Top = new TopOfBook(
            1, new BookLevel(new PriceTicks(3_949_900), new QuantityLots(1)), new BookLevel(new PriceTicks(3_950_100), new QuantityLots(2)));
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Prices_AreOneObjectForASymbolAndElseAnArray()
    {
        HttpJson.Same("""{"symbol":"BTCUSDT","price":"39500.00000000"}""", await GetAsync("/api/v3/ticker/price?symbol=BTCUSDT"));
        HttpJson.Same(
            """[{"symbol":"ETHBTC","price":"0.00000000"}]""", await GetAsync("/api/v3/ticker/price?symbols=[\"ETHBTC\"]"));
        Assert.Equal(2, (await GetAsync("/api/v3/ticker/price")).GetArrayLength());
    }

    [Theory]
    [InlineData("BTCUSDT", "39499.00000000", "0.00001000", "39501.00000000", "0.00002000")]
    [InlineData("ETHBTC", "0.00000000", "0.00000000", "0.00000000", "0.00000000")]
    public async Task BookTicker_TellsTheBest_OrZeros(string symbol, string bid, string bidQuantity, string ask, string askQuantity)
    {
        HttpJson.Same(
            $$"""{"symbol":"{{symbol}}","bidPrice":"{{bid}}","bidQty":"{{bidQuantity}}","askPrice":"{{ask}}","askQty":"{{askQuantity}}"}""",
            await GetAsync("/api/v3/ticker/bookTicker?symbol=" + symbol));
        Assert.Equal(2, (await GetAsync("/api/v3/ticker/bookTicker")).GetArrayLength());
        Assert.Empty(_host.Engine.Asked);
    }

    [Fact]
    public async Task Day_Full_HasExactlyTheFieldsThatClientsKnow() => HttpJson.Same(
        $$"""
        {"symbol":"BTCUSDT",{{Change}}"prevClosePrice":"40001.00000000","lastQty":"0.00005000","bidPrice":"39499.00000000",
         "bidQty":"0.00001000","askPrice":"39501.00000000","askQty":"0.00002000",{{Traded}}
         "openTime":1699913580000,"closeTime":1700000000000,"firstId":7,"lastId":9,"count":3}
        """,
        await GetAsync("/api/v3/ticker/24hr?symbol=BTCUSDT"));

    [Fact]
    public async Task Day_Mini_LeavesOutWhatIsWorkedOut() => HttpJson.Same(
        $$"""
        [{"symbol":"BTCUSDT",{{Traded}}"openTime":1699913580000,"closeTime":1700000000000,"firstId":7,"lastId":9,"count":3}]
        """,
        await GetAsync("/api/v3/ticker/24hr?symbols=[\"BTCUSDT\"]&type=MINI"));

    [Fact]
    public async Task Day_OfAPairThatHasNotTraded_IsZeros()
    {
        var ticker = await GetAsync("/api/v3/ticker/24hr?symbol=ETHBTC");

        Assert.Equal(
            ("0.000", "0.00000000", "0.00000000", -1, 0),
            (ticker.GetProperty("priceChangePercent").GetString(), ticker.GetProperty("weightedAvgPrice").GetString(),
                ticker.GetProperty("lastPrice").GetString(), ticker.GetProperty("firstId").GetInt32(), ticker.GetProperty("count").GetInt32()));
    }

    [Theory]
    [InlineData("", 1_440)]
    [InlineData("&windowSize=1m", 1)]
    [InlineData("&windowSize=59m", 59)]
    [InlineData("&windowSize=23h", 1_380)]
    [InlineData("&windowSize=7d", 10_080)]
    public async Task Window_IsOfTheSizeAskedFor(string size, int minutes)
    {
        var ticker = await GetAsync("/api/v3/ticker?symbol=BTCUSDT" + size);

        Assert.Equal([minutes], _host.Market[ApiHost.BtcUsdt].Windows);
        HttpJson.Same(
            $$"""
            {"symbol":"BTCUSDT",{{Change}}{{Traded}}"openTime":{{1_699_999_980_000 - minutes * 60_000L}},"closeTime":1700000000000,
             "firstId":7,"lastId":9,"count":3}
            """,
            ticker);
    }

    [Theory]
    [InlineData("", 1_699_920_000_000)]
    [InlineData("&timeZone=8", 1_699_977_600_000)]
    [InlineData("&timeZone=05:45", 1_699_985_700_000)]
    [InlineData("&timeZone=-1:00", 1_699_923_600_000)]
    [InlineData("&timeZone=%2B14", 1_699_956_000_000)]
    public async Task TradingDay_BeginsWhereItsZoneDoes(string zone, long openTime)
    {
        var ticker = await GetAsync("/api/v3/ticker/tradingDay?symbol=BTCUSDT" + zone);

        Assert.Equal(openTime, ticker.GetProperty("openTime").GetInt64());
        Assert.Equal(openTime + 86_399_999, ticker.GetProperty("closeTime").GetInt64());
    }

    [Theory]
    [InlineData("ticker/24hr?symbol=BTCUSDT", 2)]
    [InlineData("ticker/24hr?symbols=[\"BTCUSDT\",\"ETHBTC\"]", 2)]
    [InlineData("ticker/24hr", 80)]
    [InlineData("ticker/price?symbol=BTCUSDT", 2)]
    [InlineData("ticker/price", 4)]
    [InlineData("ticker/bookTicker?symbols=[\"BTCUSDT\"]", 4)]
    [InlineData("ticker?symbol=BTCUSDT", 4)]
    [InlineData("ticker/tradingDay?symbols=[\"BTCUSDT\",\"ETHBTC\"]", 8)]
    [InlineData("avgPrice?symbol=BTCUSDT", 2)]
    [InlineData("klines?symbol=BTCUSDT&interval=1m", 2)]
    [InlineData("aggTrades?symbol=BTCUSDT", 4)]
    [InlineData("historicalTrades?symbol=BTCUSDT", 25)]
    public async Task EachRoute_CostsWhatClientsCountFor(string request, int weight)
    {
        using var response = await _host.Client.GetAsync(new Uri("/api/v3/" + request, UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(weight.ToString(CultureInfo.InvariantCulture), response.Headers.GetValues("X-MBX-USED-WEIGHT-1M").Single());
    }

    [Theory]
    [InlineData("ticker", -1102)]
    [InlineData("ticker/tradingDay", -1102)]
    [InlineData("ticker?symbol=BTCUSDT&symbols=[\"BTCUSDT\"]", -1128)]
    [InlineData("ticker?symbol=BTCUSDT&windowSize=60m", -1130)]
    [InlineData("ticker?symbol=BTCUSDT&windowSize=0m", -1130)]
    [InlineData("ticker?symbol=BTCUSDT&windowSize=24h", -1130)]
    [InlineData("ticker?symbol=BTCUSDT&windowSize=8d", -1130)]
    [InlineData("ticker?symbol=BTCUSDT&windowSize=1d2h", -1130)]
    [InlineData("ticker?symbol=BTCUSDT&windowSize=m", -1130)]
    [InlineData("ticker/24hr?type=full", -1139)]
    [InlineData("ticker/24hr?symbolStatus=OPEN", -1122)]
    [InlineData("ticker/24hr?symbol=BTCUSDT&symbolStatus=HALT", -1220)]
    [InlineData("ticker/tradingDay?symbol=BTCUSDT&timeZone=14:01", -1130)]
    [InlineData("ticker/tradingDay?symbol=BTCUSDT&timeZone=-12:01", -1130)]
    [InlineData("ticker/tradingDay?symbol=BTCUSDT&timeZone=1:5", -1130)]
    [InlineData("klines?symbol=BTCUSDT&interval=1M&startTime=0&timeZone=0:01", -1130)]
    [InlineData("ticker/price?symbol=", -1105)]
    [InlineData("ticker/bookTicker?symbol=", -1105)]
    [InlineData("ticker/24hr?symbol=", -1105)]
    [InlineData("ticker/24hr?symbols=", -1105)]
    [InlineData("ticker?symbol=", -1105)]
    [InlineData("exchangeInfo?symbol=", -1105)]
    [InlineData("ticker/price?symbol=&symbols=[\"BTCUSDT\"]", -1128)]
    [InlineData("avgPrice", -1102)]
    [InlineData("klines?symbol=BTCUSDT&interval=2m", -1120)]
    [InlineData("klines?symbol=BTCUSDT", -1102)]
    public async Task BadRequests_AreRefused(string request, int code)
    {
        var error = await _host.Client.GetAsync(new Uri("/api/v3/" + request, UriKind.Relative)).ExpectAsync(400);

        Assert.Equal(code, error.GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Status_LeavesOutThePairsOfAnother()
    {
        _host.Market[ApiHost.BtcUsdt].IsHalted = true;

        Assert.Equal("BTCUSDT", Assert.Single((await GetAsync("/api/v3/ticker/24hr?symbolStatus=HALT")).EnumerateArray()).GetProperty("symbol").GetString());
        Assert.Equal("ETHBTC", Assert.Single((await GetAsync("/api/v3/ticker/24hr?symbolStatus=TRADING")).EnumerateArray()).GetProperty("symbol").GetString());
        Assert.Empty((await GetAsync("/api/v3/ticker/24hr?symbolStatus=BREAK")).EnumerateArray());
    }

    [Fact]
    public async Task AveragePrice_TellsItsMinutesAndTheLastTrade()
    {
        _host.Market[ApiHost.BtcUsdt].AveragePrice = new AveragePrice(5, new AssetUnits(4_012_345_678_901), 1_699_999_999_999_999);

        HttpJson.Same(
            """{"mins":5,"price":"40123.45678901","closeTime":1699999999999}""", await GetAsync("/api/v3/avgPrice?symbol=BTCUSDT"));
    }

    [Theory]
    [InlineData("ticker/24hr")]
    [InlineData("ticker/price")]
    [InlineData("ticker/bookTicker?symbol=BTCUSDT")]
    [InlineData("avgPrice?symbol=BTCUSDT")]
    public async Task BeforeMarketDataIsReady_ClientsAreToldToComeBack(string request)
    {
        _host.Market.IsReady = false;

        var error = await _host.Client.GetAsync(new Uri("/api/v3/" + request, UriKind.Relative)).ExpectAsync(503);

        Assert.Equal(-1008, error.GetProperty("code").GetInt32());
    }

    [Theory]
    [InlineData("referencePrice?symbol=BTCUSDT")]
    [InlineData("referencePrice/calculation?symbol=BTCUSDT")]
    [InlineData("executionRules")]
    public async Task WhatThisExchangeDoesNotHave_SaysSo(string request)
    {
        var error = await _host.Client.GetAsync(new Uri("/api/v3/" + request, UriKind.Relative)).ExpectAsync(404);

        Assert.Equal(-1020, error.GetProperty("code").GetInt32());
    }

    private Task<JsonElement> GetAsync(string path) => _host.Client.GetAsync(new Uri(path, UriKind.Relative)).ExpectAsync(200);
}
