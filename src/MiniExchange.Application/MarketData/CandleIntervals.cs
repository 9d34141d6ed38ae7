using System;
using System.Collections.Generic;
using System.Linq;

namespace MiniExchange.Application.MarketData;

/// <summary>The names of intervals, as clients write them: <c>1m</c> is a minute, <c>1M</c> a month.</summary>
public static class CandleIntervals
{
    private static readonly (string Name, CandleInterval Interval)[] Names =
    [
        ("1s", CandleInterval.OneSecond),
        ("1m", CandleInterval.OneMinute),
        ("3m", CandleInterval.ThreeMinutes),
        ("5m", CandleInterval.FiveMinutes),
        ("15m", CandleInterval.FifteenMinutes),
        ("30m", CandleInterval.ThirtyMinutes),
        ("1h", CandleInterval.OneHour),
        ("2h", CandleInterval.TwoHours),
        ("4h", CandleInterval.FourHours),
        ("6h", CandleInterval.SixHours),
        ("8h", CandleInterval.EightHours),
        ("12h", CandleInterval.TwelveHours),
        ("1d", CandleInterval.OneDay),
        ("3d", CandleInterval.ThreeDays),
        ("1w", CandleInterval.OneWeek),
        ("1M", CandleInterval.OneMonth),
    ];

    /// <summary>All of them, shortest first.</summary>
    public static IReadOnlyList<CandleInterval> All { get; } = [.. Names.Select(static named => named.Interval)];

    /// <summary>An interval's name.</summary>
    public static string NameOf(CandleInterval interval) => Names[(int)interval - 1].Name;

    /// <summary>The interval of a name, whose case counts; null if there is none.</summary>
    public static CandleInterval? Of(ReadOnlySpan<char> name)
    {
        foreach (var (known, interval) in Names)
        {
            if (name.SequenceEqual(known)) return interval;
        }

        return null;
    }
}
