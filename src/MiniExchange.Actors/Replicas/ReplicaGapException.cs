using System;

namespace MiniExchange.Actors.Replicas;

/// <summary>A record does not follow the one that a replica stands after; seeding it anew closes the gap.</summary>
public sealed class ReplicaGapException : Exception
{
    /// <summary>Says which record came after which.</summary>
    public ReplicaGapException(string message)
        : base(message)
    {
    }

    /// <summary>Says which record came after which, and why.</summary>
    public ReplicaGapException(string message, Exception cause)
        : base(message, cause)
    {
    }

    /// <summary>Says nothing.</summary>
    public ReplicaGapException()
    {
    }
}
