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

    internal static StoresDoNotMatchException TwoExchanges(string journal, Guid ofJournal, string relational, Guid ofRelational) => new(
        $"The {journal} is of exchange {ofJournal}, but the {relational} is of exchange {ofRelational}: users would get balances that are "
        + "not theirs. Put back the one that was replaced.");

    internal static StoresDoNotMatchException IsEmpty(string empty, string kept) => new(
        $"The {empty} is new and empty, but the {kept} is of an exchange that has run: users would get balances that are not theirs. "
        + "Restore the empty one from a backup, or begin anew with both empty.");

    internal static StoresDoNotMatchException JournalIsBehind(long projected, long last) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"The relational store shows the journal up to position {projected}, but the journal ends at {last}: records are lost, or the "
        + $"journal is an older copy. Restore the journal that belongs to the relational store."));
}
