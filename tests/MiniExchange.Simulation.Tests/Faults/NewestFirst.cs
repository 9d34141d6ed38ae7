using System.Collections.Generic;
using System.Linq;
using MiniExchange.Actors.Cells;
using MiniExchange.Domain.Books;

namespace MiniExchange.Simulation.Tests.Faults;

/// <summary>An order that comes to rest goes to the head of its price's queue instead of its end.</summary>
internal sealed class NewestFirst : Defect
{
    public override IBehavior<Book, BookEvent> In(IBehavior<Book, BookEvent> book) => new Impatient(book);

    private sealed class Impatient(IBehavior<Book, BookEvent> inner) : BehaviorDecorator<Book, BookEvent>(inner)
    {
        protected override void SpoilState(in BookEvent happened)
        {
            if (happened.Kind != BookEventKind.OrderRested) return;

            var image = State.ToImage();
            State = Book.From(image with { Bids = Spoil(image.Bids, happened), Asks = Spoil(image.Asks, happened) });
        }

        private static List<RestingOrder> Spoil(IReadOnlyList<RestingOrder> side, in BookEvent rested)
        {
            var (newest, price) = (rested.OrderId, rested.Price);
            var spoiled = side.ToList();
            var place = spoiled.FindIndex(order => order.OrderId == newest);
            if (place < 0) return spoiled;

            var order = spoiled[place];
            spoiled.RemoveAt(place);
            spoiled.Insert(spoiled.FindIndex(other => other.Price == price) is var head and >= 0 ? head : place, order);
            return spoiled;
        }
    }
}
