using System;
using System.CommandLine;
using MiniExchange.Benchmarks.Engines;
using MiniExchange.Benchmarks.Stores;
using MiniExchange.Storage.Relational;

namespace MiniExchange.Benchmarks.Histories;

/// <summary><c>history</c>: what it costs to write rows of what happened.</summary>
internal static class HistoryCommand
{
    public static Command Create()
    {
        var store = StoreOption.Create();
        var accounts = NumberOption.Create("--accounts", 1_000, "Accounts that have traded.");
        var seconds = NumberOption.Create("--seconds", 10, "Seconds of trading, before anything is measured.");
        var batch = NumberOption.Create("--batch", new ReadSideOptions().BatchSize, "Records that one transaction applies at most.");
        var command = new Command("history", "Rows of what traded, written after it has: orders per second, and what each costs.");
        foreach (var option in (Option[])[store, accounts, seconds, batch]) command.Options.Add(option);
        command.SetAction((parsed, cancellationToken) => HistoryBenchmark.RunAsync(
            new EngineLoad(
                parsed.GetValue(store),
                Pairs: 1,
                parsed.GetValue(accounts),
                InFlight: 500,
                WarmUpSeconds: 0,
                parsed.GetValue(seconds),
                Resting: 0,
                [$"--ReadSide:BatchSize={parsed.GetValue(batch)}"]),
            Console.Out,
            Console.Error,
            cancellationToken));
        return command;
    }
}
