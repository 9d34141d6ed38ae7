using System;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Actors.Engines;
using MiniExchange.Application.Books;
using MiniExchange.Domain.Units;
using MiniExchange.Integration.Tests.Api.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Api;

/// <summary>The server listens before the exchange is open; nothing that it says by then may be wrong later.</summary>
public sealed class OpeningTests : IAsyncLifetime
{
    private ApiHost _host = null!;

    public async Task InitializeAsync() => _host = await ApiHost.StartUnopenedAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("GET", "/api/v3/exchangeInfo")]
    [InlineData("GET", "/api/v3/depth?symbol=BTCUSDT")]
    [InlineData("GET", "/api/v3/ticker/price")]
    [InlineData("GET", "/sapi/v1/margin/allPairs")]
    [InlineData("POST", "/api/v3/order?symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01")]
    [InlineData("GET", "/api/v3/openOrders?symbol=BTCUSDT")]
    [InlineData("GET", "/api/v3/account")]
    public async Task TradingRoute_BeforeOpening_SaysWhenToComeBack(string method, string pathAndQuery)
    {
        using var response = await _host.Trader.SendAsync(_host.Trader.Raw(method, pathAndQuery));

        Assert.Equal(503, (int)response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
        HttpJson.Same(
            """{"code":-1008,"msg":"Server is currently overloaded with other requests. Please try again in a few minutes."}""",
            JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
        Assert.Empty(_host.Engine.Asked);
    }

    [Theory]
    [InlineData("/api/v3/ping", "{}")]
    [InlineData("/api/v3/time", """{"serverTime":1700000000000}""")]
    [InlineData("/sapi/v1/system/status", """{"status":1,"msg":"system_maintenance"}""")]
    public async Task RouteThatNeedsNoMarkets_BeforeOpening_Answers(string path, string answer) =>
        HttpJson.Same(answer, await GetAsync(path, 200));

    [Theory]
    [InlineData("POST", "/api/v1/admin/credits", """{"userId":1,"asset":"BTC","amount":"1.5","reference":"wire-1"}""")]
    [InlineData("PUT", "/api/v1/admin/accounts/1/frozen", """{"frozen":true}""")]
    [InlineData("PUT", "/api/v1/admin/markets/BTCUSDT/halted", """{"halted":true}""")]
    [InlineData("GET", "/api/v1/admin/reconciliation", null)]
    public async Task AdminRoute_BeforeOpening_IsAProblemThatSaysSo(string method, string path, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await _host.SignInAsync("admin", isAdmin: true));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");

        var problem = await _host.Client.SendAsync(request).ExpectAsync(503);

        Assert.Equal("Busy", problem.GetProperty("code").GetString());
        Assert.Equal("The exchange is starting.", problem.GetProperty("detail").GetString());
        Assert.Empty(_host.Engine.Asked);
    }

    [Theory]
    [InlineData("The journal is held by another one.", "The journal is held by another one.")]
    [InlineData("", "The exchange is starting.")]
    public async Task AdminRoute_OfAStandbyThatWasNeverOpen_SaysForWhomItStandsBy(string reason, string told)
    {
        var token = await _host.SignInAsync("admin", isAdmin: true);
        _host.Engine.Health = new EngineHealth(EngineState.Stopped, reason, []);
        _host.Engine.IsCurrent = false;
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/v1/admin/reconciliation", UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);

        var problem = await _host.Client.SendAsync(request).ExpectAsync(503);

        Assert.Equal(told, problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Routes_OnceOpen_Answer()
    {
        await GetAsync("/api/v3/exchangeInfo", 503);

        _host.Open();
        _host.Engine.Answer = static _ => new DepthState(1, [], [], PriceTicks.None, IsHalted: false);

        Assert.Equal(2, (await GetAsync("/api/v3/exchangeInfo", 200)).GetProperty("symbols").GetArrayLength());
        HttpJson.Same("""{"status":0,"msg":"normal"}""", await GetAsync("/sapi/v1/system/status", 200));
    }

    private Task<JsonElement> GetAsync(string path, int status) =>
        _host.Client.GetAsync(new Uri(path, UriKind.Relative)).ExpectAsync(status);
}
