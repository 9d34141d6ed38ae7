using System.Threading.Tasks;
using MiniExchange.Integration.Tests.Api.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Api;

/// <summary>What callers are told while users and keys cannot be looked up: nothing was started, and it is safe to send again.</summary>
public sealed class StoreAwayTests : IAsyncLifetime
{
    private ApiHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await ApiHost.StartAsync();
        _host.Users.Failure = new UnreachableStore();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Order_IsAnsweredOverloaded()
    {
        using var response = await _host.Trader.SendAsync(_host.Trader.Signed(
            "POST", "/api/v3/order", "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1"));

        Assert.Equal((503, "1"), ((int)response.StatusCode, response.Headers.RetryAfter?.ToString()));
        Assert.Contains("\"code\":-1008", await response.Content.ReadAsStringAsync(), System.StringComparison.Ordinal);
        Assert.Empty(_host.Engine.Asked);
    }

    [Fact]
    public async Task SignIn_IsAnsweredWithAProblem()
    {
        using var body = new System.Net.Http.StringContent(
            """{"username":"admin","password":"correct horse"}""", System.Text.Encoding.UTF8, "application/json");

        using var response = await _host.Client.PostAsync(new System.Uri("/api/v1/auth/login", System.UriKind.Relative), body);

        Assert.Equal(503, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }
}
