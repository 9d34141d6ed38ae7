using System;
using System.Globalization;

namespace MiniExchange.Storage;

/// <summary>The journal and the relational store are not of one exchange, or not of one time; the message says which does not belong.</summary>
public sealed class StoresDoNotMatchException : Exception
{
    /// <summary>Says what does not match, for operators.</summary>
    public StoresDoNotMatchException(string message)
        : base(message)
    {
    }

    /// <summary>Says what does not match and how that was found out.</summary>
    public StoresDoNotMatchException(string message, Exception cause)
        : base(message, cause)
    {
    }

    /// <summary>Says nothing.</summary>
    public StoresDoNotMatchException()
    {
    }

    internal static StoresDoNotMatchException JournalIsBehind(long projected, long last) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"The relational store shows the journal up to position {projected}, but the journal ends at {last}: records are lost, or the "
        + $"journal is an older copy. Restore the journal that belongs to the relational store."));
}
