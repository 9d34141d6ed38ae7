using System;
using System.Linq;
using System.Threading;

namespace MiniExchange.Benchmarks.Streams;

/// <summary>Counts times to ten microseconds, up to ten seconds; what took longer counts as ten. Any thread may add.</summary>
internal sealed class LatencyCounts
{
    private const int MicrosPerSlot = 10;

    private readonly long[] _slots = new long[1_000_001];

    public void Add(long micros) => Interlocked.Increment(ref _slots[Math.Clamp(micros / MicrosPerSlot, 0, _slots.Length - 1)]);

    /// <summary>So many milliseconds, and no more, took this part of all; null if none was counted.</summary>
    public double? PercentileMs(double part)
    {
        var wanted = (long)Math.Ceiling(_slots.Sum() * part);
        if (wanted == 0) return null;
        var slot = 0;
        for (var seen = _slots[0]; seen < wanted; seen += _slots[slot]) slot++;
        return (slot + 1) * MicrosPerSlot / 1_000.0;
    }

    public void Clear() => Array.Clear(_slots);
}
