using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using MiniExchange.Domain.Books;
using MiniExchange.Simulation.Tests.Faults;
using Xunit;
using Xunit.Abstractions;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace MiniExchange.Simulation.Tests;

/// <summary>Whole exchanges, each from one seed, held against an auditor.</summary>
/// <remarks>
/// One seed again: <c>MINIEXCHANGE_SIM_SEED=17 dotnet test tests/MiniExchange.Simulation.Tests --filter SimulationTests.Seeds</c>.
/// Many more: <c>MINIEXCHANGE_SIM_SEEDS=20000</c> with the same command. docs/adr/0009-simulation.md.
/// </remarks>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int SeedsInCi = 300;
    private const int BudgetSeconds = 90;

    [Fact]
    public void Seeds_WhenRun_SatisfyTheAuditor()
    {
        var (first, count) = SeedsToRun();
        var watch = Stopwatch.StartNew();
        var coverage = new Coverage();
        for (var seed = first; seed < first + count; seed++)
        {
            using var simulation = new Simulation(seed, new Defect());
            simulation.Run();
            coverage.Add(simulation.Coverage);
        }

        output.WriteLine($"{count} seeds from {first} in {watch.Elapsed.TotalSeconds:F1} s; budget {BudgetSeconds} s for {SeedsInCi} seeds.");
        output.WriteLine(coverage.ToString());
        if (count < SeedsInCi) return;

        // A simulation in which little happens proves little.
        Assert.True(coverage.Crashes > 100, "too few crashes");
        Assert.True(coverage.FailedCommits > 100, "too few failed commits");
        Assert.True(coverage.Snapshots > 1_000, "too few snapshots");
        Assert.True(coverage.Books.Trades > 2_000, "too few trades");
        Assert.True(coverage.Deposits > 1_000, "too few deposits");
        Assert.True(coverage.Refusals > 200, "too few refusals");
        Assert.True(coverage.Cancels > 200, "too few cancels");
        Assert.True(coverage.LongCancels > 0, "no cancel of more orders than an account remembers");
        Assert.True(coverage.Books.PausedSweeps > 10, "too few sweeps over several turns");
        Assert.True(coverage.Lists > 500, "too few lists");
        Assert.True(coverage.TestsPassed > 200, "too few tests passed");
        Assert.True(coverage.Books.Triggers > 250, "too few stops triggered");
        Assert.True(coverage.Books.TrailingTriggers > 50, "too few trailing stops triggered");
        Assert.True(coverage.Books.Cascades > 5, "too few stops triggered by one another");
        Assert.True(coverage.Books.Refills > 300, "too few refills");
        Assert.True(coverage.Books.RivalsEnded > 100, "too few orders ended by the other of their pair");
        Assert.True(coverage.Books.Activations > 150, "too few pending orders in force");
        Assert.True(coverage.Books.RefusedActivations > 50, "too few pending orders refused when their time came");
        Assert.True(coverage.Books.PendingEnds > 100, "too few pending orders ended with their working order");
        Assert.True(coverage.Books.Amendments > 200, "too few amendments");
        Assert.All(Enum.GetValues<SelfTradePrevention>().Except([SelfTradePrevention.None]), mode =>
            Assert.True(coverage.Books.Prevented.GetValueOrDefault(mode) > 40, $"too few matches prevented by {mode}"));
        Assert.True(coverage.Replacements.Both > 200, "too few replacements");
        Assert.True(coverage.Replacements.OnlyCanceled > 20, "too few replacements that could not be paid for");
        Assert.True(coverage.Replacements.OnlyPlaced > 15, "too few replacements whose cancel came too late");
        Assert.True(coverage.Replacements.Neither > 15, "too few replacements that their late cancel stopped");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(11)]
    public void SameSeed_WhenRunTwice_WritesTheSameJournal(int seed)
    {
        var journal = JournalOf((ulong)seed);

        // Also for comparing processes and machines: no order of anything may come from a random hash code.
        output.WriteLine($"Seed {seed}: {journal}");
        Assert.Equal(journal, JournalOf((ulong)seed));
    }

    [Fact]
    public void OtherSeed_WhenRun_WritesAnotherJournal()
    {
        Assert.NotEqual(JournalOf(3), JournalOf(4));
    }

    private static string JournalOf(ulong seed)
    {
        using var simulation = new Simulation(seed, new Defect());
        simulation.Run();
        return simulation.JournalHash();
    }

    private static (ulong First, ulong Count) SeedsToRun()
    {
        if (Read("MINIEXCHANGE_SIM_SEED") is { } one) return (one, 1);
        return (1, Read("MINIEXCHANGE_SIM_SEEDS") ?? SeedsInCi);
    }

    private static ulong? Read(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? ulong.Parse(text, CultureInfo.InvariantCulture) : null;
}
