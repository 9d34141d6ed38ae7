using System;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Sockets;

/// <summary>What cannot be understood is answered with an error, and nobody else notices.</summary>
public sealed class MalformedMessageTests(SocketExchange site) : IClassFixture<SocketExchange>
{
    private const string LongId = "0123456789012345678901234567890123456";

    public static TheoryData<string, int> StreamMessages => new()
    {
        { "hello", 3 },
        { "", 3 },
        { """{"method":"SUBSCRIBE","params":["btcusdt@trade"],"id":1""", 3 },
        { """{"method":"SUBSCRIBE",}""", 3 },
        { "[]", 2 },
        { "5", 2 },
        { "null", 2 },
        { "\"SUBSCRIBE\"", 2 },
        { "{}", 2 },
        { """{"id":1}""", 2 },
        { """{"method":5,"id":1}""", 2 },
        { """{"method":"subscribe","params":["btcusdt@trade"],"id":1}""", 2 },
        { """{"method":"NOTHING","params":[],"id":1}""", 2 },
        { """{"method":"SUBSCRIBE","id":1}""", 2 },
        { """{"method":"SUBSCRIBE","params":"btcusdt@trade","id":1}""", 2 },
        { """{"method":"SUBSCRIBE","params":[5],"id":1}""", 2 },
        { """{"method":"SUBSCRIBE","params":[null],"id":1}""", 2 },
        { """{"method":"UNSUBSCRIBE","params":{"stream":"btcusdt@trade"},"id":1}""", 2 },
        { """{"method":"LIST_SUBSCRIPTIONS","id":{}}""", 2 },
        { """{"method":"LIST_SUBSCRIPTIONS","id":1.5}""", 2 },
        { """{"method":"LIST_SUBSCRIPTIONS","id":true}""", 2 },
        { $$"""{"method":"LIST_SUBSCRIPTIONS","id":"{{LongId}}"}""", 2 },
        { """{"method":"GET_PROPERTY","params":[5],"id":1}""", 2 },
        { """{"method":"GET_PROPERTY","params":["nothing"],"id":1}""", 0 },
        { """{"method":"SET_PROPERTY","params":["nothing",true],"id":1}""", 0 },
        { """{"method":"SET_PROPERTY","params":["combined","yes"],"id":1}""", 1 },
    };

    public static TheoryData<string, int> ApiMessages => new()
    {
        { "hello", -1135 },
        { "", -1135 },
        { """{"id":1,"method":"ping" """, -1135 },
        { "[]", -1135 },
        { "null", -1135 },
        { "{}", -1102 },
        { """{"id":1}""", -1102 },
        { """{"id":1,"method":5}""", -1135 },
        { """{"id":1,"method":"nothing"}""", -1020 },
        { """{"id":{},"method":"ping"}""", -1135 },
        { """{"id":1,"method":"depth","params":[]}""", -1135 },
        { """{"id":1,"method":"depth"}""", -1102 },
        { """{"id":1,"method":"depth","params":{"symbol":"NOTHING"}}""", -1121 },
        { """{"id":1,"method":"depth","params":{"symbol":"btc usdt"}}""", -1100 },
        { """{"id":1,"method":"order.place","params":{"symbol":"BTCUSDT"}}""", -2014 },
        { """{"id":1,"method":"account.status","params":{"apiKey":"short","timestamp":1,"signature":"x"}}""", -2014 },
        { """{"id":1,"method":"userDataStream.unsubscribe","params":{"subscriptionId":"x"}}""", -1130 },
    };

    [Theory]
    [MemberData(nameof(StreamMessages))]
    public async Task Ws_ToAMalformedMessage_AnswersWithAnErrorAndGoesOn(string message, int code) =>
        await AssertStreamErrorAsync("/ws", message, code);

    [Theory]
    [MemberData(nameof(StreamMessages))]
    public async Task Stream_ToAMalformedMessage_AnswersWithAnErrorAndGoesOn(string message, int code) =>
        await AssertStreamErrorAsync("/stream?streams=btcusdt@trade", message, code);

    [Theory]
    [MemberData(nameof(ApiMessages))]
    public async Task WsApi_ToAMalformedMessage_AnswersWithAnErrorAndGoesOn(string message, int code)
    {
        await using var watcher = await WatcherAsync();
        await using var socket = await RawSocket.OpenAsync(site.Address, "/ws-api/v3");

        await socket.SendAsync(message);

        var answer = await socket.AnswerAsync();
        Assert.Equal(code, answer.GetProperty("error").Number("code"));
        Assert.InRange(answer.Number("status"), 400, 499);
        Assert.True(answer.TryGetProperty("id", out _));
        await socket.SendAsync("""{"id":"still there","method":"ping"}""");
        Assert.Equal(("still there", 200), (await socket.AnswerAsync() is var pong ? pong.Text("id") : "", pong.Number("status")));
        await AssertMissedNothingAsync(watcher);
    }

    [Theory]
    [InlineData("/ws")]
    [InlineData("/stream")]
    [InlineData("/ws-api/v3")]
    public async Task Connection_WhenItSendsWhatIsNoText_IsAnsweredOrClosedAndNobodyElseNotices(string path)
    {
        await using var watcher = await WatcherAsync();
        await AssertErrorOrClosedAsync(path, socket => socket.SendAsync([0x7b, 0xff, 0xfe, 0x7d]));
        await AssertErrorOrClosedAsync(path, socket => socket.SendAsync("{}"u8.ToArray(), WebSocketMessageType.Binary));
        await AssertErrorOrClosedAsync(path, socket => socket.SendAsync(new string('[', 20_000)));
        await AssertErrorOrClosedAsync(path, socket => socket.SendAsync($$"""{"method":"LIST_SUBSCRIPTIONS","id":"{{new string('x', 1_000_000)}}"}"""));
        await AssertMissedNothingAsync(watcher);
    }

    [Fact]
    public async Task Message_InManyFrames_IsOneMessage()
    {
        await using var socket = await RawSocket.OpenAsync(site.Address, "/ws");

        await socket.SendInPiecesAsync("""{"method":"SUBSCRIBE","params":["btcusdt@trade"],"id":"pieces"}""", pieces: 20);

        var answer = await socket.AnswerAsync();
        Assert.Equal(("pieces", JsonValueKind.Null), (answer.Text("id"), answer.GetProperty("result").ValueKind));
    }

    private async Task AssertStreamErrorAsync(string path, string message, int code)
    {
        await using var watcher = await WatcherAsync();
        await using var socket = await RawSocket.OpenAsync(site.Address, path);

        await socket.SendAsync(message);

        Assert.Equal(code, (await socket.AnswerAsync()).GetProperty("error").Number("code"));
        await socket.SendAsync("""{"method":"LIST_SUBSCRIPTIONS","id":"still there"}""");
        Assert.Equal("still there", (await socket.AnswerAsync()).Text("id"));
        await AssertMissedNothingAsync(watcher);
    }

    private async Task AssertErrorOrClosedAsync(string path, Func<RawSocket, Task> send)
    {
        await using var socket = await RawSocket.OpenAsync(site.Address, path);
        try
        {
            await send(socket);
            if (await socket.ReceiveAsync() is { } answer) Assert.True(answer.TryGetProperty("error", out _), answer.ToString());
        }
        catch (WebSocketException)
        {
            // Closed while it was still sending.
        }
    }

    // Somebody else, on the same feed, who has seen the trade before.
    private async Task<Watcher> WatcherAsync()
    {
        var socket = await RawSocket.OpenAsync(site.Address, "/ws/btcusdt@trade");
        var trade = await site.TradeAsync();
        Assert.Equal(trade, (await socket.EventAsync()).Number("t"));
        return new Watcher(socket, trade);
    }

    private async Task AssertMissedNothingAsync(Watcher watcher)
    {
        var trade = await site.TradeAsync();
        Assert.Equal(watcher.LastTrade + 1, trade);
        Assert.Equal(trade, (await watcher.Socket.EventAsync()).Number("t"));
    }

    private sealed record Watcher(RawSocket Socket, long LastTrade) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Socket.DisposeAsync();
    }
}
