using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

/// <summary>The icebergs of one price that a walk has used up what is shown of, in the order in which they come again.</summary>
/// <remarks>A buffer that grows to its size once.</remarks>
internal sealed class RefillQueue
{
    private (int Position, QuantityLots Left)[] _refills = new (int, QuantityLots)[8];
    private int _first;
    private int _count;

    public void Clear() => _first = _count = 0;

    public void Add(int position, QuantityLots left)
    {
        if (_count == _refills.Length) Grow();
        _refills[(_first + _count) % _refills.Length] = (position, left);
        _count++;
    }

    public bool TryTake(out int position, out QuantityLots left)
    {
        (position, left) = _refills[_first];
        if (_count == 0) return false;

        _first = (_first + 1) % _refills.Length;
        _count--;
        return true;
    }

    private void Grow()
    {
        var larger = new (int, QuantityLots)[_refills.Length * 2];
        for (var i = 0; i < _count; i++) larger[i] = _refills[(_first + i) % _refills.Length];
        _refills = larger;
        _first = 0;
    }
}
