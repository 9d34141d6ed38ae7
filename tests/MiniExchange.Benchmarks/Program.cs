using System.CommandLine;
using System.Threading.Tasks;
using MiniExchange.Benchmarks.Books;
using MiniExchange.Benchmarks.Engines;
using MiniExchange.Benchmarks.Histories;
using MiniExchange.Benchmarks.Journals;
using MiniExchange.Benchmarks.Streams;

namespace MiniExchange.Benchmarks;

/// <summary>Measures parts of the exchange. 0: as expected; 1: another result, no readable input, or not to be measured here.</summary>
public static class Program
{
    public static Task<int> Main(string[] arguments)
    {
        var root = new RootCommand("Measures parts of the exchange and prints figures as JSON. docs/performance.md has what they say.");
        root.Subcommands.Add(BookCommand.Create());
        root.Subcommands.Add(BookWorkloadCommand.Create());
        root.Subcommands.Add(EngineCommand.Create());
        root.Subcommands.Add(HistoryCommand.Create());
        root.Subcommands.Add(JournalCommand.Create());
        root.Subcommands.Add(StreamsCommand.Create());
        root.Subcommands.Add(StreamListeners.Command());
        return root.Parse(arguments).InvokeAsync();
    }
}
