using System;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.IO;
using System.Linq;
using System.Threading;
using MiniExchange.LoadTests.Reports;

namespace MiniExchange.LoadTests.Soak;

/// <summary><c>soak</c>: endurance with kills.</summary>
internal static class SoakCommand
{
    private const decimal MostMinutes = 10_000;

    public static Command Create()
    {
        var target = new TargetOptions("trade");
        var host = new Option<string>("--host") { Description = "The host's program: MiniExchange.Host.dll, or what was published.", Required = true };
        var minutes = new Option<decimal>("--minutes") { Description = "How long it lasts, restarts included; 0.5 is half of one.", DefaultValueFactory = static _ => 30 };
        minutes.Validators.Add(static result =>
        {
            if (result.Tokens.Count > 0 && !(decimal.TryParse(result.Tokens[^1].Value, out var given) && given is > 0 and <= MostMinutes)) result.AddError($"--minutes must be more than 0 and at most {MostMinutes}.");
        });
        var rate = NumberOption.Create("--rate", 5_000, "Requests a second, sent whatever the answers do.");
        var connections = NumberOption.Create("--connections", 256, "Connections; each has one request under way.", 1, 20_000);
        var users = NumberOption.Create("--users", 1_000, "Accounts to add, which trade.", 2, 100_000);
        var killEvery = NumberOption.Create("--kill-every", 180, "Seconds that the host lives on average; each life is between half and one and a half of it.");
        var warmUp = NumberOption.Create("--warm-up", 20, "Seconds at the beginning of each life that have figures of their own.", 0);
        var seed = new Option<int?>("--seed") { Description = "Says how long each life is; drawn and printed, unless given." };
        var directory = new Option<string?>("--directory") { Description = "A new directory for the host's data, its logs and the keys; a temporary one, unless given. It is left there." };
        var json = new Option<string?>("--json") { Description = "Write all figures to this file." };
        var html = new Option<string?>("--html") { Description = "Write a report with charts to this file." };
        var settings = new Argument<string[]>("settings") { Description = "After --: further settings for the host.", Arity = ArgumentArity.ZeroOrMore };

        var command = new Command("soak", "Load on an exchange of its own, which is killed in traffic and started again; everything acknowledged is asked for afterwards.");
        foreach (var option in (Option[])[host, minutes, .. target.OfOwnExchange, rate, connections, users, killEvery, warmUp, seed, directory, json, html]) command.Options.Add(option);
        command.Arguments.Add(settings);
        command.SetAction((parsed, cancellationToken) => LoadCommand.SayWhyAsync(async () =>
        {
            var plan = new SoakPlan(
                Existing(parsed.GetValue(host)!),
                SettingsOf(parsed, parsed.GetValue(settings) ?? []),
                NewDirectory(parsed.GetValue(directory)),
                target.MixOf(parsed),
                target.SymbolsOf(parsed),
                target.PriceOf(parsed),
                TimeSpan.FromMinutes((double)parsed.GetValue(minutes)),
                TimeSpan.FromSeconds(parsed.GetValue(killEvery)),
                TimeSpan.FromSeconds(parsed.GetValue(warmUp)),
                parsed.GetValue(seed) ?? Random.Shared.Next(),
                parsed.GetValue(rate),
                parsed.GetValue(connections),
                parsed.GetValue(users));
            var report = await SoakRun.RunAsync(plan, Console.Error, cancellationToken);
            await Console.Out.WriteAsync(SoakText.Of(report));
            if (parsed.GetValue(json) is { } jsonPath) await JsonReport.WriteAsync(report, jsonPath, CancellationToken.None);
            if (parsed.GetValue(html) is { } htmlPath) await File.WriteAllTextAsync(htmlPath, HtmlPage.TextOf(SoakHtml.Of(report)), CancellationToken.None);
            return report.HasPassed ? 0 : 1;
        }));
        return command;
    }

    private static string Existing(string program) =>
        File.Exists(program) ? Path.GetFullPath(program) : throw new LoadFailedException($"--host {program} is not there.");

    // What is no option would else be taken for a setting, and do nothing.
    private static string[] SettingsOf(ParseResult parsed, string[] settings)
    {
        var meant = parsed.Tokens.SkipWhile(static token => token.Type != TokenType.DoubleDash).Skip(1).Count();
        return settings.Length == meant ? settings : throw new LoadFailedException($"{settings[0]} is no option. Settings of the host come after --.");
    }

    // Older data would have orders of which nobody here knows, and other keys.
    private static string NewDirectory(string? given)
    {
        if (given is null) return Directory.CreateTempSubdirectory("miniexchange-soak-").FullName;
        return Directory.Exists(given) && Directory.EnumerateFileSystemEntries(given).Any()
            ? throw new LoadFailedException($"--directory {given} is not empty: a soak begins with an exchange of its own.")
            : Directory.CreateDirectory(given).FullName;
    }
}
