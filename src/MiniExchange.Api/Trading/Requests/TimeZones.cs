using System;
using System.Globalization;
using MiniExchange.Api.Errors;

namespace MiniExchange.Api.Trading.Requests;

/// <summary>Reads <c>timeZone</c>: hours, or hours and minutes, ahead of UTC or behind it: <c>8</c>, <c>05:45</c>, <c>-1:00</c>.</summary>
/// <remarks>Quarters of an hour, as all zones are: long candles of any other would have to be folded from every minute there was.</remarks>
internal static class TimeZones
{
    private const int MinMinutes = -12 * 60;
    private const int MaxMinutes = 14 * 60;
    private const int QuarterMinutes = 15;

    /// <summary>By how many minutes the zone is ahead of UTC; zero if none is named.</summary>
    public static int OffsetMinutes(ParameterReader read)
    {
        if (read.Text("timeZone") is not { } text) return 0;
        if (TryParse(text, out var minutes) && minutes is >= MinMinutes and <= MaxMinutes && minutes % QuarterMinutes == 0) return minutes;
        read.Fail(TradingErrors.NotValid("timeZone"));
        return 0;
    }

    private static bool TryParse(ReadOnlySpan<char> text, out int offsetMinutes)
    {
        offsetMinutes = 0;

        // A plus sign that was not encoded arrives as a space.
        var isBehind = text.StartsWith('-');
        if (isBehind || text[0] is '+' or ' ') text = text[1..];
        var colon = text.IndexOf(':');
        var hours = colon < 0 ? text : text[..colon];
        var minutes = colon < 0 ? "00" : text[(colon + 1)..];
        if (hours.Length is < 1 or > 2 || minutes.Length != 2) return false;
        if (!int.TryParse(hours, NumberStyles.None, CultureInfo.InvariantCulture, out var wholeHours)) return false;
        if (!int.TryParse(minutes, NumberStyles.None, CultureInfo.InvariantCulture, out var rest) || rest >= 60) return false;

        offsetMinutes = (wholeHours * 60 + rest) * (isBehind ? -1 : 1);
        return true;
    }
}
