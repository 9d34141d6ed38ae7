using System;

namespace MiniExchange.LoadTests.Runs;

/// <summary>When each request of an open loop is to be sent: at even distances, whatever the answers do. In ticks of a clock.</summary>
/// <param name="startTicks">When the first one is.</param>
/// <param name="ticksPerSecond">How fast the clock is.</param>
/// <param name="perSecond">How many a second.</param>
internal sealed class Schedule(long startTicks, long ticksPerSecond, int perSecond)
{
    /// <summary>When a request is to be sent.</summary>
    /// <param name="number">Counted from 0. Each time is made from it anew, so that no rounding adds up.</param>
    public long DueAt(long number) => startTicks + (long)((Int128)number * ticksPerSecond / perSecond);

    /// <summary>How many are to have been sent by a time.</summary>
    public long DueBy(long ticks) => ticks < startTicks ? 0 : (long)(((((Int128)(ticks - startTicks) + 1) * perSecond) - 1) / ticksPerSecond) + 1;
}
