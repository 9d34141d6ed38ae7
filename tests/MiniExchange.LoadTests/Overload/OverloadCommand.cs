using System;
using System.CommandLine;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.LoadTests.Reports;
using MiniExchange.LoadTests.Runs;

namespace MiniExchange.LoadTests.Overload;

/// <summary><c>overload</c>: what becomes of the rate, and of what is refused, when far more is asked than can be done.</summary>
internal static class OverloadCommand
{
    private const int MaxPerSecond = 1_000_000;

    public static Command Create()
    {
        var target = new TargetOptions();
        var seconds = NumberOption.Create("--seconds", 30, "How long each of the three phases is measured.", 1);
        var warmUp = NumberOption.Create("--warm-up", 5, "Seconds before each, which are not measured.", 0);
        var connections = NumberOption.Create("--connections", 256, "Connections that look for the highest rate.", 1, 20_000);
        var overloadConnections = NumberOption.Create("--overload-connections", 2_000, "Connections of the overload.", 1, 50_000);
        var times = NumberOption.Create("--times", 3, "How many times the highest rate is asked for.", 1, 100);
        var json = new Option<string?>("--json") { Description = "Write all figures to this file." };

        var command = new Command("overload", "The highest rate, then several times of it by the clock, then the highest rate again: on a running exchange.");
        foreach (var option in (Option[])[.. target.All, seconds, warmUp, connections, overloadConnections, times, json]) command.Options.Add(option);
        command.SetAction((parsed, cancellationToken) => LoadCommand.SayWhyAsync(async () =>
        {
            var plan = target.PlanOf(parsed) with
            {
                Seconds = parsed.GetValue(seconds),
                WarmUpSeconds = parsed.GetValue(warmUp),
                Connections = parsed.GetValue(connections),
            };
            OpenFiles.RequireFor(Math.Max(plan.Connections, parsed.GetValue(overloadConnections)));
            var report = await RunAsync(plan, parsed.GetValue(times), parsed.GetValue(overloadConnections), Console.Error, cancellationToken);
            await Console.Out.WriteAsync(OverloadText.Of(report));
            if (parsed.GetValue(json) is { } path) await JsonReport.WriteAsync(report, path, CancellationToken.None);
            return 0;
        }));
        return command;
    }

    private static async Task<OverloadReport> RunAsync(
        LoadPlan closed, int times, int overloadConnections, TextWriter progress, CancellationToken cancellationToken)
    {
        var highest = await PhaseAsync("highest rate", closed);
        if (highest.Requests.PerSecond < 1) throw new LoadFailedException("Nothing was done: there is no highest rate.");

        var open = closed with
        {
            PerSecond = (int)Math.Clamp(times * highest.Requests.PerSecond, 1, MaxPerSecond),
            Connections = overloadConnections,
        };
        var overload = await PhaseAsync("overload", open);
        var after = await PhaseAsync("highest rate, after", closed);
        return OverloadReport.Of(times, highest, overload, after);

        async Task<LoadReport> PhaseAsync(string name, LoadPlan plan)
        {
            await progress.WriteLineAsync(name);
            var report = await LoadRun.RunAsync(plan, progress, cancellationToken);
            return cancellationToken.IsCancellationRequested
                ? throw new LoadFailedException("Ended early: there is nothing to compare.")
                : report;
        }
    }
}
