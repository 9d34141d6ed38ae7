using System;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Text.Json;
using MiniExchange.Domain.Books;

namespace MiniExchange.Benchmarks.Books;

/// <summary>A stream of commands for one book, <c>NAME.csv</c>, and what they lead to, <c>NAME.expected.json</c> beside it.</summary>
/// <remarks>
/// Columns: id,op,side,price,qty,target. Op: L limit good-till-cancel, I limit immediate-or-cancel, M market, C cancel of
/// the order that line <c>target</c> entered and that rests. Side: B or S. Price in ticks, quantity in lots.
/// </remarks>
public sealed class WorkloadFile
{
    internal const string Header = "id,op,side,price,qty,target";

    private WorkloadFile(ImmutableArray<WorkloadCommand> commands, WorkloadResult expected)
    {
        Commands = commands;
        Expected = expected;
    }

    public ImmutableArray<WorkloadCommand> Commands { get; }

    public WorkloadResult Expected { get; }

    /// <summary>Reads both files.</summary>
    /// <exception cref="InvalidDataException">A file is missing or not as described; the message names file and line.</exception>
    public static WorkloadFile Read(string path) =>
        new(ReadCommands(path), ReadExpected(Path.ChangeExtension(path, ".expected.json")));

    private static ImmutableArray<WorkloadCommand> ReadCommands(string path)
    {
        try
        {
            using var lines = new StreamReader(path);
            if (lines.ReadLine() != Header) throw new InvalidDataException($"{path}: line 1 is not '{Header}'.");

            var commands = ImmutableArray.CreateBuilder<WorkloadCommand>();
            while (lines.ReadLine() is { } line)
            {
                if (!TryParse(line, commands.Count + 1, out var command))
                {
                    throw new InvalidDataException($"{path}: line {commands.Count + 2} is not a command: '{line}'.");
                }

                commands.Add(command);
            }

            return commands.ToImmutable();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{path}: {unreadable.Message}", unreadable);
        }
    }

    private static WorkloadResult ReadExpected(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<WorkloadResult>(File.ReadAllText(path))
                ?? throw new InvalidDataException($"{path}: holds no result.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new InvalidDataException($"{path}: {unreadable.Message}", unreadable);
        }
    }

    private static bool TryParse(ReadOnlySpan<char> line, int expectedId, out WorkloadCommand command)
    {
        command = default;
        Span<Range> fields = stackalloc Range[7];
        if (line.Split(fields, ',') != 6) return false;
        if (!TryParseNumber(line[fields[0]], out var id) || id != expectedId) return false;
        if (!TryParseOperation(line[fields[1]], out var operation)) return false;
        if (line[fields[2]] is not ("B" or "S")) return false;
        if (!TryParseNumber(line[fields[3]], out var price)) return false;
        if (!TryParseNumber(line[fields[4]], out var quantity)) return false;
        if (!TryParseNumber(line[fields[5]], out var target) || target >= id) return false;

        var isCancel = operation == WorkloadOperation.Cancel;
        var hasPrice = operation is WorkloadOperation.Limit or WorkloadOperation.ImmediateOrCancel;
        if (price > 0 != hasPrice || quantity > 0 == isCancel || target > 0 != isCancel) return false;
        if (price > BookReplay.MaxPrice || quantity > BookReplay.MaxQuantity) return false;

        var side = line[fields[2]] is "B" ? Side.Buy : Side.Sell;
        command = new WorkloadCommand((int)id, operation, side, price, quantity, (int)target);
        return true;
    }

    private static bool TryParseOperation(ReadOnlySpan<char> text, out WorkloadOperation operation)
    {
        operation = text switch
        {
            "I" => WorkloadOperation.ImmediateOrCancel,
            "M" => WorkloadOperation.Market,
            "C" => WorkloadOperation.Cancel,
            _ => WorkloadOperation.Limit,
        };
        return operation != WorkloadOperation.Limit || text is "L";
    }

    private static bool TryParseNumber(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
