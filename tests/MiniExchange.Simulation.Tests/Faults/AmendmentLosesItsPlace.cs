using MiniExchange.Actors.Cells;
using MiniExchange.Domain.Books;

namespace MiniExchange.Simulation.Tests.Faults;

/// <summary>An order that is made smaller goes to the end of its price's queue.</summary>
internal sealed class AmendmentLosesItsPlace : Defect
{
    public override IBehavior<Book, BookEvent> In(IBehavior<Book, BookEvent> book) => new Strict(book);

    private sealed class Strict(IBehavior<Book, BookEvent> inner) : Reordering(inner)
    {
        protected override void SpoilState(in BookEvent happened)
        {
            if (happened.Kind == BookEventKind.OrderAmended) Move(happened.OrderId, toHead: false);
        }
    }
}
