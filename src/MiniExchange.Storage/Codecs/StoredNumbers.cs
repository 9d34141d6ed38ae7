using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace MiniExchange.Storage.Codecs;

/// <summary>Enumerations as they are stored, by number. A number that this program does not know stops the reader.</summary>
internal static class StoredNumbers
{
    /// <summary>The member of a number.</summary>
    /// <exception cref="NotSupportedException">There is none: a later version of the program wrote it.</exception>
    public static TEnum Read<TEnum>(int number)
        where TEnum : struct, Enum =>
        Members<TEnum>.ByNumber.TryGetValue(number, out var member) ? member : throw Unknown(typeof(TEnum).Name, number);

    /// <summary>Says that a stored shape is of a later version than this program.</summary>
    public static NotSupportedException Unknown(string what, object stored) => new(
        $"The journal holds {what} {stored}, which this version of the program does not know; open it with the later one that wrote it.");

    private static class Members<TEnum>
        where TEnum : struct, Enum
    {
        public static readonly Dictionary<int, TEnum> ByNumber =
            Enum.GetValues<TEnum>().ToDictionary(member => Convert.ToInt32(member, CultureInfo.InvariantCulture));
    }
}
