using System;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Api.Keys;
using MiniExchange.Application.Accounts;
using MiniExchange.Integration.Tests.Api.Fakes;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Security;
using Xunit;

namespace MiniExchange.Integration.Tests.Api;

/// <summary>Keys of which the user keeps the private half, and keys that are bound to addresses.</summary>
public sealed class KeyKindTests : IAsyncLifetime
{
    private const string Account = "/api/v3/account";
    private static readonly string[] Reading = ["USER_DATA"];
    private ApiHost _host = null!;
    private string _token = null!;

    public async Task InitializeAsync()
    {
        _host = await ApiHost.StartAsync(("Api:TrustedProxies:0", "127.0.0.1"));
        _host.Engine.Answer = _ => new BalancesState(false, [], 0);
        _token = await _host.SignInAsync("anna", isAdmin: false);
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Ed25519Key_SignsInBase64()
    {
        var pair = new Ed25519PrivateKeyParameters(new SecureRandom());
        var added = await AddAsync(201, publicKey: PemOf(pair));
        Assert.Equal((JsonValueKind.Null, "ED25519"), (added.GetProperty("secretKey").ValueKind, added.GetProperty("type").GetString()));

        await SendsAsync(added, payload => Sign(pair, payload), isEscaped: true, 200);
        await SendsAsync(added, payload => Sign(pair, payload + "0"), isEscaped: true, 400);
        await SendsAsync(added, _ => "bm8=", isEscaped: true, 400);
        await SendsAsync(added, _ => "not base64", isEscaped: true, 400);
    }

    [Fact]
    public async Task Signature_WithAPlusSignThatWasNotEscaped_IsReadAllTheSame()
    {
        var pair = new Ed25519PrivateKeyParameters(new SecureRandom());
        var added = await AddAsync(201, publicKey: PemOf(pair));

        // Some note makes a signature with a plus sign; which one, depends on the key.
        var note = Enumerable.Range(0, 1_000).First(number => Sign(pair, Stamped(number)).Contains('+', StringComparison.Ordinal));
        await SendAsync(added, Stamped(note), Sign(pair, Stamped(note)), 200);

        string Stamped(int number) => $"note={number}&timestamp={_host.Trader.NowMillis}";
    }

    [Theory]
    [InlineData(2_048)]
    [InlineData(4_096)]
    public async Task RsaKey_SignsInBase64(int bits)
    {
        using var pair = RSA.Create(bits);
        var added = await AddAsync(201, publicKey: pair.ExportSubjectPublicKeyInfoPem());
        Assert.Equal("RSA", added.GetProperty("type").GetString());

        await SendsAsync(added, payload => Sign(payload, RSASignaturePadding.Pkcs1), isEscaped: true, 200);
        await SendsAsync(added, payload => Sign(payload, RSASignaturePadding.Pss), isEscaped: true, 400);
        await SendsAsync(added, payload => Sign(payload + "0", RSASignaturePadding.Pkcs1), isEscaped: true, 400);

        string Sign(string payload, RSASignaturePadding padding) =>
            Convert.ToBase64String(pair.SignData(Encoding.ASCII.GetBytes(payload), HashAlgorithmName.SHA256, padding));
    }

    [Fact]
    public async Task PublicKey_WhenNotOneThatIsAccepted_IsRefused()
    {
        using var small = RSA.Create(1_024);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var ed25519 = PemOf(new Ed25519PrivateKeyParameters(new SecureRandom()));
        using var whole = RSA.Create(2_048);
        var identity = PemOf([0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00, 1, .. new byte[31]]);
        string[] refused =
        [
            "", "hello", "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----", small.ExportSubjectPublicKeyInfoPem(),
            curve.ExportSubjectPublicKeyInfoPem(), whole.ExportRSAPublicKeyPem(), whole.ExportPkcs8PrivateKeyPem(),
            $"{ed25519}\n{ed25519}", $"{ed25519}\n{whole.ExportPkcs8PrivateKeyPem()}", identity, new string('x', 100_000 / 4),
        ];
        foreach (var pem in refused)
        {
            var problem = await AddAsync(400, publicKey: pem);
            Assert.Equal("publicKey", problem.GetProperty("field").GetString());
        }

        await AddAsync(201, publicKey: $"\n{ed25519}\n");
    }

    [Fact]
    public void Ed25519_OfTheStandardsOwnVector_IsAccepted()
    {
        var check = new Ed25519Check(
        [
            0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00,
            .. Convert.FromHexString("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"),
        ]);
        var signature = Convert.ToBase64String(Convert.FromHexString(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"));

        Assert.True(check.IsSignatureOf([0x72], signature));
        Assert.False(check.IsSignatureOf([0x73], signature));
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7", 200)]
    [InlineData("203.0.113.7", "203.0.113.8", 401)]
    [InlineData("203.0.113.0/24", "203.0.113.255", 200)]
    [InlineData("203.0.113.0/24", "203.0.114.0", 401)]
    [InlineData("2001:db8::/32", "2001:db8:1::1", 200)]
    [InlineData("2001:db8::/32", "203.0.113.7", 401)]
    public async Task Key_WithAddresses_IsGoodFromThereOnly(string rule, string caller, int status)
    {
        var added = await AddAsync(201, allowedAddresses: ["192.0.2.1", rule]);
        var bot = new SigningClient(_host.Client, added.GetProperty("apiKey").GetString()!, added.GetProperty("secretKey").GetString()!, _host.Clock);
        var request = bot.Signed("GET", Account);
        request.Headers.Add("X-Forwarded-For", caller);

        var answer = await bot.SendAsync(request).ExpectAsync(status);

        if (status == 401) Assert.Equal(-2015, answer.GetProperty("code").GetInt32());
        Assert.Equal($"""["192.0.2.1","{rule}"]""", JsonSerializer.Serialize(added.GetProperty("allowedAddresses")));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("203.0.113.7/33")]
    [InlineData("")]
    public async Task Address_WhenItIsNone_IsRefused(string address)
    {
        var problem = await AddAsync(400, allowedAddresses: [address]);

        Assert.Equal("allowedAddresses", problem.GetProperty("field").GetString());
    }

    [Fact]
    public async Task Addresses_WhenTooMany_AreRefused() =>
        await AddAsync(400, allowedAddresses: [.. Enumerable.Repeat("192.0.2.1", 31)]);

    private static string Sign(Ed25519PrivateKeyParameters key, string payload)
    {
        var signer = new Ed25519Signer();
        signer.Init(forSigning: true, key);
        signer.BlockUpdate(Encoding.ASCII.GetBytes(payload));
        return Convert.ToBase64String(signer.GenerateSignature());
    }

    private static string PemOf(Ed25519PrivateKeyParameters key) =>
        PemOf([0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00, .. key.GeneratePublicKey().GetEncoded()]);

    private static string PemOf(byte[] publicKeyInfo) => PemEncoding.WriteString("PUBLIC KEY", publicKeyInfo);

    private Task SendsAsync(JsonElement key, Func<string, string> sign, bool isEscaped, int status)
    {
        var payload = $"omitZeroBalances=true&timestamp={_host.Trader.NowMillis}";
        var signature = sign(payload);
        return SendAsync(key, payload, isEscaped ? Uri.EscapeDataString(signature) : signature, status);
    }

    private async Task SendAsync(JsonElement key, string payload, string signature, int status)
    {
        var answer = await _host.Trader
            .SendAsync(_host.Trader.Raw("GET", $"{Account}?{payload}&signature={signature}", key: key.GetProperty("apiKey").GetString()))
            .ExpectAsync(status);
        if (status == 400) Assert.Equal(-1022, answer.GetProperty("code").GetInt32());
        else Assert.Equal(2, answer.GetProperty("uid").GetInt64());
    }

    private Task<JsonElement> AddAsync(int status, string? publicKey = null, string[]? allowedAddresses = null)
    {
        var key = JsonContent.Create(new { label = "bot", permissions = Reading, publicKey, allowedAddresses });
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/api-keys", UriKind.Relative)) { Content = key };
        request.Headers.Add("Authorization", $"Bearer {_token}");
        return _host.Client.SendAsync(request).ExpectAsync(status);
    }
}
