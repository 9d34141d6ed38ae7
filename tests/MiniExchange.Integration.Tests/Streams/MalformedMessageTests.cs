using System;
using System.IO;
using System.Linq;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Integration.Tests.Api.Fakes;
using MiniExchange.Integration.Tests.Streams.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Streams;

public sealed class MalformedMessageTests
{
    // What any server must survive, whatever its protocol.
    private static readonly string[] Nonsense =
    [
        "", " ", "x", "{", "}", "[", "[]", "[[]]", "null", "true", "0", "1e999", "\"SUBSCRIBE\"", "{}", "{]", "{\"a\":1,}", "nul",
        "{\"method\":\"SUBSCRIBE\"}",
        "{\"id\":1}",
        "{\"id\":1,\"method\":null}",
        "{\"id\":1,\"method\":7}",
        "{\"id\":1,\"method\":[]}",
        "{\"id\":1,\"method\":{}}",
        "{\"id\":1,\"method\":\"\"}",
        "{\"id\":1,\"method\":\"\\ud83d\"}",
        "{\"id\":\"\\ud83d\",\"method\":\"SUBSCRIBE\"}",
        "{\"id\":1,\"method\":\"SUBSCRIBE\",\"params\":[\"\\ud83d\"]}",
        "{\"id\":1,\"method\":\"subscribe\"}",
        "{\"id\":1,\"method\":\"NOTHING\\u0000\\\"\"}",
        "{\"id\":1.5,\"method\":\"SUBSCRIBE\",\"params\":[]}",
        "{\"id\":1e400,\"method\":\"SUBSCRIBE\",\"params\":[]}",
        "{\"id\":9223372036854775808,\"method\":\"SUBSCRIBE\",\"params\":[]}",
        "{\"id\":{},\"method\":\"SUBSCRIBE\",\"params\":[]}",
        "{\"id\":[1],\"method\":\"SUBSCRIBE\",\"params\":[]}",
        "{\"id\":true,\"method\":\"SUBSCRIBE\",\"params\":[]}",
        "{\"id\":1,\"method\":\"SUBSCRIBE\",\"params\":\"btcusdt@trade\"}",
        "{\"id\":1,\"method\":\"SUBSCRIBE\",\"params\":1}",
        "{\"id\":1,\"method\":\"SUBSCRIBE\",\"params\":[1]}",
        "{\"id\":1,\"method\":\"SUBSCRIBE\",\"params\":[null]}",
        "{\"id\":1,\"method\":\"SUBSCRIBE\",\"params\":[[\"btcusdt@trade\"]]}",
        "{\"id\":1,\"method\":\"SUBSCRIBE\",\"params\":[\"btcusdt@trade\",{}]}",
        "{\"id\":1,\"method\":\"UNSUBSCRIBE\"}",
        "{\"id\":1,\"method\":\"order.place\",\"params\":[]}",
        "{\"id\":1,\"method\":\"order.place\",\"params\":\"symbol\"}",
        "{\"id\":1,\"method\":\"order.place\",\"params\":{\"symbol\":{\"a\":[1,{}]},\"side\":1e400,\"apiKey\":12345678901234567890123}}",
        "{\"id\":1,\"method\":\"v3/\"}",
        "{\"id\":1,\"method\":\"userDataStream.unsubscribe\",\"params\":{\"subscriptionId\":99999999999}}",
        "{\"id\":1,\"method\":\"session.logon\",\"params\":{\"apiKey\":\"\\ud83d\"}}",
        string.Concat(Enumerable.Repeat("[", 10_000)),
        string.Concat(Enumerable.Repeat("{\"a\":", 1_000)),
        $"{{\"id\":1,\"method\":\"{new string('A', 10_000)}\"}}",
        $"{{\"id\":{new string('9', 10_000)},\"method\":\"SUBSCRIBE\",\"params\":[]}}",
        $"{{\"id\":\"{new string('9', 10_000)}\",\"method\":\"NOTHING\"}}",
    ];

    public static TheoryData<string> Addresses => ["/ws", "/stream", "/ws-api/v3"];

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Message_HoweverMalformed_GetsAnErrorAndHarmsNobody(string address)
    {
        await using var host = await StreamHost.StartAsync();
        await using var other = await host.ListenAsync("btcusdt@trade");
        await using var client = await host.ConnectAsync(address);

        foreach (var message in Nonsense)
        {
            var answer = await client.AskAsync(message);
            Assert.True(answer.TryGetProperty("error", out var error), $"{message}: {answer}");
            Assert.Equal(JsonValueKind.Number, error.GetProperty("code").ValueKind);
            Assert.NotEqual("", error.GetProperty("msg").GetString());
            Assert.True(answer.TryGetProperty("id", out _), $"{message}: {answer}");
            if (address == "/ws-api/v3") Assert.InRange(answer.GetProperty("status").GetInt32(), 400, 499);

            host.Market.Trade(ApiHost.BtcUsdt, isBuyerMaker: true, (4_000_000, 1));
            Assert.Equal("trade", (await other.ReceiveAsync()).GetProperty("e").GetString());
        }

        await client.SendAsync(Encoding.UTF8.GetBytes("""{"id":1,"method":"LIST_SUBSCRIPTIONS"}"""), WebSocketMessageType.Binary);
        Assert.True((await client.ReceiveAsync()).TryGetProperty("error", out _));

        // It still works.
        var sound = address == "/ws-api/v3" ? """{"id":"x","method":"ping"}""" : """{"id":"x","method":"LIST_SUBSCRIPTIONS"}""";
        Assert.True((await client.AskAsync(sound)).TryGetProperty("result", out _));
        Assert.DoesNotContain(host.Api.Log.Lines, static line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("x", 3, "Invalid JSON: expected value at line 1 column 1", "null")]
    [InlineData("{\n\"id\":x}", 3, "Invalid JSON: expected value at line 2 column 6", "null")]
    [InlineData("""{"method":"SUBSCRIBE","params":[]}""", 2, "Invalid request: request ID must be an unsigned integer", "null")]
    [InlineData("""{"id":7}""", 2, "Invalid request: missing field `method` at line 1 column 8", "7")]
    [InlineData(
        """{"id":"7","method":"subscribe"}""",
        2,
        "Invalid request: unknown variant `subscribe`, expected one of `SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY` at line 1 column 31",
        "\"7\"")]
    public async Task Error_SaysWhatIsWrong(string message, int code, string text, string id)
    {
        await using var host = await StreamHost.StartAsync();
        await using var client = await host.ConnectAsync("/ws");

        var answer = await client.AskAsync(message);

        Assert.Equal(code, answer.GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal(text, answer.GetProperty("error").GetProperty("msg").GetString());
        Assert.Equal(id, answer.GetProperty("id").GetRawText());
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Message_OverTheLargestSize_ClosesItsConnectionAlone(string address)
    {
        await using var host = await StreamHost.StartAsync([("Api:Streams:MaxMessageBytes", "1000")]);
        await using var other = await host.ListenAsync("btcusdt@trade");
        await using var client = await host.ConnectAsync(address);
        Assert.True((await client.AskAsync(new string(' ', 1_000))).TryGetProperty("error", out _));

        await client.SendAsync(new string(' ', 1_001));

        Assert.Equal((WebSocketCloseStatus.MessageTooBig, "a message may have 1000 bytes"), await client.ReadToEndAsync());
        host.Market.Trade(ApiHost.BtcUsdt, isBuyerMaker: true, (4_000_000, 1));
        Assert.Equal("trade", (await other.ReceiveAsync()).GetProperty("e").GetString());
    }

    [Fact]
    public async Task TextThatIsNotUtf8_ClosesItsConnectionAlone_AsTheProtocolOfWebSocketsDemands()
    {
        await using var host = await StreamHost.StartAsync();
        await using var other = await host.ListenAsync("btcusdt@trade");
        await using var client = await host.ConnectAsync("/ws");

        await client.SendAsync([0x7B, 0xFF, 0xFE, 0x7D], WebSocketMessageType.Text);

        // The framework sends 1007 and cuts the connection off; the first does not always arrive before the second.
        var ended = await Record.ExceptionAsync(client.ReceiveTextAsync);
        Assert.True(ended is WebSocketException or EndOfStreamException, $"{ended}");
        host.Market.Trade(ApiHost.BtcUsdt, isBuyerMaker: true, (4_000_000, 1));
        Assert.Equal("trade", (await other.ReceiveAsync()).GetProperty("e").GetString());
    }
}
