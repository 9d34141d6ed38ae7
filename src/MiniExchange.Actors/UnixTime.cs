using System;

namespace MiniExchange.Actors;

/// <summary>Times as the exchange keeps them: whole microseconds since 1970-01-01 UTC.</summary>
public static class UnixTime
{
    /// <summary>Microseconds in a millisecond, the unit that clients read.</summary>
    public const long MicrosPerMillisecond = 1_000;

    /// <summary>Microseconds in a day.</summary>
    public const long MicrosPerDay = 86_400_000_000;

    /// <summary>The time now.</summary>
    public static long GetUnixMicros(this TimeProvider time) => time.GetUtcNow().ToUnixMicros();

    /// <summary>A time, cut to the microsecond.</summary>
    public static long ToUnixMicros(this DateTimeOffset time) =>
        (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The time that microseconds stand for.</summary>
    public static DateTimeOffset FromUnixMicros(long unixMicros) =>
        DateTimeOffset.UnixEpoch.AddTicks(unixMicros * TimeSpan.TicksPerMicrosecond);
}
