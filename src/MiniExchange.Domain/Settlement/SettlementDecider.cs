using System.Collections.Immutable;
using System.Diagnostics;
using System.Linq;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Settlement;

/// <summary>The rules of settlement: batches follow each other without a gap, and what one moved of an asset comes to zero.</summary>
public static class SettlementDecider
{
    /// <summary>Closes a batch, or says why not.</summary>
    /// <returns><see cref="RejectReason.BatchOutOfOrder"/>, <see cref="RejectReason.BatchNotBalanced"/>, or what happened.</returns>
    public static Decision<SettlementEvent> Close(Batches batches, CloseBatchCommand command)
    {
        var last = batches.Last;
        if (command.AfterPosition != (last?.ThroughPosition ?? 0) || command.ThroughPosition <= command.AfterPosition)
        {
            return new Rejected<SettlementEvent>(RejectReason.BatchOutOfOrder);
        }

        if (!command.Assets.All(IsBalanced)) return new Rejected<SettlementEvent>(RejectReason.BatchNotBalanced);

        var batch = new Batch(
            (last?.Number ?? 0) + 1,
            command.AfterPosition,
            command.ThroughPosition,
            command.Trades,
            command.Assets,
            long.Max(command.AtUnixMicros, last?.ClosedAtUnixMicros ?? 0));
        return new Accepted<SettlementEvent>([new BatchClosed(batch, command.Carried)]);
    }

    /// <summary>The batches after an event; never refuses.</summary>
    /// <exception cref="InvariantBrokenException">The batch does not follow the last one, or does not come to zero: the journal and the rules disagree.</exception>
    public static Batches Evolve(Batches batches, SettlementEvent happened)
    {
        if (happened is not BatchClosed(var batch, var carried)) throw new UnreachableException($"No effect for {happened.GetType().Name}.");

        Invariant.Require(batch.Number == (batches.Last?.Number ?? 0) + 1);
        Invariant.Require(batch.AfterPosition == (batches.Last?.ThroughPosition ?? 0));
        Invariant.Require(batch.ThroughPosition > batch.AfterPosition);
        Invariant.Require(batch.Assets.All(static asset => asset.Sum == 0));
        var former = batches.Latest.Length < Batches.Kept ? batches.Latest : batches.Latest.RemoveAt(0);
        return new Batches(former.Add(batch), carried);
    }

    private static bool IsBalanced(AssetNet asset) => asset is { Credits: var credits, Debits: var debits, Fees: var fees }
        && credits >= 0 && debits <= 0 && fees >= 0 && asset.Sum == 0;
}

/// <summary>Close a batch.</summary>
/// <param name="AfterPosition">The journal position that the last batch ended at, as the caller knows it.</param>
/// <param name="ThroughPosition">The journal position that this one ends at.</param>
/// <param name="Trades">Trades in it.</param>
/// <param name="Assets">What they moved, each asset once.</param>
/// <param name="Carried">Sides of trades that it leaves to the next batch.</param>
/// <param name="AtUnixMicros">When it was received, microseconds since 1970-01-01 UTC.</param>
public sealed record CloseBatchCommand(
    long AfterPosition,
    long ThroughPosition,
    long Trades,
    ImmutableArray<AssetNet> Assets,
    ImmutableArray<TradeLeg> Carried,
    long AtUnixMicros);
