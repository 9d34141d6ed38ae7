using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Text.Json;

namespace MiniExchange.Benchmarks.Books;

/// <summary>Replays one workload file, holds the result against the expected one, and prints the figures as JSON.</summary>
public static class BookBenchmark
{
    private static readonly JsonSerializerOptions Printed = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <returns>0 if the result is the expected one, 1 if not or if the file cannot be read.</returns>
    public static int Run(string path, TextWriter output, TextWriter errors)
    {
        try
        {
            var workload = WorkloadFile.Read(path);

            // Code is compiled again, and better, while it first runs hot; only the last replay is measured. Each starts from
            // an empty book.
            var warmUps = Math.Clamp(500_000 / Math.Max(1, workload.Commands.Length), 1, 25);
            for (var i = 0; i < warmUps; i++) new BookReplay(workload.Commands).Run();

            var replay = new BookReplay(workload.Commands);
            GC.Collect();
            var allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
            var startedAt = Stopwatch.GetTimestamp();
            replay.Run();
            var elapsed = Stopwatch.GetElapsedTime(startedAt);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;

            var result = replay.Result();
            var differences = result.DifferencesFrom(workload.Expected);
            var commands = workload.Commands.Length;
            var figures = new Figures(
                commands,
                elapsed.TotalSeconds,
                Math.Round(commands / elapsed.TotalSeconds),
                Math.Round(elapsed.TotalNanoseconds / commands, 1),
                Math.Round((double)allocated / commands, 3),
                result.Trades,
                result.TradeHash,
                differences.Count == 0 ? "match" : "mismatch",
                differences);
            output.WriteLine(JsonSerializer.Serialize(figures, Printed));
            return differences.Count == 0 ? 0 : 1;
        }
        catch (InvalidDataException unreadable)
        {
            errors.WriteLine(unreadable.Message);
            return 1;
        }
    }

    private sealed record Figures(
        int Commands,
        double Seconds,
        double CommandsPerSecond,
        double NsPerCommand,
        double BytesAllocatedPerCommand,
        long Trades,
        string Hash,
        string Result,
        IReadOnlyList<string> Differences);
}
