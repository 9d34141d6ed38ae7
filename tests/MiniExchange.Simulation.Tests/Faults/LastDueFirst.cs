using System.Linq;
using MiniExchange.Actors.Cells;
using MiniExchange.Domain.Books;

namespace MiniExchange.Simulation.Tests.Faults;

/// <summary>Of the stop orders whose time has come the last one enters first.</summary>
internal sealed class LastDueFirst : Defect
{
    public override IBehavior<Book, BookEvent> In(IBehavior<Book, BookEvent> book) => new Backward(book);

    private sealed class Backward(IBehavior<Book, BookEvent> inner) : BehaviorDecorator<Book, BookEvent>(inner)
    {
        protected override void SpoilState(in BookEvent happened)
        {
            var isTakersEnd = happened is { Kind: BookEventKind.OrderRested } or { Kind: BookEventKind.OrderEnded, End: OrderEnd.Filled };
            if (!isTakersEnd || State.Due.Count() < 2) return;

            var image = State.ToImage();
            State = Book.From(image with { Due = [.. image.Due.Reverse()] });
        }
    }
}
