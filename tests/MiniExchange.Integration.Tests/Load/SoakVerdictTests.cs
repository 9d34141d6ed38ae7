using System;
using System.Collections.Immutable;
using System.Linq;
using MiniExchange.LoadTests.Figures;
using MiniExchange.LoadTests.Promises;
using MiniExchange.LoadTests.Reports;
using MiniExchange.LoadTests.Soak;
using Xunit;

namespace MiniExchange.Integration.Tests.Load;

/// <summary>When a soak has passed: only if it looked at something, and all of that was right.</summary>
public sealed class SoakVerdictTests
{
    private static readonly LatencyFigures NoLatency = new(0, 0, 0, 0, 0, 0, 0);
    private static readonly PhaseFigures Quiet = new(5, 10, 10, 0, 2, NoLatency, NoLatency, [], new LateFigures(0, 0, 0, 0, 0, 0));
    private static readonly CheckFigures Kept = new(1, 10, 0, 0, 1, []);
    private static readonly Reconciliation Zero = new(42, 2, [], []);

    [Fact]
    public void Soak_OfTwoLivesThatKeptTheirWord_HasPassed()
    {
        // A busy door and a connection lost to a kill are no faults.
        var report = Of(Life(1) with { Steady = Answering(0, 503, 400) }, Life(2));

        Assert.True(report.HasPassed);
        Assert.Empty(report.Failures);
        Assert.Contains("PASSED", SoakText.Of(report), StringComparison.Ordinal);
    }

    [Fact]
    public void Soak_WithoutAKill_HasNotPassed() => AssertFailed("never killed", Of(Life(1)));

    [Fact]
    public void Soak_OfALifeThatWasNotAskedFor_HasNotPassed() => AssertFailed("life 2 acknowledged was not asked for", Of(Life(1), Life(2) with { Check = null }));

    [Fact]
    public void Soak_OfALifeThatAcknowledgedNothing_HasNotPassed() => AssertFailed("Life 2 acknowledged nothing", Of(Life(1), Life(2) with { Check = Kept with { Acknowledged = 0 } }));

    [Fact]
    public void Soak_WithoutAReconciliation_HasNotPassed() => AssertFailed("after life 1 was not asked for", Of(Life(1) with { Money = null }, Life(2)));

    [Fact]
    public void Soak_OfAReconciliationOfNoAsset_HasNotPassed() => AssertFailed("after life 1 listed no asset", Of(Life(1) with { Money = Zero with { Assets = 0 } }, Life(2)));

    [Fact]
    public void Soak_ThatWasAnsweredAFault_HasNotPassed()
    {
        AssertFailed("Life 1 answered 3 requests with 500", Of(Life(1) with { WarmingUp = Answering(500) }, Life(2)));
        AssertFailed("Life 2 answered 3 requests with 500", Of(Life(1), Life(2) with { Steady = Answering(500) }));
    }

    [Fact]
    public void Soak_ThatLostSomething_HasNotPassed() => AssertFailed("4 was lost", Of(Life(1) with { Check = Kept with { Lost = 4 } }, Life(2)));

    [Fact]
    public void Soak_ThatMadeMoney_HasNotPassed() => AssertFailed("BTC 1 after life 1", Of(Life(1) with { Money = Zero with { Differences = ["BTC 1"] } }, Life(2)));

    [Fact]
    public void Soak_ThatEndedBeforeItsTime_HasNotPassed() => AssertFailed("Away.", Of(Life(1), Life(2)) with { Problem = "Away." });

    private static void AssertFailed(string why, SoakReport report)
    {
        Assert.False(report.HasPassed);
        Assert.Contains(why, Assert.Single(report.Failures), StringComparison.Ordinal);
        var text = SoakText.Of(report);
        Assert.Contains(why, text, StringComparison.Ordinal);
        Assert.Contains("FAILED", text, StringComparison.Ordinal);
    }

    private static LifeFigures Life(int number) => new(number, 1, 0, 5, Quiet, Quiet, 1, 1, 1, 1, Kept, Zero);

    private static PhaseFigures Answering(params int[] statuses) => Quiet with { ErrorsByCode = [.. statuses.Select(status => new ErrorFigures("order", status, 0, 3))] };

    private static SoakReport Of(params ImmutableArray<LifeFigures> lives) =>
        new(DateTimeOffset.UnixEpoch, "", "trade", 1, 100, 8, 10, 1, 10, lives, null, [], MachineFigures.Here());
}
