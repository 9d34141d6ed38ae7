using System;
using System.Globalization;
using System.Text;

namespace MiniExchange.LoadTests.Soak;

/// <summary>A soak as a table for people, a row for each life.</summary>
internal static class SoakText
{
    public static string Of(SoakReport report)
    {
        var text = new StringBuilder();
        Line($"\n{report.Scenario}, {report.RateWanted:N0}/s wanted, {report.Connections} connections, {report.Accounts} accounts, {report.Seconds:N0} s, seed {report.Seed}\n");
        Line($"{"",4}{"",8}{"",8}{"",9} | {"warming up",-28} | {"steady",-46} | {"memory, MB",-24} | {"",9} | {"asked for after its end",-24}");
        Line($"{"life",4}{"ready s",8}{"down",8}{"lived s",9} | {"s",6}{"done/s",9}{"p99 ms",11}{"",2} | {"done/s",9}{"errors",8}{"p50",9}{"p99",10}{"p99.9",10} | {"from",8}{"to",8}{"max",8} | {"data MB",9} | {"acknowledged",13}{"lost",6}{"s",7}");
        foreach (var life in report.Lives)
        {
            var (warm, steady) = (life.WarmingUp, life.Steady);
            Add($"{life.Number,4}{life.ReadyAfterSeconds,8:N1}{life.Down,8:N0}{life.Seconds,9:N0} | {warm.Seconds,6:N0}{warm.PerSecond,9:N0}{warm.Latency.P99Ms,11:N1}{"",2} | ");
            if (steady is null) Add($"{"",46}");
            else Add($"{steady.PerSecond,9:N0}{steady.Errors,8:N0}{steady.Latency.P50Ms,9:N1}{steady.Latency.P99Ms,10:N1}{steady.Latency.P999Ms,10:N1}");
            Add($" | {life.MemorySteadyMb,8:N0}{life.MemoryEndMb,8:N0}{life.MemoryMaxMb,8:N0} | {life.DataMb,9:N0} | ");
            if (life.Check is { } check) Line($"{check.Acknowledged,13:N0}{check.Lost,6:N0}{check.Seconds,7:N1}");
            else Line($"not asked");
        }

        Line($"");
        foreach (var line in SoakVerdict.Of(report)) Line($"{line}");
        Line($"{(report.HasPassed ? "PASSED" : "FAILED")}");
        return text.ToString();

        void Add(FormattableString part) => text.Append(part.ToString(CultureInfo.InvariantCulture));

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }
}
