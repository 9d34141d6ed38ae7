using System;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.LoadTests.Figures;
using MiniExchange.LoadTests.Requests;
using MiniExchange.LoadTests.Runs;
using MiniExchange.LoadTests.Scenarios;
using MiniExchange.LoadTests.Traders;
using Xunit;

namespace MiniExchange.Integration.Tests.Load;

/// <summary>A server that stalls must look as bad as it is, though nothing is sent to it meanwhile.</summary>
public sealed class OpenLoopTests
{
    private const int PerSecond = 200;
    private const int Connections = 2;

    private static readonly TimeSpan Stall = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Latency_WhenTheServerStalls_CountsFromWhenEachRequestWasToBeSent()
    {
        await using var server = new StallingServer();
        var recorder = new Recorder();
        var generator = new LoadGenerator(recorder, PerSecond);
        var lanes = Lanes(generator, server.EndPoint);
        foreach (var lane in lanes) await lane.OpenAsync(CancellationToken.None);
        generator.Start(lanes);
        generator.Measure();
        await server.AnsweredAsync(PerSecond / 10).WaitAsync(Patience);

        // Its length is what is measured.
        var stalledAt = Stopwatch.GetTimestamp();
        server.Stop();
        await Task.Delay(Stall);
        var stalled = Stopwatch.GetElapsedTime(stalledAt);
        server.GoOn();

        await server.AnsweredAsync(2 * PerSecond).WaitAsync(Patience);
        recorder.End();
        var neverSent = await generator.EndAsync(Patience);
        var figures = recorder.Figures(neverSent);
        foreach (var lane in lanes) lane.Dispose();

        // Of what was due while it stalled, half waited for more than half the time. By sending times it would be one per connection.
        var slow = figures.Curve.Last(point => point.Ms <= stalled.TotalMilliseconds / 2).Count;
        Assert.InRange(figures.Latency.Count - slow, (int)(0.8 * stalled.TotalSeconds * PerSecond / 2), int.MaxValue);
        Assert.InRange(figures.Latency.MaxMs, stalled.TotalMilliseconds * 0.9, double.MaxValue);
        Assert.True(figures.Late.ForConnection > Connections, $"{figures.Late}");
        Assert.Equal(0, figures.Errors);
    }

    [Fact]
    public async Task ClosedLoop_HasOneRequestUnderWayPerConnection_AndEndsWhatItBegan()
    {
        await using var server = new StallingServer();
        var recorder = new Recorder();
        var generator = new LoadGenerator(recorder, perSecond: 0);
        var lanes = Lanes(generator, server.EndPoint);
        foreach (var lane in lanes) await lane.OpenAsync(CancellationToken.None);
        server.Stop();
        generator.Start(lanes);
        generator.Measure();
        await server.HasUnderWayAsync(Connections).WaitAsync(Patience);
        server.GoOn();
        await server.AnsweredAsync(1_000).WaitAsync(Patience);
        recorder.End();
        await generator.EndAsync(Patience);

        Assert.Equal(Connections, server.MostUnderWay);
        Assert.All(lanes, lane => Assert.False(lane.IsMidway));
        Assert.Equal(server.Placed, server.Canceled);
        foreach (var lane in lanes) lane.Dispose();
    }

    [Fact]
    public async Task LostConnection_IsAnError_AndIsOpenedAgain()
    {
        await using var server = new StallingServer();
        var recorder = new Recorder();
        var generator = new LoadGenerator(recorder, perSecond: 0);
        var lanes = Lanes(generator, server.EndPoint);
        foreach (var lane in lanes) await lane.OpenAsync(CancellationToken.None);
        generator.Start(lanes);
        generator.Measure();
        await server.AnsweredAsync(100).WaitAsync(Patience);

        server.Stop();
        await server.HasUnderWayAsync(Connections).WaitAsync(Patience);
        server.CloseAll();
        server.GoOn();
        await server.AnsweredAsync(200).WaitAsync(Patience);
        await generator.EndAsync(Patience);
        foreach (var lane in lanes) lane.Dispose();

        var figures = recorder.Figures(0);
        Assert.Equal(Connections, figures.Errors);
        Assert.All(figures.ErrorsByCode, error => Assert.Equal((0, 0), (error.Status, error.Code)));
    }

    [Fact]
    public async Task Suspended_SendsNothing_AndLeavesOutWhatWasDue()
    {
        await using var server = new StallingServer();
        var recorder = new Recorder();
        var generator = new LoadGenerator(recorder, PerSecond);
        var lanes = Lanes(generator, server.EndPoint);
        foreach (var lane in lanes) await lane.OpenAsync(CancellationToken.None);
        var startedAt = Stopwatch.GetTimestamp();
        generator.Start(lanes);
        await server.AnsweredAsync(PerSecond / 10).WaitAsync(Patience);

        // Its length is what is measured. What is under way is answered soon after it began.
        generator.Suspend();
        var suspendedAt = Stopwatch.GetTimestamp();
        var sent = recorder.SoFar().Counts.Sent;
        await Task.Delay(Stall);
        var sentMeanwhile = recorder.SoFar().Counts.Sent - sent;
        var suspended = Stopwatch.GetElapsedTime(suspendedAt);
        var skipped = generator.Resume();

        await server.AnsweredAsync((int)sent + (PerSecond / 10)).WaitAsync(Patience);
        recorder.End();
        var neverSent = await generator.EndAsync(Patience);
        var due = Stopwatch.GetElapsedTime(startedAt).TotalSeconds * PerSecond;
        foreach (var lane in lanes) lane.Dispose();

        // Whatever had been taken by another thread when it began may still have been counted after it.
        Assert.InRange(sentMeanwhile, 0, Connections);
        Assert.InRange(skipped, (suspended.TotalSeconds * PerSecond) - 1, due);
        Assert.InRange(recorder.Figures(neverSent).Sent + skipped, sent + skipped, due + 1);
    }

    private static Lane[] Lanes(LoadGenerator generator, IPEndPoint server)
    {
        var market = new Market("BTCUSDT", 0.01m, 60_000m, 0.00001m, 0.00001m, 5m);
        var traders = new TraderRing([new Trader("one", "secret"), new Trader("other", "secret")]);
        return [.. Enumerable.Range(0, Connections).Select(number => new Lane(
            generator,
            new TraderScript(ScenarioMix.All[0], [market], traders, number, run: 1),
            new RequestBuffer("x"u8.ToArray(), TimeProvider.System),
            server))];
    }
}
