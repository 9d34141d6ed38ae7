using System;

namespace MiniExchange.Storage.Journaling;

/// <summary>Times as the tables keep them: Akka's, in .NET ticks.</summary>
internal static class JournalTime
{
    /// <summary>Microseconds since 1970-01-01 UTC as ticks since 0001-01-01 UTC.</summary>
    public static long ToTicks(long unixMicros) =>
        checked(DateTime.UnixEpoch.Ticks + unixMicros * TimeSpan.TicksPerMicrosecond);
}
