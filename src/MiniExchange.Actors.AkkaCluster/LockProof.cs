using System;
using System.Collections.Generic;
using System.Threading;
using MiniExchange.Actors.Journaling;

namespace MiniExchange.Actors.AkkaCluster;

/// <summary>A node's share of the journal's lock, and when it was last known to be held.</summary>
/// <remarks>One thread holds and confirms it; anybody may ask.</remarks>
/// <param name="journal">The journal.</param>
/// <param name="lasts">How long the share is believed without word from the store, which ends a silent session later than that.</param>
/// <param name="time">The clock.</param>
internal sealed class LockProof(ISharedJournal journal, TimeSpan lasts, TimeProvider time) : IDisposable
{
    private readonly object _session = new();
    private ISharedJournalSession? _held;
    private long _provenAt;
    private string? _memberAt;

    /// <summary>Whether the share was held a moment ago.</summary>
    public bool Holds => Volatile.Read(ref _provenAt) is not 0 and var at && time.GetElapsedTime(at) < lasts;

    /// <summary>Since when the store has not confirmed it; zero if it does.</summary>
    public TimeSpan Age => Volatile.Read(ref _provenAt) is not 0 and var at ? time.GetElapsedTime(at) : TimeSpan.Zero;

    /// <summary>Takes the share, or confirms that it is held.</summary>
    /// <exception cref="JournalUnavailableException">It is lost or cannot be had; the next call takes it anew.</exception>
    public void Confirm()
    {
        lock (_session)
        {
            var askedAt = time.GetTimestamp();
            try
            {
                if (_held is null) Join();
                else _held.Confirm();
                Volatile.Write(ref _provenAt, askedAt);
            }
            catch (JournalUnavailableException)
            {
                Volatile.Write(ref _provenAt, 0);
                _held?.Dispose();
                _held = null;
                throw;
            }
        }
    }

    /// <summary>Notes that this node is a member of a running cluster.</summary>
    /// <param name="address">Where other nodes reach it, as host:port.</param>
    public void BecomeMember(string address)
    {
        lock (_session)
        {
            Session.BecomeMember(address);
            _memberAt = address;
        }
    }

    /// <summary>Where other nodes are that are members of one.</summary>
    public IReadOnlyList<string> OtherMembers()
    {
        lock (_session) return Session.OtherMembers();
    }

    /// <summary>The position before which no send was open when it was last stored.</summary>
    public long ReadLowWater()
    {
        lock (_session) return Session.ReadLowWater();
    }

    /// <summary>Stores a new low-water position.</summary>
    public void StoreLowWater(long position)
    {
        lock (_session) Session.StoreLowWater(position);
    }

    /// <summary>Gives the share back.</summary>
    public void Dispose()
    {
        lock (_session)
        {
            Volatile.Write(ref _provenAt, 0);
            _held?.Dispose();
            _held = null;
        }
    }

    private void Join()
    {
        _held = journal.Join();
        if (_memberAt is not null) _held.BecomeMember(_memberAt);
    }

    private ISharedJournalSession Session =>
        _held ?? throw new JournalUnavailableException("This node's share of the journal's lock is lost.");
}
