using System;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Application.Accounts;
using MiniExchange.Integration.Tests.Api.Fakes;
using MiniExchange.Integration.Tests.Streams.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Api;

/// <summary>An exchange with room for one request, which is under way.</summary>
public sealed class RequestRoomTests : IAsyncLifetime
{
    private const string Limit = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=40000";

    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StreamHost _host = null!;
    private Task<HttpResponseMessage> _underWay = null!;

    public async Task InitializeAsync()
    {
        _host = await StreamHost.StartAsync([("Api:MaxRequestsUnderWay", "1")]);
        _host.Api.Engine.Held = _release.Task;
        _host.Api.Engine.Answer = static _ => new OrderState(Orders.Resting());
        _underWay = PlaceAsync();
        await _host.Api.Engine.WhenAsked;
    }

    public async Task DisposeAsync()
    {
        _release.TrySetResult();
        using (await _underWay) await _host.DisposeAsync();
    }

    [Fact]
    public async Task OneMore_IsBusyBeforeItsSignatureIsLookedAt()
    {
        using var refused = await _host.Api.Client.SendAsync(_host.Api.Trader.Raw("POST", $"/api/v3/order?{Limit}&timestamp=1&signature=no"));

        Assert.Equal((503, "1"), ((int)refused.StatusCode, refused.Headers.RetryAfter?.ToString()));
        Assert.Equal(-1008, JsonDocument.Parse(await refused.Content.ReadAsStringAsync()).RootElement.GetProperty("code").GetInt32());
        Assert.Single(_host.Api.Engine.Asked);
    }

    [Fact]
    public async Task OneMore_OverAWebSocket_IsBusy()
    {
        await using var client = await _host.ConnectAsync("/ws-api/v3");

        var answer = await client.AskAsync(PlaceCall());

        Assert.Equal(-1008, answer.GetProperty("error").GetProperty("code").GetInt32());
        Assert.Single(_host.Api.Engine.Asked);
    }

    [Fact]
    public async Task Question_HasRoomOfItsOwn()
    {
        using var answered = await _host.Api.Client.SendAsync(_host.Api.Trader.Raw("GET", "/api/v3/account?timestamp=1&signature=no"));

        Assert.Equal(400, (int)answered.StatusCode);
    }

    [Fact]
    public async Task Ping_HasRoom()
    {
        using var ping = await _host.Api.Client.GetAsync(new Uri("/api/v3/ping", UriKind.Relative));

        Assert.Equal(200, (int)ping.StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Room_IsGivenBack_WhateverTheAnswer(bool isRefused)
    {
        _release.SetResult();
        using var first = await _underWay;
        Assert.Equal(200, (int)first.StatusCode);
        await using var client = await _host.ConnectAsync("/ws-api/v3");

        for (var i = 0; i < 3; i++)
        {
            using var again = isRefused
                ? await _host.Api.Client.SendAsync(_host.Api.Trader.Raw("POST", $"/api/v3/order?{Limit}&timestamp=1&signature=no"))
                : await PlaceAsync();
            Assert.Equal(isRefused ? 400 : 200, (int)again.StatusCode);
            var answer = await client.AskAsync(isRefused
                ? """{"id":"1","method":"order.place","params":{"apiKey":"no"}}"""
                : PlaceCall());
            Assert.Equal(isRefused ? 401 : 200, answer.GetProperty("status").GetInt32());
        }
    }

    private string PlaceCall() => SignedCall.Of(
        _host.Api,
        "order.place",
        areEscaped: false,
        ("symbol", "BTCUSDT"), ("side", "BUY"), ("type", "LIMIT"), ("timeInForce", "GTC"), ("quantity", "0.01"), ("price", "40000"));

    private Task<HttpResponseMessage> PlaceAsync() => _host.Api.Client.SendAsync(_host.Api.Trader.Signed("POST", "/api/v3/order", Limit));
}
