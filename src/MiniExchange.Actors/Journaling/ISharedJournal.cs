using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace MiniExchange.Actors.Journaling;

/// <summary>A journal that several nodes of a cluster append to, each by way of the cluster's own persistence. It keeps them apart from an engine that wants it alone.</summary>
public interface ISharedJournal
{
    /// <summary>Takes this node's share of the journal's lock, in a session of its own, and makes the tables if there are none.</summary>
    /// <exception cref="JournalInUseException">An engine holds the journal alone; the message says who.</exception>
    /// <exception cref="JournalUnavailableException">The store cannot be reached or refuses to work safely.</exception>
    ISharedJournalSession Join();

    /// <summary>Opens a reader of all records in order, for one reader at a time.</summary>
    IGapFreeReader OpenGapFreeReader();
}

/// <summary>A node's share of the lock. Used by one thread at a time; disposing it gives the share back.</summary>
public interface ISharedJournalSession : IDisposable
{
    /// <summary>Makes sure that the share is still held.</summary>
    /// <exception cref="JournalUnavailableException">It is lost, or nobody knows: the node must stop and join anew.</exception>
    void Confirm();

    /// <summary>Notes, for as long as the share is held, that this node is a member of a running cluster.</summary>
    /// <param name="address">Where other nodes reach it, as host:port.</param>
    void BecomeMember(string address);

    /// <summary>Where the other nodes are that are members; an empty string for one that does not tell.</summary>
    /// <remarks>If there are any, this node must join them, and never begin a cluster of its own on the same journal.</remarks>
    IReadOnlyList<string> OtherMembers();

    /// <summary>The position before which no send was open when it was last stored; zero at first.</summary>
    long ReadLowWater();

    /// <summary>Stores a new low-water position; one that is not higher than the stored one changes nothing.</summary>
    void StoreLowWater(long position);
}

/// <summary>Reads the records of all actors in order while several writers append, without ever skipping one that becomes visible late.</summary>
/// <remarks>
/// Positions become visible out of order, and some never do: the number of an append that was rolled back is burned. A missing
/// position is taken for burned only once every transaction that was writing when it was noticed has ended.
/// </remarks>
public interface IGapFreeReader : IAsyncDisposable
{
    /// <summary>The last position up to which the journal is known to be complete now. Waits until whoever is writing when it is called has ended.</summary>
    ValueTask<long> ReadLastPositionAsync(CancellationToken cancellationToken);

    /// <summary>The next records after a position, as far as the journal is complete; empty if there are none yet. Waits for no new ones.</summary>
    /// <exception cref="JournalUnavailableException">The store cannot be reached; the reader can be used again.</exception>
    ValueTask<IReadOnlyList<JournalRecord>> ReadAsync(long afterPosition, int maxRecords, CancellationToken cancellationToken);
}
