using System;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Hosts;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Operations;

/// <summary>What a container's health check runs: the program itself, asking the one that serves.</summary>
public sealed class HealthCommandTests
{
    [Fact]
    public async Task Health_EndsWithZeroWhileTheExchangeServes_AndWithOneWhenItIsGone()
    {
        await using var exchange = await RunningExchange.StartAsync();
        var url = exchange.Http.BaseAddress!.ToString();

        Assert.Contains("live", await AskAsync(0, url), StringComparison.Ordinal);
        Assert.Contains("ready", await AskAsync(0, url, "--ready"), StringComparison.Ordinal);

        await exchange.StopAsync();
        Assert.Contains("does not answer", await AskAsync(1, url), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_OfNoAddress_IsRefused() =>
        Assert.Contains("--url must be an address", await AskAsync(1, "nowhere"), StringComparison.Ordinal);

    // As the container's health check does. Where something listens on the usual port, it is what answers.
    [Fact]
    public async Task Health_WithoutAnAddress_AsksTheUsualOne()
    {
        var log = new HostLog();
        using var health = HostProcess.Start(["health"], log);

        var ended = await health.EndAsync();

        var said = string.Join('\n', log.Lines);
        if (ended == 0) Assert.Contains("live", said, StringComparison.Ordinal);
        else Assert.Contains("http://127.0.0.1:5080/health/live does not answer", said, StringComparison.Ordinal);
    }

    private static async Task<string> AskAsync(int code, string url, params string[] more)
    {
        var log = new HostLog();
        using var health = HostProcess.Start(["health", "--url", url, .. more], log);
        var ended = await health.EndAsync();
        var said = string.Join('\n', log.Lines);
        Assert.True(ended == code, $"Ended with {ended}: {said}");
        return said;
    }
}
