using System;
using System.Linq;
using MiniExchange.LoadTests.Reports;

namespace MiniExchange.LoadTests.Overload;

/// <summary>What an exchange does when more is asked of it than it can do.</summary>
/// <param name="StartedAt">When it began.</param>
/// <param name="CommandLine">How this program was called.</param>
/// <param name="Times">How many times the highest rate was asked for.</param>
/// <param name="DoneShare">Done under overload, as a share of the highest rate.</param>
/// <param name="DoneShareAfter">Done as fast as it answers after the overload, as a share of the same before it.</param>
/// <param name="Lost">Requests of the overload whose connection ended without an answer.</param>
/// <param name="NeverSent">Requests of the overload that were due and never sent.</param>
/// <param name="Highest">The highest rate: a closed loop.</param>
/// <param name="Overload">More than that: an open loop.</param>
/// <param name="After">The highest rate once more.</param>
internal sealed record OverloadReport(
    DateTimeOffset StartedAt,
    string CommandLine,
    double Times,
    double DoneShare,
    double DoneShareAfter,
    long Lost,
    long NeverSent,
    LoadReport Highest,
    LoadReport Overload,
    LoadReport After)
{
    /// <summary>Puts three runs together.</summary>
    public static OverloadReport Of(double times, LoadReport highest, LoadReport overload, LoadReport after) => new(
        highest.StartedAt,
        LoadReport.CommandLineOf(),
        times,
        Math.Round(overload.Requests.PerSecond / highest.Requests.PerSecond, 3),
        Math.Round(after.Requests.PerSecond / highest.Requests.PerSecond, 3),
        overload.Requests.ErrorsByCode.Where(static error => error.Status == 0).Sum(static error => error.Count),
        overload.Requests.Late.NeverSent,
        highest,
        overload,
        after);
}
