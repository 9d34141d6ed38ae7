using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Load;

/// <summary>A soak of some seconds: the host is killed in traffic once, and all that it acknowledged is there.</summary>
public sealed class SoakTests : IDisposable
{
    private const int PerSecond = 100;

    // Its first life lasts a little more than 3 s, and its second one all the rest.
    private const int Seed = 41;

    private readonly string _directory = Directory.CreateTempSubdirectory("miniexchange-soak-test-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Soak_OfTwoLives_LosesNothingAndReportsIt()
    {
        var (json, html) = (Path.Combine(_directory, "soak.json"), Path.Combine(_directory, "soak.html"));
        var said = await LoadProgram.RunAsync(
            0, "soak", "--host", BuiltWith.HostProgram, "--directory", Path.Combine(_directory, "exchange"), "--minutes", "0.15", "--rate", $"{PerSecond}",
            "--connections", "8", "--users", "10", "--kill-every", "5", "--warm-up", "1", "--seed", $"{Seed}", "--json", json, "--html", html);

        var report = JsonDocument.Parse(await File.ReadAllTextAsync(json)).RootElement;
        Assert.True(report.GetProperty("hasPassed").GetBoolean(), said);
        Assert.Equal((0, 0), (report.Number("lost"), report.GetProperty("differences").GetArrayLength()));

        // All requests of this scenario are orders, and each that was done was acknowledged; some were in the very moment of its end.
        var lives = report.GetProperty("lives").EnumerateArray().ToArray();
        Assert.Equal(2, lives.Length);
        var done = lives.Sum(life => life.GetProperty("warmingUp").Number("done") + (life.GetProperty("steady") is { ValueKind: JsonValueKind.Object } steady ? steady.Number("done") : 0));
        Assert.InRange(done, PerSecond, long.MaxValue);
        Assert.InRange(report.Number("acknowledged"), done, long.MaxValue);
        Assert.All(lives, life =>
        {
            Assert.InRange(life.GetProperty("check").Number("acknowledged"), 1, long.MaxValue);
            Assert.InRange(life.Amount("readyAfterSeconds"), 0.001m, 60);
            Assert.InRange(life.Amount("memoryMaxMb"), Math.Max(1, life.Amount("memoryEndMb")), decimal.MaxValue);
            Assert.InRange(life.Amount("dataMb"), 0.1m, decimal.MaxValue);
        });

        // What was due until it was back found nobody, and was neither sent nor counted as slow.
        Assert.Equal(0, lives[0].Number("down"));
        Assert.InRange(lives[1].Number("down"), (long)(lives[1].Amount("readyAfterSeconds") * PerSecond / 2), long.MaxValue);
        Assert.InRange(lives[0].GetProperty("steady").GetProperty("latency").Number("count"), 1, long.MaxValue);
        Assert.Contains("PASSED", said, StringComparison.Ordinal);
        LoadProgram.AssertPage(await File.ReadAllTextAsync(html), charts: 2);
    }

    [Fact]
    public async Task Soak_ThatCannotBegin_SaysWhyInALine()
    {
        await File.WriteAllTextAsync(Path.Combine(_directory, "something"), "");

        Assert.Contains("is not there", await LoadProgram.RunAsync(1, "soak", "--host", "nowhere.dll"), StringComparison.Ordinal);
        Assert.Contains("is not empty", await LoadProgram.RunAsync(1, "soak", "--host", BuiltWith.HostProgram, "--directory", _directory), StringComparison.Ordinal);
        Assert.Contains("is no option", await LoadProgram.RunAsync(1, "soak", "--host", BuiltWith.HostProgram, "--rat", "5"), StringComparison.Ordinal);
    }
}
