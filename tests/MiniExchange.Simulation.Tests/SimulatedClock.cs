using System;
using MiniExchange.Actors;

namespace MiniExchange.Simulation.Tests;

/// <summary>A clock that only the simulation moves: mostly on by a little, at times far on, at times back.</summary>
internal sealed class SimulatedClock : TimeProvider
{
    private long _elapsedMicros;

    public long UnixMicros { get; private set; } = 1_800_000_000_000_000;

    public override long TimestampFrequency => 1_000_000;

    public override DateTimeOffset GetUtcNow() => UnixTime.FromUnixMicros(UnixMicros);

    public override long GetTimestamp() => _elapsedMicros;

    public void Advance(long micros)
    {
        UnixMicros += micros;
        _elapsedMicros += micros;
    }

    /// <summary>Somebody set the clock back; what has elapsed stays.</summary>
    public void SetBack(long micros) => UnixMicros -= micros;
}
