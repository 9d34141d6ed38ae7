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

    private const string MemberPrefix = "MiniExchange member at ";

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

    /// <summary>A member of a cluster, as <c>application_name</c> tells other nodes where it is; null if that is too long to be told.</summary>
    /// <param name="address">Host:port.</param>
    public static string? MemberName(string address) =>
        Encoding.UTF8.GetByteCount(MemberPrefix + address) <= MaxApplicationNameBytes ? MemberPrefix + address : null;

    /// <summary>The address in such a name; empty if it is another.</summary>
    public static string AddressOf(string? memberName) =>
        memberName is not null && memberName.StartsWith(MemberPrefix, StringComparison.Ordinal) ? memberName[MemberPrefix.Length..] : string.Empty;
}
