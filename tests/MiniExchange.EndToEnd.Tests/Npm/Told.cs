using System.Collections.Generic;
using System.Text.Json;
using System.Threading;

namespace MiniExchange.EndToEnd.Tests.Npm;

/// <summary>Everything that one callback of a client was given, in order.</summary>
/// <param name="name">Whose, as failures shall name it.</param>
internal sealed class Told(string name)
{
    private readonly Lock _gate = new();
    private readonly List<JsonElement> _events = [];

    public void Add(JsonElement given)
    {
        lock (_gate) _events.Add(given);
    }

    /// <summary>What came after the first so many.</summary>
    public IReadOnlyList<JsonElement> From(int count)
    {
        lock (_gate) return _events[count..];
    }

    /// <inheritdoc />
    public override string ToString() => name;
}
