using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using MiniExchange.Actors;
using MiniExchange.Actors.Journaling;
using MiniExchange.Benchmarks.Stores;

namespace MiniExchange.Benchmarks.Journals;

/// <summary>Measures how many rows a second become durable, and what of the driver's own speed that is. Prints the figures as JSON.</summary>
internal static class JournalBenchmark
{
    private const int PayloadBytes = 120;
    private const int Actors = 10_000;

    /// <returns>0; whatever goes wrong is thrown.</returns>
    public static int Run(StoreKind kind, int[] sizes, int seconds, TextWriter output, TextWriter progress)
    {
        var figures = sizes.Select(size =>
        {
            // Each on an empty journal, one after the other: they share the disk.
            var journal = Measure(kind, size, seconds, isDriverAlone: false);
            var driver = Measure(kind, size, seconds, isDriverAlone: true);
            progress.WriteLine($"{size:N0} rows a commit: {journal:N0} rows/s; the driver alone {driver:N0}");
            return new Figures(kind.ToString(), size, journal, driver, Math.Round(journal / driver, 2));
        }).ToArray();
        output.WriteFigures(figures);
        return 0;
    }

    private static double Measure(StoreKind kind, int size, int seconds, bool isDriverAlone)
    {
        using var store = BenchmarkStore.Create(kind);
        using var appender = Open(store, isDriverAlone);
        var numbers = new long[Actors];
        var random = new Random(1);
        var warmUp = TimeSpan.FromSeconds(seconds / 3.0);
        Append(warmUp);
        var startedAt = Stopwatch.GetTimestamp();
        var rows = Append(TimeSpan.FromSeconds(seconds));
        return Math.Round(rows / Stopwatch.GetElapsedTime(startedAt).TotalSeconds);

        long Append(TimeSpan time)
        {
            var appended = 0L;
            for (var since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < time; appended += size)
            {
                var batch = new RecordToAppend[size];
                for (var i = 0; i < size; i++)
                {
                    var actor = random.Next(Actors);
                    batch[i] = new RecordToAppend
                    {
                        Address = ActorAddress.Of("account", actor.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                        Number = ++numbers[actor],
                        SerializerId = 1,
                        Manifest = "benchmark/1",
                        Payload = new byte[PayloadBytes],
                        CreatedAtUnixMicros = 1_700_000_000_000_000,
                    };
                }

                appender.Append(batch);
            }

            return appended;
        }
    }

    private static IAppender Open(BenchmarkStore store, bool isDriverAlone)
    {
        // Opened once in any case: that makes the tables.
        var writer = new WriterAppender(store.OpenJournal().OpenWriter());
        if (!isDriverAlone) return writer;

        writer.Dispose();
        return store.ConnectionString is { } database ? new PostgresAppender(database) : new SqliteAppender(store.JournalFile);
    }

    /// <param name="Store">Which store.</param>
    /// <param name="RowsPerCommit">Rows that one commit makes durable.</param>
    /// <param name="RowsPerSecond">Through the journal's writer, which knows each row's position afterwards.</param>
    /// <param name="DriverRowsPerSecond">By the driver alone.</param>
    /// <param name="OfDriver">The first by the second.</param>
    private sealed record Figures(string Store, int RowsPerCommit, double RowsPerSecond, double DriverRowsPerSecond, double OfDriver);
}
