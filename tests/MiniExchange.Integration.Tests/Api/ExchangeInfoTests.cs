using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Actors.Messages;
using MiniExchange.Application.Books;
using MiniExchange.Domain.Units;
using MiniExchange.Integration.Tests.Api.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Api;

public sealed class ExchangeInfoTests
{
    [Fact]
    public async Task Pair_WithoutLimits_PublishesItsRangesAndThePartsOfIcebergs()
    {
        await using var host = await StartAsync();

        var info = await GetAsync(host, "?symbol=BTCUSDT");

        var pair = Assert.Single(info.GetProperty("symbols").EnumerateArray());
        HttpJson.Same(
            """
            [{"filterType":"PRICE_FILTER","minPrice":"0.01000000","maxPrice":"1000000.00000000","tickSize":"0.01000000"},
             {"filterType":"LOT_SIZE","minQty":"0.00001000","maxQty":"9000.00000000","stepSize":"0.00001000"},
             {"filterType":"NOTIONAL","minNotional":"5.00000000","applyMinToMarket":true,"maxNotional":"9000000000.00000000",
              "applyMaxToMarket":false,"avgPriceMins":0},
             {"filterType":"ICEBERG_PARTS","limit":100},
             {"filterType":"MAX_NUM_ORDERS","maxNumOrders":200}]
            """,
            pair.GetProperty("filters"));
    }

    [Fact]
    public async Task Pair_WithAllLimits_PublishesAllFilters()
    {
        await using var host = await StartAsync();

        var info = await GetAsync(host, "?symbol=ETHBTC");

        var pair = Assert.Single(info.GetProperty("symbols").EnumerateArray());
        HttpJson.Same(
            """
            [{"filterType":"PRICE_FILTER","minPrice":"0.00100000","maxPrice":"100000.00000000","tickSize":"0.00100000"},
             {"filterType":"LOT_SIZE","minQty":"0.00001000","maxQty":"9000.00000000","stepSize":"0.00001000"},
             {"filterType":"MARKET_LOT_SIZE","minQty":"0.00100000","maxQty":"1000.00000000","stepSize":"0.00001000"},
             {"filterType":"NOTIONAL","minNotional":"5.00000000","applyMinToMarket":true,"maxNotional":"9000.00000000",
              "applyMaxToMarket":true,"avgPriceMins":0},
             {"filterType":"PERCENT_PRICE","multiplierUp":"10.000000","multiplierDown":"0.100000","avgPriceMins":0},
             {"filterType":"PERCENT_PRICE_BY_SIDE","bidMultiplierUp":"5.000000","bidMultiplierDown":"0.200000",
              "askMultiplierUp":"4.000000","askMultiplierDown":"0.250000","avgPriceMins":0},
             {"filterType":"ICEBERG_PARTS","limit":100},
             {"filterType":"MAX_NUM_ORDERS","maxNumOrders":200},
             {"filterType":"MAX_NUM_ALGO_ORDERS","maxNumAlgoOrders":20},
             {"filterType":"MAX_NUM_ICEBERG_ORDERS","maxNumIcebergOrders":10},
             {"filterType":"MAX_NUM_ORDER_LISTS","maxNumOrderLists":15},
             {"filterType":"MAX_NUM_ORDER_AMENDS","maxNumOrderAmends":5},
             {"filterType":"MAX_POSITION","maxPosition":"10000.00000000"},
             {"filterType":"TRAILING_DELTA","minTrailingAboveDelta":10,"maxTrailingAboveDelta":2000,
              "minTrailingBelowDelta":20,"maxTrailingBelowDelta":1000}]
            """,
            pair.GetProperty("filters"));
        Assert.Equal(
            """["LIMIT","LIMIT_MAKER","MARKET","STOP_LOSS","STOP_LOSS_LIMIT","TAKE_PROFIT","TAKE_PROFIT_LIMIT"]""",
            pair.GetProperty("orderTypes").GetRawText());
        Assert.Equal(
            """["NONE","EXPIRE_TAKER","EXPIRE_MAKER","EXPIRE_BOTH","DECREMENT"]""",
            pair.GetProperty("allowedSelfTradePreventionModes").GetRawText());
        Assert.Equal(
            [true, true, true, false, true, true, true, true, false],
            ((string[])["icebergAllowed", "ocoAllowed", "otoAllowed", "opoAllowed", "quoteOrderQtyMarketAllowed", "allowTrailingStop",
                "cancelReplaceAllowed", "amendAllowed", "pegInstructionsAllowed"]).Select(name => pair.GetProperty(name).GetBoolean()));
    }

    [Fact]
    public async Task Limits_OfRequestsAndAccounts_ArePublished()
    {
        await using var host = await StartAsync(("Api:AccountLimits:MaxOrderLists", "0"), ("Api:AccountLimits:MaxPerOrder:ETH", "1.5"));

        var info = await GetAsync(host, "");

        HttpJson.Same(
            """
            [{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":6000},
             {"rateLimitType":"ORDERS","interval":"SECOND","intervalNum":10,"limit":50},
             {"rateLimitType":"ORDERS","interval":"DAY","intervalNum":1,"limit":160000},
             {"rateLimitType":"RAW_REQUESTS","interval":"MINUTE","intervalNum":5,"limit":61000}]
            """,
            info.GetProperty("rateLimits"));
        const string ExchangeFilters =
            """
            [{"filterType":"EXCHANGE_MAX_NUM_ORDERS","maxNumOrders":1000},
             {"filterType":"EXCHANGE_MAX_NUM_ALGO_ORDERS","maxNumAlgoOrders":200},
             {"filterType":"EXCHANGE_MAX_NUM_ICEBERG_ORDERS","maxNumIcebergOrders":100}]
            """;
        HttpJson.Same(ExchangeFilters, info.GetProperty("exchangeFilters"));

        var mine = await host.Trader.SendAsync(host.Trader.Signed("GET", "/api/v3/myFilters", "symbol=ETHBTC")).ExpectAsync(200);
        HttpJson.Same(ExchangeFilters, mine.GetProperty("exchangeFilters"));
        HttpJson.Same("""[{"filterType":"MAX_ASSET","asset":"ETH","limit":"1.50000000"}]""", mine.GetProperty("assetFilters"));
        Assert.Equal(14, mine.GetProperty("symbolFilters").GetArrayLength());
    }

    [Fact]
    public async Task Limits_WhenOff_AreNotPublished()
    {
        await using var host = await StartAsync(("Api:LimitsEnabled", "false"), ("Api:OrdersPer10Seconds", "1"));

        Assert.Equal(0, (await GetAsync(host, "")).GetProperty("rateLimits").GetArrayLength());

        var counts = await host.Trader.SendAsync(host.Trader.Signed("GET", "/api/v3/rateLimit/order")).ExpectAsync(200);
        Assert.Equal(0, counts.GetArrayLength());
        Assert.Contains(host.Log.Lines, static line => line.StartsWith("Warning: Api:LimitsEnabled is false", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData("?permissions=SPOT", 2)]
    [InlineData("?permissions=%5B%22MARGIN%22%5D", 0)]
    [InlineData("?symbolStatus=TRADING", 1)]
    [InlineData("?symbolStatus=HALT", 1)]
    [InlineData("?symbolStatus=BREAK", 0)]
    [InlineData("?symbols=%5B%22ETHBTC%22,%22BTCUSDT%22%5D", 2)]
    public async Task Pairs_WhenFiltered_AreFewer(string query, int pairs)
    {
        await using var host = await StartAsync(haltedBook: "book-ETHBTC");

        Assert.Equal(pairs, (await GetAsync(host, query)).GetProperty("symbols").GetArrayLength());
    }

    [Fact]
    public async Task Status_OfAHaltedPair_SaysSo()
    {
        await using var host = await StartAsync(haltedBook: "book-ETHBTC");

        var symbols = (await GetAsync(host, "?showPermissionSets=false")).GetProperty("symbols");

        Assert.Equal(["TRADING", "HALT"], symbols.EnumerateArray().Select(static pair => pair.GetProperty("status").GetString()));
        Assert.All(symbols.EnumerateArray(), static pair => Assert.Equal(0, pair.GetProperty("permissionSets").GetArrayLength()));
    }

    [Fact]
    public async Task Status_WhenABookDoesNotAnswer_IsNotMadeUp()
    {
        await using var host = await StartAsync();
        host.Engine.Answer = static _ => new Busy("no room");

        Assert.Equal("TRADING", (await GetAsync(host, "?symbol=BTCUSDT")).GetProperty("symbols")[0].GetProperty("status").GetString());
    }

    private static Task<ApiHost> StartAsync(params (string Name, string Value)[] settings) => StartAsync(haltedBook: null, settings);

    private static async Task<ApiHost> StartAsync(string? haltedBook, params (string Name, string Value)[] settings)
    {
        var host = await ApiHost.StartAsync(settings);
        host.Engine.Answer = _ => new DepthState(
            1, [], [], PriceTicks.None, IsHalted: host.Engine.Asked.Last().To.ToString() == haltedBook);
        return host;
    }

    private static Task<JsonElement> GetAsync(ApiHost host, string query) =>
        host.Client.GetAsync(new Uri("/api/v3/exchangeInfo" + query, UriKind.Relative)).ExpectAsync(200);
}
