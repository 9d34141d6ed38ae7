using System;

namespace MiniExchange.Storage.Relational;

/// <summary>The relational store was changed by a later program than this one.</summary>
public sealed class SchemaTooNewException : Exception
{
    /// <summary>Says which versions met.</summary>
    public SchemaTooNewException(string message)
        : base(message)
    {
    }

    /// <summary>Says which versions met and how that was found out.</summary>
    public SchemaTooNewException(string message, Exception cause)
        : base(message, cause)
    {
    }

    /// <summary>Says nothing.</summary>
    public SchemaTooNewException()
    {
    }

    internal static SchemaTooNewException Of(long found, long known) => new(
        $"The relational store has schema version {found}; this program knows versions up to {known}. "
        + "Start the program that wrote it, or a later one.");
}
