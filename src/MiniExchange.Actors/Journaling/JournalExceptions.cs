using System;

namespace MiniExchange.Actors.Journaling;

/// <summary>The store cannot be reached, refused the write, or did not say whether it took it.</summary>
public class JournalUnavailableException : Exception
{
    /// <summary>Says what failed, for operators.</summary>
    public JournalUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Says what failed and why.</summary>
    public JournalUnavailableException(string message, Exception cause)
        : base(message, cause)
    {
    }

    /// <summary>Says nothing.</summary>
    public JournalUnavailableException()
    {
    }
}

/// <summary>Another engine holds the journal; the message says who and since when.</summary>
public sealed class JournalInUseException : JournalUnavailableException
{
    /// <summary>Says who holds the lock.</summary>
    public JournalInUseException(string message)
        : base(message)
    {
    }

    /// <summary>Says who holds the lock and how that was found out.</summary>
    public JournalInUseException(string message, Exception cause)
        : base(message, cause)
    {
    }

    /// <summary>Says nothing.</summary>
    public JournalInUseException()
    {
    }
}
