using System.Diagnostics;
using MiniExchange.LoadTests.Figures;
using MiniExchange.LoadTests.Scenarios;
using Xunit;

namespace MiniExchange.Integration.Tests.Load;

/// <summary>What is refused has figures of its own, and none of what was done is among them.</summary>
public sealed class RecorderTests
{
    [Fact]
    public void Refused_HasItsServiceTimesApartFromWhatWasDone()
    {
        var recorder = new Recorder();
        recorder.Begin();
        for (var time = 1; time <= 100; time++) recorder.Ended(Operation.Place, Ms(100 + time), Ms(time), 200, 0);
        for (var time = 1; time <= 10; time++) recorder.Ended(Operation.Place, Ms(1_000), Ms(500 + time), 503, -1008);
        recorder.Ended(Operation.Place, Ms(9_000), Ms(9_000), 400, -2010);
        recorder.Ended(Operation.Place, Ms(9_000), Ms(9_000), 0, 0);
        var figures = recorder.Figures(0);

        Assert.Equal((100, 12), (figures.Done, figures.Errors));
        Assert.Equal((100, 100, 10), (figures.Latency.Count, figures.Service.Count, figures.Refused.Count));
        AssertNear(200, figures.Latency.MaxMs);
        AssertNear(50, figures.Service.P50Ms);
        AssertNear(100, figures.Service.MaxMs);
        AssertNear(505, figures.Refused.P50Ms);
        AssertNear(510, figures.Refused.MaxMs);
        Assert.InRange(figures.RefusedPerSecond * figures.Done, figures.PerSecond * 9.9, figures.PerSecond * 10.1);
    }

    [Fact]
    public void Begin_AfterTheEnd_CountsAgain()
    {
        var recorder = new Recorder();
        recorder.Ended(Operation.Place, Ms(1), Ms(1), 503, 0);
        recorder.End();
        recorder.Begin();
        recorder.Ended(Operation.Take, Ms(1), Ms(1), 200, 0);
        var figures = recorder.Figures(0);

        Assert.Equal((1, 0, 0), (figures.Done, figures.Errors, figures.Refused.Count));
    }

    private static long Ms(int milliseconds) => milliseconds * Stopwatch.Frequency / 1_000;

    // Within what the histogram keeps of it.
    private static void AssertNear(double expected, double actual) => Assert.InRange(actual, expected * 0.998, expected * 1.002);
}
