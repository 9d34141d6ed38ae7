using System;
using System.Linq;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Extensions.Options;
using MiniExchange.Domain.Books;
using MiniExchange.Integration.Tests.Api.Fakes;
using MiniExchange.Integration.Tests.Streams.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Streams;

public sealed class ConnectionTests
{
    private const int SlowReaderMessages = 20;

    [Fact]
    public async Task SlowReader_IsDroppedAndForgotten_WhileOthersGetEverything()
    {
        await using var host = await StreamHost.StartAsync([("Api:Streams:OutboxMessages", $"{SlowReaderMessages}")]);
        await using var slow = await host.ListenAsync("btcusdt@depth@100ms");
        await using var fast = await host.ListenAsync("btcusdt@depth@100ms");

        long lastUpdateId = 0;
        long mostWaiting = 0;
        for (var i = 0; host.Connections.Count == 2; i++)
        {
            Assert.True(i < 2_000, "The slow reader was not dropped.");
            lastUpdateId = await ChangeMuchAsync(host, fast, lastUpdateId);
            mostWaiting = Math.Max(mostWaiting, host.Connections.WaitingBytes);
        }

        Assert.InRange(mostWaiting, 1, SlowReaderMessages * 200_000);
        Assert.Equal(0, host.Connections.WaitingBytes);
        await ChangeMuchAsync(host, fast, lastUpdateId);
    }

    [Fact]
    public async Task SlowReader_IsToldWhyItIsClosed_IfItReadsOn()
    {
        await using var host = await StreamHost.StartAsync([("Api:Streams:OutboxMessages", $"{SlowReaderMessages}"), ("Api:Streams:CloseGraceMs", "60000")]);
        await using var slow = await host.ListenAsync("btcusdt@depth@100ms");
        await using var fast = await host.ListenAsync("btcusdt@depth@100ms");
        long lastUpdateId = 0;
        for (var mostWaiting = 0L; host.Connections.WaitingBytes > 0 || mostWaiting < SlowReaderMessages * 100_000;)
        {
            lastUpdateId = await ChangeMuchAsync(host, fast, lastUpdateId);
            mostWaiting = Math.Max(mostWaiting, host.Connections.WaitingBytes);
        }

        var (status, why) = await slow.ReadToEndAsync();

        Assert.Equal(WebSocketCloseStatus.PolicyViolation, status);
        Assert.Equal("too slow: more than 20 messages or 4194304 bytes were waiting", why);
    }

    [Fact]
    public async Task SilentClient_IsDroppedForWantOfAPong_WhileAReaderStays()
    {
        await using var host = await StreamHost.StartAsync([("Api:Streams:PingIntervalMs", "50"), ("Api:Streams:PongTimeoutMs", "500")]);
        await using var reader = await host.ListenAsync("btcusdt@trade");
        var received = reader.ReceiveAsync();

        // A client answers pings while it reads; this one does not.
        await using var silent = await host.ListenAsync("btcusdt@trade");
        await Waiting.UntilAsync(() => host.Connections.Count == 1, "the silent client was dropped");

        host.Market.Trade(ApiHost.BtcUsdt, isBuyerMaker: true, (4_000_000, 1));
        Assert.Equal("trade", (await received).GetProperty("e").GetString());
    }

    [Theory]
    [InlineData("/ws")]
    [InlineData("/stream")]
    [InlineData("/ws-api/v3")]
    public async Task Connection_AfterADay_IsClosedAndSaysSo(string address)
    {
        await using var host = await StreamHost.StartAsync();
        await using var client = await host.ConnectAsync(address);
        host.Time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMilliseconds(1));
        await client.AskAsync("""{"id":1,"method":"ping"}""");

        host.Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal((WebSocketCloseStatus.EndpointUnavailable, "a connection lasts 1440 minutes"), await client.ReadToEndAsync());

        // It does not answer, so that it is cut off in the end.
        host.Time.Advance(TimeSpan.FromSeconds(5));
        await Waiting.UntilAsync(() => host.Connections.Count == 0, "the connection was forgotten");
    }

    [Fact]
    public async Task Messages_OverTheRate_CloseTheirConnection()
    {
        await using var host = await StreamHost.StartAsync([("Api:Streams:MessagesPerSecond", "5")]);
        await using var client = await host.ConnectAsync("/ws");
        for (var second = 0; second < 2; second++)
        {
            for (var i = 0; i < 5; i++) await client.AskAsync("""{"id":1,"method":"LIST_SUBSCRIPTIONS"}""");
            if (second == 0) host.Time.Advance(TimeSpan.FromSeconds(1));
        }

        await client.SendAsync("""{"id":1,"method":"LIST_SUBSCRIPTIONS"}""");

        Assert.Equal((WebSocketCloseStatus.PolicyViolation, "more than 5 messages in a second"), await client.ReadToEndAsync());
    }

    [Fact]
    public async Task Attempts_OverTheLimit_AreRefusedUntilTheWindowTurns()
    {
        await using var host = await StreamHost.StartAsync([("Api:ConnectionsPer5Minutes", "2")]);
        await using var first = await host.ConnectAsync("/ws");
        await using var second = await host.ConnectAsync("/ws-api/v3");

        Assert.Equal(429, await StreamClient.RefusedAsync(host.Api.Client.BaseAddress!, "/stream"));

        host.Time.Advance(TimeSpan.FromMinutes(5));
        await using var later = await host.ConnectAsync("/stream");
    }

    [Theory]
    [InlineData("Api:Streams:ConnectionsPerAddress", 429)]
    [InlineData("Api:Streams:MaxConnections", 503)]
    public async Task Connections_WhenTooManyAreOpen_AreRefusedUntilOneIsClosed(string setting, int status)
    {
        await using var host = await StreamHost.StartAsync([(setting, "2")]);
        await using var stream = await host.ConnectAsync("/ws");
        await using var requests = await host.ConnectAsync("/ws-api/v3");

        Assert.Equal(status, await StreamClient.RefusedAsync(host.Api.Client.BaseAddress!, "/ws"));
        Assert.Equal(status, await StreamClient.RefusedAsync(host.Api.Client.BaseAddress!, "/ws-api/v3"));
        Assert.Equal(2, host.Connections.Count);

        await stream.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", default);
        await Waiting.UntilAsync(() => host.Room.Count == 1, "the closed connection's room was given back");
        await using var next = await host.ConnectAsync("/stream");
        Assert.Equal(status, await StreamClient.RefusedAsync(host.Api.Client.BaseAddress!, "/ws"));
    }

    [Fact]
    public async Task Connections_OfOneAddress_AreNotCountedWhereNothingIsLimited()
    {
        await using var host = await StreamHost.StartAsync([("Api:Streams:ConnectionsPerAddress", "1"), ("Api:LimitsEnabled", "false")]);
        await using var first = await host.ConnectAsync("/ws");
        await using var second = await host.ConnectAsync("/ws");

        Assert.Equal(2, host.Room.Count);
    }

    [Theory]
    [InlineData("/ws")]
    [InlineData("/ws/btcusdt@trade")]
    [InlineData("/stream?streams=btcusdt@trade")]
    [InlineData("/ws-api/v3")]
    public async Task PlainRequest_IsToldToUpgrade(string address)
    {
        await using var host = await StreamHost.StartAsync();

        using var response = await host.Api.Client.GetAsync(new Uri(address, UriKind.Relative));

        Assert.Equal(426, (int)response.StatusCode);
        Assert.Equal("websocket", response.Headers.Upgrade.Single().Name);
        HttpJson.Same(
            """{"code":-1020,"msg":"This operation is not supported."}""",
            JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    [Theory]
    [InlineData("/ws", """{"e":"serverShutdown","E":1700000000000}""")]
    [InlineData("/stream", """{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1700000000000}}""")]
    [InlineData("/ws-api/v3", """{"event":{"e":"serverShutdown","E":1700000000000}}""")]
    public async Task Shutdown_IsToldBeforeItHappens(string address, string notice)
    {
        await using var host = await StreamHost.StartAsync([("Api:Streams:ShutdownNoticeMs", "1000")]);
        await using var client = await host.ConnectAsync(address);
        await client.AskAsync("""{"id":1,"method":"x"}""");

        var stopping = host.Api.StopAsync();

        Assert.Equal(notice, await client.ReceiveTextAsync());
        Assert.True((await client.AskAsync("""{"id":1,"method":"x"}""")).TryGetProperty("error", out _));
        host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((WebSocketCloseStatus.EndpointUnavailable, "the server is stopping"), await client.ReadToEndAsync());
        await client.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", default);
        await stopping;
    }

    [Theory]
    [InlineData("29999", true)]
    [InlineData("30000", false)]
    public async Task ShutdownNotice_ThatTheHostDoesNotWaitFor_IsRefusedAtTheStart(string noticeMs, bool isAccepted)
    {
        // A host takes at most 30 seconds unless it is told otherwise.
        var starting = StreamHost.StartAsync([("Api:Streams:ShutdownNoticeMs", noticeMs)]);
        if (isAccepted)
        {
            await using var host = await starting;
            Assert.Equal(0, host.Connections.Count);
            return;
        }

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => starting);
        Assert.Contains("ShutdownNoticeMs", refused.Message, StringComparison.Ordinal);
    }

    // Some 150 kB of change, which the fast reader sees whole and without a gap.
    private static async Task<long> ChangeMuchAsync(StreamHost host, StreamClient fast, long lastUpdateId)
    {
        host.Market.SetLevels(
            ApiHost.BtcUsdt, [.. Enumerable.Range(1, 4_000).Select(i => (Side.Buy, 3_000_000L + i, lastUpdateId % 1_000 + i))]);
        await host.AdvanceAsync(100);
        var change = await fast.ReceiveAsync();
        Assert.Equal(lastUpdateId + 1, change.GetProperty("U").GetInt64());
        Assert.Equal(4_000, change.GetProperty("b").GetArrayLength());
        return change.GetProperty("u").GetInt64();
    }
}
