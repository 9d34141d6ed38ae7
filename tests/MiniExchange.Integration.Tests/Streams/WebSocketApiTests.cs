using System;
using System.Linq;
using System.Net.WebSockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors.Journaling;
using MiniExchange.Api.Keys;
using MiniExchange.Api.Streams;
using MiniExchange.Api.Streams.Requests;
using MiniExchange.Application.Accounts;
using MiniExchange.Integration.Tests.Api.Fakes;
using MiniExchange.Integration.Tests.Streams.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Streams;

public sealed class WebSocketApiTests
{
    private const string Secret = "test-secret-0001";
    private const long Now = 1_700_000_000_000;

    [Theory]
    [InlineData("1")]
    [InlineData("-7")]
    [InlineData("\"1\"")]
    [InlineData("\"e2a85d9f-07a5-4f94-8d5f-789dc3deb097-and-longer-than-that\"")]
    [InlineData("null")]
    public async Task Answer_CarriesTheIdAndWhatWasUsed(string id)
    {
        await using var host = await StreamHost.StartAsync();
        await using var client = await host.ConnectAsync("/ws-api/v3");

        // Two for the connection, one for the request.
        await client.ExpectAsync(
            $$"""{"id":{{id}},"method":"ping"}""",
            $$"""{"id":{{id}},"status":200,"result":{},"rateLimits":[{"rateLimitType":"REQUEST_WEIGHT","interval":"MINUTE","intervalNum":1,"limit":6000,"count":3}]}""");
    }

    [Theory]
    [InlineData("", """{"id":1,"method":"v3/time","params":{"returnRateLimits":false}}""", false)]
    [InlineData("?returnRateLimits=false", """{"id":1,"method":"time"}""", false)]
    [InlineData("?returnRateLimits=false", """{"id":1,"method":"time","params":{"returnRateLimits":true}}""", true)]
    public async Task RateLimits_AreLeftOutWhereTheyAreNotWanted(string query, string request, bool areShown)
    {
        await using var host = await StreamHost.StartAsync();
        await using var client = await host.ConnectAsync("/ws-api/v3" + query);

        var answer = await client.AskAsync(request);

        Assert.Equal(Now, answer.GetProperty("result").GetProperty("serverTime").GetInt64());
        Assert.Equal(areShown, answer.TryGetProperty("rateLimits", out _));
    }

    [Fact]
    public async Task Method_ThatIsUnknown_IsNotSupported()
    {
        await using var host = await StreamHost.StartAsync();
        await using var client = await host.ConnectAsync("/ws-api/v3?returnRateLimits=false");

        await client.ExpectAsync(
            """{"id":"a","method":"order.dream"}""",
            """{"id":"a","status":404,"error":{"code":-1020,"msg":"This operation is not supported."}}""");
    }

    [Fact]
    public async Task Weight_OverTheLimit_SaysWhenToComeAgain()
    {
        await using var host = await StreamHost.StartAsync([("Api:RequestWeightPerMinute", "3")]);
        await using var client = await host.ConnectAsync("/ws-api/v3?returnRateLimits=false");
        await client.AskAsync("""{"id":1,"method":"ping"}""");

        var answer = await client.AskAsync("""{"id":1,"method":"ping"}""");

        Assert.Equal(429, answer.GetProperty("status").GetInt32());
        var error = answer.GetProperty("error");
        Assert.Equal(-1003, error.GetProperty("code").GetInt32());
        Assert.Equal(Now, error.GetProperty("data").GetProperty("serverTime").GetInt64());
        Assert.Equal(Now + 40_000, error.GetProperty("data").GetProperty("retryAfter").GetInt64());
        Assert.Equal(429, await StreamClient.RefusedAsync(host.Api.Client.BaseAddress!, "/ws-api/v3"));
    }

    [Fact]
    public void Signature_CoversParametersInTheOrderOfTheirNames()
    {
        var call = Read("""{"timestamp":1700000000000,"signature":"x","recvWindow":10000,"apiKey":"test-key-0001"}""");

        Assert.True(new HmacCheck(Encoding.UTF8.GetBytes(Secret)).IsSignatureOf(
            call.Payloads().Single().Span, "3cf97a2c26846804d7050f0e8253bfb87a558f912d1b93481ad47bc776bdc98b"));
    }

    [Fact]
    public void Signature_CoversValuesAsTheyAreOrEscaped()
    {
        var call = Read("""{"symbols":["A"],"memo":"a b/c","price":"0.10","signature":"x","apiKey":"K","nothing":null,"returnRateLimits":false}""");

        Assert.Equal(
            [
                "apiKey=K&memo=a b/c&price=0.10&returnRateLimits=false&symbols=[\"A\"]",
                "apiKey=K&memo=a%20b%2Fc&price=0.10&returnRateLimits=false&symbols=%5B%22A%22%5D",
            ],
            call.Payloads().Select(static payload => Encoding.UTF8.GetString(payload.Span)));
        Assert.True(call.ToQuery().TryGet("memo", out var memo));
        Assert.Equal("a b/c", memo.ToString());
    }

    [Theory]
    [InlineData("a&price=0.20", "memo=a%26price%3D0.20&price=0.10")]
    [InlineData("a=b", "memo=a%3Db&price=0.10")]
    public void Signature_OfAValueThatCouldBeReadAsOtherParameters_CoversItEscapedOnly(string memo, string payload)
    {
        var call = Read($$"""{"memo":"{{memo}}","price":"0.10","signature":"x"}""");

        Assert.Equal(payload, Encoding.UTF8.GetString(call.Payloads().Single().Span));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Order_IsPlacedAndAnswered_HoweverItsValuesWereSigned(bool areEscaped)
    {
        await using var host = await StreamHost.StartAsync();
        host.Api.Engine.Answer = _ => new OrderState(Orders.Resting());
        await using var client = await host.ConnectAsync("/ws-api/v3");

        var answer = await client.AskAsync(Place(host, "a:b/c", areEscaped));

        Assert.Equal(200, answer.GetProperty("status").GetInt32());
        Assert.Equal("NEW", answer.GetProperty("result").GetProperty("status").GetString());
        Assert.Equal(
            ["ORDERS SECOND 10 50 1", "ORDERS DAY 1 160000 1", "REQUEST_WEIGHT MINUTE 1 6000 3"],
            answer.GetProperty("rateLimits").EnumerateArray().Select(static limit =>
                $"{limit.GetProperty("rateLimitType")} {limit.GetProperty("interval")} {limit.GetProperty("intervalNum")} {limit.GetProperty("limit")} {limit.GetProperty("count")}"));
        Assert.Equal("a:b/c", Assert.IsType<PlaceOrder>(host.Api.Engine.Asked.Single().Request).Terms.ClientOrderId);
    }

    [Fact]
    public async Task Orders_OfOneConnection_ReachTheExchangeInTheOrderInWhichTheyWereSent()
    {
        await using var host = await StreamHost.StartAsync(("Api:OrdersPer10Seconds", "1000"), ("Api:Streams:RequestsInFlight", "4"));
        host.Api.Engine.Answer = _ => new OrderState(Orders.Resting());
        await using var client = await host.ConnectAsync("/ws-api/v3");
        var names = Enumerable.Range(0, 200).Select(static i => $"order-{i}").ToArray();

        foreach (var name in names) await client.SendAsync(Place(host, name, areEscaped: false));
        foreach (var _ in names) Assert.Equal(200, (await client.ReceiveAsync()).GetProperty("status").GetInt32());

        Assert.Equal(names, host.Api.Engine.Asked.Select(static asked => ((PlaceOrder)asked.Request).Terms.ClientOrderId));
    }

    [Fact]
    public async Task Refusals_HaveTheStatusAndTextOfHttp()
    {
        await using var host = await StreamHost.StartAsync();
        await using var client = await host.ConnectAsync("/ws-api/v3?returnRateLimits=false");

        await client.ExpectAsync(
            """{"id":1,"method":"depth","params":{"symbol":"NEVER"}}""",
            """{"id":1,"status":400,"error":{"code":-1121,"msg":"Invalid symbol."}}""");
        await client.ExpectAsync(
            """{"id":1,"method":"account.status","params":{"timestamp":1700000000000}}""",
            """{"id":1,"status":401,"error":{"code":-2014,"msg":"API-key format invalid."}}""");
        await client.ExpectAsync(
            Place(host, "mine", areEscaped: false).Replace("\"BUY\"", "\"SELL\"", StringComparison.Ordinal),
            """{"id":"1","status":400,"error":{"code":-1022,"msg":"Signature for this request is not valid."}}""");
        await client.ExpectAsync(
            """{"id":1,"method":"depth","params":{"symbol":"BTCUSDT","symbol":"ETHBTC"}}""",
            """{"id":1,"status":400,"error":{"code":-1101,"msg":"Duplicate values for a parameter detected."}}""");
    }

    [Fact]
    public async Task UserData_ComesUnderTheNumberOfItsSubscription_AfterTheAnswer()
    {
        await using var host = await StreamHost.StartAsync();
        host.Users.EventOnSubscribing = """{"e":"early"}""";
        await using var client = await host.ConnectAsync("/ws-api/v3?returnRateLimits=false");
        await client.ExpectAsync(SubscribeSigned(host), """{"id":"1","status":200,"result":{"subscriptionId":0}}""");
        Assert.Equal("""{"subscriptionId":0,"event":{"e":"early"}}""", await client.ReceiveTextAsync());

        host.Users.Happen(host.Api.TraderId, """{"e":"executionReport"}""");
        Assert.Equal("""{"subscriptionId":0,"event":{"e":"executionReport"}}""", await client.ReceiveTextAsync());
        await client.ExpectAsync(
            SubscribeSigned(host),
            """{"id":"1","status":400,"error":{"code":-2035,"msg":"User Data Stream subscription already active."}}""");
        await client.ExpectAsync("""{"id":2,"method":"session.subscriptions"}""", """{"id":2,"status":200,"result":[{"subscriptionId":0}]}""");

        await client.ExpectAsync(
            """{"id":3,"method":"userDataStream.unsubscribe","params":{"subscriptionId":1}}""",
            """{"id":3,"status":400,"error":{"code":-2036,"msg":"User Data Stream subscription not active."}}""");
        await client.ExpectAsync(
            """{"id":3,"method":"userDataStream.unsubscribe","params":{"subscriptionId":0}}""",
            """{"subscriptionId":0,"event":{"e":"eventStreamTerminated","E":1700000000000}}""");
        Assert.Equal("""{"id":3,"status":200,"result":{}}""", await client.ReceiveTextAsync());
        Assert.Equal(0, host.Users.Count);
        Assert.Equal(1, (await client.AskAsync(SubscribeSigned(host))).GetProperty("result").GetProperty("subscriptionId").GetInt32());
    }

    [Theory]
    [InlineData(true, 503, -1008)]
    [InlineData(false, 500, -1000)]
    public async Task Subscription_ThatCouldNotBeMade_IsAnsweredSo_AndDoesNotStandInTheWayOfTheNext(bool isKnown, int status, int code)
    {
        await using var host = await StreamHost.StartAsync();
        await using var client = await host.ConnectAsync("/ws-api/v3?returnRateLimits=false");
        host.Users.Failure = isKnown ? new UserDataUnavailableException("Too many accounts are watched.") : new InvalidOperationException("A defect.");

        var refused = await client.AskAsync(SubscribeSigned(host));
        Assert.Equal((status, code), (refused.GetProperty("status").GetInt32(), refused.GetProperty("error").GetProperty("code").GetInt32()));
        await client.ExpectAsync("""{"id":2,"method":"session.subscriptions"}""", """{"id":2,"status":200,"result":[]}""");

        host.Users.Failure = null;
        await client.ExpectAsync(SubscribeSigned(host), """{"id":"1","status":200,"result":{"subscriptionId":0}}""");
        host.Users.Happen(host.Api.TraderId, """{"e":"executionReport"}""");
        Assert.Equal("""{"subscriptionId":0,"event":{"e":"executionReport"}}""", await client.ReceiveTextAsync());
    }

    [Theory]
    [InlineData(true, 1013, "user data is not available now; come again")]
    [InlineData(false, 1011, "user data failed")]
    public async Task ListenKey_WhoseAccountCannotBeFollowed_ClosesItsConnection_AndWorksForTheNext(bool isKnown, int status, string why)
    {
        await using var host = await StreamHost.StartAsync();
        host.Users.Keys["listen-key"] = (host.Api.TraderId, new CancellationTokenSource());
        host.Users.Failure = isKnown ? new JournalUnavailableException("It is away.") : new InvalidOperationException("A defect.");
        await using var refused = await host.ConnectAsync("/ws/listen-key");
        Assert.Equal(((WebSocketCloseStatus)status, why), await refused.ReadToEndAsync());

        host.Users.Failure = null;
        await using var client = await host.ConnectAsync("/ws/listen-key");
        await client.ExpectAsync("""{"method":"LIST_SUBSCRIPTIONS","id":3}""", """{"result":["listen-key"],"id":3}""");
    }

    [Fact]
    public async Task UserData_ThatWasLost_CanBeSubscribedToAgain()
    {
        await using var host = await StreamHost.StartAsync();
        await using var client = await host.ConnectAsync("/ws-api/v3?returnRateLimits=false");
        await client.ExpectAsync(SubscribeSigned(host), """{"id":"1","status":200,"result":{"subscriptionId":0}}""");

        host.Users.End(host.Api.TraderId, """{"e":"eventStreamTerminated"}""");
        Assert.Equal("""{"subscriptionId":0,"event":{"e":"eventStreamTerminated"}}""", await client.ReceiveTextAsync());
        await client.ExpectAsync("""{"id":2,"method":"session.subscriptions"}""", """{"id":2,"status":200,"result":[]}""");
        await client.ExpectAsync(SubscribeSigned(host), """{"id":"1","status":200,"result":{"subscriptionId":1}}""");

        host.Users.Happen(host.Api.TraderId, """{"e":"executionReport"}""");
        Assert.Equal("""{"subscriptionId":1,"event":{"e":"executionReport"}}""", await client.ReceiveTextAsync());
        Assert.Equal(1, host.Users.Count);
    }

    [Fact]
    public async Task ListenKey_WhoseAccountWasLost_ClosesItsConnection_AndCanBeUsedOnANewOne()
    {
        await using var host = await StreamHost.StartAsync();
        using var expiry = new CancellationTokenSource();
        host.Users.Keys["listen-key"] = (host.Api.TraderId, expiry);
        await using var client = await host.ConnectAsync("/ws");
        await client.SubscribeAsync("listen-key");

        host.Users.End(host.Api.TraderId, """{"e":"eventStreamTerminated"}""");
        Assert.Equal("""{"e":"eventStreamTerminated"}""", await client.ReceiveTextAsync());
        Assert.Equal(((WebSocketCloseStatus)1013, "user data was lost; come again"), await client.ReadToEndAsync());

        await using var again = await host.ConnectAsync("/ws");
        await again.SubscribeAsync("listen-key");
        host.Users.Happen(host.Api.TraderId, """{"e":"executionReport"}""");
        Assert.Equal("""{"e":"executionReport"}""", await again.ReceiveTextAsync());
    }

    [Fact]
    public async Task Session_WithAKeyThatCannotLogOn_IsNotOpened()
    {
        await using var host = await StreamHost.StartAsync();
        await using var client = await host.ConnectAsync("/ws-api/v3?returnRateLimits=false");

        Assert.Equal(-4056, (await client.AskAsync(SignedCall.Of(host.Api, "session.logon"))).GetProperty("error").GetProperty("code").GetInt32());

        await client.ExpectAsync(
            """{"id":1,"method":"session.status"}""",
            """{"id":1,"status":200,"result":{"apiKey":null,"authorizedSince":null,"connectedSince":1700000000000,"returnRateLimits":false,"serverTime":1700000000000,"userDataStream":false}}""");
        await client.ExpectAsync(
            """{"id":1,"method":"userDataStream.subscribe"}""",
            """{"id":1,"status":401,"error":{"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."}}""");
    }

    [Fact]
    public async Task ListenKey_NamesAStreamOfBareEvents_UntilItExpires()
    {
        await using var host = await StreamHost.StartAsync();
        var expiry = new CancellationTokenSource();
        host.Users.Keys["listen-key"] = (host.Api.TraderId, expiry);
        await using var raw = await host.ConnectAsync("/ws/listen-key");
        await using var combined = await host.ConnectAsync("/stream?streams=listen-key/btcusdt@trade");
        await raw.ExpectAsync("""{"method":"LIST_SUBSCRIPTIONS","id":3}""", """{"result":["listen-key"],"id":3}""");
        await combined.AskAsync("""{"method":"LIST_SUBSCRIPTIONS","id":3}""");

        host.Users.Happen(host.Api.TraderId, """{"e":"executionReport"}""");
        Assert.Equal("""{"e":"executionReport"}""", await raw.ReceiveTextAsync());
        Assert.Equal("""{"stream":"listen-key","data":{"e":"executionReport"}}""", await combined.ReceiveTextAsync());

        await expiry.CancelAsync();
        Assert.Equal("""{"e":"listenKeyExpired","E":1700000000000,"listenKey":"listen-key"}""", await raw.ReceiveTextAsync());
        Assert.Equal(0, host.Users.Count);
    }

    [Fact]
    public async Task ListenKey_ThatIsNoneAnyMore_IsToldSoWhereverItIsNamed()
    {
        await using var host = await StreamHost.StartAsync();
        var gone = new string('k', 60);
        var expired = $$"""{"e":"listenKeyExpired","E":1700000000000,"listenKey":"{{gone}}"}""";

        await using var raw = await host.ConnectAsync($"/ws/{gone}");
        Assert.Equal(expired, await raw.ReceiveTextAsync());
        await raw.ExpectAsync("""{"method":"LIST_SUBSCRIPTIONS","id":3}""", """{"result":[],"id":3}""");

        await using var combined = await host.ConnectAsync($"/stream?streams={gone}");
        Assert.Equal($$"""{"stream":"{{gone}}","data":{{expired}}}""", await combined.ReceiveTextAsync());

        await using var later = await host.ListenAsync(gone);
        Assert.Equal(expired, await later.ReceiveTextAsync());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk")]
    [InlineData("kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk-")]
    public async Task Name_ThatIsNoListenKeyByItsShape_IsAcceptedAndNothingComesOfIt(string name)
    {
        await using var host = await StreamHost.StartAsync();
        await using var client = await host.ConnectAsync($"/ws/{name}");

        await client.ExpectAsync("""{"method":"LIST_SUBSCRIPTIONS","id":3}""", """{"result":[],"id":3}""");
    }

    [Theory]
    [InlineData("127.0.0.1", "[\"listen-key\"]")]
    [InlineData("203.0.113.7", "[]")]
    public async Task ListenKey_OfAnApiKeyWithAddresses_NamesAStreamForThemOnly(string address, string listed)
    {
        await using var host = await StreamHost.StartAsync();
        host.Users.Keys["listen-key"] = (host.Api.TraderId, new CancellationTokenSource());
        host.Users.Addresses = AddressRules.Read([address])!;

        await using var client = await host.ConnectAsync("/ws/listen-key");

        await client.ExpectAsync("""{"method":"LIST_SUBSCRIPTIONS","id":3}""", $$"""{"result":{{listed}},"id":3}""");
    }

    private static ApiCall Read(string parameters) => ApiCall.Read(
        Encoding.UTF8.GetBytes($$"""{"id":1,"method":"x","params":{{parameters}}}"""), WebSocketMessageType.Text, out _, out _)!;

    private static string Place(StreamHost host, string clientOrderId, bool areEscaped) => SignedCall.Of(
        host.Api,
        "order.place",
        areEscaped,
        ("symbol", "BTCUSDT"), ("side", "BUY"), ("type", "LIMIT"), ("timeInForce", "GTC"), ("quantity", "0.01"), ("price", "40000"),
        ("newClientOrderId", clientOrderId));

    private static string SubscribeSigned(StreamHost host) => SignedCall.Of(host.Api, "userDataStream.subscribe.signature");
}
