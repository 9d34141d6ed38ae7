using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

/// <summary>Visits one side's orders in priority, changing nothing.</summary>
internal struct PriorityWalk
{
    private readonly BookSide _side;
    private int _rank;
    private int _position;

    public PriorityWalk(BookSide side)
    {
        _side = side;
        _rank = side.LevelCount - 1;
        _position = side.First;
    }

    public readonly bool IsAtEnd => _position == OrderPool.None;

    public readonly ref readonly RestingNode Order => ref _side.Orders[_position];

    public readonly PriceTicks Price => _side.LevelAt(_rank).Price;

    public void MoveNext()
    {
        _position = _side.Orders[_position].Next;
        if (_position == OrderPool.None && --_rank >= 0) _position = _side.LevelAt(_rank).Head;
    }
}
