using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using System.Xml.Linq;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Hosts;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Load;

/// <summary>The load tests' program against a real exchange: it still measures. What the figures are is another matter.</summary>
public sealed class LoadTests(SeededExchange seeded) : IClassFixture<SeededExchange>
{
    private const int PerSecond = 100;
    private const int Seconds = 2;

    private string Url => seeded.Exchange.Address.GetLeftPart(UriPartial.Authority);

    [Theory]
    [InlineData("place-cancel", 0, "Place", "Cancel")]
    [InlineData("trade", 0, "Offer", "Take")]
    [InlineData("market-data", 6, "Offer", "Take")]
    [InlineData("mixed", 3, "Place", "Cancel", "Offer", "Take")]
    public async Task Scenario_AtALowRate_HasNoErrorsAndReportsIt(string scenario, int subscribers, params string[] operations)
    {
        var (json, html) = (Path.Combine(seeded.Exchange.DataDirectory, $"{scenario}.json"), Path.Combine(seeded.Exchange.DataDirectory, $"{scenario}.html"));
        var said = await RunAsync(
            0, "--scenario", scenario, "--url", Url, "--keys", seeded.KeyFile, "--rate", $"{PerSecond}", "--seconds", $"{Seconds}", "--warm-up", scenario == "mixed" ? "1" : "0",
            "--connections", "16", "--subscribers", $"{subscribers}", "--json", json, "--html", html);

        var report = JsonDocument.Parse(await File.ReadAllTextAsync(json)).RootElement;
        var requests = report.GetProperty("requests");
        Assert.True(requests.Number("errors") == 0 && requests.GetProperty("errorsByCode").GetArrayLength() == 0, said);

        // All that was due in the time, and an answer to each that was sent.
        var latency = requests.GetProperty("latency");
        Assert.InRange(requests.Number("sent") + requests.GetProperty("late").Number("neverSent"), (PerSecond * Seconds) - 1, PerSecond * Seconds * 2);
        Assert.Equal(requests.Number("sent"), latency.Number("count"));
        Assert.InRange(requests.Number("done"), 1, requests.Number("sent"));
        Assert.Empty(operations.Except(requests.GetProperty("operations").EnumerateArray().Select(operation => operation.Text("operation"))));
        Assert.InRange(latency.Amount("p50Ms"), 0.001m, latency.Amount("p99Ms"));
        Assert.Equal(latency.Amount("maxMs"), requests.GetProperty("curve").EnumerateArray().Last().Amount("ms"));
        Assert.Equal(Seconds, requests.GetProperty("series").GetArrayLength());
        if (subscribers > 0) AssertHeard(report.GetProperty("streams"), subscribers);
        AssertPage(await File.ReadAllTextAsync(html));

        // Nothing is left in the book.
        var book = await seeded.Exchange.GetAsync("/api/v3/depth?symbol=BTCUSDT");
        Assert.Equal((0, 0), (book.GetProperty("bids").GetArrayLength(), book.GetProperty("asks").GetArrayLength()));
    }

    [Fact]
    public async Task Run_WithoutAnExchangeOrKeys_SaysWhyInALine()
    {
        var nobody = $"http://127.0.0.1:{HostProcess.FreePort()}";

        Assert.Contains("does not answer", await RunAsync(1, "--url", nobody, "--keys", seeded.KeyFile), StringComparison.Ordinal);
        Assert.Contains("cannot be read as a key file", await RunAsync(1, "--url", Url, "--keys", "nowhere.json"), StringComparison.Ordinal);
        Assert.Contains("--rate must be", await RunAsync(1, "--rate", "-1"), StringComparison.Ordinal);
    }

    private static void AssertHeard(JsonElement streams, int subscribers)
    {
        Assert.Equal((subscribers, 0), (streams.Number("subscribers"), streams.Number("lost")));
        var kinds = streams.GetProperty("streams").EnumerateArray().ToDictionary(kind => kind.Text("stream"));
        Assert.All(kinds.Values, kind => Assert.InRange(kind.Number("messages"), 1, long.MaxValue));

        // Best prices have no time. The others' is this machine's own: no event can come before it was made, or a minute after.
        Assert.Equal(0, kinds["bookTicker"].GetProperty("age").Number("count"));
        foreach (var kind in new[] { "trade", "depth@100ms" })
        {
            var age = kinds[kind].GetProperty("age");
            Assert.Equal(kinds[kind].Number("messages"), age.Number("count"));
            Assert.InRange(age.Amount("p50Ms"), 0.001m, 60_000m);
        }
    }

    // Well-formed, with its three charts, and nothing that would be fetched.
    private static void AssertPage(string html)
    {
        var page = XDocument.Parse(html).Root!;
        Assert.Equal("html", page.Name.LocalName);
        Assert.Equal(3, page.Descendants("svg").Count(chart => chart.Descendants("polyline").Any(line => line.Attribute("points")!.Value.Contains(',', StringComparison.Ordinal))));
        Assert.DoesNotContain(page.DescendantsAndSelf(), element => element.Name.LocalName is "script" or "link" or "img" or "iframe");
        Assert.DoesNotContain(page.DescendantsAndSelf().Attributes(), attribute => attribute.Name.LocalName is "src" or "href");
        Assert.DoesNotContain("url(", html, StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(int code, params string[] arguments)
    {
        var log = new HostLog();
        using var program = HostProcess.StartCommand(["dotnet", BuiltWith.LoadProgram, .. arguments], log);
        var ended = await program.EndAsync();
        var said = string.Join('\n', log.Lines);
        Assert.True(ended == code, $"Ended with {ended}: {said}");
        Assert.DoesNotContain(log.Lines, line => line.TrimStart().StartsWith("at ", StringComparison.Ordinal));
        return said;
    }
}
