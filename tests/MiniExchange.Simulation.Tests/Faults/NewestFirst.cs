using MiniExchange.Actors.Cells;
using MiniExchange.Domain.Books;

namespace MiniExchange.Simulation.Tests.Faults;

/// <summary>An order that comes to rest goes to the head of its price's queue instead of its end.</summary>
internal sealed class NewestFirst : Defect
{
    public override IBehavior<Book, BookEvent> In(IBehavior<Book, BookEvent> book) => new Impatient(book);

    private sealed class Impatient(IBehavior<Book, BookEvent> inner) : Reordering(inner)
    {
        protected override void SpoilState(in BookEvent happened)
        {
            if (happened.Kind == BookEventKind.OrderRested) Move(happened.OrderId, toHead: true);
        }
    }
}
