using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;

namespace MiniExchange.Benchmarks.Books;

/// <summary>Figures of one book; medians of several rounds.</summary>
/// <param name="CommandsPerSecond">Carried out one after the other.</param>
/// <param name="NsPerCommand">The same as time.</param>
/// <param name="BytesAllocatedPerCommand">From an empty book on, growing arrays included.</param>
/// <param name="BytesAllocatedPerCommandOnceSettled">In the second half of the workload.</param>
/// <param name="P50Ns">Half of the commands took no longer. Measured in a pass of its own.</param>
/// <param name="P99Ns">99 % took no longer.</param>
/// <param name="P999Ns">99.9 % took no longer.</param>
/// <param name="P9999Ns">99.99 % took no longer.</param>
internal sealed record BookFigures(
    double CommandsPerSecond,
    double NsPerCommand,
    double BytesAllocatedPerCommand,
    double BytesAllocatedPerCommandOnceSettled,
    double P50Ns,
    double P99Ns,
    double P999Ns,
    double P9999Ns);

/// <summary>Measures one book over several rounds, each from an empty book on.</summary>
internal sealed class BookMeter(Func<Replay> start, int commands)
{
    private readonly List<double> _nsPerCommand = [];
    private readonly List<double> _bytes = [];
    private readonly List<double> _bytesOnceSettled = [];
    private readonly List<double>[] _percentiles = [[], [], [], []];
    private readonly long[] _ticks = new long[commands];

    /// <summary>What the last round led to; null before the first.</summary>
    public WorkloadResult? Result { get; private set; }

    /// <summary>Runs a few times unmeasured: code is compiled again, and better, while it first runs hot.</summary>
    public void WarmUp()
    {
        var times = Math.Clamp(1_000_000 / Math.Max(1, commands), 2, 25);
        for (var i = 0; i < times; i++)
        {
            start().Run();
            start().Run(_ticks);
        }
    }

    /// <returns>Nanoseconds for each command.</returns>
    public double MeasureThroughput()
    {
        var replay = Fresh();
        var half = commands / 2;
        var allocatedAtStart = GC.GetAllocatedBytesForCurrentThread();
        var startedAt = Stopwatch.GetTimestamp();
        replay.Run(..half);
        var allocatedAtHalf = GC.GetAllocatedBytesForCurrentThread();
        replay.Run(half..);
        var ns = Stopwatch.GetElapsedTime(startedAt).TotalNanoseconds / Math.Max(1, commands);
        var allocatedAtEnd = GC.GetAllocatedBytesForCurrentThread();
        _nsPerCommand.Add(ns);
        _bytes.Add((double)(allocatedAtEnd - allocatedAtStart) / Math.Max(1, commands));
        _bytesOnceSettled.Add((double)(allocatedAtEnd - allocatedAtHalf) / Math.Max(1, commands - half));
        Result = replay.Result();
        return ns;
    }

    public void MeasureLatency()
    {
        Fresh().Run(_ticks);
        Array.Sort(_ticks);
        NotePercentile(0, 0.5);
        NotePercentile(1, 0.99);
        NotePercentile(2, 0.999);
        NotePercentile(3, 0.9999);
    }

    public BookFigures Median()
    {
        var ns = MedianOf(_nsPerCommand);
        return new BookFigures(
            Math.Round(1e9 / ns),
            Math.Round(ns, 1),
            Math.Round(MedianOf(_bytes), 3),
            Math.Round(MedianOf(_bytesOnceSettled), 3),
            Math.Round(MedianOf(_percentiles[0])),
            Math.Round(MedianOf(_percentiles[1])),
            Math.Round(MedianOf(_percentiles[2])),
            Math.Round(MedianOf(_percentiles[3])));
    }

    public static double MedianOf(IEnumerable<double> figures)
    {
        var sorted = figures.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[sorted.Count / 2 - 1] + sorted[sorted.Count / 2]) / 2;
    }

    /// <summary>What reading the clock twice costs, with nothing in between.</summary>
    public static double EmptyTimestampPairNs()
    {
        var pairs = new double[10_001];
        for (var i = 0; i < pairs.Length; i++)
        {
            var startedAt = Stopwatch.GetTimestamp();
            pairs[i] = Stopwatch.GetTimestamp() - startedAt;
        }

        return Math.Round(MedianOf(pairs) * NsPerTick, 1);
    }

    private static double NsPerTick => 1e9 / Stopwatch.Frequency;

    private Replay Fresh()
    {
        var replay = start();
        GC.Collect();
        return replay;
    }

    private void NotePercentile(int place, double share)
    {
        _percentiles[place].Add(commands == 0 ? 0 : _ticks[(int)Math.Ceiling(share * commands) - 1] * NsPerTick);
    }
}
