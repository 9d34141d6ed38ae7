using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace MiniExchange.EndToEnd.Tests.Hosts;

/// <summary>What the host said on both of its outputs, over all of its runs.</summary>
internal sealed class HostLog
{
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];

    public void Add(string? line)
    {
        if (line is null) return;
        lock (_gate) _lines.Add(line);
    }

    /// <summary>The lines so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate) return [.. _lines];
        }
    }

    /// <summary>The last lines, for the message of a failure.</summary>
    public string Tail() => "The host said:\n" + string.Join('\n', Lines.TakeLast(60));

    /// <inheritdoc />
    public override string ToString() => string.Join('\n', Lines);
}
