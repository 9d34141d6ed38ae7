using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MiniExchange.Api;
using MiniExchange.Api.Keys;
using MiniExchange.Api.Streams;
using MiniExchange.Application.Users;
using MiniExchange.Domain.Units;
using MiniExchange.Integration.Tests.Api.Fakes;
using MiniExchange.Integration.Tests.Streams.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Api;

/// <summary>The listen keys of older clients.</summary>
public sealed class ListenKeyTests : IAsyncLifetime
{
    private const string Stream = "/api/v3/userDataStream";
    private ApiHost _host = null!;

    public async Task InitializeAsync() => _host = await ApiHost.StartAsync(("Api:MaxListenKeys", "2"));

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task ListenKey_NeedsTheApiKeyOnly_AndStaysTheSame()
    {
        var first = await OpenAsync(_host.Trader);

        Assert.Equal(first, await OpenAsync(_host.Trader));
        Assert.NotEqual(first, await OpenAsync(_host.Reader));
        Assert.Equal(_host.TraderId, ListenKeys.AccountOf(first, IPAddress.Loopback));
        HttpJson.Same("{}", await SendAsync("PUT", first, 200));
        HttpJson.Same("{}", await SendAsync("DELETE", first, 200));
    }

    [Fact]
    public async Task ListenKey_WhenClosed_IsUnknownAndItsStreamsEnd()
    {
        var listenKey = await OpenAsync(_host.Trader);
        var expiry = ListenKeys.ExpiryOf(listenKey);
        Assert.False(expiry.IsCancellationRequested);

        await SendAsync("DELETE", listenKey, 200);

        Assert.True(expiry.IsCancellationRequested);
        Assert.Null(ListenKeys.AccountOf(listenKey, IPAddress.Loopback));
        Assert.True(ListenKeys.ExpiryOf(listenKey).IsCancellationRequested);
        HttpJson.Same("""{"code":-1125,"msg":"This listenKey does not exist."}""", await SendAsync("PUT", listenKey, 400));
        HttpJson.Same("""{"code":-1125,"msg":"This listenKey does not exist."}""", await SendAsync("DELETE", listenKey, 400));
    }

    [Fact]
    public async Task ListenKey_OfAnotherAccount_CannotBeTouched()
    {
        var listenKey = await OpenAsync(_host.Trader);
        var keys = (ListenKeys)ListenKeys;

        Assert.False(keys.Extend(listenKey, new AccountId(99)));
        Assert.False(keys.Close(listenKey, new AccountId(99)));
        Assert.NotNull(keys.AccountOf(listenKey, IPAddress.Loopback));
    }

    [Fact]
    public async Task ListenKey_WhenItsApiKeyIsRemoved_Ends()
    {
        var listenKey = await OpenAsync(_host.Trader);
        var expiry = ListenKeys.ExpiryOf(listenKey);

        await _host.Service<ApiKeyRing>().RemoveAsync(_host.TraderId, _host.Trader.ApiKey, CancellationToken.None);

        Assert.True(expiry.IsCancellationRequested);
    }

    [Fact]
    public async Task ListenKey_WhenItsApiKeyIsRemovedByAnotherProcess_EndsWithinTheTimeThatKeysAreTrusted()
    {
        var time = new ManualTime(ApiHost.Start);
        var options = Options.Create(new ApiOptions { ApiKeyCacheSeconds = 30 });
        using var watch = new ApiKeyWatch(_host.Service<ApiKeyRing>(), options, time, NullLogger<ApiKeyWatch>.Instance);
        using var keys = new ListenKeys(watch, options, time);
        var expiry = keys.ExpiryOf(keys.Open(Key() with { ApiKey = _host.Trader.ApiKey })!);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.False(expiry.IsCancellationRequested);

        await _host.Users.RemoveKeyAsync(_host.TraderId, _host.Trader.ApiKey, CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(30));

        Assert.True(expiry.IsCancellationRequested);
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
    [InlineData("203.0.113.7", true)]
    [InlineData("203.0.113.8", false)]
    [InlineData(null, false)]
    public void ListenKey_OfAnApiKeyWithAddresses_IsGoodFromThereOnly(string? address, bool isGood)
    {
        using var keys = new ListenKeys(_host.Service<ApiKeyWatch>(), Options.Create(new ApiOptions()), TimeProvider.System);
        var listenKey = keys.Open(Key() with { Addresses = AddressRules.Read(["203.0.113.7"])! })!;

        Assert.Equal(isGood, keys.AccountOf(listenKey, address is null ? null : IPAddress.Parse(address)) is not null);
    }

    [Fact]
    public async Task ListenKeys_WhenTooMany_AreRefusedForNow()
    {
        await OpenAsync(_host.Trader);
        await OpenAsync(_host.Reader);
        var third = await _host.AddKeyAsync("test-secret-0003", ApiPermissions.UserData);

        var error = await third.SendAsync(third.Raw("POST", Stream)).ExpectAsync(503);

        Assert.Equal(-1008, error.GetProperty("code").GetInt32());
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
    public void ListenKey_WhenNotExtended_ExpiresAfterAnHour()
    {
        var time = new TimerClock();
        using var keys = new ListenKeys(_host.Service<ApiKeyWatch>(), Options.Create(new ApiOptions()), time);
        var listenKey = keys.Open(Key())!;
        var expiry = keys.ExpiryOf(listenKey);

        Assert.Equal(TimeSpan.FromMinutes(60), time.DueIn);
        time.DueIn = TimeSpan.Zero;
        Assert.Equal(listenKey, keys.Open(Key()));
        Assert.Equal(TimeSpan.FromMinutes(60), time.DueIn);
        time.DueIn = TimeSpan.Zero;
        Assert.True(keys.Extend(listenKey, new AccountId(1)));
        Assert.Equal(TimeSpan.FromMinutes(60), time.DueIn);

        time.Ring();
        Assert.True(expiry.IsCancellationRequested);
        Assert.NotEqual(listenKey, keys.Open(Key()));
    }

    [Theory]
    [InlineData("192.0.2.7", "listenKeyExpired")]
    [InlineData("127.0.0.1", null)]
    public async Task ListenKey_FromAnAddressThatItsApiKeyMayNotBeUsedFrom_IsToldToBeNone(string allowed, string? told)
    {
        await using var host = await ApiHost.StartUnopenedAsync(static services => services.AddSingleton<IUserData>(new MemoryUserData()));
        var listenKey = host.Service<ListenKeys>().Open(Key(allowed))!;
        await using var client = await StreamClient.ConnectAsync(host.Client.BaseAddress!, "/ws");

        await client.SubscribeAsync(listenKey);

        if (told is not null) Assert.Equal(told, (await client.ReceiveAsync()).GetProperty("e").GetString());
        await client.ExpectAsync(
            """{"method":"LIST_SUBSCRIPTIONS","id":3}""", told is null ? $$"""{"result":["{{listenKey}}"],"id":3}""" : """{"result":[],"id":3}""");
    }

    private IListenKeys ListenKeys => _host.Service<IListenKeys>();

    private static SigningKey Key(params string[] addresses) => new(
        "key", new AccountId(1), ApiKeyKind.Hmac, ApiPermissions.UserData, AddressRules.Read(addresses)!, new HmacCheck([1]));

    private static async Task<string> OpenAsync(SigningClient client) =>
        (await client.SendAsync(client.Raw("POST", Stream)).ExpectAsync(200)).GetProperty("listenKey").GetString()!;

    private Task<System.Text.Json.JsonElement> SendAsync(string method, string listenKey, int status) =>
        _host.Trader.SendAsync(_host.Trader.Raw(method, $"{Stream}?listenKey={listenKey}")).ExpectAsync(status);

    /// <summary>A clock with one timer, which rings when a test says so.</summary>
    private sealed class TimerClock : TimeProvider
    {
        private Action? _ring;

        public TimeSpan DueIn { get; set; }

        public void Ring() => _ring!();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _ring = () => callback(state);
            DueIn = dueTime;
            return new OneTimer(this);
        }

        private sealed class OneTimer(TimerClock clock) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                clock.DueIn = dueTime;
                return true;
            }

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
