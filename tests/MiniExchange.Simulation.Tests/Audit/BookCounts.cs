using System.Collections.Generic;
using System.Linq;
using MiniExchange.Domain.Books;

namespace MiniExchange.Simulation.Tests.Audit;

/// <summary>What happened in a book, so that a test can say that enough did.</summary>
internal sealed class BookCounts
{
    public int Trades { get; set; }

    /// <summary>Sweeps that took more than one turn.</summary>
    public int PausedSweeps { get; set; }

    /// <summary>Stop orders whose price was met, trailing ones among them.</summary>
    public int Triggers { get; set; }

    public int TrailingTriggers { get; set; }

    /// <summary>Stop orders that a triggered one's trade triggered.</summary>
    public int Cascades { get; set; }

    /// <summary>Icebergs that showed their next part.</summary>
    public int Refills { get; set; }

    /// <summary>Orders that ended because the other one of their pair worked.</summary>
    public int RivalsEnded { get; set; }

    /// <summary>Pending legs that came into force.</summary>
    public int Activations { get; set; }

    /// <summary>Pending legs that could not be taken when their time came.</summary>
    public int RefusedActivations { get; set; }

    /// <summary>Pending legs that ended with their working order.</summary>
    public int PendingEnds { get; set; }

    public int Amendments { get; set; }

    public Dictionary<SelfTradePrevention, int> Prevented { get; } = [];

    public void Add(BookCounts other)
    {
        Trades += other.Trades;
        PausedSweeps += other.PausedSweeps;
        Triggers += other.Triggers;
        TrailingTriggers += other.TrailingTriggers;
        Cascades += other.Cascades;
        Refills += other.Refills;
        RivalsEnded += other.RivalsEnded;
        Activations += other.Activations;
        RefusedActivations += other.RefusedActivations;
        PendingEnds += other.PendingEnds;
        Amendments += other.Amendments;
        foreach (var (mode, count) in other.Prevented) Prevented[mode] = Prevented.GetValueOrDefault(mode) + count;
    }

    public override string ToString() =>
        $"{Trades} trades, {PausedSweeps} sweeps over several turns, {Triggers} stops triggered ({TrailingTriggers} trailing, {Cascades} by one another), "
        + $"{Refills} refills, {RivalsEnded} orders ended by the other of their pair, {Activations} pending orders in force, {RefusedActivations} refused then, "
        + $"{PendingEnds} ended with their working order, {Amendments} amendments, "
        + $"prevented: {string.Join(", ", Prevented.OrderBy(entry => entry.Key).Select(entry => $"{entry.Key} {entry.Value}"))}";
}
