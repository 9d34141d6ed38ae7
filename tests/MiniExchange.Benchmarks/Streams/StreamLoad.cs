using System;
using System.Globalization;

namespace MiniExchange.Benchmarks.Streams;

/// <summary>How many listen to how much.</summary>
/// <param name="Subscribers">Connections, with one stream each.</param>
/// <param name="Seconds">How long is measured.</param>
/// <param name="ChangesPerSecond">Turns of the book; each changes its best prices and makes a trade.</param>
public sealed record StreamLoad(int Subscribers, int Seconds, int ChangesPerSecond)
{
    /// <summary>Reads what follows <c>streams</c>; null if it cannot be read.</summary>
    public static StreamLoad? Parse(ReadOnlySpan<string> arguments)
    {
        var load = new StreamLoad(5_000, 10, 20);
        if (arguments is [var count, ..] && !count.StartsWith("--", StringComparison.Ordinal))
        {
            if (Number(count) is not { } subscribers) return null;
            load = load with { Subscribers = subscribers };
            arguments = arguments[1..];
        }

        while (arguments is [var name, var text, .. var rest])
        {
            if (Number(text) is not { } number) return null;
            switch (name)
            {
                case "--seconds": load = load with { Seconds = number }; break;
                case "--changes" when number <= 1_000: load = load with { ChangesPerSecond = number }; break;
                default: return null;
            }

            arguments = rest;
        }

        return arguments.IsEmpty ? load : null;
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 100_000 ? number : null;
}
