using System.Linq;
using System.Threading.Tasks;
using MiniExchange.Application.MarketData;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using MiniExchange.Integration.Tests.Api.Fakes;
using MiniExchange.Integration.Tests.Streams.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Streams;

public sealed class EventTests
{
    private const long NowMillis = 1_700_000_000_000;
    private const long NowMicros = NowMillis * 1_000;

    private static readonly Candle Sum = new(
        NowMicros, NowMicros + 60_000_000, new PriceTicks(4_000_000), new PriceTicks(4_100_000), new PriceTicks(3_900_000),
        new PriceTicks(4_050_000), 300_000_000, 12_000_000_000_000, 100_000_000, 4_000_000_000_000, new TradeId(5), new TradeId(9), 5);

    [Fact]
    public async Task Trade_TellsEveryTrade()
    {
        await using var host = await StreamHost.StartAsync();
        await using var client = await host.ListenAsync("btcusdt@trade");

        host.Market.Trade(ApiHost.BtcUsdt, isBuyerMaker: true, (4_000_000, 1_000), (4_000_001, 5));

        Assert.Equal(
            """{"e":"trade","E":1700000000000,"s":"BTCUSDT","t":1099511627777,"p":"40000.00000000","q":"0.01000000","T":1700000000000,"m":true,"M":true}""",
            await client.ReceiveTextAsync());
        Assert.Equal("40000.01000000", (await client.ReceiveAsync()).GetProperty("p").GetString());
    }

    [Fact]
    public async Task AggregateTrade_TellsTradesOfOnePriceAsOne()
    {
        await using var host = await StreamHost.StartAsync();
        await using var client = await host.ListenAsync("btcusdt@aggTrade");

        host.Market.Trade(ApiHost.BtcUsdt, isBuyerMaker: false, (4_000_000, 1_000), (4_000_000, 5));

        Assert.Equal(
            """{"e":"aggTrade","E":1700000000000,"s":"BTCUSDT","a":1,"p":"40000.00000000","q":"0.01005000","f":1099511627777,"l":1099511627778,"T":1700000000000,"m":false,"M":true}""",
            await client.ReceiveTextAsync());
    }

    [Fact]
    public async Task BookTicker_TellsEveryChangeOfTheBest()
    {
        await using var host = await StreamHost.StartAsync();
        await using var client = await host.ListenAsync("btcusdt@bookTicker");

        host.Market.SetLevels(ApiHost.BtcUsdt, (Side.Buy, 3_999_900, 10), (Side.Sell, 4_000_100, 20));
        host.Market.SetLevel(ApiHost.BtcUsdt, Side.Buy, 3_000_000, 10);
        host.Market.SetLevel(ApiHost.BtcUsdt, Side.Sell, 4_000_100, 0);

        Assert.Equal(
            """{"u":2,"s":"BTCUSDT","b":"39999.00000000","B":"0.00010000","a":"40001.00000000","A":"0.00020000"}""",
            await client.ReceiveTextAsync());
        Assert.Equal(
            """{"u":4,"s":"BTCUSDT","b":"39999.00000000","B":"0.00010000","a":"0.00000000","A":"0.00000000"}""",
            await client.ReceiveTextAsync());
    }

    [Fact]
    public async Task Depth_TellsWhatChangedSinceTheLastTime_AndNothingIfNothingDid()
    {
        await using var host = await StreamHost.StartAsync();
        await using var slow = await host.ListenAsync("btcusdt@depth");
        await using var fast = await host.ListenAsync("btcusdt@depth@100ms");

        host.Market.SetLevels(ApiHost.BtcUsdt, (Side.Buy, 3_999_900, 10), (Side.Buy, 3_999_901, 11));
        await host.AdvanceAsync(100);
        await host.AdvanceAsync(100);
        host.Market.SetLevels(ApiHost.BtcUsdt, (Side.Sell, 4_000_100, 20), (Side.Buy, 3_999_900, 0));
        await host.AdvanceAsync(800);

        Assert.Equal(
            """{"e":"depthUpdate","E":1700000000100,"s":"BTCUSDT","U":1,"u":2,"b":[["39999.01000000","0.00011000"],["39999.00000000","0.00010000"]],"a":[]}""",
            await fast.ReceiveTextAsync());
        Assert.Equal(
            """{"e":"depthUpdate","E":1700000000300,"s":"BTCUSDT","U":3,"u":4,"b":[["39999.00000000","0.00000000"]],"a":[["40001.00000000","0.00020000"]]}""",
            await fast.ReceiveTextAsync());
        Assert.Equal(
            """{"e":"depthUpdate","E":1700000001000,"s":"BTCUSDT","U":1,"u":4,"b":[["39999.01000000","0.00011000"],["39999.00000000","0.00000000"]],"a":[["40001.00000000","0.00020000"]]}""",
            await slow.ReceiveTextAsync());
    }

    [Fact]
    public async Task PartialDepth_TellsTheBestLevels()
    {
        await using var host = await StreamHost.StartAsync();
        host.Market.SetLevels(ApiHost.BtcUsdt, [.. Enumerable.Range(1, 30).Select(static i => (Side.Buy, 3_000_000L + i, (long)i))]);
        await using var client = await host.ListenAsync("btcusdt@depth5@100ms");

        await host.AdvanceAsync(100);
        var first = await client.ReceiveAsync();
        await host.AdvanceAsync(100);
        host.Market.SetLevel(ApiHost.BtcUsdt, Side.Sell, 4_000_000, 1);
        await host.AdvanceAsync(100);

        Assert.Equal(30, first.GetProperty("lastUpdateId").GetInt64());
        Assert.Equal(5, first.GetProperty("bids").GetArrayLength());
        Assert.Equal("""["30000.30000000","0.00030000"]""", first.GetProperty("bids")[0].GetRawText());
        Assert.Equal("""{"lastUpdateId":31,"asks":[["40000.00000000","0.00001000"]]}""", await OnlyAsksAsync());

        async Task<string> OnlyAsksAsync()
        {
            var next = await client.ReceiveAsync();
            return $$"""{"lastUpdateId":{{next.GetProperty("lastUpdateId")}},"asks":{{next.GetProperty("asks").GetRawText()}}}""";
        }
    }

    [Fact]
    public async Task Candle_TellsTheOneUnderWayWhenItChanges_ThenItsEnd_ThenTheNext()
    {
        await using var host = await StreamHost.StartAsync();
        var view = host.Market[ApiHost.BtcUsdt];
        view.Candle = Sum;
        await using var client = await host.ListenAsync("btcusdt@kline_1m");
        await host.AdvanceAsync(4_000);
        Assert.Equal(
            """{"e":"kline","E":1700000002000,"s":"BTCUSDT","k":{"t":1700000000000,"T":1700000059999,"s":"BTCUSDT","i":"1m","f":5,"L":9,"o":"40000.00000000","c":"40500.00000000","h":"41000.00000000","l":"39000.00000000","v":"3.00000000","n":5,"x":false,"q":"120000.00000000","V":"1.00000000","Q":"40000.00000000","B":"0"}}""",
            await client.ReceiveTextAsync());

        // Its successor is there before its end is told; the end still goes first.
        var next = Sum with { OpenAtUnixMicros = Sum.EndAtUnixMicros, EndAtUnixMicros = Sum.EndAtUnixMicros + 60_000_000, TradeCount = 0 };
        view.Candle = next;
        await host.AdvanceAsync(2_000);
        host.Market.Close(ApiHost.BtcUsdt, CandleInterval.OneHour, 0, Sum);
        host.Market.Close(ApiHost.BtcUsdt, CandleInterval.OneMinute, 0, Sum with { TradeCount = 6 });
        await host.AdvanceAsync(2_000);

        var closed = (await client.ReceiveAsync()).GetProperty("k");
        Assert.True(closed.GetProperty("x").GetBoolean());
        Assert.Equal(6, closed.GetProperty("n").GetInt32());
        var open = (await client.ReceiveAsync()).GetProperty("k");
        Assert.False(open.GetProperty("x").GetBoolean());
        Assert.Equal(NowMillis + 60_000, open.GetProperty("t").GetInt64());
        Assert.Equal(-1, open.GetProperty("f").GetInt64());
    }

    [Fact]
    public async Task Candle_ForANewcomer_IsToldAgain_ButNeverBeforeTheEndOfTheOneBefore()
    {
        await using var host = await StreamHost.StartAsync();
        var view = host.Market[ApiHost.BtcUsdt];
        view.Candle = Sum;
        await using var first = await host.ListenAsync("btcusdt@kline_1m");
        await host.AdvanceAsync(2_000);
        await using var second = await host.ListenAsync("btcusdt@kline_1m");
        await host.AdvanceAsync(2_000);
        Assert.Equal((0, false), await CandleAsync(second));

        view.Candle = Sum with { OpenAtUnixMicros = Sum.EndAtUnixMicros, EndAtUnixMicros = Sum.EndAtUnixMicros + 60_000_000 };
        await using var third = await host.ListenAsync("btcusdt@kline_1m");
        await host.AdvanceAsync(2_000);
        host.Market.Close(ApiHost.BtcUsdt, CandleInterval.OneMinute, 0, Sum);
        await host.AdvanceAsync(2_000);

        Assert.Equal((0, true), await CandleAsync(third));
        Assert.Equal((60_000, false), await CandleAsync(third));
    }

    [Fact]
    public async Task Candle_ThatHasEnded_IsNotOpenedAgainForANewcomer_IfTheClockIsSetBack()
    {
        await using var host = await StreamHost.StartAsync();
        var view = host.Market[ApiHost.BtcUsdt];
        view.Candle = Sum;
        await using var first = await host.ListenAsync("btcusdt@kline_1m");
        await host.AdvanceAsync(2_000);
        host.Market.Close(ApiHost.BtcUsdt, CandleInterval.OneMinute, 0, Sum);

        await using var second = await host.ListenAsync("btcusdt@kline_1m");
        await host.AdvanceAsync(2_000);
        view.Candle = Sum with { OpenAtUnixMicros = Sum.EndAtUnixMicros, EndAtUnixMicros = Sum.EndAtUnixMicros + 60_000_000 };
        await host.AdvanceAsync(2_000);

        Assert.Equal((60_000, false), await CandleAsync(second));
    }

    [Theory]
    [InlineData(
        "btcusdt@miniTicker",
        """{"e":"24hrMiniTicker","E":1700000001000,"s":"BTCUSDT","c":"40500.00000000","o":"40000.00000000","h":"41000.00000000","l":"39000.00000000","v":"3.00000000","q":"120000.00000000"}""")]
    [InlineData(
        "btcusdt@ticker",
        """{"e":"24hrTicker","E":1700000001000,"s":"BTCUSDT","p":"500.00000000","P":"1.250","w":"40000.00000000","c":"40500.00000000","o":"40000.00000000","h":"41000.00000000","l":"39000.00000000","v":"3.00000000","q":"120000.00000000","x":"39000.00000000","Q":"0.00010000","b":"39999.00000000","B":"0.00010000","a":"0.00000000","A":"0.00000000","O":1699913601000,"C":1700000001000,"F":5,"L":9,"n":5}""")]
    [InlineData(
        "btcusdt@ticker_4h",
        """{"e":"4hTicker","E":1700000001000,"s":"BTCUSDT","p":"500.00000000","P":"1.250","w":"40000.00000000","c":"40500.00000000","o":"40000.00000000","h":"41000.00000000","l":"39000.00000000","v":"3.00000000","q":"120000.00000000","O":1699985601000,"C":1700000001000,"F":5,"L":9,"n":5}""")]
    public async Task Ticker_TellsTheLastHoursWhenTheyChange(string stream, string expected)
    {
        await using var host = await StreamHost.StartAsync();
        var view = host.Market[ApiHost.BtcUsdt];
        view.Sum = Sum;
        host.Market.SetLevel(ApiHost.BtcUsdt, Side.Buy, 3_999_900, 10);
        await using var client = await host.ListenAsync(stream);

        await host.AdvanceAsync(3_000);
        view.Sum = Sum with { TradeCount = 6, BaseVolume = 0, Open = PriceTicks.None };
        await host.AdvanceAsync(1_000);

        Assert.Equal(expected, await client.ReceiveTextAsync());
        Assert.Equal(NowMillis + 4_000, (await client.ReceiveAsync()).GetProperty("E").GetInt64());
    }

    [Theory]
    [InlineData("!miniTicker@arr", "24hrMiniTicker")]
    [InlineData("!ticker@arr", "24hrTicker")]
    [InlineData("!ticker_1h@arr", "1hTicker")]
    public async Task TickersOfAll_TellThoseThatChanged(string stream, string type)
    {
        await using var host = await StreamHost.StartAsync();
        await using var client = await host.ListenAsync(stream);
        await host.AdvanceAsync(1_000);
        Assert.Equal(["BTCUSDT", "ETHBTC"], await SymbolsAsync());

        await host.AdvanceAsync(1_000);
        host.Market[ApiHost.EthBtc].Sum = Sum;
        await host.AdvanceAsync(1_000);

        Assert.Equal(["ETHBTC"], await SymbolsAsync());

        async Task<string[]> SymbolsAsync()
        {
            var tickers = (await client.ReceiveAsync()).EnumerateArray().ToArray();
            Assert.All(tickers, ticker => Assert.Equal(type, ticker.GetProperty("e").GetString()));
            return [.. tickers.Select(static ticker => ticker.GetProperty("s").GetString()!)];
        }
    }

    [Fact]
    public async Task AveragePrice_TellsItWhenItChanges()
    {
        await using var host = await StreamHost.StartAsync();
        await using var client = await host.ListenAsync("btcusdt@avgPrice");

        await host.AdvanceAsync(1_000);
        host.Market[ApiHost.BtcUsdt].AveragePrice = new AveragePrice(5, new AssetUnits(4_000_012_345_678), NowMicros + 7_000);
        await host.AdvanceAsync(2_000);

        Assert.Equal(
            """{"e":"avgPrice","E":1700000002000,"s":"BTCUSDT","i":"5m","w":"40000.12345678","T":1700000000007}""",
            await client.ReceiveTextAsync());
    }

    [Fact]
    public async Task Times_AreInMicrosecondsForWhoeverAsksForThem()
    {
        await using var host = await StreamHost.StartAsync();
        await using var millis = await host.ConnectAsync("/ws/btcusdt@trade");
        await using var micros = await host.ConnectAsync("/stream?streams=btcusdt@trade&timeUnit=microsecond");
        await millis.AskAsync("""{"method":"LIST_SUBSCRIPTIONS","id":3}""");
        await micros.AskAsync("""{"method":"LIST_SUBSCRIPTIONS","id":3}""");

        host.Market.Trade(ApiHost.BtcUsdt, isBuyerMaker: true, (4_000_000, 1_000));

        Assert.Equal(NowMicros, (await micros.ReceiveAsync()).GetProperty("data").GetProperty("T").GetInt64());
        Assert.Equal(NowMillis, (await millis.ReceiveAsync()).GetProperty("T").GetInt64());
    }

    [Fact]
    public async Task Event_IsEncodedOnceForAllThatListen()
    {
        await using var host = await StreamHost.StartAsync();
        var clients = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.ListenAsync("btcusdt@trade")));

        host.Market.Trade(ApiHost.BtcUsdt, isBuyerMaker: true, (4_000_000, 1), (4_000_000, 2), (4_000_000, 3));

        foreach (var client in clients)
        {
            for (var i = 0; i < 3; i++) Assert.Equal("trade", (await client.ReceiveAsync()).GetProperty("e").GetString());
            await client.DisposeAsync();
        }

        Assert.Equal(3, host.Topics.Encoded);
    }

    [Fact]
    public async Task Pair_ThatIsListedLater_IsToldOfToThoseWhoWaited()
    {
        await using var host = await StreamHost.StartAsync();
        await using var client = await host.ListenAsync("neverusdt@trade", "neverusdt@kline_1m", "neverusdt@depth5", "btcusdt@trade");

        await host.AdvanceAsync(2_000);
        host.Market.Trade(ApiHost.BtcUsdt, isBuyerMaker: true, (4_000_000, 1));

        Assert.Equal("BTCUSDT", (await client.ReceiveAsync()).GetProperty("s").GetString());
    }

    // When it began, in milliseconds after the first one, and whether it has ended.
    private static async Task<(long Begin, bool IsClosed)> CandleAsync(StreamClient client)
    {
        var candle = (await client.ReceiveAsync()).GetProperty("k");
        return (candle.GetProperty("t").GetInt64() - NowMillis, candle.GetProperty("x").GetBoolean());
    }
}
