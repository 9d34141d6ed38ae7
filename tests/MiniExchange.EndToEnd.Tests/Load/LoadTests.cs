using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
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
        var said = await LoadProgram.RunAsync(
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
        LoadProgram.AssertPage(await File.ReadAllTextAsync(html), charts: 3);

        // Nothing is left in the book.
        var book = await seeded.Exchange.GetAsync("/api/v3/depth?symbol=BTCUSDT");
        Assert.Equal((0, 0), (book.GetProperty("bids").GetArrayLength(), book.GetProperty("asks").GetArrayLength()));
    }

    [Fact]
    public async Task Overload_ComparesWhatIsDoneBeforeMeanwhileAndAfter()
    {
        const int Times = 2;
        var json = Path.Combine(seeded.Exchange.DataDirectory, "overload.json");
        var said = await LoadProgram.RunAsync(
            0, "overload", "--url", Url, "--keys", seeded.KeyFile, "--seconds", "1", "--warm-up", "1", "--connections", "8",
            "--overload-connections", "32", "--times", $"{Times}", "--json", json);

        var report = JsonDocument.Parse(await File.ReadAllTextAsync(json)).RootElement;
        var (highest, overload, after) = (report.GetProperty("highest"), report.GetProperty("overload"), report.GetProperty("after"));
        var perSecond = highest.GetProperty("requests").Amount("perSecond");
        Assert.Equal((0, 8, 32, 0, 8), (highest.Number("rateWanted"), highest.Number("connections"), overload.Number("connections"), after.Number("rateWanted"), after.Number("connections")));
        Assert.InRange(overload.Number("rateWanted"), (Times * perSecond) - 1, Times * perSecond);
        Assert.InRange(report.Amount("doneShare"), (overload.GetProperty("requests").Amount("perSecond") / perSecond) - 0.001m, (overload.GetProperty("requests").Amount("perSecond") / perSecond) + 0.001m);
        Assert.InRange(report.Amount("doneShareAfter"), 0.001m, decimal.MaxValue);
        Assert.InRange(overload.GetProperty("requests").GetProperty("service").Number("count"), 1, long.MaxValue);
        Assert.Equal(0, report.Number("lost"));
        Assert.Contains("of it was done", said, StringComparison.Ordinal);

        var book = await seeded.Exchange.GetAsync("/api/v3/depth?symbol=BTCUSDT");
        Assert.Equal(0, book.GetProperty("bids").GetArrayLength());
    }

    [Fact]
    public async Task Run_WithoutAnExchangeOrKeys_SaysWhyInALine()
    {
        var nobody = $"http://127.0.0.1:{HostProcess.FreePort()}";

        Assert.Contains("does not answer", await LoadProgram.RunAsync(1, "--url", nobody, "--keys", seeded.KeyFile), StringComparison.Ordinal);
        Assert.Contains("cannot be read as a key file", await LoadProgram.RunAsync(1, "--url", Url, "--keys", "nowhere.json"), StringComparison.Ordinal);
        Assert.Contains("--rate must be", await LoadProgram.RunAsync(1, "--rate", "-1"), StringComparison.Ordinal);
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
}
