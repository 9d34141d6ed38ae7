using System;
using System.CommandLine;

namespace MiniExchange.Benchmarks.Books;

/// <summary><c>book</c>: one book, without a journal.</summary>
internal static class BookCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE.csv") { Description = "A workload, with FILE.expected.json beside it." };
        var command = new Command("book", "Replays a workload through the order book and compares the outcome with the expected one.");
        command.Arguments.Add(file);
        command.SetAction(parsed => BookBenchmark.Run(parsed.GetValue(file)!, Console.Out, Console.Error));
        return command;
    }
}
