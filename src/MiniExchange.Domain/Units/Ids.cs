using System;
namespace MiniExchange.Domain.Units;

/// <summary>Names one user's account; the user's number.</summary>
/// <param name="Value">Greater than zero.</param>
public readonly record struct AccountId(long Value);

/// <summary>Names one asset; given once, durably, and never reused.</summary>
/// <param name="Value">Greater than zero.</param>
public readonly record struct AssetId(int Value);

/// <summary>Names one trading pair; given once, durably, and never reused.</summary>
/// <param name="Value">1 to 8191: it is the high 13 bits of the pair's order and trade ids.</param>
public readonly record struct PairId(int Value)
{
    /// <summary>The largest pair id that leaves order ids below 2^53.</summary>
    public const int Max = (1 << 13) - 1;
}

/// <summary>Names one reservation of funds inside its account; a counter of the account, never reused.</summary>
/// <remarks>An order is known by its hold between the account that funds it and the book that trades it.</remarks>
/// <param name="Value">Greater than zero.</param>
public readonly record struct HoldId(long Value);

/// <summary>Names one order on the whole exchange. Below 2^53, as clients are JavaScript.</summary>
/// <param name="Value">The pair id in the high 13 bits, the book's order counter in the low 40; zero before the book accepted.</param>
public readonly record struct OrderId(long Value)
{
    /// <summary>Bits of the counter below the pair id.</summary>
    public const int CounterBits = 40;

    /// <summary>No order yet.</summary>
    public static readonly OrderId None;

    /// <summary>The id of a book's <paramref name="counter"/>-th order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The counter is not in 1 to 2^40 - 1.</exception>
    public static OrderId Of(PairId pair, long counter) => new(PairScopedId.Of(pair, counter));

    /// <summary>The pair that the order trades.</summary>
    public PairId Pair => new((int)(Value >> CounterBits));
}

/// <summary>Names one order list on the whole exchange. Below 2^53.</summary>
/// <param name="Value">The pair id in the high 13 bits, the book's list counter in the low 40; zero for no list.</param>
public readonly record struct OrderListId(long Value)
{
    /// <summary>No list.</summary>
    public static readonly OrderListId None;

    /// <summary>The id of a book's <paramref name="counter"/>-th list.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The counter is not in 1 to 2^40 - 1.</exception>
    public static OrderListId Of(PairId pair, long counter) => new(PairScopedId.Of(pair, counter));

    /// <summary>The pair that its orders trade.</summary>
    public PairId Pair => new((int)(Value >> OrderId.CounterBits));
}

/// <summary>Names one trade on the whole exchange; per pair without gaps. Below 2^53.</summary>
/// <param name="Value">The pair id in the high 13 bits, the book's trade counter in the low 40.</param>
public readonly record struct TradeId(long Value)
{
    /// <summary>The id of a book's <paramref name="counter"/>-th trade.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The counter is not in 1 to 2^40 - 1.</exception>
    public static TradeId Of(PairId pair, long counter) => new(PairScopedId.Of(pair, counter));

    /// <summary>The pair that was traded.</summary>
    public PairId Pair => new((int)(Value >> OrderId.CounterBits));
}

internal static class PairScopedId
{
    public static long Of(PairId pair, long counter)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(counter, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(counter, 1L << OrderId.CounterBits);
        return ((long)pair.Value << OrderId.CounterBits) | counter;
    }
}
