using System;
using System.Globalization;
using System.IO;
using System.Linq;

namespace MiniExchange.LoadTests.Overload;

/// <summary>How many files, and so connections, a process may have open.</summary>
internal static class OpenFiles
{
    private const int BesidesConnections = 100;
    private const string Limits = "/proc/self/limits";

    /// <summary>Requires room for so many connections. The runtime has raised the soft limit to the hard one already.</summary>
    /// <exception cref="LoadFailedException">There is none.</exception>
    public static void RequireFor(int connections)
    {
        // Other systems say so when a connection cannot be opened.
        if (!File.Exists(Limits) || Read(File.ReadAllLines(Limits)) is not { } allowed || allowed >= connections + BesidesConnections) return;
        throw new LoadFailedException(string.Create(
            CultureInfo.InvariantCulture,
            $"{connections} connections need {connections + BesidesConnections} open files, and {allowed} are allowed: raise it ('ulimit -n {connections + BesidesConnections}'), for the host too, or say --connections and --overload-connections."));
    }

    /// <summary>The soft limit in the lines of that file; null: none.</summary>
    public static long? Read(string[] lines)
    {
        var line = lines.FirstOrDefault(static line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line?["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var allowed) ? allowed : null;
    }
}
