using System.Numerics;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

/// <summary>Finds a resting order's position in the pool by its number.</summary>
/// <remarks>
/// An open-addressing table, at most half full, probed in line. Removing moves later entries of the run back instead of
/// leaving tombstones, so that a book which lives for months probes no longer than on its first day.
/// </remarks>
internal sealed class OrderIndex
{
    private const long Empty = 0;

    private Entry[] _entries = new Entry[128];
    private int _shift = 64 - BitOperations.Log2(128);

    public int Count { get; private set; }

    public void Add(OrderId orderId, int position)
    {
        if ((Count + 1) * 2 > _entries.Length) Grow();
        Insert(new Entry { Key = orderId.Value, Position = position });
        Count++;
    }

    public bool TryGet(OrderId orderId, out int position)
    {
        var slot = SlotOf(orderId);
        position = slot < 0 ? OrderPool.None : _entries[slot].Position;
        return slot >= 0;
    }

    public void Remove(OrderId orderId)
    {
        var hole = SlotOf(orderId);
        Invariant.Require(hole >= 0);
        Count--;

        var mask = _entries.Length - 1;
        for (var slot = (hole + 1) & mask; _entries[slot].Key != Empty; slot = (slot + 1) & mask)
        {
            // An entry may move back only as far as its home; between home and here it would be found no more.
            var home = HomeOf(_entries[slot].Key);
            if (((slot - home) & mask) < ((slot - hole) & mask)) continue;
            _entries[hole] = _entries[slot];
            hole = slot;
        }

        _entries[hole].Key = Empty;
    }

    private int SlotOf(OrderId orderId)
    {
        if (orderId.Value == Empty) return -1;

        var mask = _entries.Length - 1;
        for (var slot = HomeOf(orderId.Value); _entries[slot].Key != Empty; slot = (slot + 1) & mask)
        {
            if (_entries[slot].Key == orderId.Value) return slot;
        }

        return -1;
    }

    private void Insert(Entry entry)
    {
        var mask = _entries.Length - 1;
        var slot = HomeOf(entry.Key);
        while (_entries[slot].Key != Empty) slot = (slot + 1) & mask;
        _entries[slot] = entry;
    }

    private void Grow()
    {
        var old = _entries;
        _entries = new Entry[old.Length * 2];
        _shift--;
        foreach (var entry in old)
        {
            if (entry.Key != Empty) Insert(entry);
        }
    }

    // Order ids count up; multiplying by 2^64 / phi and keeping the high bits spreads them evenly.
    private int HomeOf(long key) => (int)(unchecked((ulong)key * 0x9E3779B97F4A7C15) >> _shift);

    private struct Entry
    {
        public long Key;
        public int Position;
    }
}
