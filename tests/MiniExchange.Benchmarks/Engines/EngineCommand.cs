using System;
using System.CommandLine;
using MiniExchange.Benchmarks.Stores;

namespace MiniExchange.Benchmarks.Engines;

/// <summary><c>engine</c>: durable orders per second, in process.</summary>
internal static class EngineCommand
{
    public static Command Create()
    {
        var store = StoreOption.Create();
        var pairs = NumberOption.Create("--pairs", 1, "Books.");
        var accounts = NumberOption.Create("--accounts", 10_000, "Accounts that trade, each on one of the pairs.");
        var inFlight = NumberOption.Create("--in-flight", 2_000, "Orders under way at a time.");
        var warmUp = NumberOption.Create("--warm-up", 5, "Seconds of trading before it is measured.", min: 0);
        var seconds = NumberOption.Create("--seconds", 10, "Seconds that are measured.");
        var resting = NumberOption.Create("--resting", 0, "Orders that rest on each book meanwhile, off the market.", min: 0);
        var command = new Command("engine", "Durable orders per second through accounts and books, in process. What is no option here is configuration of the exchange, such as --Engine=AkkaCluster.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        foreach (var option in (Option[])[store, pairs, accounts, inFlight, warmUp, seconds, resting]) command.Options.Add(option);
        command.SetAction((parsed, cancellationToken) => EngineBenchmark.RunAsync(
            new EngineLoad(
                parsed.GetValue(store),
                parsed.GetValue(pairs),
                parsed.GetValue(accounts),
                parsed.GetValue(inFlight),
                parsed.GetValue(warmUp),
                parsed.GetValue(seconds),
                parsed.GetValue(resting),
                [.. parsed.UnmatchedTokens]),
            Console.Out,
            Console.Error,
            cancellationToken));
        return command;
    }
}
