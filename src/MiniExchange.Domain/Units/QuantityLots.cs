using System;
using System.Globalization;

namespace MiniExchange.Domain.Units;

/// <summary>A quantity of base asset as a whole number of a trading pair's lots.</summary>
/// <remarks>All arithmetic is checked.</remarks>
/// <param name="Value">Whole lots; never negative.</param>
public readonly record struct QuantityLots(long Value) : IComparable<QuantityLots>
{
    /// <summary>No quantity.</summary>
    public static readonly QuantityLots Zero;

    /// <summary>The sum of two quantities of one pair.</summary>
    /// <exception cref="OverflowException">The sum exceeds 64 bits.</exception>
    public static QuantityLots operator +(QuantityLots left, QuantityLots right) => new(checked(left.Value + right.Value));

    /// <summary>What is left of a quantity.</summary>
    /// <exception cref="OverflowException">The difference exceeds 64 bits.</exception>
    public static QuantityLots operator -(QuantityLots left, QuantityLots right) => new(checked(left.Value - right.Value));

    /// <summary>Whether the left quantity is smaller.</summary>
    public static bool operator <(QuantityLots left, QuantityLots right) => left.Value < right.Value;

    /// <summary>Whether the left quantity is larger.</summary>
    public static bool operator >(QuantityLots left, QuantityLots right) => left.Value > right.Value;

    /// <summary>Whether the left quantity is not larger.</summary>
    public static bool operator <=(QuantityLots left, QuantityLots right) => left.Value <= right.Value;

    /// <summary>Whether the left quantity is not smaller.</summary>
    public static bool operator >=(QuantityLots left, QuantityLots right) => left.Value >= right.Value;

    /// <summary>The smaller of two quantities of one pair.</summary>
    public static QuantityLots Min(QuantityLots left, QuantityLots right) => left.Value <= right.Value ? left : right;

    /// <inheritdoc />
    public int CompareTo(QuantityLots other) => Value.CompareTo(other.Value);

    /// <summary>The bare number of lots, for logs.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
