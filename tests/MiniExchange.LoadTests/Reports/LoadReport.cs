using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.InteropServices;
using MiniExchange.LoadTests.Figures;
using MiniExchange.LoadTests.Streams;

namespace MiniExchange.LoadTests.Reports;

/// <summary>All that is known of a run, as the JSON file has it.</summary>
internal sealed record LoadReport(
    DateTimeOffset StartedAt,
    string CommandLine,
    string Scenario,
    MixFigures Mix,
    ImmutableArray<string> Urls,
    ImmutableArray<string> Symbols,
    int Accounts,
    int Connections,
    int RateWanted,
    int WarmUpSeconds,
    RequestFigures Requests,
    StreamFigures? Streams,
    GeneratorFigures Generator,
    MachineFigures Machine)
{
    private const double LateShare = 0.01;
    private const double BusyCores = 0.85;

    /// <summary>Puts a report together.</summary>
    public static LoadReport Of(
        LoadPlan plan, int accounts, DateTimeOffset startedAt, RequestFigures requests, StreamFigures? streams, TimeSpan cpu)
    {
        var ended = Math.Max(1, requests.Done + requests.Errors);
        var cores = Math.Round(cpu.TotalSeconds / requests.Seconds, 3);
        return new LoadReport(
            startedAt,
            CommandLineOf(),
            plan.Mix.Name,
            new MixFigures(plan.Mix.PlaceCancelPercent, plan.Mix.TradePercent, plan.Mix.ReadPercent),
            [.. plan.Servers.Select(static server => server.GetLeftPart(UriPartial.Authority))],
            [.. plan.Symbols],
            accounts,
            plan.Connections,
            plan.PerSecond,
            plan.WarmUpSeconds,
            requests,
            streams,
            new GeneratorFigures(cores, Math.Round(cpu.TotalMicroseconds / ended, 1), [.. WarningsOf(requests, cores)]),
            MachineFigures.Here());
    }

    /// <summary>How this program was called, but for its own name.</summary>
    public static string CommandLineOf() => string.Join(' ', Environment.GetCommandLineArgs().Skip(1));

    private static IEnumerable<string> WarningsOf(RequestFigures requests, double cores)
    {
        var late = requests.Late;
        if (cores > BusyCores) yield return $"The generator itself used {cores:0.00} cores: it may have been the limit. Answers that it was slow to read count as slow.";
        if (late.ByGenerator > LateShare * requests.Sent) yield return $"The generator sent {late.ByGenerator} requests late though a connection was free: it was short of processor time.";
        if (late.ForConnection > LateShare * requests.Sent) yield return $"{late.ForConnection} requests waited for a free connection: the exchange did not keep up, or there are too few connections.";
        if (late.NeverSent > 0) yield return $"{late.NeverSent} requests were due and never sent: the rate was not reached, and their latencies are missing.";
    }
}

/// <summary>Shares of requests, in percent.</summary>
internal sealed record MixFigures(int PlaceCancelPercent, int TradePercent, int ReadPercent);

/// <summary>What the load cost on this side.</summary>
/// <param name="CpuCores">Processor time per time.</param>
/// <param name="CpuMicrosPerRequest">Processor time per request, subscribers and reports included.</param>
/// <param name="Warnings">Why the figures may say less of the exchange than of its load.</param>
internal sealed record GeneratorFigures(double CpuCores, double CpuMicrosPerRequest, ImmutableArray<string> Warnings);

/// <summary>Where the load ran.</summary>
internal sealed record MachineFigures(string System, int Processors, long MemoryMb, string Runtime)
{
    /// <summary>This machine.</summary>
    public static MachineFigures Here() => new(
        RuntimeInformation.OSDescription,
        Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1_024 * 1_024),
        RuntimeInformation.FrameworkDescription);
}
