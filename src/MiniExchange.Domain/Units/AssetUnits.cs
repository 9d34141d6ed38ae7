using System;
using System.Globalization;

namespace MiniExchange.Domain.Units;

/// <summary>An amount of one asset, in that asset's smallest unit (BTC at scale 8: 1 unit = 0.00000001 BTC).</summary>
/// <remarks>All arithmetic is checked. Which asset is meant is said by the name or field next to it.</remarks>
/// <param name="Value">Whole units; negative only where a difference is meant.</param>
public readonly record struct AssetUnits(long Value) : IComparable<AssetUnits>
{
    /// <summary>No units.</summary>
    public static readonly AssetUnits Zero;

    /// <summary>The sum, in the same asset.</summary>
    /// <exception cref="OverflowException">The sum exceeds 64 bits.</exception>
    public static AssetUnits operator +(AssetUnits left, AssetUnits right) => new(checked(left.Value + right.Value));

    /// <summary>The difference, in the same asset; may be negative.</summary>
    /// <exception cref="OverflowException">The difference exceeds 64 bits.</exception>
    public static AssetUnits operator -(AssetUnits left, AssetUnits right) => new(checked(left.Value - right.Value));

    /// <summary>Whether the left amount is smaller.</summary>
    public static bool operator <(AssetUnits left, AssetUnits right) => left.Value < right.Value;

    /// <summary>Whether the left amount is larger.</summary>
    public static bool operator >(AssetUnits left, AssetUnits right) => left.Value > right.Value;

    /// <summary>Whether the left amount is not larger.</summary>
    public static bool operator <=(AssetUnits left, AssetUnits right) => left.Value <= right.Value;

    /// <summary>Whether the left amount is not smaller.</summary>
    public static bool operator >=(AssetUnits left, AssetUnits right) => left.Value >= right.Value;

    /// <summary>The smaller of two amounts of the same asset.</summary>
    public static AssetUnits Min(AssetUnits left, AssetUnits right) => left.Value <= right.Value ? left : right;

    /// <inheritdoc />
    public int CompareTo(AssetUnits other) => Value.CompareTo(other.Value);

    /// <summary>The bare number of units, for logs; people are shown decimals made by <see cref="DecimalText"/>.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
