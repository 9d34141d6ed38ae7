using System;
namespace MiniExchange.Domain.Units;

/// <summary>What became of reading a decimal string.</summary>
public enum DecimalReading
{
    /// <summary>Read exactly.</summary>
    Exact = 0,

    /// <summary>Not digits with at most one point: exponents, signs, spaces and grouping are refused.</summary>
    Malformed = 1,

    /// <summary>More significant decimals than the scale holds; nothing is rounded.</summary>
    TooPrecise = 2,

    /// <summary>Larger than 64 bits hold at this scale.</summary>
    TooLarge = 3,
}

/// <summary>Decimal strings at the edges, whole units inside; exact both ways.</summary>
public static class DecimalText
{
    /// <summary>Reads <c>digits[.digits]</c> as whole units of 10^-<paramref name="scale"/>.</summary>
    /// <param name="text">At least one digit before the point; zeros past the scale are allowed.</param>
    /// <param name="scale">Decimals of one unit, 0 to 18.</param>
    /// <param name="units">The value in units; zero unless the reading is exact.</param>
    public static DecimalReading Read(ReadOnlySpan<char> text, int scale, out long units)
    {
        units = 0;
        var point = text.IndexOf('.');
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? [] : text[(point + 1)..];
        if (whole.IsEmpty || (point >= 0 && fraction.IsEmpty)) return DecimalReading.Malformed;
        if (!AreDigits(whole) || !AreDigits(fraction)) return DecimalReading.Malformed;
        fraction = fraction.TrimEnd('0');
        if (fraction.Length > scale) return DecimalReading.TooPrecise;

        Int128 value = 0;
        foreach (var digit in whole)
        {
            value = value * 10 + (digit - '0');
            if (value > long.MaxValue) return DecimalReading.TooLarge;
        }

        for (var place = 0; place < scale; place++)
        {
            value = value * 10 + (place < fraction.Length ? fraction[place] - '0' : 0);
            if (value > long.MaxValue) return DecimalReading.TooLarge;
        }

        units = (long)value;
        return DecimalReading.Exact;
    }

    /// <summary>Writes units with all <paramref name="scale"/> decimals and no exponent: <c>"0.00100000"</c>.</summary>
    /// <param name="units">Whole units; may be negative.</param>
    /// <param name="scale">Decimals of one unit, 0 to 18.</param>
    public static string Write(long units, int scale)
    {
        // Sign, nineteen digits, a leading zero and the point.
        Span<char> buffer = stackalloc char[24];
        var position = buffer.Length;
        var rest = units < 0 ? (UInt128)(-(Int128)units) : (UInt128)units;
        for (var place = 0; place < scale || rest > 0 || place == scale; place++)
        {
            if (place == scale && scale > 0) buffer[--position] = '.';
            buffer[--position] = (char)('0' + (int)(rest % 10));
            rest /= 10;
        }

        if (units < 0) buffer[--position] = '-';
        return new string(buffer[position..]);
    }

    private static bool AreDigits(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') < 0;
}
