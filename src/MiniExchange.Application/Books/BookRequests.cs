using System.Collections.Immutable;
using MiniExchange.Actors.Messages;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.Books;

/// <summary>The best levels of both sides. Answered by <see cref="DepthState"/>.</summary>
/// <param name="Levels">At most so many a side.</param>
public sealed record DepthOf(int Levels) : Request;

/// <summary>Whether the book would take an order now; nothing is placed. Answered by <see cref="OrderPassed"/> or <see cref="NotDone"/>.</summary>
/// <param name="Order">Valid in itself; what it holds is not looked at.</param>
public sealed record TryOrder(NewOrder Order) : Request;

/// <summary>A test order would have been taken, as far as whoever answers can tell.</summary>
public sealed record OrderPassed : Reply;

/// <summary>Halt or resume the book. Answered by <see cref="DepthState"/> without levels.</summary>
/// <param name="Halted">What it shall be.</param>
public sealed record HaltBook(bool Halted) : Request;

/// <summary>A book's depth at one moment.</summary>
/// <param name="UpdateId">Counts depth changes.</param>
/// <param name="Bids">Highest first.</param>
/// <param name="Asks">Lowest first.</param>
/// <param name="LastPrice">The last trade's price; none before the first.</param>
/// <param name="IsHalted">Whether orders are refused.</param>
public sealed record DepthState(
    long UpdateId, ImmutableArray<BookLevel> Bids, ImmutableArray<BookLevel> Asks, PriceTicks LastPrice, bool IsHalted) : Reply
{
    /// <summary>The book's time when it answered, before which nothing can happen in it any more; microseconds since 1970-01-01 UTC.</summary>
    public long AtUnixMicros { get; init; }
}
