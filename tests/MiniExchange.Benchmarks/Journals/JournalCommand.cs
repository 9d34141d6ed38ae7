using System;
using System.CommandLine;
using MiniExchange.Benchmarks.Stores;

namespace MiniExchange.Benchmarks.Journals;

/// <summary><c>journal</c>: durable rows per second by batch size.</summary>
internal static class JournalCommand
{
    public static Command Create()
    {
        var store = StoreOption.Create();
        var seconds = NumberOption.Create("--seconds", 3, "Seconds that each size is measured.");
        var rows = new Option<int[]>("--rows")
        {
            Description = "Rows per commit; several may be given.",
            DefaultValueFactory = static _ => [1, 10, 100, 1_000],
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("journal", "Durable rows per second by rows per commit, through the journal's writer and by the driver alone.");
        command.Options.Add(store);
        command.Options.Add(seconds);
        command.Options.Add(rows);
        command.SetAction(parsed => JournalBenchmark.Run(
            parsed.GetValue(store), parsed.GetValue(rows)!, parsed.GetValue(seconds), Console.Out, Console.Error));
        return command;
    }
}
