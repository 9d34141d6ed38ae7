using System;
using System.Data.Common;
using System.IO;
using System.Net.Sockets;

namespace MiniExchange.Storage.Journaling;

/// <summary>Tells the failures of a store and of the way to it from faults of the program.</summary>
internal static class JournalFailures
{
    /// <summary>Whether the store failed; a connection that broke earlier says so as an invalid operation.</summary>
    public static bool IsOfStore(Exception failure) =>
        failure is DbException or IOException or SocketException or TimeoutException or InvalidOperationException
            or UnauthorizedAccessException;
}
