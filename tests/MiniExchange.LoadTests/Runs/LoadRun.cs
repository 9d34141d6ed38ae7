using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.LoadTests.Figures;
using MiniExchange.LoadTests.Promises;
using MiniExchange.LoadTests.Reports;
using MiniExchange.LoadTests.Streams;

namespace MiniExchange.LoadTests.Runs;

/// <summary>One run: connects, warms up, measures, ends what was begun.</summary>
internal static class LoadRun
{
    private const int ConnectAtOnce = 50;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Runs a plan.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="progress">Gets a line each second.</param>
    /// <param name="cancellationToken">Ends it early; there are figures all the same.</param>
    /// <exception cref="LoadFailedException">Nothing can be measured.</exception>
    public static async Task<LoadReport> RunAsync(LoadPlan plan, TextWriter progress, CancellationToken cancellationToken)
    {
        var setup = await LoadSetup.PrepareAsync(plan, cancellationToken);
        var recorder = new Recorder();
        var generator = new LoadGenerator(recorder, plan.PerSecond);
        var lanes = await OpenLanesAsync(setup, generator, ledger: null, cancellationToken);
        await using var subscribers = await Subscribers.ConnectAsync(plan, cancellationToken);
        try
        {
            // Off the thread that polls the sockets.
            await Task.Yield();
            var startedAt = DateTimeOffset.UtcNow;
            generator.Start(lanes);
            if (plan.WarmUpSeconds > 0) await WatchAsync(plan.WarmUpSeconds, recorder, "warm-up", progress, cancellationToken);

            using var process = Process.GetCurrentProcess();
            var cpu = process.TotalProcessorTime;
            generator.Measure();
            subscribers.Begin();
            await WatchAsync(plan.Seconds, recorder, "", progress, cancellationToken);
            recorder.End();
            subscribers.End();
            process.Refresh();
            cpu = process.TotalProcessorTime - cpu;

            var neverSent = await generator.EndAsync(Patience);
            return LoadReport.Of(plan, setup.Accounts, startedAt, recorder.Figures(neverSent), subscribers.Figures(), cpu);
        }
        finally
        {
            foreach (var lane in lanes) lane.Dispose();
        }
    }

    /// <summary>What is told of a run while it goes on.</summary>
    /// <param name="recorder">Has what came of it so far.</param>
    /// <param name="now">The second that has just passed.</param>
    /// <param name="when">Which one that is.</param>
    public static string LineOf(Recorder recorder, SecondFigures now, string when)
    {
        var (counts, p50, p99) = recorder.SoFar();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{when}  sent {counts.Sent:N0}  done {counts.Done:N0}  errors {counts.Errors:N0}  rate {now.Done:N0}/s  p50 {p50:N2} ms  p99 {p99:N2} ms");
    }

    /// <summary>Opens the connections of a run.</summary>
    /// <exception cref="LoadFailedException">One of them cannot be opened.</exception>
    public static async Task<IReadOnlyCollection<Lane>> OpenLanesAsync(
        LoadSetup setup, LoadGenerator generator, Ledger? ledger, CancellationToken cancellationToken)
    {
        Lane[] lanes = [.. setup.Lanes.Select(lane => new Lane(generator, lane.Script, lane.Request, lane.Server, ledger))];
        try
        {
            foreach (var some in lanes.Chunk(ConnectAtOnce)) await Task.WhenAll(some.Select(lane => lane.OpenAsync(cancellationToken)));
            return lanes;
        }
        catch (SocketException problem)
        {
            foreach (var lane in lanes) lane.Dispose();
            throw new LoadFailedException($"{lanes.Length} connections could not be opened: {problem.Message}");
        }
    }

    private static async Task WatchAsync(int seconds, Recorder recorder, string phase, TextWriter progress, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Second);
        try
        {
            for (var second = 1; second <= seconds; second++)
            {
                await timer.WaitForNextTickAsync(cancellationToken);
                await progress.WriteLineAsync(LineOf(recorder, recorder.CloseSecond(), string.Create(CultureInfo.InvariantCulture, $"{phase}{second,4}/{seconds} s")));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await progress.WriteLineAsync("Ended early.");
        }
    }
}
