using System;
using System.Threading;
using System.Threading.Tasks;

namespace MiniExchange.Storage;

/// <summary>Requires that the journal and the relational store are of one exchange.</summary>
/// <remarks>
/// The numbers of accounts come from the relational store's users, their money from the journal. With another journal or
/// another table of users, new users would get the balances of old ones. docs/adr/0007-journal.md.
/// </remarks>
public static class ExchangePair
{
    /// <summary>Compares the two, and gives both an id if neither has anything in it yet. One process at a time may call it.</summary>
    /// <remarks>
    /// A crash between the two writes leaves one store with an id and both with content or both without, as they were; the next
    /// start gives the other the same. Stores of before there were ids have content and no id, and are taken at their word once.
    /// </remarks>
    /// <exception cref="StoresDoNotMatchException">One of them does not belong here.</exception>
    public static async Task RequireAsync(IExchangeIdentity journal, IExchangeIdentity relational, CancellationToken cancellationToken)
    {
        var ofJournal = await journal.ReadIdentityAsync(cancellationToken);
        var ofRelational = await relational.ReadIdentityAsync(cancellationToken);
        if (ofJournal.ExchangeId is { } one && ofRelational.ExchangeId is { } other)
        {
            if (one != other) throw StoresDoNotMatchException.TwoExchanges(journal.StoreName, one, relational.StoreName, other);
            return;
        }

        if (ofJournal.HasContent != ofRelational.HasContent)
        {
            throw ofJournal.HasContent
                ? StoresDoNotMatchException.IsEmpty(relational.StoreName, journal.StoreName)
                : StoresDoNotMatchException.IsEmpty(journal.StoreName, relational.StoreName);
        }

        var id = ofJournal.ExchangeId ?? ofRelational.ExchangeId ?? Guid.NewGuid();
        if (ofJournal.ExchangeId is null) await journal.WriteIdentityAsync(id, cancellationToken);
        if (ofRelational.ExchangeId is null) await relational.WriteIdentityAsync(id, cancellationToken);
    }
}
