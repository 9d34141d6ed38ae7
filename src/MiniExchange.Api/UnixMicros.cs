using System;

namespace MiniExchange.Api;

/// <summary>The exchange's time: whole microseconds since 1970-01-01 UTC. Clients read milliseconds.</summary>
internal static class UnixMicros
{
    public const long PerMillisecond = 1_000;
    public const long PerDay = 86_400_000_000;

    public static long GetUtcUnixMicros(this TimeProvider time) => Of(time.GetUtcNow());

    public static long Of(DateTimeOffset moment) => (moment.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset ToMoment(long unixMicros) => DateTimeOffset.UnixEpoch.AddTicks(unixMicros * TimeSpan.TicksPerMicrosecond);
}
