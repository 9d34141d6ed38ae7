using System;
using System.Linq;
using System.Text.Json;
using MiniExchange.LoadTests.Overload;
using MiniExchange.LoadTests.Scenarios;
using MiniExchange.LoadTests.Soak;
using Xunit;

namespace MiniExchange.Integration.Tests.Load;

/// <summary>The parts of a soak and of an overload that need no exchange.</summary>
public sealed class SoakPartTests
{
    private static readonly TimeSpan Mean = TimeSpan.FromSeconds(180);

    [Fact]
    public void Lives_OfOneSeed_AreTheSameAndOfAnotherAreNot()
    {
        Assert.Equal(Lengths(seed: 7), Lengths(seed: 7));
        Assert.NotEqual(Lengths(seed: 7), Lengths(seed: 8));

        static TimeSpan[] Lengths(int seed)
        {
            var lengths = new LifeLengths(seed, Mean);
            return [.. Enumerable.Range(0, 10).Select(_ => lengths.Next(TimeSpan.FromDays(1)))];
        }
    }

    [Fact]
    public void Lives_AreBetweenHalfAndOneAndAHalfOfTheMean()
    {
        var lengths = new LifeLengths(seed: 1, Mean);
        var drawn = Enumerable.Range(0, 10_000).Select(_ => lengths.Next(TimeSpan.FromDays(1)) / Mean).ToArray();

        Assert.InRange(drawn.Min(), 0.5, 0.52);
        Assert.InRange(drawn.Max(), 1.48, 1.5);
        Assert.InRange(drawn.Average(), 0.98, 1.02);
    }

    [Fact]
    public void Lives_TakeAllTheTimeThereIs_AndNoneIsTooShort()
    {
        for (var seed = 0; seed < 1_000; seed++)
        {
            var lengths = new LifeLengths(seed, Mean);
            var left = TimeSpan.FromMinutes(30);
            while (left > TimeSpan.Zero)
            {
                var length = lengths.Next(left);
                Assert.InRange(length, Mean / 2, Mean * 2);
                left -= length;
            }

            Assert.Equal(TimeSpan.Zero, left);
        }
    }

    [Fact]
    public void Memory_IsTheResidentPartOfTheStatus()
    {
        Assert.Equal(340.1, HostProcess.ResidentMb(["Name:\tdotnet", "VmPeak:\t 9999999 kB", "VmRSS:\t  348212 kB", "RssAnon:\t  1 kB"]));
        Assert.Equal(0, HostProcess.ResidentMb(["Name:\tdotnet"]));
    }

    [Fact]
    public void OpenFiles_AreTheSoftLimit()
    {
        string[] limits = ["Limit                     Soft Limit           Hard Limit           Units     ", "Max processes             1                    2                    processes ", "Max open files            1024                 524288               files     "];

        Assert.Equal(1_024, OpenFiles.Read(limits));
        Assert.Null(OpenFiles.Read(["Max open files            unlimited            unlimited            files     "]));
    }

    [Fact]
    public void Host_HasRoomForAllConnections_UnlessTheUserSaysOtherwise()
    {
        const string Theirs = "--Api:MaxRequestsUnderWay=9";
        var plan = new SoakPlan("host", [Theirs], "here", ScenarioMix.All[0], ["BTCUSDT"], null, Mean, Mean, Mean, 1, 100, Connections: 2_000, 10);
        var arguments = HostUnderSoak.ArgumentsOf(plan, new Uri("http://127.0.0.1:5080"));

        // Of a setting that is there twice the host takes the last.
        Assert.Equal(["--Api:MaxRequestsUnderWay=2064", Theirs], arguments.Where(one => one.StartsWith("--Api:MaxRequestsUnderWay", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("0", "0.00", "", "")]
    [InlineData("-0.00000001", "0", "BTC -0.00000001", "")]
    [InlineData("0", "12.5", "", "BTC 12.5")]
    public void Reconciliation_NamesWhatIsNotZero(string difference, string inFlight, string differences, string traded)
    {
        using var answer = JsonDocument.Parse($$"""{"position":42,"assets":[{"asset":"BTC","credited":"9","difference":"{{difference}}","inFlight":"{{inFlight}}"},{"asset":"USDT","credited":"9","difference":"0","inFlight":"0.00"}]}""");
        var read = Reconciliation.Read(answer.RootElement);

        Assert.Equal((42, 2, differences, traded), (read.Position, read.Assets, string.Join(',', read.Differences), string.Join(',', read.InFlight)));
    }
}
