using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using MiniExchange.Api;
using MiniExchange.Integration.Tests.Api.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Api;

/// <summary>An exchange that says there is too much work behind orders.</summary>
public sealed class PressureTests : IAsyncLifetime
{
    private const string Limit = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=40000";

    private readonly Pressure _pressure = new();
    private ApiHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await ApiHost.StartUnopenedAsync(services => services.AddSingleton<IPressure>(_pressure));
        _host.Open();
        _host.Engine.Answer = static _ => new Application.Accounts.OrderState(Orders.Resting());
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("POST", "/api/v3/order")]
    [InlineData("POST", "/api/v3/order/cancelReplace")]
    [InlineData("POST", "/api/v3/orderList/oco")]
    public async Task NewOrder_IsBusyBeforeItsSignatureIsLookedAt_UntilThereIsLess(string method, string path)
    {
        _pressure.Why = "History is behind.";
        Assert.Equal((503, -1008), await SendUnsignedAsync(method, path));

        _pressure.Why = null;
        Assert.Equal((400, -1022), await SendUnsignedAsync(method, path));
    }

    [Theory]
    [InlineData("DELETE", "/api/v3/order")]
    [InlineData("DELETE", "/api/v3/openOrders")]
    [InlineData("PUT", "/api/v3/order/amend/keepPriority")]
    [InlineData("GET", "/api/v3/allOrders")]
    public async Task WhatAddsNoOrder_IsTaken(string method, string path)
    {
        _pressure.Why = "History is behind.";

        Assert.Equal((400, -1022), await SendUnsignedAsync(method, path));
    }

    [Fact]
    public async Task Order_WithoutPressure_IsPlaced()
    {
        using var placed = await _host.Trader.SendAsync(_host.Trader.Signed("POST", "/api/v3/order", Limit));

        Assert.Equal(200, (int)placed.StatusCode);
    }

    private async Task<(int Status, int Code)> SendUnsignedAsync(string method, string path)
    {
        using var response = await _host.Trader.SendAsync(
            _host.Trader.Raw(method, $"{path}?{Limit}&timestamp={_host.Trader.NowMillis}&signature={new string('0', 64)}"));
        return ((int)response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("code").GetInt32());
    }

    private sealed class Pressure : IPressure
    {
        public string? Why { get; set; }

        public string? BusyBecause() => Why;
    }
}
