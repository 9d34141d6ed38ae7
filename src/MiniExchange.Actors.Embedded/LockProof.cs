using System;
using System.Threading;

namespace MiniExchange.Actors.Embedded;

/// <summary>How lately the journal's lock was seen to be held. Written by the writer alone, read by anybody.</summary>
/// <remarks>
/// It ages from when it was asked for, as the answer may have been long under way, and by what has elapsed: a process that was paused
/// finds its proof as old as the pause.
/// </remarks>
internal sealed class LockProof(TimeProvider time)
{
    private long _askedAt;

    /// <summary>How old the last proof is.</summary>
    public TimeSpan Age => time.GetElapsedTime(Volatile.Read(ref _askedAt));

    /// <summary>Notes that the lock was held after a moment, the clock's timestamp.</summary>
    public void HeldAfter(long askedAt) => Volatile.Write(ref _askedAt, askedAt);
}
