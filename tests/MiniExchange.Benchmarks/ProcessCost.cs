using System;
using System.Diagnostics;

namespace MiniExchange.Benchmarks;

/// <summary>What this process has spent between two moments.</summary>
/// <param name="Elapsed">Time that passed.</param>
/// <param name="Cpu">Processor time of all its threads.</param>
/// <param name="AllocatedBytes">Managed memory.</param>
internal readonly record struct ProcessCost(TimeSpan Elapsed, TimeSpan Cpu, long AllocatedBytes)
{
    /// <summary>Since it began; the clock's beginning is arbitrary.</summary>
    public static ProcessCost SoFar() => new(Stopwatch.GetElapsedTime(0), Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());

    /// <summary>From an earlier moment until now.</summary>
    public static ProcessCost Since(ProcessCost earlier)
    {
        var now = SoFar();
        return new ProcessCost(now.Elapsed - earlier.Elapsed, now.Cpu - earlier.Cpu, now.AllocatedBytes - earlier.AllocatedBytes);
    }
}
