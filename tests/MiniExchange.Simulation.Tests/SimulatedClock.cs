using System;
using MiniExchange.Actors;

namespace MiniExchange.Simulation.Tests;

/// <summary>A clock that only the simulation moves: mostly on by a little, at times far on, at times back.</summary>
internal sealed class SimulatedClock : TimeProvider
{
    private long _elapsedMicros;

    public long UnixMicros { get; private set; } = 1_800_000_000_000_000;

    /// <summary>The latest time that was ever shown.</summary>
    public long LatestUnixMicros { get; private set; }

    /// <summary>How long the simulation has run, whatever was done to the clock.</summary>
    public long ElapsedMicros => _elapsedMicros;

    public override long TimestampFrequency => 1_000_000;

    public override DateTimeOffset GetUtcNow() => UnixTime.FromUnixMicros(UnixMicros);

    public override long GetTimestamp() => _elapsedMicros;

    public void Advance(long micros)
    {
        UnixMicros += micros;
        LatestUnixMicros = long.Max(LatestUnixMicros, UnixMicros);
        _elapsedMicros += micros;
    }

    /// <summary>How often somebody set the clock back.</summary>
    public int SetBacks { get; private set; }

    /// <summary>Somebody sets the clock right. Repeats wait by the clock: after it was set back, until it is where it was.</summary>
    public void SetRight() => UnixMicros = LatestUnixMicros;

    /// <summary>Somebody sets the clock back; what has elapsed stays.</summary>
    public void SetBack(long micros)
    {
        UnixMicros -= micros;
        SetBacks++;
    }
}
