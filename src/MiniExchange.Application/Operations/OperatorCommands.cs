using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Application.Books;
using MiniExchange.Application.Markets;
using MiniExchange.Application.Orders;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.Operations;

/// <summary>What an operator tells a node from a command line: reads the arguments, asks the exchange, and writes the answer as text.</summary>
/// <remarks>Knows no tool for sending commands; whoever has one offers <see cref="All"/> and calls <see cref="RunAsync"/>.</remarks>
/// <param name="exchange">Whom to ask.</param>
/// <param name="markets">The pairs; empty until the exchange is open.</param>
/// <param name="drain">Begins to stop this node in order, handing over what it runs; returns at once.</param>
public sealed class OperatorCommands(ExchangeClient exchange, MarketDirectory markets, Action drain)
{
    private const int DefaultLevels = 10;
    private const int MaxLevels = 100;

    private static readonly string[] PairsHead = ["pair", "state", "best bid", "best ask", "last price"];
    private static readonly string[] BookHead = ["bid quantity", "bid", "ask", "ask quantity"];

    private static readonly OperatorArgument Symbol = new("pair", "-p", "The pair's symbol, such as BTCUSDT.", IsMandatory: true);
    private static readonly OperatorArgument Levels =
        new("levels", "-l", $"How many levels of each side, 1 to {MaxLevels}; {DefaultLevels} if not given.", IsMandatory: false);

    /// <summary>The commands there are.</summary>
    public static ImmutableArray<OperatorCommand> All { get; } =
    [
        new("pairs", "Lists the pairs, whether each trades, and its best prices.", []),
        new("halt", "Halts a pair: it takes no orders, and cancels go on.", [Symbol]),
        new("resume", "Lets a halted pair take orders again.", [Symbol]),
        new("book", "Shows the best levels of a pair's book.", [Symbol, Levels]),
        new("drain", "Stops this node in order: it hands over what it runs and leaves.", []),
    ];

    /// <summary>Runs one command.</summary>
    /// <param name="name">One of <see cref="All"/>.</param>
    /// <param name="arguments">Switches and their values, in any order.</param>
    /// <param name="cancellationToken">Stops the waiting; what was asked for may still happen.</param>
    /// <returns>An answer in every case: a command that cannot be read is not done, and the text says why.</returns>
    public async Task<OperatorAnswer> RunAsync(
        string name, IEnumerable<(string Switch, string Value)> arguments, CancellationToken cancellationToken)
    {
        if (All.FirstOrDefault(known => known.Name == name) is not { } command) return NotDone($"There is no command {name}.");
        if (!TryRead(command, arguments, out var values, out var problem)) return NotDone(problem);

        switch (name)
        {
            case "pairs": return markets.IsKnown ? Done(await PairsAsync(cancellationToken)) : NotOpen();
            case "drain":
                drain();
                return Done("This node hands over what it runs, and leaves.");
        }

        if (!markets.IsKnown) return NotOpen();
        var symbol = values[Symbol].ToUpperInvariant();
        if (markets.PairOf(symbol) is not { } pair) return NotDone($"There is no pair {symbol}.");

        switch (name)
        {
            case "halt": return await HaltAsync(pair, halted: true, cancellationToken);
            case "resume": return await HaltAsync(pair, halted: false, cancellationToken);
            case "book":
                var levels = DefaultLevels;
                if (values.TryGetValue(Levels, out var text)
                    && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out levels) || levels is < 1 or > MaxLevels))
                {
                    return NotDone($"{Levels.Switch} must be 1 to {MaxLevels}.");
                }

                return await BookAsync(pair, levels, cancellationToken);
            default: throw new UnreachableException($"No rule for {name}.");
        }
    }

    private static bool TryRead(
        OperatorCommand command,
        IEnumerable<(string Switch, string Value)> arguments,
        out Dictionary<OperatorArgument, string> values,
        out string problem)
    {
        values = [];
        problem = "";
        foreach (var (given, value) in arguments)
        {
            if (command.Arguments.FirstOrDefault(known => known.Switch == given) is not { } argument)
            {
                problem = $"{command.Name} has no {given}.";
            }
            else if (!values.TryAdd(argument, value))
            {
                problem = $"{given} is given twice.";
            }

            if (problem.Length > 0) return false;
        }

        foreach (var missing in command.Arguments)
        {
            if (!missing.IsMandatory || values.ContainsKey(missing)) continue;
            problem = $"{command.Name} needs {missing.Switch}: {missing.Description}";
            return false;
        }

        return true;
    }

    private async Task<string> PairsAsync(CancellationToken cancellationToken)
    {
        var pairs = markets.Catalog.Pairs;
        var outcomes = await Task.WhenAll(pairs.Select(pair => exchange.DepthAsync(pair.Symbol, 1, cancellationToken)));
        var rows = new List<string[]> { PairsHead };
        for (var i = 0; i < outcomes.Length; i++)
        {
            // A book that does not answer is told of, and the others are shown all the same.
            rows.Add(outcomes[i] is Completed<DepthState> { Value: var book }
                ? [pairs[i].Symbol, StateOf(book), Best(pairs[i], book.Bids), Best(pairs[i], book.Asks), Price(pairs[i], book.LastPrice)]
                : [pairs[i].Symbol, WhyNot(outcomes[i])]);
        }

        return Table(rows, leftAligned: 2);
    }

    private async Task<OperatorAnswer> HaltAsync(TradingPair pair, bool halted, CancellationToken cancellationToken) =>
        await exchange.HaltAsync(pair.Symbol, halted, cancellationToken) switch
        {
            Completed<DepthState> { Value: var book } => Done($"{pair.Symbol}: {StateOf(book)}"),
            var other => NotDone($"{pair.Symbol}: {WhyNot(other)}"),
        };

    private async Task<OperatorAnswer> BookAsync(TradingPair pair, int levels, CancellationToken cancellationToken)
    {
        var outcome = await exchange.DepthAsync(pair.Symbol, levels, cancellationToken);
        if (outcome is not Completed<DepthState> { Value: var book }) return NotDone($"{pair.Symbol}: {WhyNot(outcome)}");

        var rows = new List<string[]> { BookHead };
        for (var i = 0; i < Math.Max(book.Bids.Length, book.Asks.Length); i++)
        {
            var (bid, bidQuantity) = Level(pair, book.Bids, i);
            var (ask, askQuantity) = Level(pair, book.Asks, i);
            rows.Add([bidQuantity, bid, ask, askQuantity]);
        }

        return Done($"{pair.Symbol}: {StateOf(book)}, last price {Price(pair, book.LastPrice)}, update {book.UpdateId}\n{Table(rows, leftAligned: 0)}");
    }

    private static (string Price, string Quantity) Level(TradingPair pair, ImmutableArray<BookLevel> side, int index) =>
        index < side.Length ? (pair.Format(side[index].Price), pair.Format(side[index].Quantity)) : ("", "");

    private static string Best(TradingPair pair, ImmutableArray<BookLevel> side) => side.IsEmpty ? "-" : pair.Format(side[0].Price);

    private static string Price(TradingPair pair, PriceTicks price) => price == default ? "-" : pair.Format(price);

    private static string StateOf(DepthState book) => book.IsHalted ? "halted" : "trading";

    private static string WhyNot(Outcome<DepthState> outcome) => outcome switch
    {
        Refused<DepthState>(var reason) => $"refused: {reason}",
        NotStarted<DepthState>(var reason) => $"not started, try again: {reason}",
        Unknown<DepthState>(var reason) => $"outcome unknown, look at the pair again: {reason}",
        Failed<DepthState> => "the book failed on it and changed nothing; see the log",
        _ => throw new UnreachableException($"No text for {outcome}."),
    };

    // Columns two spaces apart, as wide as their widest text, but for a last one that runs on; numbers to the right.
    private static string Table(List<string[]> rows, int leftAligned)
    {
        var columns = rows[0].Length;
        var full = rows.Where(row => row.Length == columns).ToArray();
        var widths = Enumerable.Range(0, columns).Select(column => full.Max(row => row[column].Length)).ToArray();
        return string.Join('\n', rows.Select(row => string.Join("  ", row.Select((text, column) =>
            column < leftAligned ? text.PadRight(widths[column]) : text.PadLeft(widths[column]))).TrimEnd()));
    }

    private static OperatorAnswer NotOpen() => NotDone("The exchange is not open yet.");

    private static OperatorAnswer Done(string text) => new(IsDone: true, text);

    private static OperatorAnswer NotDone(string text) => new(IsDone: false, text);
}
