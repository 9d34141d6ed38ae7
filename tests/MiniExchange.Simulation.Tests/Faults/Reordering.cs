using System;
using System.Collections.Generic;
using System.Linq;
using MiniExchange.Actors.Cells;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Simulation.Tests.Faults;

/// <summary>A book that puts an order where it does not belong in its price's queue.</summary>
internal abstract class Reordering(IBehavior<Book, BookEvent> inner) : BehaviorDecorator<Book, BookEvent>(inner)
{
    /// <summary>Moves an order to the head of its price's queue, or to its end.</summary>
    protected void Move(OrderId orderId, bool toHead)
    {
        var image = State.ToImage();
        State = Book.From(image with { Bids = Moved(image.Bids, orderId, toHead), Asks = Moved(image.Asks, orderId, toHead) });
    }

    private static List<RestingOrder> Moved(IReadOnlyList<RestingOrder> side, OrderId orderId, bool toHead)
    {
        var moved = side.ToList();
        var place = moved.FindIndex(order => order.OrderId == orderId);
        if (place < 0) return moved;

        var order = moved[place];
        moved.RemoveAt(place);
        Predicate<RestingOrder> isAtPrice = other => other.Price == order.Price;
        var to = toHead ? moved.FindIndex(isAtPrice) : moved.FindLastIndex(isAtPrice) + 1;
        moved.Insert(to >= 0 && moved.Exists(isAtPrice) ? to : place, order);
        return moved;
    }
}
