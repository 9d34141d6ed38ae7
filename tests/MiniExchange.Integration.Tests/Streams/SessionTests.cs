using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Application.Accounts;
using MiniExchange.Domain.Units;
using MiniExchange.Integration.Tests.Api.Fakes;
using MiniExchange.Integration.Tests.Streams.Fakes;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Security;
using Xunit;

namespace MiniExchange.Integration.Tests.Streams;

/// <summary>Connections of the WebSocket API that a key signs for once, with keys made in the back office.</summary>
public sealed class SessionTests : IAsyncLifetime
{
    private static readonly string[] Reading = ["USER_DATA"];
    private static readonly string[] Everything = ["USER_DATA", "TRADE"];

    private readonly Ed25519PrivateKeyParameters _pair = new(new SecureRandom());
    private StreamHost _host = null!;
    private string _token = null!;

    private static AccountId Anna => new(2);

    public async Task InitializeAsync()
    {
        _host = await StreamHost.StartAsync(("Api:ApiKeyCacheSeconds", "30"));
        _host.Api.Engine.Answer = static request => request switch
        {
            BalancesOf => new BalancesState(false, [], 0),
            PlaceOrder => new OrderState(Orders.Resting()),
            _ => throw new InvalidOperationException($"No answer to {request}."),
        };
        _token = await _host.Api.SignInAsync("anna", isAdmin: false);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Session_SignsForAllThatComes_UntilItIsLeft()
    {
        var key = await AddKeyAsync(Everything);
        await using var client = await ConnectAsync();
        var open = $$"""{"apiKey":"{{key}}","authorizedSince":1700000000000,"connectedSince":1700000000000,"returnRateLimits":false,"serverTime":1700000000000,"userDataStream":false}""";

        await client.ExpectAsync(LogOn(key), $$"""{"id":1,"status":200,"result":{{open}}}""");
        await client.ExpectAsync("""{"id":2,"method":"session.status"}""", $$"""{"id":2,"status":200,"result":{{open}}}""");
        Assert.Equal(2, (await client.AskAsync(Unsigned("account.status"))).GetProperty("result").GetProperty("uid").GetInt64());
        Assert.Equal("NEW", (await client.AskAsync(Unsigned("order.place", Order))).GetProperty("result").GetProperty("status").GetString());
        Assert.Equal(
            [("account-2", nameof(BalancesOf)), ("account-2", nameof(PlaceOrder))],
            _host.Api.Engine.Asked.Select(static asked => (asked.To.ToString(), asked.Request.GetType().Name)));

        var left = await client.AskAsync("""{"id":3,"method":"session.logout"}""");
        Assert.Equal(JsonValueKind.Null, left.GetProperty("result").GetProperty("apiKey").ValueKind);
        await client.ExpectAsync(
            Unsigned("account.status"), """{"id":9,"status":401,"error":{"code":-2014,"msg":"API-key format invalid."}}""");
    }

    [Fact]
    public async Task Session_NeedsATimestampThatIsFresh()
    {
        var key = await AddKeyAsync(Everything);
        await using var client = await ConnectAsync();
        await client.AskAsync(LogOn(key));

        await client.ExpectAsync(
            """{"id":1,"method":"account.status"}""",
            """{"id":1,"status":400,"error":{"code":-1102,"msg":"Mandatory parameter 'timestamp' was not sent, was empty/null, or malformed."}}""");
        _host.Time.Advance(TimeSpan.FromSeconds(6));
        await client.ExpectAsync(
            """{"id":1,"method":"account.status","params":{"timestamp":1700000000000}}""",
            """{"id":1,"status":400,"error":{"code":-1021,"msg":"Timestamp for this request is outside of the recvWindow."}}""");
    }

    [Fact]
    public async Task Session_ThatIsNotSignedByItsKey_IsNotOpened()
    {
        var key = await AddKeyAsync(Everything);
        await using var client = await ConnectAsync();

        await client.ExpectAsync(
            Signed("session.logon", key, payload => Ed25519Signature(payload + "0")),
            """{"id":1,"status":400,"error":{"code":-1022,"msg":"Signature for this request is not valid."}}""");
        Assert.Equal(401, (await client.AskAsync(Unsigned("account.status"))).GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Session_TellsWhatHappensToItsAccount_UntilItIsLeft()
    {
        var key = await AddKeyAsync(Reading);
        await using var client = await ConnectAsync();
        await client.AskAsync(LogOn(key));
        await client.ExpectAsync(
            """{"id":1,"method":"userDataStream.subscribe"}""", """{"id":1,"status":200,"result":{"subscriptionId":0}}""");

        _host.Users.Happen(Anna, """{"e":"balanceUpdate"}""");
        Assert.Equal("""{"subscriptionId":0,"event":{"e":"balanceUpdate"}}""", await client.ReceiveTextAsync());
        var status = await client.AskAsync("""{"id":1,"method":"session.status"}""");
        Assert.True(status.GetProperty("result").GetProperty("userDataStream").GetBoolean());

        await client.ExpectAsync(
            """{"id":2,"method":"session.logout"}""", """{"subscriptionId":0,"event":{"e":"eventStreamTerminated","E":1700000000000}}""");
        Assert.Equal(2, (await client.ReceiveAsync()).GetProperty("id").GetInt32());
        Assert.Equal(0, _host.Users.Count);
    }

    [Fact]
    public async Task Session_OfAKeyThatMayOnlyRead_PlacesNoOrder_AndGoesOn()
    {
        var key = await AddKeyAsync(Reading);
        await using var client = await ConnectAsync();
        await client.AskAsync(LogOn(key));

        await client.ExpectAsync(
            Unsigned("order.place", Order),
            """{"id":9,"status":401,"error":{"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."}}""");
        Assert.Empty(_host.Api.Engine.Asked);
        Assert.Equal(200, (await client.AskAsync(Unsigned("account.status"))).GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Session_WhenAnotherKeyLogsOn_EndsWithWhatItListensTo()
    {
        var (first, second) = (await AddKeyAsync(Reading), await AddKeyAsync(Reading));
        await using var client = await ConnectAsync();
        await client.AskAsync(LogOn(first));
        await client.AskAsync("""{"id":1,"method":"userDataStream.subscribe"}""");

        // The same key may renew its session.
        var renewed = await client.AskAsync(LogOn(first));
        Assert.True(renewed.GetProperty("result").GetProperty("userDataStream").GetBoolean());

        await client.ExpectAsync(
            LogOn(second), """{"subscriptionId":0,"event":{"e":"eventStreamTerminated","E":1700000000000}}""");
        Assert.Equal(second, (await client.ReceiveAsync()).GetProperty("result").GetProperty("apiKey").GetString());
        Assert.Equal(0, _host.Users.Count);
    }

    [Theory]
    [InlineData("192.0.2.1", 401)]
    [InlineData("127.0.0.0/8", 200)]
    public async Task Key_WithAddresses_LogsOnFromThereOnly(string allowed, int status)
    {
        var key = await AddKeyAsync(Everything, allowed);
        await using var client = await ConnectAsync();

        var answer = await client.AskAsync(LogOn(key));

        Assert.Equal(status, answer.GetProperty("status").GetInt32());
        Assert.Equal(status, (await client.AskAsync(Unsigned("account.status"))).GetProperty("status").GetInt32());
        Assert.Equal(status, (await client.AskAsync(Signed("account.status", key, Ed25519Signature))).GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task KeyOfAnotherKind_SignsRequestsButNoSession()
    {
        using var rsa = RSA.Create(2_048);
        var rsaKey = (await PostKeyAsync(Reading, rsa.ExportSubjectPublicKeyInfoPem(), [])).GetProperty("apiKey").GetString()!;
        var added = await PostKeyAsync(Reading, publicKey: null, []);
        var (hmacKey, secret) = (added.GetProperty("apiKey").GetString()!, added.GetProperty("secretKey").GetString()!);
        await using var client = await ConnectAsync();

        await client.ExpectAsync(
            Signed("session.logon", rsaKey, RsaSignature), """{"id":1,"status":400,"error":{"code":-4056,"msg":"RSA API key is not supported."}}""");
        await client.ExpectAsync(
            Signed("session.logon", hmacKey, HmacSignature),
            """{"id":1,"status":400,"error":{"code":-4056,"msg":"HMAC_SHA256 API key is not supported."}}""");
        Assert.Equal(200, (await client.AskAsync(Signed("account.status", rsaKey, RsaSignature))).GetProperty("status").GetInt32());
        Assert.Equal(200, (await client.AskAsync(Signed("account.status", hmacKey, HmacSignature))).GetProperty("status").GetInt32());

        string RsaSignature(string payload) =>
            Convert.ToBase64String(rsa.SignData(Encoding.UTF8.GetBytes(payload), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

        string HmacSignature(string payload) =>
            Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(payload)));
    }

    [Fact]
    public async Task Key_RemovedInTheBackOffice_EndsWhatRestsOnIt_AndNothingElse()
    {
        var (removed, kept) = (await AddKeyAsync(Everything), await AddKeyAsync(Everything));
        await using var session = await ConnectAsync();
        await using var signed = await ConnectAsync();
        await using var other = await ConnectAsync();
        await session.AskAsync(LogOn(removed));
        await signed.AskAsync(Signed("userDataStream.subscribe.signature", removed, Ed25519Signature));
        await other.AskAsync(LogOn(kept));

        using var removal = BackOffice(HttpMethod.Delete, $"/{removed}");
        await _host.Api.Client.SendAsync(removal).ExpectAsync(204);

        Assert.Equal(Terminated, await signed.ReceiveTextAsync());
        Assert.Equal(0, _host.Users.Count);
        await HasLostItsSessionAsync(session);
        Assert.Equal(200, (await other.AskAsync(Unsigned("account.status"))).GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Key_RemovedOnASharedConnection_LeavesWhatRestsOnOtherKeys()
    {
        var removed = await AddKeyAsync(Everything);
        var token = _token;
        _token = await _host.Api.SignInAsync("boris", isAdmin: false);
        var others = await AddKeyAsync(Everything);
        await using var client = await ConnectAsync();
        await client.AskAsync(LogOn(removed));
        await client.AskAsync("""{"id":1,"method":"userDataStream.subscribe"}""");
        await client.ExpectAsync(
            Signed("userDataStream.subscribe.signature", others, Ed25519Signature), """{"id":1,"status":200,"result":{"subscriptionId":1}}""");

        _token = token;
        using var removal = BackOffice(HttpMethod.Delete, $"/{removed}");
        await _host.Api.Client.SendAsync(removal).ExpectAsync(204);

        Assert.Equal(Terminated, await client.ReceiveTextAsync());
        await client.ExpectAsync(
            """{"id":2,"method":"session.subscriptions"}""", """{"id":2,"status":200,"result":[{"subscriptionId":1}]}""");
        _host.Users.Happen(new AccountId(3), """{"e":"balanceUpdate"}""");
        Assert.Equal("""{"subscriptionId":1,"event":{"e":"balanceUpdate"}}""", await client.ReceiveTextAsync());
        Assert.Equal(200, (await client.AskAsync(Signed("account.status", others, Ed25519Signature))).GetProperty("status").GetInt32());
        await HasLostItsSessionAsync(client);

        // Said once, and forgotten with the next key.
        await client.ExpectAsync(
            """{"id":3,"method":"userDataStream.subscribe"}""",
            """{"id":3,"status":401,"error":{"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."}}""");
        await client.AskAsync(LogOn(others));
        Assert.Equal(200, (await client.AskAsync(Unsigned("account.status"))).GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Key_RemovedByAnotherProcess_EndsWhatRestsOnItWithinASecond()
    {
        var key = await AddKeyAsync(Everything);
        await using var session = await ConnectAsync();
        await using var signed = await ConnectAsync();
        await session.AskAsync(LogOn(key));
        await signed.AskAsync(Signed("userDataStream.subscribe.signature", key, Ed25519Signature));

        // However many rest on a key, it is looked up once.
        var before = _host.Api.Users.KeyLookups;
        _host.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(before + 1, _host.Api.Users.KeyLookups);
        Assert.Equal(200, (await session.AskAsync(Unsigned("account.status"))).GetProperty("status").GetInt32());

        await _host.Api.Users.RemoveKeyAsync(Anna, key, CancellationToken.None);
        _host.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(Terminated, await signed.ReceiveTextAsync());
        await HasLostItsSessionAsync(session);
    }

    [Fact]
    public async Task Key_RemovedByAnotherProcess_AndNoLongerTrusted_ListensToNothingNew()
    {
        var key = await AddKeyAsync(Everything);
        await using var client = await ConnectAsync();
        await client.AskAsync(Signed("account.status", key, Ed25519Signature));
        _host.Time.Advance(TimeSpan.FromSeconds(20));
        await client.AskAsync(LogOn(key));
        await _host.Api.Users.RemoveKeyAsync(Anna, key, CancellationToken.None);

        // The key is not trusted any longer, but not yet looked up for the session either.
        _host.Time.Advance(TimeSpan.FromSeconds(11));
        await client.ExpectAsync(
            """{"id":1,"method":"userDataStream.subscribe"}""",
            """{"id":null,"status":401,"error":{"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."}}""");
    }

    [Fact]
    public async Task Store_ThatIsAway_EndsNoSession_AndRequestsAreAnsweredSo()
    {
        var key = await AddKeyAsync(Everything);
        await using var client = await ConnectAsync();
        await client.AskAsync(LogOn(key));

        _host.Api.Users.Failure = new UnreachableStore();
        _host.Time.Advance(TimeSpan.FromSeconds(60));
        var answer = await client.AskAsync(Unsigned("account.status"));
        Assert.Equal((503, -1008), (answer.GetProperty("status").GetInt32(), CodeOf(answer)));

        _host.Api.Users.Failure = null;
        Assert.Equal(200, (await client.AskAsync(Unsigned("account.status"))).GetProperty("status").GetInt32());
        await _host.Api.Users.RemoveKeyAsync(Anna, key, CancellationToken.None);
        _host.Time.Advance(TimeSpan.FromSeconds(30));
        await HasLostItsSessionAsync(client);
    }

    private static readonly (string, string)[] Order =
        [("symbol", "BTCUSDT"), ("side", "BUY"), ("type", "LIMIT"), ("timeInForce", "GTC"), ("quantity", "0.01"), ("price", "40000")];

    private static int CodeOf(JsonElement answer) => answer.GetProperty("error").GetProperty("code").GetInt32();

    private string Terminated => $$$"""{"subscriptionId":0,"event":{"e":"eventStreamTerminated","E":{{{NowMillis}}}}}""";

    // The next request that relies on the session is told that it is gone, with an error that names no request.
    private async Task HasLostItsSessionAsync(StreamClient client)
    {
        await client.ExpectAsync(
            Unsigned("account.status"),
            """{"id":null,"status":401,"error":{"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."}}""");
        var status = await client.AskAsync("""{"id":1,"method":"session.status"}""");
        Assert.Equal(JsonValueKind.Null, status.GetProperty("result").GetProperty("apiKey").ValueKind);
    }

    private Task<StreamClient> ConnectAsync() => _host.ConnectAsync("/ws-api/v3?returnRateLimits=false");

    private long NowMillis => _host.Time.GetUtcNow().ToUnixTimeMilliseconds();

    private string LogOn(string key) => Signed("session.logon", key, Ed25519Signature);

    private string Signed(string method, string key, Func<string, string> sign)
    {
        var (timestamp, payload) = (NowMillis, $"apiKey={key}&timestamp={NowMillis}");
        return JsonSerializer.Serialize(new { id = 1, method, @params = new { apiKey = key, timestamp, signature = sign(payload) } });
    }

    private string Unsigned(string method, params IEnumerable<(string Name, string Value)> parameters)
    {
        var all = parameters.ToDictionary(static parameter => parameter.Name, static parameter => (object)parameter.Value);
        all["timestamp"] = NowMillis;
        return JsonSerializer.Serialize(new { id = 9, method, @params = all });
    }

    private string Ed25519Signature(string payload)
    {
        var signer = new Ed25519Signer();
        signer.Init(forSigning: true, _pair);
        signer.BlockUpdate(Encoding.ASCII.GetBytes(payload));
        return Convert.ToBase64String(signer.GenerateSignature());
    }

    private async Task<string> AddKeyAsync(string[] permissions, params string[] allowedAddresses)
    {
        byte[] publicKey = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00, .. _pair.GeneratePublicKey().GetEncoded()];
        var added = await PostKeyAsync(permissions, PemEncoding.WriteString("PUBLIC KEY", publicKey), allowedAddresses);
        return added.GetProperty("apiKey").GetString()!;
    }

    private async Task<JsonElement> PostKeyAsync(string[] permissions, string? publicKey, string[] allowedAddresses)
    {
        using var request = BackOffice(HttpMethod.Post, "");
        request.Content = JsonContent.Create(new { label = "bot", permissions, publicKey, allowedAddresses });
        return await _host.Api.Client.SendAsync(request).ExpectAsync(201);
    }

    private HttpRequestMessage BackOffice(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, new Uri($"/api/v1/api-keys{path}", UriKind.Relative));
        request.Headers.Add("Authorization", $"Bearer {_token}");
        return request;
    }
}
