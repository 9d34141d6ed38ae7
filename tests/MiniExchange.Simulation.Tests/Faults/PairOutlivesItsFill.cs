using System.Linq;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Messages;
using MiniExchange.Application.Books;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;

namespace MiniExchange.Simulation.Tests.Faults;

/// <summary>One order of a pair trades, and the other one stays.</summary>
internal sealed class PairOutlivesItsFill : Defect
{
    public override IBehavior<Book, BookEvent> In(IBehavior<Book, BookEvent> book) => new Sparing(book);

    private sealed class Sparing(IBehavior<Book, BookEvent> inner) : BehaviorDecorator<Book, BookEvent>(inner)
    {
        protected override void Spoil(ActorMessage message, in TurnContext turn, Plan<BookEvent> plan)
        {
            var (events, sends) = (plan.Events.Where(happened => happened.End != OrderEnd.OtherLegWorked).ToArray(), plan.Sends.ToArray());
            if (events.Length == plan.Events.Count) return;

            plan.Clear();
            plan.Events.AddRange(events);
            foreach (var (to, sent, token) in sends) plan.Send(to, WithoutEnd((OrdersChanged)sent), token);
        }

        private static OrdersChanged WithoutEnd(OrdersChanged told) => told with
        {
            Changes = [.. told.Changes.Where(change => change is not OrderFinished { End: OrderEnd.OtherLegWorked })],
        };
    }
}
