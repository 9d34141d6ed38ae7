using System;
using System.Globalization;

namespace MiniExchange.Api;

/// <summary>Decimal strings of sums over many trades or all users, which 64 bits may not hold.</summary>
internal static class WideDecimalText
{
    /// <summary>Writes units with all <paramref name="scale"/> decimals and no exponent.</summary>
    public static string Write(Int128 units, int scale)
    {
        // The smallest value has no positive counterpart of its own type.
        var magnitude = units < 0 ? (UInt128)(-(units + 1)) + 1 : (UInt128)units;
        var digits = magnitude.ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var sign = units < 0 ? "-" : "";
        return scale == 0 ? sign + digits : $"{sign}{digits[..^scale]}.{digits[^scale..]}";
    }
}
