using System;
using System.Globalization;
using System.Text;
using MiniExchange.LoadTests.Figures;

namespace MiniExchange.LoadTests.Reports;

/// <summary>A report as a table for people.</summary>
internal static class TextReport
{
    public static string Of(LoadReport report)
    {
        var text = new StringBuilder();
        var requests = report.Requests;
        var rate = report.RateWanted > 0 ? string.Create(CultureInfo.InvariantCulture, $"{report.RateWanted:N0}/s wanted") : "as fast as answered";
        Line($"\n{report.Scenario}, {rate}, {report.Connections} connections, {report.Accounts} accounts, {requests.Seconds:N1} s measured");
        Line($"sent {requests.Sent:N0}, done {requests.Done:N0}, errors {requests.Errors:N0}: {requests.PerSecond:N0} requests/s\n");
        Line($"{"ms",-12}{"per second",12}{"p50",10}{"p90",10}{"p99",10}{"p99.9",10}{"max",10}");
        Row("all", requests.PerSecond, requests.Latency);
        foreach (var operation in requests.Operations) Row(operation.Operation, operation.PerSecond, operation.Latency);
        Row("service", requests.PerSecond, requests.Service);
        if (requests.Refused.Count > 0) Row("503 service", requests.RefusedPerSecond, requests.Refused);
        if (requests.ErrorsByCode.Length > 0) Line($"\n{"errors",-12}{"status",12}{"code",10}{"count",12}");
        foreach (var error in requests.ErrorsByCode) Line($"{error.Operation,-12}{(error.Status == 0 ? "lost" : error.Status),12}{error.Code,10}{error.Count,12:N0}");

        var late = requests.Late;
        Line($"\nlate by more than {Recorder.LateMicros / 1_000} ms: {late.ForConnection:N0} for want of a connection, {late.ByGenerator:N0} by the generator; p50 {late.P50Ms:N2}, p99 {late.P99Ms:N2}, max {late.MaxMs:N2} ms; never sent: {late.NeverSent:N0}");
        Line($"generator: {report.Generator.CpuCores:N2} cores, {report.Generator.CpuMicrosPerRequest:N1} microseconds of processor time per request");
        if (report.Streams is { } streams)
        {
            Line($"\n{streams.Subscribers} subscribers, {streams.Lost} lost: {streams.Messages:N0} messages, {streams.PerSecond:N0}/s; age in ms where they have a time");
            foreach (var stream in streams.Streams) Row(stream.Stream, stream.Messages / requests.Seconds, stream.Age);
        }

        foreach (var warning in report.Generator.Warnings) Line($"\nWARNING: {warning}");
        return text.ToString();

        void Row(string name, double perSecond, LatencyFigures of) =>
            Line($"{name,-12}{perSecond,12:N0}{of.P50Ms,10:N2}{of.P90Ms,10:N2}{of.P99Ms,10:N2}{of.P999Ms,10:N2}{of.MaxMs,10:N2}");

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }
}
