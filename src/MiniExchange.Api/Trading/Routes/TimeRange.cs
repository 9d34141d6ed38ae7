using MiniExchange.Actors;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Trading.Requests;

namespace MiniExchange.Api.Trading.Routes;

/// <summary>From when to when a question about the past goes.</summary>
internal static class TimeRange
{
    /// <summary>How it is asked for, and how many answers.</summary>
    public static readonly TradingParameter[] Parameters =
    [
        new("startTime", "Not before this, in milliseconds; alone or with an endTime at most 24 hours later.", IsInteger: true),
        new("endTime", "Not after this, in milliseconds.", IsInteger: true),
        new("limit", "500 unless given, at most 1000.", IsInteger: true),
    ];

    /// <summary>In microseconds, each null if absent.</summary>
    public static (long? Start, long? End) Read(ParameterReader read)
    {
        var start = read.Time("startTime");
        var end = read.Time("endTime", toEnd: true);
        if (end < start) read.Fail(TradingErrors.BadCombination);
        if (end - start >= UnixTime.MicrosPerDay + UnixTime.MicrosPerMillisecond) read.Fail(TradingErrors.IntervalTooLong);
        return (start, end);
    }
}
