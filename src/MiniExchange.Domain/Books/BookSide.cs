using System;
using System.Numerics;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

/// <summary>One price's queue, oldest order at its head.</summary>
internal struct PriceLevel
{
    /// <summary>None of a free level.</summary>
    public PriceTicks Price;
    public QuantityLots Total;
    public int Head;

    /// <summary>The youngest order; of a free level, the next free one.</summary>
    public int Tail;
}

/// <summary>The bids or the asks: levels sorted by price, and a queue of orders at each.</summary>
/// <remarks>
/// Levels are kept in an array with the best one last. Most levels come and go near the best price, where little has to
/// move. Orders know their level by its place in a pool, which the sorting leaves alone. docs/adr/0005-book.md.
/// </remarks>
internal sealed class BookSide(Side side, OrderPool orders)
{
    private const int LastPlaces = 1_024;

    // By rank, worst first: what sorts the level, and its place in the pool.
    private long[] _keys = new long[32];
    private int[] _ranked = new int[32];

    // Where the level of a price was found last, by a hash of the price: a hint, good if that level has that price. Most orders come to
    // a price that has a level, and need no search for it.
    private readonly int[] _lastPlaceOf = new int[LastPlaces];

    private PriceLevel[] _levels = new PriceLevel[32];
    private int _levelsUsed;
    private int _firstFreeLevel = OrderPool.None;

    public Side Side => side;

    public int LevelCount { get; private set; }

    /// <summary>The resting orders of both sides.</summary>
    public OrderPool Orders => orders;

    /// <summary>The best level is at <see cref="LevelCount"/> - 1, the worst at 0.</summary>
    public ref readonly PriceLevel LevelAt(int rank) => ref _levels[_ranked[rank]];

    public ref readonly PriceLevel LevelOf(in RestingNode order) => ref _levels[order.Level];

    public BookLevel Best => LevelCount == 0 ? default : Describe(LevelAt(LevelCount - 1));

    public static BookLevel Describe(in PriceLevel level) => new(level.Price, level.Total);

    /// <summary>The level of a price; none if nothing rests there.</summary>
    public BookLevel Find(PriceTicks price)
    {
        var rank = Array.BinarySearch(_keys, 0, LevelCount, KeyOf(price));
        return rank < 0 ? default : Describe(LevelAt(rank));
    }

    /// <summary>Puts a filled-in node at the end of its price's queue.</summary>
    public void Append(int position, PriceTicks price)
    {
        orders[position].Level = FindOrAddLevel(price);
        LinkLast(position);
    }

    /// <summary>Takes lots off what is shown of an order that stays; shown no more, it comes in again behind the others.</summary>
    public void Reduce(int position, QuantityLots taken)
    {
        ref var order = ref orders[position];
        order.Remaining -= taken;
        _levels[order.Level].Total -= taken;
        if (order.Hidden > QuantityLots.Zero && order.Visible == QuantityLots.Zero) Refill(position);
    }

    /// <summary>Makes an order smaller in its place: first what is hidden of it, then what is shown.</summary>
    /// <returns>Whether less of it is shown.</returns>
    public bool Amend(int position, QuantityLots quantity, QuantityLots remaining)
    {
        ref var order = ref orders[position];
        var shown = order.Visible;
        var stillShown = QuantityLots.Min(shown, remaining);
        order.Quantity = quantity;
        order.Remaining = remaining;
        order.Hidden = remaining - stillShown;
        _levels[order.Level].Total -= shown - stillShown;
        return stillShown < shown;
    }

    /// <summary>Unlinks an order, and drops its level if it was the last there. The node is the caller's again.</summary>
    public void Remove(int position)
    {
        Unlink(position);
        var place = orders[position].Level;
        if (_levels[place].Head == OrderPool.None) DropLevel(place);
    }

    /// <summary>The oldest order at the best price.</summary>
    public int First => LevelCount == 0 ? OrderPool.None : LevelAt(LevelCount - 1).Head;

    private void Refill(int position)
    {
        ref var order = ref orders[position];
        Unlink(position);
        order.Hidden = order.Remaining - QuantityLots.Min(order.DisplayQuantity, order.Remaining);
        LinkLast(position);
    }

    private void LinkLast(int position)
    {
        ref var order = ref orders[position];
        ref var level = ref _levels[order.Level];
        order.Previous = level.Tail;
        order.Next = OrderPool.None;
        if (level.Tail == OrderPool.None) level.Head = position;
        else orders[level.Tail].Next = position;

        level.Tail = position;
        level.Total += order.Visible;
    }

    private void Unlink(int position)
    {
        ref readonly var order = ref orders[position];
        ref var level = ref _levels[order.Level];
        level.Total -= order.Visible;
        if (order.Previous == OrderPool.None) level.Head = order.Next;
        else orders[order.Previous].Next = order.Next;

        if (order.Next == OrderPool.None) level.Tail = order.Previous;
        else orders[order.Next].Previous = order.Previous;
    }

    private int FindOrAddLevel(PriceTicks price)
    {
        ref var lastPlace = ref _lastPlaceOf[HashOf(price)];
        if (_levels[lastPlace].Price == price) return lastPlace;

        var rank = Array.BinarySearch(_keys, 0, LevelCount, KeyOf(price));
        return lastPlace = rank >= 0 ? _ranked[rank] : AddLevel(price, ~rank);
    }

    private int AddLevel(PriceTicks price, int rank)
    {
        if (LevelCount == _keys.Length)
        {
            Array.Resize(ref _keys, LevelCount * 2);
            Array.Resize(ref _ranked, LevelCount * 2);
        }

        Array.Copy(_keys, rank, _keys, rank + 1, LevelCount - rank);
        Array.Copy(_ranked, rank, _ranked, rank + 1, LevelCount - rank);
        var place = RentLevel();
        _levels[place] = new PriceLevel { Price = price, Head = OrderPool.None, Tail = OrderPool.None };
        _keys[rank] = KeyOf(price);
        _ranked[rank] = place;
        LevelCount++;
        return place;
    }

    private void DropLevel(int place)
    {
        var key = KeyOf(_levels[place].Price);
        var rank = _keys[LevelCount - 1] == key ? LevelCount - 1 : Array.BinarySearch(_keys, 0, LevelCount, key);
        LevelCount--;
        Array.Copy(_keys, rank + 1, _keys, rank, LevelCount - rank);
        Array.Copy(_ranked, rank + 1, _ranked, rank, LevelCount - rank);
        _levels[place] = new PriceLevel { Tail = _firstFreeLevel };
        _firstFreeLevel = place;
    }

    private int RentLevel()
    {
        if (_firstFreeLevel != OrderPool.None)
        {
            var reused = _firstFreeLevel;
            _firstFreeLevel = _levels[reused].Tail;
            return reused;
        }

        if (_levelsUsed == _levels.Length) Array.Resize(ref _levels, _levelsUsed * 2);
        return _levelsUsed++;
    }

    // Ascending on both sides with the best at the end: bids by price, asks by its negative.
    private long KeyOf(PriceTicks price) => side == Side.Buy ? price.Value : -price.Value;

    // The high bits of a product with 2^64 / phi: prices that are far apart by the same step spread too.
    private static int HashOf(PriceTicks price) =>
        (int)(unchecked((ulong)price.Value * 0x9E3779B97F4A7C15) >> (64 - BitOperations.Log2(LastPlaces)));
}
