using System;
using System.CommandLine;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.LoadTests.Overload;
using MiniExchange.LoadTests.Reports;
using MiniExchange.LoadTests.Runs;
using MiniExchange.LoadTests.Soak;

namespace MiniExchange.LoadTests;

/// <summary>The command line.</summary>
internal static class LoadCommand
{
    /// <summary>The command of this program: runs a plan and reports what came of it.</summary>
    public static RootCommand Create()
    {
        var json = new Option<string?>("--json") { Description = "Write all figures to this file." };
        var html = new Option<string?>("--html") { Description = "Write a report with charts to this file." };
        var root = Create(
            "Load on a running exchange over HTTP and WebSockets. docs/load-tests.md says how to read the figures.",
            (plan, parsed, cancellationToken) => ReportAsync(plan, parsed.GetValue(json), parsed.GetValue(html), cancellationToken),
            json,
            html);
        root.Subcommands.Add(OverloadCommand.Create());
        root.Subcommands.Add(SoakCommand.Create());
        return root;
    }

    /// <summary>A command with the options that make a plan.</summary>
    /// <param name="description">What it does.</param>
    /// <param name="run">Does it; the exit code.</param>
    /// <param name="more">Further options, which <paramref name="run"/> reads.</param>
    public static RootCommand Create(string description, Func<LoadPlan, ParseResult, CancellationToken, Task<int>> run, params Option[] more)
    {
        var target = new TargetOptions();
        var rate = NumberOption.Create("--rate", 1_000, "Requests a second, sent whatever the answers do; 0: each connection sends as soon as it was answered, to find the highest rate.", 0);
        var seconds = NumberOption.Create("--seconds", 30, "How long is measured.", 1);
        var warmUp = NumberOption.Create("--warm-up", 5, "Seconds before that, which are not measured.", 0);
        var connections = NumberOption.Create("--connections", 64, "Connections; each has one request under way.", 1, 20_000);
        var subscribers = NumberOption.Create("--subscribers", -1, "WebSocket connections that listen; unless given, 100 for market-data, 10 for mixed, else none.", 0, 20_000);

        var root = new RootCommand(description);
        foreach (var option in (Option[])[.. target.All, rate, seconds, warmUp, connections, subscribers, .. more]) root.Options.Add(option);
        root.SetAction(async (parsed, cancellationToken) =>
        {
            var plan = target.PlanOf(parsed) with
            {
                PerSecond = parsed.GetValue(rate),
                WarmUpSeconds = parsed.GetValue(warmUp),
                Seconds = parsed.GetValue(seconds),
                Connections = parsed.GetValue(connections),
                Subscribers = parsed.GetValue(subscribers) is >= 0 and var given ? given : target.MixOf(parsed).Subscribers,
            };
            return await SayWhyAsync(() => run(plan, parsed, cancellationToken));
        });
        return root;
    }

    /// <returns>0: there are figures, whatever they say.</returns>
    private static async Task<int> ReportAsync(LoadPlan plan, string? json, string? html, CancellationToken cancellationToken)
    {
        // Ended early, it still has something to tell.
        var report = await LoadRun.RunAsync(plan, Console.Error, cancellationToken);
        await Console.Out.WriteAsync(TextReport.Of(report));
        if (json is not null) await JsonReport.WriteAsync(report, json, CancellationToken.None);
        if (html is not null) await HtmlReport.WriteAsync(report, html, CancellationToken.None);
        return 0;
    }

    /// <summary>Does something that may be impossible; if it is, says why in a line.</summary>
    /// <returns>What it returns; 1 if it was impossible.</returns>
    public static async Task<int> SayWhyAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception problem) when (problem is LoadFailedException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return 1;
        }
    }
}
