using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;

namespace MiniExchange.Benchmarks.Books;

/// <summary>
/// Replays one workload through the exchange's book and through a plain one, in turns, holds both results against the expected one, and
/// prints the figures as JSON.
/// </summary>
internal static class BookBenchmark
{
    /// <returns>0 if the results are the expected one, 1 if not or if the file cannot be read.</returns>
    public static int Run(string path, int rounds, TextWriter output, TextWriter errors)
    {
        try
        {
            var workload = WorkloadFile.Read(path);
            return Run(Path.GetFileName(path), workload.Commands, workload.Expected, rounds, output);
        }
        catch (InvalidDataException unreadable)
        {
            errors.WriteLine(unreadable.Message);
            return 1;
        }
    }

    /// <summary>The same for a workload that is drawn here.</summary>
    public static int Run(WorkloadShape shape, int rounds, TextWriter output)
    {
        var workload = WorkloadGenerator.Generate(shape);
        return Run(shape, workload.Commands, workload.Expected, rounds, output);
    }

    private static int Run(
        object workload, ImmutableArray<WorkloadCommand> commands, WorkloadResult expected, int rounds, TextWriter output)
    {
        var book = new BookMeter(() => new BookReplay(commands), commands.Length);
        var plain = new BookMeter(() => new PlainReplay(commands), commands.Length);
        var ratios = new List<double>();
        book.WarmUp();
        plain.WarmUp();
        for (var round = 0; round < rounds; round++)
        {
            // Neighbors in time, so that both have the same of a machine that others use too.
            var ofBook = book.MeasureThroughput();
            ratios.Add(plain.MeasureThroughput() / ofBook);
            book.MeasureLatency();
            plain.MeasureLatency();
        }

        var differences = book.Result!.DifferencesFrom(expected)
            .Concat(plain.Result!.DifferencesFrom(expected).Select(difference => $"Sorted dictionary: {difference}"))
            .ToList();
        var figures = new Figures(
            workload,
            commands.Length,
            rounds,
            book.Median(),
            plain.Median(),
            Math.Round(BookMeter.MedianOf(ratios), 2),
            BookMeter.EmptyTimestampPairNs(),
            book.Result.Trades,
            book.Result.TradeHash,
            differences.Count == 0 ? "match" : "mismatch",
            differences);
        output.WriteFigures(figures);
        return differences.Count == 0 ? 0 : 1;
    }

    /// <param name="Workload">The file, or what the workload was drawn from.</param>
    /// <param name="Commands">How many it has.</param>
    /// <param name="Rounds">Of which medians are taken.</param>
    /// <param name="Book">The exchange's book.</param>
    /// <param name="SortedDictionary">The plain one.</param>
    /// <param name="TimesSortedDictionary">How many times as fast the exchange's book is: median of the rounds' ratios.</param>
    /// <param name="EmptyTimestampPairNs">What each of the latencies has in it for looking at the clock.</param>
    /// <param name="Trades">How many the workload leads to.</param>
    /// <param name="Hash">Over all trades in order.</param>
    /// <param name="Result">Whether all was as expected.</param>
    /// <param name="Differences">What was not.</param>
    private sealed record Figures(
        object Workload,
        int Commands,
        int Rounds,
        BookFigures Book,
        BookFigures SortedDictionary,
        double TimesSortedDictionary,
        double EmptyTimestampPairNs,
        long Trades,
        string Hash,
        string Result,
        IReadOnlyList<string> Differences);
}
