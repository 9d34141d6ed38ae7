using System;

namespace MiniExchange.Storage.Copying;

/// <summary>A copy was refused, or what was copied is not what was there; the message says what to do.</summary>
public sealed class CopyFailedException : Exception
{
    /// <summary>Says why, for operators.</summary>
    public CopyFailedException(string message)
        : base(message)
    {
    }

    /// <summary>Says why and how that was found out.</summary>
    public CopyFailedException(string message, Exception cause)
        : base(message, cause)
    {
    }

    /// <summary>Says nothing.</summary>
    public CopyFailedException()
    {
    }
}
