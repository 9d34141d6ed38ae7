using System;
using System.CommandLine;

namespace MiniExchange.Benchmarks.Streams;

/// <summary><c>streams</c>: what it costs to tell many subscribers.</summary>
internal static class StreamsCommand
{
    private const string Subscribers = "SUBSCRIBERS";
    private const string Seconds = "--seconds";
    private const string Changes = "--changes";

    public static Command Create()
    {
        var command = new Command(
            "streams",
            "Has subscribers in a second process listen over loopback to one busy book, one stream each: bookTicker, trade and depth@100ms in turn.");
        command.Arguments.Add(NumberOption.CreateArgument(
            Subscribers, 5_000, "How many listen, each on a connection of its own: a file descriptor in each of two processes.", min: 1, max: 100_000));
        command.Options.Add(NumberOption.Create(Seconds, 10, "Seconds that are measured.", max: 100_000));
        command.Options.Add(NumberOption.Create(Changes, 20, "Changes of the book per second.", max: 1_000));
        command.SetAction((parsed, _) => StreamBenchmark.RunAsync(LoadOf(parsed), Console.Out, Console.Error));
        return command;
    }

    public static StreamLoad LoadOf(ParseResult parsed) =>
        new(parsed.GetValue<int>(Subscribers), parsed.GetValue<int>(Seconds), parsed.GetValue<int>(Changes));
}
