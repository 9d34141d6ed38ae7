using System;
using System.CommandLine;

namespace MiniExchange.Benchmarks.Streams;

/// <summary><c>streams</c>: what it costs to tell many subscribers.</summary>
internal static class StreamsCommand
{
    public static Command Create()
    {
        var subscribers = new Argument<int>("SUBSCRIBERS")
        {
            Description = "How many listen, each on a connection of its own: a file descriptor in each of two processes.",
            DefaultValueFactory = _ => 5_000,
        };
        var seconds = Options.Number("--seconds", 10, "Seconds that are measured.");
        var changes = Options.Number("--changes", 20, "Changes of the book per second.", max: 1_000);
        var command = new Command(
            "streams",
            "Has subscribers in a second process listen over loopback to one busy book, one stream each: bookTicker, trade and depth@100ms in turn.");
        command.Arguments.Add(subscribers);
        command.Options.Add(seconds);
        command.Options.Add(changes);
        command.SetAction((parsed, _) => StreamBenchmark.RunAsync(
            new StreamLoad(parsed.GetValue(subscribers), parsed.GetValue(seconds), parsed.GetValue(changes)), Console.Out, Console.Error));
        return command;
    }
}
