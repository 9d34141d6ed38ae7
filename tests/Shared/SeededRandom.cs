using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace MiniExchange;

/// <summary>SplitMix64: the same numbers from the same seed on every machine and runtime. Compiled into each suite that draws from a seed.</summary>
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

    public int Between(int from, int to) => (int)Between((long)from, to);

    public bool Chance(int percent) => Between(1, 100) <= percent;

    public bool ChanceOf(int perTenThousand) => Between(1, 10_000) <= perTenThousand;

    public T OneOf<T>(IReadOnlyList<T> choices) => choices[Between(0, choices.Count - 1)];

    public Guid NextGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Next());
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Next());
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>A generator of its own, so that what one part draws does not shift what another does.</summary>
    public SeededRandom Branch() => new(Next());
}
