using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Application.History;
using MiniExchange.Application.MarketData;
using MiniExchange.Domain.Units;
using MiniExchange.Integration.Tests.Api.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Api;

/// <summary>Candles, aggregates and old trades on the wire.</summary>
public sealed class TradeHistoryTests : IAsyncLifetime
{
    private const long NowMicros = 1_700_000_000_000_000;

    private ApiHost _host = null!;

    public async Task InitializeAsync() => _host = await ApiHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("klines")]
    [InlineData("uiKlines")]
    public async Task Candles_AreArraysOfTwelve(string route)
    {
        _host.MarketHistory.Candles.Add(new Candle(
            1_699_999_980_000_000, 1_700_000_040_000_000, new PriceTicks(4_000_000), new PriceTicks(4_000_002), new PriceTicks(3_999_999),
            new PriceTicks(4_000_001), 5_000, 200_000_000, 2_000, 80_000_000, new TradeId(1), new TradeId(2), 2));

        HttpJson.Same(
            """
            [[1699999980000,"40000.00000000","40000.02000000","39999.99000000","40000.01000000","0.00005000",1700000039999,
              "2.00000000",2,"0.00002000","0.80000000","0"]]
            """,
            await GetAsync($"/api/v3/{route}?symbol=BTCUSDT&interval=1m"));
        Assert.Equal(
            new CandleQuery(ApiHost.BtcUsdt.Id, new CandleGrid(CandleInterval.OneMinute, 0), null, null, NowMicros, 500),
            _host.MarketHistory.Asked.Single());
    }

    [Fact]
    public async Task Candles_TakeARangeAZoneAndALimit()
    {
        await GetAsync("/api/v3/klines?symbol=ETHBTC&interval=1M&startTime=1600000000000&endTime=1700000000000&timeZone=-03:30&limit=2000");

        Assert.Equal(
            new CandleQuery(
                ApiHost.EthBtc.Id, new CandleGrid(CandleInterval.OneMonth, -210), 1_600_000_000_000_000, 1_700_000_000_000_999, NowMicros, 1_000),
            _host.MarketHistory.Asked.Single());
    }

    [Fact]
    public async Task Aggregates_TellTheirTrades()
    {
        _host.MarketHistory.Aggregates.Add(new AggregateTrade(
            3, new PriceTicks(4_000_000), new QuantityLots(100), new TradeId(5), new TradeId(6), NowMicros + 999, IsBuyerMaker: true));

        HttpJson.Same(
            """[{"a":3,"p":"40000.00000000","q":"0.00100000","f":5,"l":6,"T":1700000000000,"m":true,"M":true}]""",
            await GetAsync("/api/v3/aggTrades?symbol=BTCUSDT&fromId=3&limit=7"));
        Assert.Equal(new AggregateTradeQuery(ApiHost.BtcUsdt.Id, 3, null, null, 7), _host.MarketHistory.Asked.Single());
    }

    [Fact]
    public async Task HistoricalTrades_GoOnFromANumber_WithOrWithoutAKey()
    {
        _host.MarketHistory.Trades.Add(new PublicTrade(
            new TradeId(5), new PriceTicks(4_000_000), new QuantityLots(100), new AssetUnits(4_000_000_000), NowMicros, IsBuyerMaker: false));

        HttpJson.Same(
            """
            [{"id":5,"price":"40000.00000000","qty":"0.00100000","quoteQty":"40.00000000","time":1700000000000,
              "isBuyerMaker":false,"isBestMatch":true}]
            """,
            await GetAsync("/api/v3/historicalTrades?symbol=BTCUSDT&fromId=5"));
        Assert.Equal((ApiHost.BtcUsdt.Id, (TradeId?)new TradeId(5), 500), _host.MarketHistory.Asked.Single());
    }

    private Task<JsonElement> GetAsync(string path) => _host.Client.GetAsync(new Uri(path, UriKind.Relative)).ExpectAsync(200);
}
