using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Integration.Tests.Api.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Api;

public sealed class BadInputTests : IAsyncLifetime
{
    private ApiHost _host = null!;

    public static TheoryData<string> Names => [.. BadInputs.All.Select(static input => input.Name)];

    public async Task InitializeAsync() => _host = await ApiHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Request_WhenBad_GetsItsOwnErrorAndLeavesNoTrace(string name)
    {
        var input = BadInputs.All.Single(input => input.Name == name);

        using var response = await _host.Trader.SendAsync(input.Request(_host.Trader));

        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(
            (input.Status, input.Code, input.Message),
            ((int)response.StatusCode, error.GetProperty("code").GetInt32(), error.GetProperty("msg").GetString()!));
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.Contains("X-MBX-USED-WEIGHT-1M"));
        Assert.Equal(input.Status == 413, response.Headers.ConnectionClose == true);
        Assert.Empty(_host.Engine.Asked);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Request_WhoseClientIsGoneBeforeItsBody_IsNoNewsForOperators(bool isReset)
    {
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(_host.Client.BaseAddress!.Host, _host.Client.BaseAddress.Port);
            var stream = client.GetStream();
            await stream.WriteAsync("POST /api/v3/order HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\nExpect: 100-continue\r\n\r\n"u8.ToArray());

            // Said when the body is asked for.
            using var reader = new StreamReader(stream);
            Assert.Equal("HTTP/1.1 100 Continue", await reader.ReadLineAsync());
            await stream.WriteAsync("abc"u8.ToArray());
            if (isReset) client.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        // Waits for every request. A connection that is reset at the very moment of the stop is the server's own news.
        await _host.StopAsync();
        Assert.DoesNotContain(_host.Log.Lines, static line => !line.EndsWith("Connection processing ended abnormally.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Head_OfWhatCanBeAsked_IsAnsweredWithoutABody()
    {
        using var request = _host.Trader.Raw("HEAD", "/api/v3/time");
        using var response = await _host.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("""{"serverTime":1700000000000}""".Length, response.Content.Headers.ContentLength);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public void Names_AreUnique() => Assert.Equal(BadInputs.All.Count, BadInputs.All.Select(static input => input.Name).Distinct().Count());
}
