using System;
using System.Globalization;

namespace MiniExchange.Domain.Units;

/// <summary>A price as a whole number of a trading pair's ticks.</summary>
/// <param name="Value">Whole ticks; greater than zero for any real price, zero where an order has none (market).</param>
public readonly record struct PriceTicks(long Value) : IComparable<PriceTicks>
{
    /// <summary>No price: a market order, or a book that has not traded.</summary>
    public static readonly PriceTicks None;

    /// <summary>Whether the left price is lower.</summary>
    public static bool operator <(PriceTicks left, PriceTicks right) => left.Value < right.Value;

    /// <summary>Whether the left price is higher.</summary>
    public static bool operator >(PriceTicks left, PriceTicks right) => left.Value > right.Value;

    /// <summary>Whether the left price is not higher.</summary>
    public static bool operator <=(PriceTicks left, PriceTicks right) => left.Value <= right.Value;

    /// <summary>Whether the left price is not lower.</summary>
    public static bool operator >=(PriceTicks left, PriceTicks right) => left.Value >= right.Value;

    /// <inheritdoc />
    public int CompareTo(PriceTicks other) => Value.CompareTo(other.Value);

    /// <summary>The bare number of ticks, for logs.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
