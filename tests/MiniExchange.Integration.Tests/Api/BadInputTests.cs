using System.Linq;
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

    [Fact]
    public void Names_AreUnique() => Assert.Equal(BadInputs.All.Count, BadInputs.All.Select(static input => input.Name).Distinct().Count());
}
