using System.Collections.Generic;

namespace MiniExchange.Domain.Tests;

/// <summary>SplitMix64: the same numbers from the same seed on every machine and runtime.</summary>
public sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A number from <paramref name="from"/> to <paramref name="to"/>, both included.</summary>
    public long Between(long from, long to) => from + (long)(Next() % (ulong)(to - from + 1));

    public bool Chance(int percent) => Between(1, 100) <= percent;

    public T OneOf<T>(IReadOnlyList<T> choices) => choices[(int)Between(0, choices.Count - 1)];
}
