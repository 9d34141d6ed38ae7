using System;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace MiniExchange.Storage.Journaling;

/// <summary>How this process names itself to whoever is refused the journal.</summary>
internal static class JournalHolder
{
    // PostgreSQL cuts longer names, within a character if need be.
    private const int MaxApplicationNameBytes = 63;

    /// <summary>In a sentence: machine, process, and since when it runs.</summary>
    public static string Describe()
    {
        using var process = Process.GetCurrentProcess();
        var startedAt = process.StartTime.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        return $"process {Environment.ProcessId} on {Environment.MachineName}, started {startedAt} UTC";
    }

    /// <summary>The same, short enough for PostgreSQL's <c>application_name</c>.</summary>
    public static string ApplicationName(string role)
    {
        var name = $"MiniExchange {role} {Environment.ProcessId}@{Environment.MachineName}";
        while (Encoding.UTF8.GetByteCount(name) > MaxApplicationNameBytes) name = name[..^1];
        return name;
    }
}
