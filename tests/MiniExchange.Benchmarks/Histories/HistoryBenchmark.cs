using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Benchmarks.Engines;
using MiniExchange.Benchmarks.Stores;

namespace MiniExchange.Benchmarks.Histories;

/// <summary>Measures how fast history can be written, of orders that were all traded before. Prints the figures as JSON.</summary>
internal static class HistoryBenchmark
{
    /// <returns>0 if all of it was written; whatever else happened is thrown.</returns>
    public static async Task<int> RunAsync(EngineLoad load, TextWriter output, TextWriter progress, CancellationToken cancellationToken)
    {
        using var store = BenchmarkStore.Create(load.Store);
        await using var exchange = await BenchmarkExchange.StartAsync(store, load.Settings, cancellationToken);
        var orders = await TradeAsync(exchange, load, progress);

        var records = exchange.Engine.Feed.LastPosition;
        var history = await exchange.PrepareHistoryAsync(cancellationToken);
        GC.Collect();
        var before = ProcessCost.SoFar();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = Task.Run(() => history.RunAsync(over.Token), CancellationToken.None);
        for (var shown = Stopwatch.GetTimestamp(); history.Applied.Position < records && !running.IsCompleted; await Task.Delay(TimeSpan.FromMilliseconds(1), cancellationToken))
        {
            if (history.Status.LastError is { } error) throw new InvalidOperationException(error);
            if (Stopwatch.GetElapsedTime(shown) < TimeSpan.FromSeconds(1)) continue;
            shown = Stopwatch.GetTimestamp();
            progress.WriteLine($"{history.Applied.Position:N0} of {records:N0} records are written.");
        }

        var (elapsed, cpu, allocated) = ProcessCost.Since(before);
        await over.CancelAsync();
        await running;

        output.WriteFigures(new Figures(
            load.Store.ToString(),
            load.Accounts,
            orders,
            records,
            Math.Round(elapsed.TotalSeconds, 2),
            Math.Round(orders / elapsed.TotalSeconds),
            Math.Round(cpu.TotalMicroseconds / orders, 1),
            Math.Round((double)allocated / orders)));
        return 0;
    }

    private static async Task<int> TradeAsync(BenchmarkExchange exchange, EngineLoad load, TextWriter progress)
    {
        var trade = await CrossingTrade.PrepareAsync(exchange.Client, load, progress.WriteLine);
        var orders = 0;
        using var over = new CancellationTokenSource(TimeSpan.FromSeconds(load.Seconds));
        await Task.WhenAll(Enumerable.Range(0, load.InFlight).Select(seed => Task.Run(
            () => trade.TradeAsync(seed, _ => Interlocked.Increment(ref orders), over.Token))));
        progress.WriteLine($"{orders:N0} orders have traded.");
        return orders > 0 ? orders : throw new InvalidOperationException("No order was traded: --seconds is too short for this machine.");
    }

    /// <param name="Store">Journal and rows.</param>
    /// <param name="Accounts">Accounts that traded.</param>
    /// <param name="Orders">Their orders; half of them took another.</param>
    /// <param name="Records">Records of the journal, the accounts' deposits included.</param>
    /// <param name="Seconds">From the first record until the rows show the last.</param>
    /// <param name="OrdersPerSecond">Orders per second of that.</param>
    /// <param name="CpuMicrosPerOrder">Processor time of this process per order; the database server's own is not in it.</param>
    /// <param name="BytesAllocatedPerOrder">Managed memory per order.</param>
    private sealed record Figures(
        string Store, int Accounts, int Orders, long Records, double Seconds, double OrdersPerSecond, double CpuMicrosPerOrder, double BytesAllocatedPerOrder);
}
