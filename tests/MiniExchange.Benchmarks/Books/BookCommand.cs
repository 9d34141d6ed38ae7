using System;
using System.CommandLine;

namespace MiniExchange.Benchmarks.Books;

/// <summary><c>book</c>: one book, without a journal.</summary>
internal static class BookCommand
{
    public static Command Create()
    {
        var file = new Argument<string?>("FILE.csv")
        {
            Description = "A workload, with FILE.expected.json beside it. Without one, a workload is drawn as by book-workload.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var rounds = NumberOption.Create("--rounds", 5, "Rounds, of which medians are printed.", min: 1, max: 1_000);
        var shape = new WorkloadOptions();
        var command = new Command("book", "Replays a workload through the order book and through a plain one, compares the outcomes with the expected one, and prints what they cost.");
        command.Arguments.Add(file);
        command.Options.Add(rounds);
        shape.AddTo(command);
        command.SetAction(parsed => parsed.GetValue(file) is { } path
            ? BookBenchmark.Run(path, parsed.GetValue(rounds), Console.Out, Console.Error)
            : BookBenchmark.Run(shape.Read(parsed), parsed.GetValue(rounds), Console.Out));
        return command;
    }
}
