using System.CommandLine;

namespace MiniExchange.Benchmarks.Books;

/// <summary>The options that say what a workload is drawn from.</summary>
internal sealed class WorkloadOptions
{
    // Fifty steps off the mid price of 100,000 steps, and that within the pair's prices.
    private const int MaxSpread = 9_000;

    private static readonly WorkloadShape Default = new();

    private readonly Option<int> _commands = NumberOption.Create("--commands", Default.Commands, "Commands.", min: 1, max: 100_000_000);
    private readonly Option<int> _seed = NumberOption.Create("--seed", (int)Default.Seed, "Seed of all draws.", min: 0, max: int.MaxValue);
    private readonly Option<int> _live = NumberOption.Create("--live", Default.Live, "Resting orders at which the book settles.", min: 1, max: 10_000_000);
    private readonly Option<int> _spread = NumberOption.Create("--spread", Default.Spread, "Ticks of one step off the mid price; with thousands the book is wide and sparse.", min: 1, max: MaxSpread);

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_commands, _seed, _live, _spread]) command.Options.Add(option);
    }

    public WorkloadShape Read(ParseResult parsed) => new(
        parsed.GetValue(_commands), (ulong)parsed.GetValue(_seed), parsed.GetValue(_live), parsed.GetValue(_spread));
}
