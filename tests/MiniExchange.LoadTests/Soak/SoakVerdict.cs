using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace MiniExchange.LoadTests.Soak;

/// <summary>What a soak comes to, in lines.</summary>
internal static class SoakVerdict
{
    public static IEnumerable<string> Of(SoakReport report)
    {
        foreach (var failure in report.Failures) yield return $"failed: {failure}";
        yield return Text($"acknowledged and lost: {report.Lost:N0} of {report.Acknowledged:N0}{Late(report)}");
        foreach (var example in report.Lives.SelectMany(static life => life.Check?.Examples ?? [])) yield return $"  {example}";
        var asked = report.Lives.Count(static life => life.Money is not null);
        yield return report.Differences.IsEmpty
            ? Text($"reconciliation: {(asked == 0 ? "not asked" : "zero")}, {asked} of {report.Lives.Length} lives")
            : $"reconciliation: {string.Join(", ", report.Differences)}";

        var restarts = report.Lives.Skip(1).ToArray();
        if (restarts.Length > 0) yield return Text($"killed and back {restarts.Length} times, in {restarts.Max(static life => life.ReadyAfterSeconds):N1} s at most; {restarts.Sum(static life => life.Down):N0} requests were due meanwhile and found it down");
        PhaseFigures[] phases = [.. report.Lives.SelectMany(static life => (IEnumerable<PhaseFigures>)(life.Steady is null ? [life.WarmingUp] : [life.WarmingUp, life.Steady]))];
        var errors = ErrorsOf(phases);
        yield return Text($"requests without an answer, or refused: {(errors.Count == 0 ? "none" : string.Join("; ", errors))}");
        yield return Text($"sent late by more than 1 ms: {phases.Sum(static part => part.Late.ForConnection):N0} for want of a connection, {phases.Sum(static part => part.Late.ByGenerator):N0} by the generator, of {phases.Sum(static part => part.Sent):N0}; never sent though it was up: {phases.Sum(static part => part.Late.NeverSent):N0}");

        if (report.SteadyLives() is not { Count: > 1 } steady)
        {
            yield return "memory and latency: fewer than two lives were long enough to be steady";
            yield break;
        }

        var (first, last) = (steady[0], steady[^1]);
        yield return Text($"memory: {first.MemoryEndMb:N0} MB at the end of life {first.Number}, {last.MemoryEndMb:N0} MB at the end of life {last.Number} ({Change(first.MemoryEndMb, last.MemoryEndMb)}); at most {report.Lives.Max(static life => life.MemoryMaxMb):N0} MB");
        yield return Text($"p99: {first.Steady!.Latency.P99Ms:N1} ms in life {first.Number}, {last.Steady!.Latency.P99Ms:N1} ms in life {last.Number} ({Change(first.Steady.Latency.P99Ms, last.Steady.Latency.P99Ms)})");
    }

    private static string Late(SoakReport report)
    {
        var late = report.Lives.Sum(static life => life.Check?.Late ?? 0);
        return late == 0 ? "" : Text($"; {late:N0} were there only when asked for again");
    }

    private static IReadOnlyList<string> ErrorsOf(PhaseFigures[] phases) =>
    [
        .. phases
            .SelectMany(static part => part.ErrorsByCode)
            .GroupBy(static error => (error.Status, error.Code), static error => error.Count)
            .OrderByDescending(static same => same.Sum())
            .Select(static same => same.Key.Status == 0 ? Text($"{same.Sum():N0} lost with their connection") : Text($"{same.Sum():N0} with {same.Key.Status}/{same.Key.Code}")),
    ];

    private static string Change(double from, double to) => from <= 0 ? "?" : ((to / from) - 1).ToString("+0 %;-0 %;0 %", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
