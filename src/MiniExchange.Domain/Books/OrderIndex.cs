using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

/// <summary>Finds a resting order's position in the pool by its number.</summary>
/// <remarks>
/// A table of chains, as many as orders or more, that are linked through the orders themselves: whoever looks for an order reads it next,
/// so that its own number serves as the key. Numbers count up and so spread evenly over the chains by their low bits; neighbors in
/// time are neighbors in the table. An order that rests for months costs its place in a chain and no more.
/// </remarks>
internal sealed class OrderIndex(OrderPool orders)
{
    // Positions, 0 for none: one less than what is kept.
    private int[] _chains = new int[128];

    public int Count { get; private set; }

    public void Add(int position)
    {
        if (Count == _chains.Length) Grow();
        Link(position);
        Count++;
    }

    public bool TryGet(OrderId orderId, out int position)
    {
        position = ChainOf(orderId) - 1;
        while (position != OrderPool.None)
        {
            ref readonly var order = ref orders[position];
            if (order.OrderId == orderId) return true;

            position = order.NextInChain;
        }

        return false;
    }

    /// <summary>Forgets an order, and says where it is.</summary>
    public int Remove(OrderId orderId)
    {
        ref var chain = ref ChainOf(orderId);
        var position = chain - 1;
        var before = OrderPool.None;
        while (position != OrderPool.None && orders[position].OrderId != orderId)
        {
            before = position;
            position = orders[position].NextInChain;
        }

        Invariant.Require(position != OrderPool.None);
        var next = orders[position].NextInChain;
        if (before == OrderPool.None) chain = next + 1;
        else orders[before].NextInChain = next;

        Count--;
        return position;
    }

    private void Link(int position)
    {
        ref var order = ref orders[position];
        ref var chain = ref ChainOf(order.OrderId);
        order.NextInChain = chain - 1;
        chain = position + 1;
    }

    private void Grow()
    {
        var old = _chains;
        _chains = new int[old.Length * 2];
        foreach (var first in old)
        {
            for (var position = first - 1; position != OrderPool.None;)
            {
                var next = orders[position].NextInChain;
                Link(position);
                position = next;
            }
        }
    }

    private ref int ChainOf(OrderId orderId) => ref _chains[(int)(orderId.Value & (_chains.Length - 1))];
}
