using System.CommandLine;

namespace MiniExchange.Benchmarks;

/// <summary>Options that several commands have.</summary>
internal static class Options
{
    /// <summary>A whole number of a range, as a rule from 0 on.</summary>
    public static Option<int> Number(string name, int by, string description, int min = 0, int max = int.MaxValue)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => by };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var given] && (!int.TryParse(given.Value, out var number) || number < min || number > max)) result.AddError($"{name} must be from {min} to {max}.");
        });
        return option;
    }
}
