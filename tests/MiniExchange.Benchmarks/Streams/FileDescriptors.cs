using System.Globalization;
using System.IO;
using System.Linq;

namespace MiniExchange.Benchmarks.Streams;

/// <summary>How many files and sockets a process may have open.</summary>
internal static class FileDescriptors
{
    private const string Limits = "/proc/self/limits";
    private const string Line = "Max open files";

    /// <summary>The hard limit, up to which the runtime raises its own; null where there is none, or none that can be read.</summary>
    public static int? Max()
    {
        if (!File.Exists(Limits)) return null;
        var line = File.ReadLines(Limits).FirstOrDefault(static line => line.StartsWith(Line, System.StringComparison.Ordinal));
        var words = line?[Line.Length..].Split(' ', System.StringSplitOptions.RemoveEmptyEntries);
        return words is [_, var hard, ..] && int.TryParse(hard, NumberStyles.None, CultureInfo.InvariantCulture, out var max) ? max : null;
    }
}
