using System;
using System.Globalization;
using System.Linq;
using System.Text;
using MiniExchange.LoadTests.Figures;
using MiniExchange.LoadTests.Reports;

namespace MiniExchange.LoadTests.Overload;

/// <summary>The same as a table for people.</summary>
internal static class OverloadText
{
    public static string Of(OverloadReport report)
    {
        var text = new StringBuilder();
        Line($"\n{report.Highest.Scenario}, {report.Highest.Accounts} accounts\n");
        Line($"{"",-10}{"connections",13}{"wanted/s",10}{"done/s",10}{"503/s",10}{"other errors",14}{"never sent",12}");
        Phase("highest", report.Highest);
        Phase("overload", report.Overload);
        Phase("after", report.After);

        Line($"\n{"ms",-32}{"p50",10}{"p99",10}{"max",12}");
        Latency("highest: done, from sending", report.Highest.Requests.Service);
        Latency("overload: done, from due", report.Overload.Requests.Latency);
        Latency("overload: done, from sending", report.Overload.Requests.Service);
        Latency("overload: 503, from sending", report.Overload.Requests.Refused);
        Latency("after: done, from sending", report.After.Requests.Service);

        Line($"\nasked for {report.Times:0.#} times the highest rate: {report.DoneShare:P0} of it was done; afterwards {report.DoneShareAfter:P0}");
        Line($"lost without an answer: {report.Lost:N0}; due and never sent: {report.NeverSent:N0}");
        foreach (var error in report.Overload.Requests.ErrorsByCode) Line($"  {error.Operation,-12}{(error.Status == 0 ? "lost" : error.Status),8}{error.Code,10}{error.Count,12:N0}");
        foreach (var warning in report.Overload.Generator.Warnings) Line($"\nWARNING, overload: {warning}");
        return text.ToString();

        void Phase(string name, LoadReport run)
        {
            var requests = run.Requests;
            var others = requests.ErrorsByCode.Where(static error => error.Status != 503).Sum(static error => error.Count);
            var wanted = run.RateWanted == 0 ? "all" : run.RateWanted.ToString("N0", CultureInfo.InvariantCulture);
            Line($"{name,-10}{run.Connections,13:N0}{wanted,10}{requests.PerSecond,10:N0}{requests.RefusedPerSecond,10:N0}{others,14:N0}{requests.Late.NeverSent,12:N0}");
        }

        void Latency(string name, LatencyFigures of) => Line($"{name,-32}{of.P50Ms,10:N2}{of.P99Ms,10:N2}{of.MaxMs,12:N2}");

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }
}
