using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using HdrHistogram;
using MiniExchange.Benchmarks.Stores;

namespace MiniExchange.Benchmarks.Engines;

/// <summary>Measures orders in process: held, matched, settled on both sides, and durable before the answer. Prints the figures as JSON.</summary>
internal static class EngineBenchmark
{
    /// <returns>0 if every order was placed; whatever else happened is thrown.</returns>
    public static async Task<int> RunAsync(EngineLoad load, TextWriter output, TextWriter progress, CancellationToken cancellationToken)
    {
        using var store = BenchmarkStore.Create(load.Store);
        var figures = await MeasureAsync(store, load, progress, cancellationToken);
        output.WriteFigures(figures with { RestartSeconds = await RestartAsync(store, load, cancellationToken) });
        return 0;
    }

    /// <summary>How long an exchange that is started on what the run has left takes until it has placed an order.</summary>
    private static async Task<double> RestartAsync(BenchmarkStore store, EngineLoad load, CancellationToken cancellationToken)
    {
        var startedAt = Stopwatch.GetTimestamp();
        await using var exchange = await BenchmarkExchange.StartAsync(store, load.Settings, cancellationToken);
        var trade = await CrossingTrade.GoOnAsync(exchange.Client, load);
        await trade.PlaceOneAsync();
        return Math.Round(Stopwatch.GetElapsedTime(startedAt).TotalSeconds, 2);
    }

    private static async Task<Figures> MeasureAsync(BenchmarkStore store, EngineLoad load, TextWriter progress, CancellationToken cancellationToken)
    {
        await using var exchange = await BenchmarkExchange.StartAsync(store, load.Settings, cancellationToken);
        var trade = await CrossingTrade.PrepareAsync(exchange.Client, load, progress.WriteLine);

        var latency = new LongConcurrentHistogram(1, TimeStamp.Seconds(60), 3);
        var isMeasured = false;
        using var over = new CancellationTokenSource();
        var flows = Enumerable.Range(0, load.InFlight).Select(seed => Task.Run(() => trade.TradeAsync(seed, Placed, over.Token))).ToArray();
        await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(load.WarmUpSeconds), cancellationToken), Task.WhenAny(flows));

        GC.Collect();
        var (before, rowsBefore) = (ProcessCost.SoFar(), exchange.Engine.Feed.LastPosition);
        Volatile.Write(ref isMeasured, true);
        for (var second = 1; second <= load.Seconds && !flows.Any(static flow => flow.IsCompleted); second++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            progress.WriteLine($"{second} of {load.Seconds} s: {latency.TotalCount / ProcessCost.Since(before).Elapsed.TotalSeconds:N0} orders/s");
        }

        Volatile.Write(ref isMeasured, false);
        var (elapsed, cpu, allocated) = ProcessCost.Since(before);
        var (journalRows, resident) = (exchange.Engine.Feed.LastPosition, Environment.WorkingSet);
        await over.CancelAsync();
        await Task.WhenAll(flows);

        var orders = latency.TotalCount;
        return new Figures(
            exchange.Engine.GetType().Name,
            load.Store.ToString(),
            load.Pairs,
            load.Accounts,
            load.InFlight,
            load.Resting,
            Math.Round(elapsed.TotalSeconds, 2),
            orders,
            Math.Round(orders / elapsed.TotalSeconds),
            Math.Round((double)(journalRows - rowsBefore) / orders, 2),
            Math.Round(cpu.TotalMicroseconds / orders, 1),
            Math.Round((double)allocated / orders),
            Ms(50),
            Ms(99),
            Ms(99.9),
            resident / 1_000_000,
            journalRows);

        void Placed(long ticks)
        {
            if (Volatile.Read(ref isMeasured)) latency.RecordValue(Math.Clamp(ticks, 1, TimeStamp.Seconds(60)));
        }

        double Ms(double percentile) => Math.Round(latency.GetValueAtPercentile(percentile) * 1_000.0 / Stopwatch.Frequency, 2);
    }

    /// <param name="Engine">Which engine.</param>
    /// <param name="Store">On which store.</param>
    /// <param name="Pairs">Books.</param>
    /// <param name="Accounts">Accounts that trade.</param>
    /// <param name="InFlight">Orders under way at a time.</param>
    /// <param name="RestingPerBook">Orders that rest on each book meanwhile.</param>
    /// <param name="Seconds">How long was measured.</param>
    /// <param name="Orders">Orders answered in that time; half of them took another.</param>
    /// <param name="OrdersPerSecond">The same per second.</param>
    /// <param name="RowsPerOrder">Journal rows per order.</param>
    /// <param name="CpuMicrosPerOrder">Processor time of this process per order; the database's own is not in it.</param>
    /// <param name="BytesAllocatedPerOrder">Managed memory per order, that of the load included.</param>
    /// <param name="P50Ms">From asking until the answer.</param>
    /// <param name="P99Ms">The same for 99 of 100.</param>
    /// <param name="P999Ms">The same for 999 of 1000.</param>
    /// <param name="ResidentMegabytes">Memory of this process at the end of the run, that of the load included.</param>
    /// <param name="JournalRows">Rows of the journal by then.</param>
    private sealed record Figures(
        string Engine,
        string Store,
        int Pairs,
        int Accounts,
        int InFlight,
        int RestingPerBook,
        double Seconds,
        long Orders,
        double OrdersPerSecond,
        double RowsPerOrder,
        double CpuMicrosPerOrder,
        double BytesAllocatedPerOrder,
        double P50Ms,
        double P99Ms,
        double P999Ms,
        long ResidentMegabytes,
        long JournalRows)
    {
        /// <summary>From starting an exchange anew on that journal until its first order is durable.</summary>
        public double RestartSeconds { get; init; }
    }
}
