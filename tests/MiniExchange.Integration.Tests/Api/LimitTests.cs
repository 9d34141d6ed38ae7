using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Json;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Api.Limits;
using MiniExchange.Application.Accounts;
using MiniExchange.Integration.Tests.Api.Fakes;
using MiniExchange.Integration.Tests.Streams.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Api;

public sealed class LimitTests
{
    private const string Limit = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=40000";

    [Fact]
    public async Task Weight_WhenOverTheLimit_IsRefusedUntilTheNextMinute()
    {
        await using var host = await ApiHost.StartAsync(("Api:RequestWeightPerMinute", "2"));
        await PingAsync(host, 200);
        await PingAsync(host, 200);

        using var refused = await PingAsync(host, 429);
        Assert.Equal("3", refused.Headers.GetValues("X-MBX-USED-WEIGHT-1M").Single());
        Assert.Equal(TimeSpan.FromSeconds(40), refused.Headers.RetryAfter?.Delta);
        HttpJson.Same(
            """
            {"code":-1003,"msg":"Too much request weight used; current limit is 2 request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API."}
            """,
            JsonDocument.Parse(await refused.Content.ReadAsStringAsync()).RootElement);

        host.Clock.Now += TimeSpan.FromSeconds(40);
        await PingAsync(host, 200);
    }

    [Fact]
    public async Task Weight_WhenRefusalsAreIgnored_IsABanThatDoublesAndIsForgiven()
    {
        await using var host = await ApiHost.StartAsync(
            ("Api:RequestWeightPerMinute", "1"), ("Api:RefusalsBeforeBan", "2"), ("Api:FirstBanSeconds", "120"), ("Api:LongestBanSeconds", "300"));
        await PingAsync(host, 200);
        for (var i = 0; i < 3; i++) await PingAsync(host, 429);

        using var banned = await PingAsync(host, 418);
        Assert.Equal(TimeSpan.FromSeconds(120), banned.Headers.RetryAfter?.Delta);
        Assert.Equal("5", banned.Headers.GetValues("X-MBX-USED-WEIGHT-1M").Single());
        HttpJson.Same(
            """
            {"code":-1003,"msg":"Way too much request weight used; IP banned until 1700000120000. Please use WebSocket Streams for live updates to avoid bans."}
            """,
            JsonDocument.Parse(await banned.Content.ReadAsStringAsync()).RootElement);

        host.Clock.Now += TimeSpan.FromSeconds(119);
        await PingAsync(host, 418);
        host.Clock.Now += TimeSpan.FromSeconds(61);
        Assert.Equal(240, await BanAgainAsync());
        host.Clock.Now += TimeSpan.FromSeconds(240 + 60);
        Assert.Equal(300, await BanAgainAsync());
        host.Clock.Now += TimeSpan.FromSeconds(300 + 300);
        Assert.Equal(120, await BanAgainAsync());

        async Task<double?> BanAgainAsync()
        {
            await PingAsync(host, 200);
            for (var i = 0; i < 3; i++) await PingAsync(host, 429);
            using var again = await PingAsync(host, 418);
            return again.Headers.RetryAfter?.Delta?.TotalSeconds;
        }
    }

    [Fact]
    public async Task Requests_WhenTooMany_AreRefusedWhateverTheirWeight()
    {
        await using var host = await ApiHost.StartAsync(("Api:RawRequestsPer5Minutes", "1"));
        await PingAsync(host, 200);

        using var refused = await PingAsync(host, 429);

        // 22:13:20 on the clock: the five minutes end at 22:15.
        Assert.Equal(TimeSpan.FromSeconds(100), refused.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Connections_WhenTooMany_AreRefusedPerAddress()
    {
        await using var host = await ApiHost.StartAsync(("Api:ConnectionsPer5Minutes", "1"));
        var limits = host.Service<RequestWeights>();
        var address = IPAddress.Parse("203.0.113.1");

        Assert.Null(limits.CountConnection(address, new UsedLimits()));
        var refused = limits.CountConnection(address, new UsedLimits())!;
        Assert.Equal((429, -1003, 100), (refused.Status, refused.Code, refused.RetryAfterSeconds));
        Assert.Null(limits.CountConnection(IPAddress.Parse("203.0.113.2"), new UsedLimits()));
    }

    [Theory]
    [InlineData("/ws", "1")]
    [InlineData("/stream", "1")]
    [InlineData("/ws-api/v3", "1")]
    public async Task Handshake_WhenRefused_SaysWhatWasUsed(string path, string weight)
    {
        await using var host = await ApiHost.StartAsync(("Api:ConnectionsPer5Minutes", "1"));
        await PingAsync(host, 200);
        Assert.Null(host.Service<RequestWeights>().CountConnection(IPAddress.Loopback, new UsedLimits()));
        using var handshake = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        handshake.Headers.Connection.Add("Upgrade");
        handshake.Headers.Upgrade.ParseAdd("websocket");
        handshake.Headers.Add("Sec-WebSocket-Version", "13");
        handshake.Headers.Add("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA==");

        using var refused = await host.Client.SendAsync(handshake);

        Assert.Equal((429, weight), ((int)refused.StatusCode, refused.Headers.GetValues("X-MBX-USED-WEIGHT-1M").Single()));
    }

    [Fact]
    public async Task Weight_IsToldWhenARequestFails()
    {
        await using var host = await ApiHost.StartAsync();
        host.Engine.Answer = _ => throw new InvalidOperationException("This engine is broken.");

        using var failed = await host.Client.GetAsync(new Uri("/api/v3/depth?symbol=BTCUSDT", UriKind.Relative));

        Assert.Equal((500, "5"), ((int)failed.StatusCode, failed.Headers.GetValues("X-MBX-USED-WEIGHT-1M").Single()));
    }

    [Fact]
    public async Task Weight_ThatTheBodyAsksFor_IsChargedBeforeItIsAnswered()
    {
        await using var host = await ApiHost.StartAsync(("Api:RequestWeightPerMinute", "19"), ("Api:RawRequestsPer5Minutes", "1"));

        using var refused = await host.Trader.SendAsync(
            host.Trader.SignedForm("POST", "/api/v3/order/test", Limit + "&computeCommissionRates=true"));

        Assert.Equal((429, "20"), ((int)refused.StatusCode, refused.Headers.GetValues("X-MBX-USED-WEIGHT-1M").Single()));
        Assert.Contains("request weight", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(host.Engine.Asked);
    }

    [Fact]
    public async Task Callers_WhoAreTooManyToBeCountedOneByOne_AreNotBannedForEachOther()
    {
        await using var host = await ApiHost.StartAsync(
            ("Api:MaxCountedCallers", "1"), ("Api:RequestWeightPerMinute", "1"), ("Api:RefusalsBeforeBan", "1"));
        var limits = host.Service<RequestWeights>();

        Assert.Equal([0, 429, 429, 418], Statuses("203.0.113.1"));
        Assert.Equal([0, 429, 429, 429], Statuses("203.0.113.2"));
        Assert.Equal([429, 429, 429, 429], Statuses("203.0.113.3"));

        int[] Statuses(string address) =>
            [.. Enumerable.Range(0, 4).Select(_ => limits.Charge(IPAddress.Parse(address), 1, new UsedLimits())?.Status ?? 0)];
    }

    [Fact]
    public async Task Limits_WhenOff_RefuseNobodyAndTheLogSaysSo()
    {
        await using var host = await ApiHost.StartAsync(
            ("Api:LimitsEnabled", "false"), ("Api:RequestWeightPerMinute", "1"), ("Api:RefusalsBeforeBan", "1"), ("Api:ConnectionsPer5Minutes", "1"));

        for (var i = 0; i < 4; i++) await PingAsync(host, 200);
        using var counted = await PingAsync(host, 200);
        for (var i = 0; i < 4; i++) Assert.Null(host.Service<RequestWeights>().CountConnection(IPAddress.Loopback, new UsedLimits()));

        Assert.Equal("5", counted.Headers.GetValues("X-MBX-USED-WEIGHT-1M").Single());
        Assert.Contains("Api:LimitsEnabled is false", Assert.Single(host.Log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_WhenOff_AreNotListedOverAWebSocketEither()
    {
        await using var host = await StreamHost.StartAsync([("Api:LimitsEnabled", "false")]);
        await using var client = await host.ConnectAsync("/ws-api/v3");

        await client.ExpectAsync("""{"id":1,"method":"ping"}""", """{"id":1,"status":200,"result":{},"rateLimits":[]}""");
    }

    [Theory]
    [InlineData("127.0.0.1", "203.0.113.1", "203.0.113.2", 200)]
    [InlineData("127.0.0.1", "203.0.113.1", "203.0.113.1", 429)]
    [InlineData("127.0.0.1", "198.51.100.7, 203.0.113.1", "198.51.100.8, 203.0.113.1", 429)]
    [InlineData("198.51.100.1", "203.0.113.1", "203.0.113.2", 429)]
    [InlineData(null, "203.0.113.1", "203.0.113.2", 429)]
    public async Task Weight_BehindAProxy_CountsItsClientsIfTheProxyIsTrusted(string? trusted, string first, string second, int status)
    {
        await using var host = await ApiHost.StartAsync([
            ("Api:RequestWeightPerMinute", "1"),
            .. trusted is null ? [] : ((string, string)[])[("Api:TrustedProxies:0", trusted)],
        ]);

        await ForwardAsync(first).ExpectAsync(200);
        await ForwardAsync(second).ExpectAsync(status);

        Task<HttpResponseMessage> ForwardAsync(string of)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/v3/ping", UriKind.Relative));
            request.Headers.Add("X-Forwarded-For", of);
            return host.Client.SendAsync(request);
        }
    }

    [Theory]
    [InlineData("/api/v3/nothing")]
    [InlineData("/ws-api/v4")]
    [InlineData("/stream/nothing")]
    public async Task Weight_OfUnknownRoutes_CountsToo(string path)
    {
        await using var host = await ApiHost.StartAsync(("Api:RequestWeightPerMinute", "1"));
        HttpJson.Same(
            """{"code":-1020,"msg":"This operation is not supported."}""",
            await host.Client.GetAsync(new Uri(path, UriKind.Relative)).ExpectAsync(404));

        await host.Client.GetAsync(new Uri(path, UriKind.Relative)).ExpectAsync(429);
    }

    [Fact]
    public async Task Orders_WhenTooMany_AreRefusedPerAccount()
    {
        await using var host = await ApiHost.StartAsync(("Api:OrdersPer10Seconds", "2"));
        host.Engine.Answer = _ => new OrderState(Orders.Resting());
        await PlaceAsync(host, 200, "1");
        await PlaceAsync(host, 200, "2");

        using var refused = await PlaceAsync(host, 429, "2");

        Assert.Equal(TimeSpan.FromSeconds(10), refused.Headers.RetryAfter?.Delta);
        HttpJson.Same(
            """{"code":-1015,"msg":"Too many new orders; current limit is 2 orders per 10 SECOND."}""",
            JsonDocument.Parse(await refused.Content.ReadAsStringAsync()).RootElement);
        Assert.Equal(2, host.Engine.Asked.Count);
    }

    [Fact]
    public async Task Orders_ThatAreRefused_DoNotUseUpTheDay()
    {
        await using var host = await ApiHost.StartAsync(("Api:OrdersPer10Seconds", "1"), ("Api:OrdersPerDay", "2"));
        var counts = host.Service<OrderCounts>();
        Assert.Null(counts.Count(host.TraderId, orders: 1, new UsedLimits()));
        for (var i = 0; i < 5; i++) Assert.Equal(429, counts.Count(host.TraderId, orders: 1, new UsedLimits())!.Status);
        Assert.Equal((1, 1), counts.Of(host.TraderId));

        host.Clock.Now += TimeSpan.FromSeconds(10);

        Assert.Null(counts.Count(host.TraderId, orders: 1, new UsedLimits()));
        host.Clock.Now += TimeSpan.FromSeconds(10);
        Assert.Equal(429, counts.Count(host.TraderId, orders: 1, new UsedLimits())!.Status);
        Assert.Equal((0, 2), counts.Of(host.TraderId));
    }

    [Fact]
    public async Task Orders_WhenTheyTradeAfterTheWindowTurned_GiveNothingAhead()
    {
        await using var host = await ApiHost.StartAsync(("Api:OrdersPer10Seconds", "1"));
        var counts = host.Service<OrderCounts>();
        Assert.Null(counts.Count(host.TraderId, orders: 1, new UsedLimits()));
        host.Clock.Now += TimeSpan.FromSeconds(10);
        counts.GiveBack(host.TraderId, orders: 1, new UsedLimits());

        Assert.Null(counts.Count(host.TraderId, orders: 1, new UsedLimits()));
        Assert.Equal(429, counts.Count(host.TraderId, orders: 1, new UsedLimits())!.Status);
    }

    [Fact]
    public async Task Orders_WhenTheyTradeAtOnce_GiveTheirUnitBack()
    {
        await using var host = await ApiHost.StartAsync(("Api:OrdersPer10Seconds", "1"));
        host.Engine.Answer = _ => new OrderState(Orders.MarketByQuote());

        await PlaceAsync(host, 200, "0");
        await PlaceAsync(host, 200, "0");
    }

    [Fact]
    public async Task SignIns_WhenTooMany_AreRefusedWithAProblem()
    {
        await using var host = await ApiHost.StartAsync(("Api:SignInsPerMinute", "1"));
        var nobody = new { username = "nobody", password = "wrong password" };
        await host.Client.PostAsJsonAsync("/api/v1/auth/login", nobody).ExpectAsync(401);

        using var refused = await host.Client.PostAsJsonAsync("/api/v1/auth/login", nobody);

        Assert.Equal(429, (int)refused.StatusCode);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        Assert.NotNull(refused.Headers.RetryAfter);
    }

    [Fact]
    public void Window_WhenCallersAreTooMany_CountsTheRestTogether()
    {
        var counts = new FixedWindowCounts<int>(60, maxCallers: 2, new SettableClock(ApiHost.Start));

        int[] callers = [1, 2, 3, 4, 1];
        Assert.Equal([1, 1, 1, 2, 2], callers.Select(caller => counts.Add(caller, 1)));
    }

    [Fact]
    public void Window_WhenItTurns_StartsFromZero()
    {
        var clock = new SettableClock(DateTimeOffset.UnixEpoch.AddSeconds(59));
        var counts = new FixedWindowCounts<int>(60, maxCallers: 9, clock);
        Assert.Equal((5, 1), (counts.Add(1, 5), counts.SecondsLeft));

        clock.Now += TimeSpan.FromSeconds(1);

        Assert.Equal((1, 60), (counts.Add(1, 1), counts.SecondsLeft));
    }

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    public void Caller_OfIpV6_IsItsNetwork(string address, string caller) =>
        Assert.Equal(IPAddress.Parse(caller), RequestWeights.CallerOf(IPAddress.Parse(address)));

    private static async Task<HttpResponseMessage> PingAsync(ApiHost host, int status)
    {
        var response = await host.Client.GetAsync(new Uri("/api/v3/ping", UriKind.Relative));
        Assert.Equal(status, (int)response.StatusCode);
        return response;
    }

    private static async Task<HttpResponseMessage> PlaceAsync(ApiHost host, int status, string count)
    {
        var response = await host.Trader.SendAsync(host.Trader.Signed("POST", "/api/v3/order", Limit));
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(count, response.Headers.GetValues("X-MBX-ORDER-COUNT-10S").Single());
        Assert.Equal(count, response.Headers.GetValues("X-MBX-ORDER-COUNT-1D").Single());
        return response;
    }
}
