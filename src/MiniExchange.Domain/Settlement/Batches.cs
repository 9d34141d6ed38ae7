using System;
using System.Collections.Immutable;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Settlement;

/// <summary>The batches that are closed. Changed only by <see cref="SettlementDecider.Evolve"/>.</summary>
/// <param name="Latest">The last ones, oldest first, at most <see cref="Kept"/>; older ones are in the journal.</param>
/// <param name="Carried">Sides of trades that the last batch saw without the other side; they count in the batch that sees it.</param>
public sealed record Batches(ImmutableArray<Batch> Latest, ImmutableArray<TradeLeg> Carried)
{
    /// <summary>How many batches are kept to be looked at.</summary>
    public const int Kept = 1_000;

    /// <summary>Nothing closed yet.</summary>
    public static readonly Batches None = new([], []);

    /// <summary>The batch closed last; null before the first.</summary>
    public Batch? Last => Latest.IsEmpty ? null : Latest[^1];
}

/// <summary>What all trades between two positions of the journal moved, and that it came to nothing.</summary>
/// <param name="Number">From 1, without gaps.</param>
/// <param name="AfterPosition">The journal position that the batch before ended at; zero for the first.</param>
/// <param name="ThroughPosition">The journal position that it ends at.</param>
/// <param name="Trades">Trades of which both sides were settled by then, and not before.</param>
/// <param name="Assets">By asset, in order of id.</param>
/// <param name="ClosedAtUnixMicros">When it was closed, microseconds since 1970-01-01 UTC.</param>
public sealed record Batch(
    long Number, long AfterPosition, long ThroughPosition, long Trades, ImmutableArray<AssetNet> Assets, long ClosedAtUnixMicros);

/// <summary>What trades moved of one asset over all accounts, in its units. The three sum to zero.</summary>
/// <param name="Asset">Which asset.</param>
/// <param name="Credits">What accounts got, less the fees; not negative.</param>
/// <param name="Debits">What accounts gave; not positive.</param>
/// <param name="Fees">What the house kept; not negative.</param>
public sealed record AssetNet(AssetId Asset, Int128 Credits, Int128 Debits, Int128 Fees)
{
    /// <summary>Zero unless money was made or lost.</summary>
    public Int128 Sum => Credits + Debits + Fees;
}

/// <summary>One side of one trade as its account settled it, while the other side is still to be seen.</summary>
/// <param name="TradeId">The trade.</param>
/// <param name="Role">Which side.</param>
/// <param name="PaidAsset">What the account gave.</param>
/// <param name="Paid">How much.</param>
/// <param name="ReceivedAsset">What it got.</param>
/// <param name="Received">How much, before the fee.</param>
/// <param name="Fee">What the house kept of that.</param>
public sealed record TradeLeg(
    TradeId TradeId, LiquidityRole Role, AssetId PaidAsset, AssetUnits Paid, AssetId ReceivedAsset, AssetUnits Received, AssetUnits Fee);

/// <summary>Something that happened to the batches.</summary>
public abstract record SettlementEvent;

/// <summary>A batch was closed.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="Carried">What it leaves to the next.</param>
public sealed record BatchClosed(Batch Batch, ImmutableArray<TradeLeg> Carried) : SettlementEvent;
