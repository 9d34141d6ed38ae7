using System;
using System.Net.WebSockets;
using System.Threading.Tasks;
using MiniExchange.Application.MarketData;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using MiniExchange.Integration.Tests.Api.Fakes;
using MiniExchange.Integration.Tests.Streams.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Streams;

public sealed class ControlTests
{
    [Theory]
    [InlineData("""{"method":"SUBSCRIBE","params":["btcusdt@trade"],"id":1}""", """{"result":null,"id":1}""")]
    [InlineData("""{"method":"SUBSCRIBE","params":["btcusdt@trade"],"id":-9223372036854775808}""", """{"result":null,"id":-9223372036854775808}""")]
    [InlineData("""{"method":"SUBSCRIBE","params":["btcusdt@trade"],"id":"1"}""", """{"result":null,"id":"1"}""")]
    [InlineData("""{"method":"SUBSCRIBE","params":["btcusdt@trade"],"id":null}""", """{"result":null,"id":null}""")]
    [InlineData("""{"method":"SUBSCRIBE","params":["nobodys@stream","","btcusdt@depth7"],"id":1}""", """{"result":null,"id":1}""")]
    [InlineData("""{"method":"SUBSCRIBE","params":[],"id":1}""", """{"result":null,"id":1}""")]
    [InlineData("""{"method":"UNSUBSCRIBE","params":["btcusdt@trade"],"id":312}""", """{"result":null,"id":312}""")]
    [InlineData("""{"method":"LIST_SUBSCRIPTIONS","id":3}""", """{"result":["ethbtc@depth@100ms","!miniTicker@arr"],"id":3}""")]
    [InlineData("""{"method":"LIST_SUBSCRIPTIONS","params":[],"id":3}""", """{"result":["ethbtc@depth@100ms","!miniTicker@arr"],"id":3}""")]
    [InlineData("""{"method":"SET_PROPERTY","params":["combined",true],"id":5}""", """{"result":null,"id":5}""")]
    [InlineData("""{"method":"GET_PROPERTY","params":["combined"],"id":2}""", """{"result":false,"id":2}""")]
    [InlineData("""{"method":"GET_PROPERTY","params":["speed"],"id":2}""", """{"error":{"code":0,"msg":"Unknown property"},"id":2}""")]
    [InlineData("""{"method":"SET_PROPERTY","params":["combined",1],"id":2}""", """{"error":{"code":1,"msg":"Invalid value type: expected Boolean"},"id":2}""")]
    [InlineData("""{"method":"SET_PROPERTY","params":["combined"],"id":2}""", """{"error":{"code":1,"msg":"Invalid value type: expected Boolean"},"id":2}""")]
    [InlineData("""{"method":"SET_PROPERTY","params":[true],"id":2}""", """{"error":{"code":2,"msg":"Invalid request: property name must be a string"},"id":2}""")]
    [InlineData("""{"method":"SET_PROPERTY","id":2}""", """{"error":{"code":2,"msg":"Invalid request: property name must be a string"},"id":2}""")]
    [InlineData("""{"method":"SET_PROPERTY","params":["combined",true,1],"id":2}""", """{"error":{"code":2,"msg":"Invalid request: too many parameters"},"id":2}""")]
    [InlineData("""{"method":"LIST_SUBSCRIPTIONS","params":["x"],"id":2}""", """{"error":{"code":2,"msg":"Invalid request: too many parameters"},"id":2}""")]
    public async Task Message_IsAnsweredUnderItsId(string message, string answer)
    {
        await using var host = await StreamHost.StartAsync();
        await using var client = await host.ListenAsync("ethbtc@depth@100ms", "!miniTicker@arr");

        await client.ExpectAsync(message, answer);
    }

    [Fact]
    public async Task Subscription_OfOneOverTheLimit_IsRefusedAsAWhole()
    {
        await using var host = await StreamHost.StartAsync([("Api:Streams:StreamsPerConnection", "2")]);
        await using var client = await host.ListenAsync("btcusdt@trade");

        await client.ExpectAsync(
            """{"method":"SUBSCRIBE","params":["btcusdt@aggTrade","btcusdt@depth"],"id":7}""",
            """{"error":{"code":2,"msg":"Invalid request: more than 2 streams on one connection"},"id":7}""");
        await client.ExpectAsync("""{"method":"LIST_SUBSCRIPTIONS","id":3}""", """{"result":["btcusdt@trade"],"id":3}""");
        await client.SubscribeAsync("btcusdt@aggTrade", "btcusdt@trade");
    }

    [Theory]
    [InlineData("/ws", "[]", "false")]
    [InlineData("/ws/0", "[]", "false")]
    [InlineData("/ws/49", "[]", "false")]
    [InlineData("/ws/btcusdt@trade", """["btcusdt@trade"]""", "false")]
    [InlineData("/ws/btcusdt@trade/ethbtc@kline_1M@+08:00", """["btcusdt@trade","ethbtc@kline_1M@+08:00"]""", "false")]
    [InlineData("/stream", "[]", "true")]
    [InlineData("/stream?streams=", "[]", "true")]
    [InlineData("/stream?streams=btcusdt@trade/ethbtc@kline_1M@+08:00/what", """["btcusdt@trade","ethbtc@kline_1M@+08:00"]""", "true")]
    [InlineData("/stream?streams=btcusdt%40trade%2Fethbtc%40depth", """["btcusdt@trade","ethbtc@depth"]""", "true")]
    [InlineData("/stream/ws", "[]", "false")]
    [InlineData("/stream/ws/0", "[]", "false")]
    public async Task Address_SaysWhatIsListenedToAndHow(string path, string subscriptions, string isCombined)
    {
        await using var host = await StreamHost.StartAsync();
        await using var client = await host.ConnectAsync(path);

        await client.ExpectAsync("""{"method":"LIST_SUBSCRIPTIONS","id":3}""", $$"""{"result":{{subscriptions}},"id":3}""");
        await client.ExpectAsync("""{"method":"GET_PROPERTY","params":["combined"],"id":2}""", $$"""{"result":{{isCombined}},"id":2}""");
    }

    [Fact]
    public async Task Combined_WhenSetAndUnset_WrapsEventsFromThenOn()
    {
        await using var host = await StreamHost.StartAsync();
        await using var client = await host.ListenAsync("btcusdt@trade");
        host.Market.Trade(ApiHost.BtcUsdt, isBuyerMaker: true, (4_000_000, 1));
        Assert.Equal("trade", (await client.ReceiveAsync()).GetProperty("e").GetString());

        await client.AskAsync("""{"method":"SET_PROPERTY","params":["combined",true],"id":5}""");
        host.Market.Trade(ApiHost.BtcUsdt, isBuyerMaker: true, (4_000_000, 1));
        var wrapped = await client.ReceiveAsync();
        Assert.Equal("btcusdt@trade", wrapped.GetProperty("stream").GetString());
        Assert.Equal("trade", wrapped.GetProperty("data").GetProperty("e").GetString());

        await client.AskAsync("""{"method":"SET_PROPERTY","params":["combined",false],"id":5}""");
        host.Market.Trade(ApiHost.BtcUsdt, isBuyerMaker: true, (4_000_000, 1));
        Assert.Equal("trade", (await client.ReceiveAsync()).GetProperty("e").GetString());
    }

    [Fact]
    public async Task Unsubscribing_EndsTheEventsAndTheWorkForThem()
    {
        await using var host = await StreamHost.StartAsync();
        await using var client = await host.ListenAsync("btcusdt@trade", "btcusdt@depth@100ms");

        await client.AskAsync("""{"method":"UNSUBSCRIBE","params":["btcusdt@trade","btcusdt@depth@100ms"],"id":5}""");
        var before = host.Topics.Encoded;
        host.Market.Trade(ApiHost.BtcUsdt, isBuyerMaker: true, (4_000_000, 1));
        await host.AdvanceAsync(1_000);
        await client.ExpectAsync("""{"method":"LIST_SUBSCRIPTIONS","id":3}""", """{"result":[],"id":3}""");

        Assert.Equal(before, host.Topics.Encoded);
        Assert.Equal(0, host.Topics.Count);
    }

    [Fact]
    public async Task Stream_OfAPairThatIsNotListed_IsListenedTo_AndCostsNothing()
    {
        await using var host = await StreamHost.StartAsync();
        await using var client = await host.ConnectAsync("/ws");
        await client.SubscribeAsync("nobody@trade", "nobody@depth@100ms", "nobody@ticker");

        await client.ExpectAsync(
            """{"method":"LIST_SUBSCRIPTIONS","id":3}""", """{"result":["nobody@trade","nobody@depth@100ms","nobody@ticker"],"id":3}""");
        Assert.Equal((0, 0), (host.Topics.Count, host.Topics.PeriodicCount));
        await client.AskAsync("""{"method":"UNSUBSCRIBE","params":["nobody@trade","nobody@depth@100ms","nobody@ticker"],"id":5}""");
        await client.ExpectAsync("""{"method":"LIST_SUBSCRIPTIONS","id":3}""", """{"result":[],"id":3}""");
    }

    [Fact]
    public async Task Beat_RunsWhileThereIsAStreamWithAPeriod()
    {
        await using var host = await StreamHost.StartAsync();
        await using var first = await host.ListenAsync("btcusdt@depth@100ms", "btcusdt@trade");
        await using var second = await host.ListenAsync("btcusdt@depth@100ms", "btcusdt@depth");
        Assert.Equal((3, 2), (host.Topics.Count, host.Topics.PeriodicCount));

        await second.AskAsync("""{"method":"UNSUBSCRIBE","params":["btcusdt@depth@100ms","btcusdt@depth"],"id":5}""");
        Assert.Equal((2, 1), (host.Topics.Count, host.Topics.PeriodicCount));
        host.Market.SetLevel(ApiHost.BtcUsdt, Side.Buy, 3_999_900, 10);
        await host.AdvanceAsync(100);
        Assert.Equal("depthUpdate", (await first.ReceiveAsync()).GetProperty("e").GetString());

        var timers = host.Time.TimerCount;
        await first.AskAsync("""{"method":"UNSUBSCRIBE","params":["btcusdt@depth@100ms"],"id":5}""");
        Assert.Equal((1, 0, timers - 1), (host.Topics.Count, host.Topics.PeriodicCount, host.Time.TimerCount));
    }

    [Fact]
    public async Task Stream_ThatFails_SendsItsListenersAway_AndAllOthersGoOn()
    {
        await using var host = await StreamHost.StartAsync();
        await using var broken = await host.ListenAsync("btcusdt@avgPrice");
        await using var sound = await host.ListenAsync("btcusdt@depth@100ms", "btcusdt@trade");
        host.Market[ApiHost.BtcUsdt].AverageFault = new InvalidOperationException("No average.");

        await host.AdvanceAsync(1_000);
        Assert.Equal(((WebSocketCloseStatus)1013, "the stream failed; come again"), await broken.ReadToEndAsync());
        Assert.Equal(2, host.Topics.Count);
        Assert.Contains(host.Api.Log.Lines, static line => line.StartsWith("Error: The stream btcusdt@avgPrice failed", StringComparison.Ordinal));

        host.Market.Trade(ApiHost.BtcUsdt, isBuyerMaker: true, (4_000_000, 1));
        Assert.Equal("trade", (await sound.ReceiveAsync()).GetProperty("e").GetString());
        host.Market[ApiHost.BtcUsdt].AverageFault = null;
        host.Market[ApiHost.BtcUsdt].AveragePrice = new AveragePrice(5, new AssetUnits(1), 1);
        await using var again = await host.ListenAsync("btcusdt@avgPrice");
        await host.AdvanceAsync(1_000);
        Assert.Equal("avgPrice", (await again.ReceiveAsync()).GetProperty("e").GetString());
    }

    [Fact]
    public async Task Answer_ComesBeforeTheFirstEvent_HoweverBusyTheMarket()
    {
        await using var host = await StreamHost.StartAsync(("Api:Streams:OutboxMessages", "1000000"), ("Api:Streams:OutboxBytes", "1000000000"));
        for (var round = 0; round < 20; round++)
        {
            await using var client = await host.ConnectAsync("/ws");
            await client.SendAsync("""{"method":"SUBSCRIBE","params":["btcusdt@trade"],"id":1}""");
            var answered = client.ReceiveTextAsync();
            while (!answered.IsCompleted) host.Market.Trade(ApiHost.BtcUsdt, isBuyerMaker: true, (4_000_000, 1));

            Assert.Equal("""{"result":null,"id":1}""", await answered);
        }
    }

    [Fact]
    public async Task Connection_WhenClosed_LeavesNothingBehind()
    {
        await using var host = await StreamHost.StartAsync();
        await using var stays = await host.ListenAsync("btcusdt@trade");
        await using var client = await host.ListenAsync("btcusdt@trade", "btcusdt@depth");
        Assert.Equal(2, host.Connections.Count);

        await client.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", default);
        await Waiting.UntilAsync(() => host.Connections.Count == 1 && host.Topics.Count == 1, "the closed connection was forgotten");

        host.Market.Trade(ApiHost.BtcUsdt, isBuyerMaker: true, (4_000_000, 1));
        Assert.Equal("trade", (await stays.ReceiveAsync()).GetProperty("e").GetString());
    }
}
