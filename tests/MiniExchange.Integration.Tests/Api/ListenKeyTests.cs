using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using MiniExchange.Api.Keys;
using MiniExchange.Api.Streams;
using MiniExchange.Domain.Units;
using MiniExchange.Integration.Tests.Api.Fakes;
using MiniExchange.Integration.Tests.Streams.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Api;

/// <summary>The listen keys of older clients.</summary>
public sealed class ListenKeyTests : IAsyncLifetime
{
    private const string Stream = "/api/v3/userDataStream";
    private readonly ManualTime _time = new(ApiHost.Start);
    private ApiHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await ApiHost.StartUnopenedAsync(
            services => services.AddSingleton<TimeProvider>(_time).AddSingleton<IUserData>(new MemoryUserData()));
        _host.Open();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task ListenKey_NeedsTheApiKeyOnly_AndStaysTheSame()
    {
        var first = await OpenAsync(_host.Trader);

        Assert.Equal(first, await OpenAsync(_host.Trader));
        Assert.NotEqual(first, await OpenAsync(_host.Reader));
        using (var use = await UseAsync(first)) Assert.Equal(_host.TraderId, use!.Account);
        HttpJson.Same("{}", await SendAsync("PUT", first, 200));
        HttpJson.Same("{}", await SendAsync("DELETE", first, 200));
    }

    [Fact]
    public async Task ListenKey_WhenClosed_IsUnknownAndItsStreamsEnd()
    {
        var listenKey = await OpenAsync(_host.Trader);
        using var use = await UseAsync(listenKey);
        Assert.False(use!.Expiry.IsCancellationRequested);

        await SendAsync("DELETE", listenKey, 200);

        Assert.True(use.Expiry.IsCancellationRequested);
        Assert.Null(await UseAsync(listenKey));
        HttpJson.Same("""{"code":-1125,"msg":"This listenKey does not exist."}""", await SendAsync("PUT", listenKey, 400));
        HttpJson.Same("""{"code":-1125,"msg":"This listenKey does not exist."}""", await SendAsync("DELETE", listenKey, 400));
    }

    [Fact]
    public async Task ListenKey_WhenClosedThroughAnotherFrontEnd_EndsWithinASecond()
    {
        var listenKey = await OpenAsync(_host.Trader);
        using var use = await UseAsync(listenKey);
        await _host.Service<Application.Users.IListenKeyStore>().CloseAsync(listenKey, _host.TraderId, CancellationToken.None);
        Assert.False(use!.Expiry.IsCancellationRequested);

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(use.Expiry.IsCancellationRequested);
    }

    [Fact]
    public async Task ListenKey_OfAnotherAccount_CannotBeTouched()
    {
        var listenKey = await OpenAsync(_host.Trader);

        Assert.False(await Keys.ExtendAsync(listenKey, new AccountId(99), CancellationToken.None));
        Assert.False(await Keys.CloseAsync(listenKey, new AccountId(99), CancellationToken.None));
        using var use = await UseAsync(listenKey);
        Assert.NotNull(use);
    }

    [Fact]
    public async Task ListenKey_WhenItsApiKeyIsRemoved_Ends()
    {
        var listenKey = await OpenAsync(_host.Trader);
        using var use = await UseAsync(listenKey);

        await _host.Service<ApiKeyRing>().RemoveAsync(_host.TraderId, _host.Trader.ApiKey, CancellationToken.None);

        Assert.True(use!.Expiry.IsCancellationRequested);
    }

    [Fact]
    public async Task ListenKey_WhenItsApiKeyIsRemovedByAnotherProcess_EndsWithinASecond()
    {
        var listenKey = await OpenAsync(_host.Trader);
        using var use = await UseAsync(listenKey);
        await _host.Users.RemoveKeyAsync(_host.TraderId, _host.Trader.ApiKey, CancellationToken.None);
        Assert.False(use!.Expiry.IsCancellationRequested);

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(use.Expiry.IsCancellationRequested);
    }

    [Fact]
    public async Task ListenKey_WhenItsApiKeyIsRemovedMeanwhile_IsNotOpened()
    {
        var ring = _host.Service<ApiKeyRing>();
        _host.Users.OnceFound = key => ring.RemoveAsync(key.User, key.Key, CancellationToken.None);

        var error = await _host.Trader.SendAsync(_host.Trader.Raw("POST", Stream)).ExpectAsync(401);

        Assert.Equal(-2015, error.GetProperty("code").GetInt32());
        Assert.Null(_host.Users.OnceFound);
    }

    [Theory]
    [InlineData("POST", "", -2014, 401)]
    [InlineData("POST", "0000000000000000000000000000000000000000000000000000000000000000", -2015, 401)]
    public async Task ListenKey_WithoutAGoodApiKey_IsRefused(string method, string apiKey, int code, int status)
    {
        var error = await _host.Trader.SendAsync(_host.Trader.Raw(method, Stream, key: apiKey)).ExpectAsync(status);

        Assert.Equal(code, error.GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task ListenKey_WhenNotSent_IsMissing() => Assert.Equal(
        -1102, (await _host.Trader.SendAsync(_host.Trader.Raw("PUT", Stream)).ExpectAsync(400)).GetProperty("code").GetInt32());

    [Fact]
    public async Task ListenKey_WhenNotExtended_ExpiresAfterAnHour()
    {
        var listenKey = await OpenAsync(_host.Trader);
        using var use = await UseAsync(listenKey);
        _time.Advance(TimeSpan.FromMinutes(50));
        Assert.Equal(listenKey, await OpenAsync(_host.Trader));
        _time.Advance(TimeSpan.FromMinutes(50));
        await SendAsync("PUT", listenKey, 200);
        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.False(use!.Expiry.IsCancellationRequested);

        _time.Advance(TimeSpan.FromMinutes(1) + TimeSpan.FromSeconds(1));

        Assert.True(use.Expiry.IsCancellationRequested);
        Assert.NotEqual(listenKey, await OpenAsync(_host.Trader));
    }

    [Theory]
    [InlineData("192.0.2.7", "listenKeyExpired")]
    [InlineData("127.0.0.1", null)]
    public async Task ListenKey_FromAnAddressThatItsApiKeyMayNotBeUsedFrom_IsToldToBeNone(string allowed, string? told)
    {
        var issued = _host.Service<ApiKeyIssuer>().Issue("test", Application.Users.ApiPermissions.UserData).Key with { AllowedAddresses = [allowed] };
        await _host.Users.AddKeyAsync(_host.TraderId, issued, CancellationToken.None);
        var listenKey = await Keys.OpenAsync(issued.Key, CancellationToken.None);
        await using var client = await StreamClient.ConnectAsync(_host.Client.BaseAddress!, "/ws");

        await client.SubscribeAsync(listenKey!);

        if (told is not null) Assert.Equal(told, (await client.ReceiveAsync()).GetProperty("e").GetString());
        await client.ExpectAsync(
            """{"method":"LIST_SUBSCRIPTIONS","id":3}""", told is null ? $$"""{"result":["{{listenKey}}"],"id":3}""" : """{"result":[],"id":3}""");
    }

    private ListenKeys Keys => _host.Service<ListenKeys>();

    private ValueTask<ListenKeyUse?> UseAsync(string listenKey) => Keys.UseAsync(listenKey, IPAddress.Loopback, CancellationToken.None);

    private static async Task<string> OpenAsync(SigningClient client) =>
        (await client.SendAsync(client.Raw("POST", Stream)).ExpectAsync(200)).GetProperty("listenKey").GetString()!;

    private Task<System.Text.Json.JsonElement> SendAsync(string method, string listenKey, int status) =>
        _host.Trader.SendAsync(_host.Trader.Raw(method, $"{Stream}?listenKey={listenKey}")).ExpectAsync(status);
}
