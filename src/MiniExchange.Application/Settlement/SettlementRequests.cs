using System.Collections.Immutable;
using MiniExchange.Actors.Messages;
using MiniExchange.Domain.Settlement;

namespace MiniExchange.Application.Settlement;

/// <summary>Close a batch. Answered by <see cref="BatchState"/>, or <see cref="NotDone"/> if it does not follow the last one or is not balanced.</summary>
/// <remarks>If the answer is lost, <see cref="LastBatch"/> tells what came of it.</remarks>
/// <param name="AfterPosition">The journal position that the last batch ended at, as the caller knows it; zero for none.</param>
/// <param name="ThroughPosition">The journal position that this one ends at.</param>
/// <param name="Trades">Trades in it.</param>
/// <param name="Assets">What they moved, each asset once, in order of id.</param>
/// <param name="Carried">Sides of trades that it leaves to the next batch, oldest first.</param>
public sealed record CloseBatch(
    long AfterPosition, long ThroughPosition, long Trades, ImmutableArray<AssetNet> Assets, ImmutableArray<TradeLeg> Carried) : Request;

/// <summary>The batch closed last. Answered by <see cref="BatchState"/>.</summary>
public sealed record LastBatch : Request;

/// <summary>Batches, newest first. Answered by <see cref="BatchesState"/>.</summary>
/// <param name="Before">Only batches of a lower number; <see cref="long.MaxValue"/> for the first page.</param>
/// <param name="Limit">At most so many, and never more than <see cref="MaxLimit"/>.</param>
public sealed record BatchesOf(long Before, int Limit) : Request
{
    /// <summary>The most batches in one reply: each has a line for every asset that was traded.</summary>
    public const int MaxLimit = 100;
}

/// <summary>The batch closed last.</summary>
/// <param name="Batch">The batch; null before the first.</param>
/// <param name="Carried">Sides of trades that it left to the next.</param>
public sealed record BatchState(Batch? Batch, ImmutableArray<TradeLeg> Carried) : Reply;

/// <summary>Batches as far as they are kept.</summary>
/// <param name="Batches">Newest first.</param>
public sealed record BatchesState(ImmutableArray<Batch> Batches) : Reply;
