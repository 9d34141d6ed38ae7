using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Messages;
using MiniExchange.Application.Books;
using MiniExchange.Domain.Books;

namespace MiniExchange.Simulation.Tests.Faults;

/// <summary>A book that refuses an order takes note of the message and tells nobody.</summary>
internal sealed class RefusalNotSent : Defect
{
    public override IBehavior<Book, BookEvent> In(IBehavior<Book, BookEvent> book) => new Silent(book);

    private sealed class Silent(IBehavior<Book, BookEvent> inner) : BehaviorDecorator<Book, BookEvent>(inner)
    {
        protected override void Spoil(ActorMessage message, in TurnContext turn, Plan<BookEvent> plan)
        {
            if (message is SubmitOrder && plan.Events.Count == 0) plan.Clear();
        }
    }
}
