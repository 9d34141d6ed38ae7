using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using HdrHistogram;

namespace MiniExchange.LoadTests.Figures;

/// <summary>What became of all requests that were measured.</summary>
/// <param name="Seconds">How long was measured.</param>
/// <param name="Sent">Requests sent that were to be sent in that time; late ones too, up to a second after it.</param>
/// <param name="Done">Requests answered as done (a status of 200 to 299) in that time; what was then under way is in the latencies only.</param>
/// <param name="Errors">Requests answered with an error, or not at all.</param>
/// <param name="PerSecond">What was done in that time, per second.</param>
/// <param name="Latency">Of what was done, then or later, from when it was to be sent.</param>
/// <param name="Service">The same from when it was really sent.</param>
/// <param name="RefusedPerSecond">What was refused as too much (a status of 503) in that time, per second.</param>
/// <param name="Refused">Of what was refused so, then or later, from when it was really sent.</param>
/// <param name="Operations">Latencies by what was asked.</param>
/// <param name="ErrorsByCode">Errors by what was asked and how it was answered, most frequent first.</param>
/// <param name="Late">What was sent later than intended.</param>
/// <param name="Curve">The latencies' distribution.</param>
/// <param name="Series">The same second by second.</param>
internal sealed record RequestFigures(
    double Seconds,
    long Sent,
    long Done,
    long Errors,
    double PerSecond,
    LatencyFigures Latency,
    LatencyFigures Service,
    double RefusedPerSecond,
    LatencyFigures Refused,
    ImmutableArray<OperationFigures> Operations,
    ImmutableArray<ErrorFigures> ErrorsByCode,
    LateFigures Late,
    ImmutableArray<CurvePoint> Curve,
    ImmutableArray<SecondFigures> Series);

/// <summary>One kind of request.</summary>
internal sealed record OperationFigures(string Operation, double PerSecond, LatencyFigures Latency);

/// <summary>One kind of error.</summary>
/// <param name="Operation">What was asked.</param>
/// <param name="Status">The status of HTTP; 0: the connection was lost before an answer.</param>
/// <param name="Code">The exchange's code; 0: none.</param>
/// <param name="Count">How many.</param>
internal sealed record ErrorFigures(string Operation, int Status, int Code, long Count);

/// <summary>What was sent late, by more than a millisecond. Latencies count from when it was to be sent, so nothing is hidden by it.</summary>
/// <param name="ForConnection">Because no connection was free: the exchange was slower than the rate, or there are too few connections.</param>
/// <param name="ByGenerator">Though one was: this program was the limit.</param>
/// <param name="NeverSent">Requests that were due and not sent by the end.</param>
/// <param name="P50Ms">By how much half of all requests were late at most, punctual ones included.</param>
/// <param name="P99Ms">The same for 99 of 100.</param>
/// <param name="MaxMs">The latest.</param>
internal sealed record LateFigures(long ForConnection, long ByGenerator, long NeverSent, double P50Ms, double P99Ms, double MaxMs);

/// <summary>One second of a run.</summary>
/// <param name="At">Seconds since the measurement began.</param>
/// <param name="Sent">Requests sent in it.</param>
/// <param name="Done">Requests done.</param>
/// <param name="Errors">Requests answered with an error, or lost.</param>
/// <param name="P50Ms">Of what was done in it; 0 if nothing was.</param>
/// <param name="P99Ms">The same for 99 of 100.</param>
/// <param name="MaxMs">The slowest.</param>
internal sealed record SecondFigures(double At, long Sent, long Done, long Errors, double P50Ms, double P99Ms, double MaxMs);

/// <summary>Percentiles of a distribution, in milliseconds; all 0 if it is empty.</summary>
internal sealed record LatencyFigures(long Count, double MeanMs, double P50Ms, double P90Ms, double P99Ms, double P999Ms, double MaxMs)
{
    /// <summary>Those of a histogram in microseconds.</summary>
    public static LatencyFigures Of(HistogramBase micros) => new(
        micros.TotalCount,
        micros.TotalCount == 0 ? 0 : Math.Round(micros.GetMean() / 1_000, 3),
        Ms(micros, 50),
        Ms(micros, 90),
        Ms(micros, 99),
        Ms(micros, 99.9),
        Ms(micros, 100));

    /// <summary>One percentile of a histogram in microseconds, in milliseconds.</summary>
    public static double Ms(HistogramBase micros, double percentile) =>
        micros.TotalCount == 0 ? 0 : Math.Round(micros.GetValueAtPercentile(percentile) / 1_000.0, 3);
}

/// <summary>A point of a percentile curve.</summary>
internal sealed record CurvePoint(double Percentile, double Ms, long Count)
{
    private const int PointsPerHalving = 5;

    /// <summary>The curve of a histogram in microseconds: as many points between 50 and 75 % as between 75 and 87.5 %, and so on.</summary>
    public static ImmutableArray<CurvePoint> Of(HistogramBase micros) => micros.TotalCount == 0
        ? []
        : [.. Distinct(micros.Percentiles(PointsPerHalving).Select(static at => new CurvePoint(
            Math.Round(at.PercentileLevelIteratedTo, 5), Math.Round(at.ValueIteratedTo / 1_000.0, 3), at.TotalCountToThisValue)))];

    // Past the last value the iteration repeats itself.
    private static IEnumerable<CurvePoint> Distinct(IEnumerable<CurvePoint> points) => points.DistinctBy(static point => point.Percentile);
}
