using System;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

/// <summary>A resting order as the book keeps it: a link of its level's queue.</summary>
/// <remarks>What every order's coming and going needs stands together, before what few need.</remarks>
internal struct RestingNode
{
    public OrderId OrderId;
    public AccountId AccountId;
    public HoldId HoldId;
    public OrderListId ListId;
    public QuantityLots Remaining;

    /// <summary>What of <see cref="Remaining"/> the book does not show; zero unless it is an iceberg.</summary>
    public QuantityLots Hidden;

    /// <summary>The level's place in its side's pool; it stays when better or worse levels come and go.</summary>
    public int Level;

    /// <summary>The older neighbor at the same price.</summary>
    public int Previous;

    /// <summary>The younger neighbor at the same price; of a free node, the next free one.</summary>
    public int Next;

    /// <summary>The next order in the same chain of the index.</summary>
    public int NextInChain;
    public Side Side;

    /// <summary>All of it, as last amended.</summary>
    public QuantityLots Quantity;

    /// <summary>The most that is shown at a time; zero to show all.</summary>
    public QuantityLots DisplayQuantity;

    /// <summary>What the book shows of it.</summary>
    public readonly QuantityLots Visible => Remaining - Hidden;
}

/// <summary>Resting orders in one array, linked by position: nothing is allocated once the array has its size.</summary>
/// <remarks>A position is good until the order leaves; positions are not state, and differ after a recovery.</remarks>
internal sealed class OrderPool
{
    /// <summary>No position.</summary>
    public const int None = -1;

    private RestingNode[] _nodes = new RestingNode[64];
    private int _used;
    private int _firstFree = None;

    /// <summary>The node at a position. The reference is void once another node is rented.</summary>
    public ref RestingNode this[int position] => ref _nodes[position];

    public int Rent()
    {
        if (_firstFree != None)
        {
            var reused = _firstFree;
            _firstFree = _nodes[reused].Next;
            return reused;
        }

        if (_used == _nodes.Length) Array.Resize(ref _nodes, _used * 2);
        return _used++;
    }

    public void Return(int position)
    {
        _nodes[position].Next = _firstFree;
        _firstFree = position;
    }
}
