using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Xml.Linq;
using MiniExchange.LoadTests.Reports;
using static MiniExchange.LoadTests.Reports.HtmlPage;

namespace MiniExchange.LoadTests.Soak;

/// <summary>A soak as a page.</summary>
internal static class SoakHtml
{
    private const int MostTicks = 10;

    private static readonly int[] RoundSeconds = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600];

    /// <summary>The page.</summary>
    public static XElement Of(SoakReport report)
    {
        var title = $"Soak: {report.Scenario}";
        return HtmlPage.Of(title, new XElement(
            "body",
            new XElement("h1", title),
            Faint($"{report.StartedAt:yyyy-MM-dd HH:mm} UTC, {report.RateWanted:N0} requests/s wanted on {report.Connections} connections for {report.Accounts:N0} accounts, {report.Seconds:N0} s, killed {report.Lives.Length - 1} times, seed {report.Seed}"),
            report.HasPassed ? new XElement("p", "Passed.") : new XElement("p", new XAttribute("class", "warning"), "Failed."),
            new XElement("ul", SoakVerdict.Of(report).Select(static line => new XElement("li", line))),
            Chart(report.Series, "Resident memory of the host, MB", isLogarithmic: false, static second => second.MemoryMb, "memory"),
            Chart(report.Series, "p99 of each second, ms from when a request was to be sent", isLogarithmic: true, static second => second.P99Ms, "p99"),
            new XElement("h2", "Lives"),
            Table(
                ["life", "ready s", "down", "lived s", "warm-up s", "warm-up p99", "done/s", "errors", "p50", "p99", "p99.9", "MB steady", "MB end", "MB max", "data MB", "acknowledged", "lost"],
                report.Lives.Select(Row)),
            new XElement("h2", "How it was measured"),
            Faint($"{report.Machine.System}, {report.Machine.Processors} processors, {report.Machine.MemoryMb:N0} MB, {report.Machine.Runtime}"),
            new XElement("p", new XElement("code", report.CommandLine))));
    }

    private static XElement Chart(ImmutableArray<SoakSecond> series, string title, bool isLogarithmic, Func<SoakSecond, double> value, string name)
    {
        var length = series.IsEmpty ? 1 : series[^1].At;
        var every = RoundSeconds.FirstOrDefault(step => length / step <= MostTicks, RoundSeconds[^1]);
        return LineChart.Draw(title, isLogarithmic, [.. Ticks(length, every)], new Line(name, [.. series.Select(second => (second.At, value(second)))]));
    }

    private static IEnumerable<(double X, string Text)> Ticks(double length, int every)
    {
        for (var at = every; at <= length; at += every) yield return (at, every < 60 ? Text($"{at} s") : Text($"{at / 60} min"));
    }

    private static string[] Row(LifeFigures life) =>
    [
        Text($"{life.Number}"),
        Text($"{life.ReadyAfterSeconds:N1}"),
        Text($"{life.Down:N0}"),
        Text($"{life.Seconds:N0}"),
        Text($"{life.WarmingUp.Seconds:N0}"),
        Text($"{life.WarmingUp.Latency.P99Ms:N1}"),
        .. life.Steady is { } steady
            ? [Text($"{steady.PerSecond:N0}"), Text($"{steady.Errors:N0}"), Text($"{steady.Latency.P50Ms:N1}"), Text($"{steady.Latency.P99Ms:N1}"), Text($"{steady.Latency.P999Ms:N1}")]
            : (string[])["", "", "", "", ""],
        Text($"{life.MemorySteadyMb:N0}"),
        Text($"{life.MemoryEndMb:N0}"),
        Text($"{life.MemoryMaxMb:N0}"),
        Text($"{life.DataMb:N0}"),
        life.Check is { } check ? Text($"{check.Acknowledged:N0}") : "",
        life.Check is { } asked ? Text($"{asked.Lost:N0}") : "not asked",
    ];
}
