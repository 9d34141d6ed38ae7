using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace MiniExchange;

/// <summary>Whole numbers on a command line, each of a range that is told when a number is not of it. Compiled into each program that has some.</summary>
internal static class NumberOption
{
    /// <summary>An option such as <c>--seconds 10</c>.</summary>
    public static Option<int> Create(string name, int by, string description, int min = 1, int max = 1_000_000)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => by };
        option.Validators.Add(result => Require(result, name, min, max));
        return option;
    }

    /// <summary>A number without a name before it.</summary>
    public static Argument<int> CreateArgument(string name, int by, string description, int min, int max)
    {
        var argument = new Argument<int>(name) { Description = description, DefaultValueFactory = _ => by };
        argument.Validators.Add(result => Require(result, name, min, max));
        return argument;
    }

    // Whoever says nothing has the default.
    private static void Require(SymbolResult result, string name, int min, int max)
    {
        if (result.Tokens.Count == 0) return;

        var isNumber = int.TryParse(result.Tokens[^1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        if (!isNumber || number < min || number > max) result.AddError($"{name} must be from {min} to {max}.");
    }
}
