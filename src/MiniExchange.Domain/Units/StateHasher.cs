using System;

namespace MiniExchange.Domain.Units;

/// <summary>Sums up a state as 64 bits that are the same on every machine and in every process (FNV-1a).</summary>
/// <remarks>Compares states; it does not resist somebody who wants two of them to look alike.</remarks>
internal struct StateHasher
{
    private const ulong OffsetBasis = 14_695_981_039_346_656_037;
    private const ulong Prime = 1_099_511_628_211;

    public StateHasher()
    {
    }

    /// <summary>The hash of what was added so far.</summary>
    public ulong Value { get; private set; } = OffsetBasis;

    public void Add(bool value) => Add(value ? 1L : 0L);

    public void Add(long value)
    {
        for (var shift = 0; shift < 64; shift += 8) AddByte((byte)(value >> shift & 0xFF));
    }

    public void Add(string value)
    {
        // The length keeps apart what two neighbouring texts would otherwise share.
        Add(value.Length);
        foreach (var unit in value)
        {
            AddByte((byte)(unit & 0xFF));
            AddByte((byte)(unit >> 8));
        }
    }

    public void Add(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        Invariant.Require(value.TryWriteBytes(bytes, bigEndian: true, out _));
        foreach (var part in bytes) AddByte(part);
    }

    private void AddByte(byte value) => Value = unchecked((Value ^ value) * Prime);
}
