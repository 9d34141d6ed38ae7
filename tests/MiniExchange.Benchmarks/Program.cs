using System;
using System.Threading.Tasks;
using MiniExchange.Benchmarks.Books;
using MiniExchange.Benchmarks.Streams;

namespace MiniExchange.Benchmarks;

/// <summary>Measures parts of the exchange. 0: as expected; 1: another result, no readable input, or not to be measured here; 2: usage.</summary>
public static class Program
{
    private const string Usage =
        """
        Usage: MiniExchange.Benchmarks book FILE.csv
               MiniExchange.Benchmarks streams [SUBSCRIBERS] [--seconds SECONDS] [--changes PER_SECOND]

          book      Replays a workload through the order book, compares the outcome with FILE.expected.json beside it,
                    and prints the figures as JSON.
          streams   Has subscribers (5000) in a second process listen over loopback to one busy book (20 changes a second)
                    for some seconds (10), one stream each: bookTicker, trade and depth@100ms in turn. Prints what a delivered
                    message costs as JSON. Each subscriber takes a file descriptor in each of the two processes.
        """;

    public static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["book", { Length: > 0 } path]:
                return BookBenchmark.Run(path, Console.Out, Console.Error);
            case ["streams", .. var options] when StreamLoad.Parse(options) is { } load:
                return await StreamBenchmark.RunAsync(load, Console.Out, Console.Error);
            case [StreamListeners.Command, var server, var subscribers]:
                return await StreamListeners.RunAsync(new Uri(server), int.Parse(subscribers, System.Globalization.CultureInfo.InvariantCulture));
            default:
                Console.Error.WriteLine(Usage);
                return 2;
        }
    }
}
