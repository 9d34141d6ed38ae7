using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.Users;
using MiniExchange.Integration.Tests.Api.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Api;

public sealed class SigningTests : IAsyncLifetime
{
    private const string Order = "/api/v3/order";
    private ApiHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await ApiHost.StartAsync();
        _host.Engine.Answer = _ => new OrderState(Orders.Resting());
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Vector_WhenQueryIsSigned_IsAccepted()
    {
        await AcceptsAsync(_host.Trader.Raw(
            "POST",
            Order + "?symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=40000&timestamp=1700000000000&recvWindow=5000"
            + "&signature=86c773f23162c50c2f072aa2d19291d737d14e4bf389720772e963d2895aa8ae"));
    }

    [Fact]
    public async Task Vector_WhenQueryAndBodyAreSigned_IsAccepted()
    {
        await AcceptsAsync(_host.Trader.Raw(
            "POST",
            Order + "?symbol=BTCUSDT&side=BUY",
            "type=MARKET&quantity=0.01&timestamp=1700000000000"
            + "&signature=db52092f2666fe29a3f34f2af59d925b729b721d5a2efe8fa67a51062fa714a6"));
    }

    [Theory]
    [InlineData("{0}&{1}", "")]
    [InlineData("signature={2}&{0}&{1}", "", true)]
    [InlineData("{0}&signature={2}&{1}", "", true)]
    [InlineData("", "{0}&{1}")]
    [InlineData("", "signature={2}&{0}&{1}", true)]
    [InlineData("signature={2}", "{0}&{1}", true)]
    [InlineData("{0}&{1}", "signature={2}", true)]
    public async Task Signature_WhereverItStands_IsFound(string query, string body, bool isPlaced = false)
    {
        const string terms = "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01";
        var stamp = $"timestamp={_host.Trader.NowMillis}";
        var signature = _host.Trader.Sign($"{terms}&{stamp}");
        if (!isPlaced && query.Length > 0) query += "&signature={2}";
        if (!isPlaced && query.Length == 0) body += "&signature={2}";

        await AcceptsAsync(_host.Trader.Raw("POST", $"{Order}?{Filled(query)}", Filled(body)));

        string Filled(string pattern) => string.Format(System.Globalization.CultureInfo.InvariantCulture, pattern, terms, stamp, signature);
    }

    [Fact]
    public async Task Signature_WhenUpperCase_IsAccepted()
    {
        var query = $"symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01&timestamp={_host.Trader.NowMillis}";

        await AcceptsAsync(_host.Trader.Raw("POST", $"{Order}?{query}&signature={_host.Trader.Sign(query).ToUpperInvariant()}"));
    }

    [Fact]
    public async Task Signature_WhenValuesAreEscaped_CoversThemAsSent()
    {
        await AcceptsAsync(_host.Trader.Signed("POST", Order, "symbol=%42TCUSDT&side=BUY&type=MARKET&quantity=0%2E01"));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData(null)]
    public async Task Body_WhateverItsType_IsReadAsForm(string? contentType)
    {
        var request = _host.Trader.SignedForm("POST", Order, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01");
        request.Content!.Headers.ContentType = contentType is null ? null : new(contentType);

        await AcceptsAsync(request);
    }

    [Fact]
    public async Task Query_WhenBodySaysOtherwise_Wins()
    {
        const string query = "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01";
        var body = $"side=SELL&timestamp={_host.Trader.NowMillis}";
        var signature = _host.Trader.Sign(query + body);

        await AcceptsAsync(_host.Trader.Raw("POST", $"{Order}?{query}", $"{body}&signature={signature}"));

        Assert.Equal(Domain.Books.Side.Buy, PlacedOrder().Terms.Side);
    }

    [Theory]
    [InlineData("{0}000", 5_000_000)]
    [InlineData("{0}&recvWindow=1.5", 1_500)]
    [InlineData("{0}&recvWindow=60000", 60_000_000)]
    public async Task Timestamp_WithItsWindow_IsTheDeadline(string stamp, long windowMicros)
    {
        var now = _host.Trader.NowMillis;
        var query = "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01&timestamp="
            + string.Format(System.Globalization.CultureInfo.InvariantCulture, stamp, now);

        await AcceptsAsync(_host.Trader.Raw("POST", $"{Order}?{query}&signature={_host.Trader.Sign(query)}"));

        Assert.Equal(now * 1_000 + windowMicros, _host.Engine.Asked.Single().DeadlineUnixMicros);
    }

    [Theory]
    [InlineData(-5_000, 200)]
    [InlineData(-5_001, 400)]
    [InlineData(999, 200)]
    [InlineData(1_000, 400)]
    public async Task Timestamp_AtItsLimits_IsExact(int offsetMillis, int status)
    {
        var query = $"symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01&timestamp={_host.Trader.NowMillis + offsetMillis}";

        await _host.Trader.SendAsync(_host.Trader.Raw("POST", $"{Order}?{query}&signature={_host.Trader.Sign(query)}")).ExpectAsync(status);
    }

    [Fact]
    public async Task Key_WhenItMayOnlyRead_PlacesNothing()
    {
        var request = _host.Reader.Signed("POST", Order, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01");

        var error = await _host.Reader.SendAsync(request).ExpectAsync(401);

        HttpJson.Same("""{"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."}""", error);
        Assert.Empty(_host.Engine.Asked);
    }

    [Fact]
    public async Task Key_WhenUsedAgain_IsNotLookedUpAgain()
    {
        for (var i = 0; i < 3; i++)
        {
            await AcceptsAsync(_host.Trader.Signed("POST", Order, "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01"));
        }

        Assert.Equal(1, _host.Users.KeyLookups);
    }

    [Fact]
    public async Task Key_WhenItsSecretCannotBeDecrypted_IsUnknownAndTheOperatorsAreToldOnce()
    {
        var lost = new string('L', 64);
        await _host.Users.AddKeyAsync(
            _host.TraderId, new NewApiKey(lost, [1, 2, 3], "lost", ApiPermissions.UserData | ApiPermissions.Trade, 0), default);
        var client = new SigningClient(_host.Client, lost, "test-secret-0001", _host.Clock);

        for (var i = 0; i < 2; i++)
        {
            var error = await client.SendAsync(client.Signed("GET", "/api/v3/account")).ExpectAsync(401);
            HttpJson.Same("""{"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."}""", error);
        }

        var line = Assert.Single(_host.Log.Lines);
        Assert.StartsWith("Warning: An API key's secret cannot be decrypted", line, System.StringComparison.Ordinal);
        Assert.Contains("from a backup", line, System.StringComparison.Ordinal);
    }

    [Fact]
    public async Task PublicRoute_WithAnyKeyHeader_Answers()
    {
        HttpJson.Same("{}", await _host.Trader.SendAsync(_host.Trader.Raw("GET", "/api/v3/ping", key: "")).ExpectAsync(200));
        HttpJson.Same("{}", await _host.Trader.SendAsync(_host.Trader.Raw("GET", "/api/v3/ping?x=1&y")).ExpectAsync(200));
    }

    private PlaceOrder PlacedOrder() => (PlaceOrder)_host.Engine.Asked.Single().Request;

    private async Task AcceptsAsync(HttpRequestMessage request)
    {
        await _host.Trader.SendAsync(request).ExpectAsync(200);
        var (to, asked, _) = _host.Engine.Asked.Last();
        Assert.Equal(MiniExchange.Application.Addresses.Account(_host.TraderId), to);
        Assert.IsType<PlaceOrder>(asked);
    }
}
