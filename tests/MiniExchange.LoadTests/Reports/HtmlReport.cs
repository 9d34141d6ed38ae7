using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using System.Xml.Linq;
using MiniExchange.LoadTests.Figures;
using MiniExchange.LoadTests.Streams;
using static MiniExchange.LoadTests.Reports.HtmlPage;

namespace MiniExchange.LoadTests.Reports;

/// <summary>A report as one page that needs nothing else: well-formed, so that programs can read it too.</summary>
internal static class HtmlReport
{
    private static readonly double[] Nines = [0, 90, 99, 99.9, 99.99, 99.999];

    public static Task WriteAsync(LoadReport report, string path, CancellationToken cancellationToken) =>
        File.WriteAllTextAsync(path, TextOf(Of(report)), cancellationToken);

    /// <summary>The page.</summary>
    public static XElement Of(LoadReport report)
    {
        var requests = report.Requests;
        var title = $"Load test: {report.Scenario}";
        var body = new XElement(
            "body",
            new XElement("h1", title),
            Faint($"{report.StartedAt:yyyy-MM-dd HH:mm} UTC, {string.Join(", ", report.Urls)}, {string.Join(", ", report.Symbols)}"),
            new XElement("p", Text($"{requests.PerSecond:N0} requests/s ({(report.RateWanted > 0 ? Text($"{report.RateWanted:N0}/s wanted") : "as fast as answered")}) on {report.Connections} connections for {report.Accounts:N0} accounts, {requests.Seconds:N0} s measured after {report.WarmUpSeconds} s: {requests.Sent:N0} sent, {requests.Done:N0} done, {requests.Errors:N0} errors.")),
            report.Generator.Warnings.Select(static warning => new XElement("p", new XAttribute("class", "warning"), warning)),
            new XElement("h2", "Latency in ms, from when a request was to be sent; service: from when it was sent"),
            Latencies(requests));
        if (requests.ErrorsByCode.Length > 0) body.Add(new XElement("h2", "Errors"), Errors(requests.ErrorsByCode));
        body.Add(Curve(requests.Curve), Rates(requests.Series), OverTime(requests.Series));
        if (report.Streams is { } streams) body.Add(new XElement("h2", "WebSocket subscribers"), Heard(streams, requests.Seconds));
        body.Add(new XElement("h2", "How it was measured"), Generator(report), Machine(report));
        return HtmlPage.Of(title, body);
    }

    private static XElement Curve(ImmutableArray<CurvePoint> curve)
    {
        // Each further nine takes as much room as the one before.
        var points = curve.Where(static point => point.Percentile < 100).Select(static point => (At(point.Percentile), point.Ms)).ToArray();
        return LineChart.Draw("Latency by percentile, ms", true, [.. Nines.Select(static nine => (At(nine), Text($"{nine:0.###} %")))], new Line("all requests", points));

        static double At(double percentile) => -Math.Log10(1 - (percentile / 100));
    }

    private static XElement Rates(ImmutableArray<SecondFigures> series) => LineChart.Draw(
        "Requests per second",
        false,
        Seconds(series),
        Line(series, "done", static second => second.Done),
        Line(series, "sent", static second => second.Sent),
        Line(series, "errors", static second => second.Errors));

    private static XElement OverTime(ImmutableArray<SecondFigures> series) => LineChart.Draw(
        "Latency over time, ms",
        true,
        Seconds(series),
        Line(series, "p50", static second => second.P50Ms),
        Line(series, "p99", static second => second.P99Ms),
        Line(series, "max", static second => second.MaxMs));

    private static Line Line(ImmutableArray<SecondFigures> series, string name, Func<SecondFigures, double> value) =>
        new(name, [.. series.Select(second => (second.At, value(second)))]);

    private static (double X, string Text)[] Seconds(ImmutableArray<SecondFigures> series)
    {
        var every = Math.Max(1, (int)Math.Ceiling(series.Length / 10.0));
        return [.. Enumerable.Range(1, series.Length).Where(second => second % every == 0).Select(static second => ((double)second, Text($"{second} s")))];
    }

    private static XElement Latencies(RequestFigures requests) => Table(
        ["", "per second", "p50", "p90", "p99", "p99.9", "max"],
        [
            Row("all", requests.PerSecond, requests.Latency),
            .. requests.Operations.Select(static of => Row(of.Operation, of.PerSecond, of.Latency)),
            Row("service", requests.PerSecond, requests.Service),
            .. requests.Refused.Count > 0 ? [Row("503 service", requests.RefusedPerSecond, requests.Refused)] : Array.Empty<string[]>(),
        ]);

    private static XElement Errors(ImmutableArray<ErrorFigures> errors) => Table(
        ["", "status", "code", "count"],
        errors.Select(static error => new[] { error.Operation, error.Status == 0 ? "lost" : Text($"{error.Status}"), Text($"{error.Code}"), Text($"{error.Count:N0}") }));

    private static IEnumerable<XElement> Heard(StreamFigures streams, double seconds) =>
    [
        new("p", Text($"{streams.Subscribers} subscribers, {streams.Lost} lost, {streams.Messages:N0} messages. Ages in ms, where events have a time.")),
        Table(["", "per second", "p50", "p90", "p99", "p99.9", "max"], streams.Streams.Select(stream => Row(stream.Stream, stream.Messages / seconds, stream.Age))),
    ];

    private static XElement Generator(LoadReport report)
    {
        var late = report.Requests.Late;
        return new XElement("p", Text($"Sent late by more than 1 ms: {late.ForConnection:N0} for want of a free connection, {late.ByGenerator:N0} by the generator itself (p99 {late.P99Ms:N2} ms, at most {late.MaxMs:N2} ms); {late.NeverSent:N0} due and never sent. The generator used {report.Generator.CpuCores:N2} cores, {report.Generator.CpuMicrosPerRequest:N1} microseconds of processor time per request."));
    }

    private static IEnumerable<XElement> Machine(LoadReport report) =>
    [
        Faint($"{report.Machine.System}, {report.Machine.Processors} processors, {report.Machine.MemoryMb:N0} MB, {report.Machine.Runtime}; mix: {report.Mix.PlaceCancelPercent} % place and cancel, {report.Mix.TradePercent} % trades, {report.Mix.ReadPercent} % reads"),
        new("p", new XElement("code", report.CommandLine)),
    ];

    private static string[] Row(string name, double perSecond, LatencyFigures of) => of.Count == 0
        ? [name, Text($"{perSecond:N0}"), "", "", "", "", ""]
        : [name, Text($"{perSecond:N0}"), Text($"{of.P50Ms:N2}"), Text($"{of.P90Ms:N2}"), Text($"{of.P99Ms:N2}"), Text($"{of.P999Ms:N2}"), Text($"{of.MaxMs:N2}")];
}
