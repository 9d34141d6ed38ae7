using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.LoadTests.Reports;
using MiniExchange.LoadTests.Runs;
using MiniExchange.LoadTests.Scenarios;

namespace MiniExchange.LoadTests;

/// <summary>The command line.</summary>
internal static class LoadCommand
{
    /// <summary>The command of this program: runs a plan and reports what came of it.</summary>
    public static RootCommand Create()
    {
        var json = new Option<string?>("--json") { Description = "Write all figures to this file." };
        var html = new Option<string?>("--html") { Description = "Write a report with charts to this file." };
        return Create(
            "Load on a running exchange over HTTP and WebSockets. docs/load-tests.md says how to read the figures.",
            (plan, parsed, cancellationToken) => ReportAsync(plan, parsed.GetValue(json), parsed.GetValue(html), cancellationToken),
            json,
            html);
    }

    /// <summary>A command with the options that make a plan.</summary>
    /// <param name="description">What it does.</param>
    /// <param name="run">Does it; the exit code.</param>
    /// <param name="more">Further options, which <paramref name="run"/> reads.</param>
    public static RootCommand Create(string description, Func<LoadPlan, ParseResult, CancellationToken, Task<int>> run, params Option[] more)
    {
        var scenario = new Option<string>("--scenario")
        {
            Description = "place-cancel: orders far from the market, canceled at once. trade: one account offers, another takes. "
                + "market-data: WebSocket subscribers, and trades to hear of. mixed: 70 % place-cancel, 20 % trade, 10 % reads, with some subscribers.",
            DefaultValueFactory = static _ => "place-cancel",
        };
        scenario.AcceptOnlyFromAmong([.. ScenarioMix.All.Select(static mix => mix.Name)]);
        var url = new Option<string[]>("--url")
        {
            Description = "The exchange; several front ends may be given.",
            DefaultValueFactory = static _ => ["http://127.0.0.1:5080"],
        };
        url.Validators.Add(static result =>
        {
            foreach (var given in result.Tokens.Where(static given => ServerOf(given.Value) is null)) result.AddError($"--url {given.Value} is no http:// address.");
        });
        var keys = new Option<string>("--keys") { Description = "The key file that the host's command 'seed' wrote.", DefaultValueFactory = static _ => "keys.json" };
        var symbol = new Option<string[]>("--symbol") { Description = "The pair to trade; several may be given.", DefaultValueFactory = static _ => ["BTCUSDT"] };
        var price = new Option<decimal?>("--price") { Description = "What trades are made at; by the market, unless given." };
        var rate = NumberOption.Create("--rate", 1_000, "Requests a second, sent whatever the answers do; 0: each connection sends as soon as it was answered, to find the highest rate.", 0);
        var seconds = NumberOption.Create("--seconds", 30, "How long is measured.", 1);
        var warmUp = NumberOption.Create("--warm-up", 5, "Seconds before that, which are not measured.", 0);
        var connections = NumberOption.Create("--connections", 64, "Connections; each has one request under way.", 1, 20_000);
        var subscribers = NumberOption.Create("--subscribers", -1, "WebSocket connections that listen; unless given, 100 for market-data, 10 for mixed, else none.", 0, 20_000);

        var root = new RootCommand(description);
        foreach (var option in (Option[])[scenario, url, keys, symbol, price, rate, seconds, warmUp, connections, subscribers, .. more]) root.Options.Add(option);
        root.SetAction(async (parsed, cancellationToken) =>
        {
            var mix = ScenarioMix.All.Single(mix => mix.Name == parsed.GetValue(scenario));
            var plan = new LoadPlan(
                mix,
                [.. parsed.GetValue(url)!.Select(static given => ServerOf(given)!)],
                parsed.GetValue(keys)!,
                parsed.GetValue(symbol)!,
                parsed.GetValue(price),
                parsed.GetValue(rate),
                parsed.GetValue(warmUp),
                parsed.GetValue(seconds),
                parsed.GetValue(connections),
                parsed.GetValue(subscribers) is >= 0 and var given ? given : mix.Subscribers);
            try
            {
                return await run(plan, parsed, cancellationToken);
            }
            catch (Exception problem) when (problem is LoadFailedException or IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync(problem.Message);
                return 1;
            }
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

    private static Uri? ServerOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var server) && server.Scheme == Uri.UriSchemeHttp ? server : null;
}
