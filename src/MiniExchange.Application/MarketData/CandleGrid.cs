using System;
using System.Diagnostics;
using MiniExchange.Actors;

namespace MiniExchange.Application.MarketData;

/// <summary>Where candles of one length begin and end.</summary>
/// <remarks>Days, hours and shorter ones count from 1970-01-01, three-day ones too; weeks from a Monday; months are the calendar's.</remarks>
/// <param name="Interval">How long they are.</param>
/// <param name="OffsetMinutes">By how much the grid's clock is ahead of UTC; negative behind it.</param>
public readonly record struct CandleGrid(CandleInterval Interval, int OffsetMinutes)
{
    private const long Second = 1_000_000;
    private const long Minute = 60 * Second;
    private const long Hour = 60 * Minute;

    // 1969-12-29 was a Monday.
    private const long MondayShift = 3 * UnixTime.MicrosPerDay;

    /// <summary>The length of its candles, in microseconds; zero for months, whose lengths differ.</summary>
    public long WidthMicros => Interval switch
    {
        CandleInterval.OneSecond => Second,
        CandleInterval.OneMinute => Minute,
        CandleInterval.ThreeMinutes => 3 * Minute,
        CandleInterval.FiveMinutes => 5 * Minute,
        CandleInterval.FifteenMinutes => 15 * Minute,
        CandleInterval.ThirtyMinutes => 30 * Minute,
        CandleInterval.OneHour => Hour,
        CandleInterval.TwoHours => 2 * Hour,
        CandleInterval.FourHours => 4 * Hour,
        CandleInterval.SixHours => 6 * Hour,
        CandleInterval.EightHours => 8 * Hour,
        CandleInterval.TwelveHours => 12 * Hour,
        CandleInterval.OneDay => UnixTime.MicrosPerDay,
        CandleInterval.ThreeDays => 3 * UnixTime.MicrosPerDay,
        CandleInterval.OneWeek => 7 * UnixTime.MicrosPerDay,
        CandleInterval.OneMonth => 0,
        var unknown => throw new UnreachableException($"No length for {unknown}."),
    };

    private long OffsetMicros => OffsetMinutes * Minute;

    /// <summary>The first microsecond of the candle that a time falls into; microseconds since 1970-01-01 UTC, as the time.</summary>
    public long OpenOf(long atUnixMicros)
    {
        var local = atUnixMicros + OffsetMicros;
        if (Interval == CandleInterval.OneMonth) return MonthOf(local) - OffsetMicros;

        var shift = Interval == CandleInterval.OneWeek ? MondayShift : 0;
        return Floor(local + shift, WidthMicros) - shift - OffsetMicros;
    }

    /// <summary>The first microsecond after the candle that begins at <paramref name="openAtUnixMicros"/>.</summary>
    public long EndOf(long openAtUnixMicros) => Interval == CandleInterval.OneMonth
        ? UnixTime.FromUnixMicros(openAtUnixMicros + OffsetMicros).AddMonths(1).ToUnixMicros() - OffsetMicros
        : openAtUnixMicros + WidthMicros;

    /// <summary>The beginning of the candle that is <paramref name="count"/> candles before the one that begins at <paramref name="openAtUnixMicros"/>.</summary>
    public long Before(long openAtUnixMicros, int count) => Interval == CandleInterval.OneMonth
        ? UnixTime.FromUnixMicros(openAtUnixMicros + OffsetMicros).AddMonths(-count).ToUnixMicros() - OffsetMicros
        : openAtUnixMicros - (count * WidthMicros);

    /// <summary>The largest multiple of a width that is not after a time; also before 1970.</summary>
    internal static long Floor(long atUnixMicros, long widthMicros)
    {
        var past = atUnixMicros % widthMicros;
        return atUnixMicros - (past < 0 ? past + widthMicros : past);
    }

    private static long MonthOf(long localMicros)
    {
        var day = UnixTime.FromUnixMicros(localMicros);
        return new DateTimeOffset(day.Year, day.Month, 1, 0, 0, 0, TimeSpan.Zero).ToUnixMicros();
    }
}
