using System;
using System.Data.Common;
using MiniExchange.Actors.Journaling;
using MiniExchange.Storage;
using MiniExchange.Storage.Relational;

namespace MiniExchange.Host.Composition;

/// <summary>What can keep an exchange from starting and is for an operator to mend. The message says what it is; a stack would not help.</summary>
internal static class StartProblems
{
    /// <summary>Whether an exception is one of them.</summary>
    public static bool Include(Exception cause) =>
        cause is JournalUnavailableException or SchemaTooNewException or StoresDoNotMatchException or InvalidOperationException or DbException;
}
