using System;
using MiniExchange.Benchmarks.Books;

namespace MiniExchange.Benchmarks;

/// <summary>Measures parts of the exchange in process. 0: as expected; 1: another result or no readable input; 2: usage.</summary>
public static class Program
{
    private const string Usage =
        """
        Usage: MiniExchange.Benchmarks book FILE.csv

          book   Replays a workload through the order book, compares the outcome with FILE.expected.json beside it,
                 and prints the figures as JSON.
        """;

    public static int Main(string[] arguments)
    {
        if (arguments is ["book", { Length: > 0 } path]) return BookBenchmark.Run(path, Console.Out, Console.Error);

        Console.Error.WriteLine(Usage);
        return 2;
    }
}
