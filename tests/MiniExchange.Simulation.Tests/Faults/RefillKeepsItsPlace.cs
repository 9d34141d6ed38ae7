using System.Collections.Generic;
using MiniExchange.Actors.Cells;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Simulation.Tests.Faults;

/// <summary>An iceberg that shows its next part goes before the others at its price once more.</summary>
internal sealed class RefillKeepsItsPlace : Defect
{
    public override IBehavior<Book, BookEvent> In(IBehavior<Book, BookEvent> book) => new Lenient(book);

    private sealed class Lenient(IBehavior<Book, BookEvent> inner) : Reordering(inner)
    {
        private readonly HashSet<OrderId> _traded = [];

        protected override void SpoilState(in BookEvent happened)
        {
            if (happened.Kind == BookEventKind.TradeExecuted) _traded.Add(happened.MakerOrderId);

            // Amid a taker's turn there is no image; its makers are still known when it is over.
            var isTakersEnd = happened is { Kind: BookEventKind.OrderRested } or { Kind: BookEventKind.OrderEnded, End: OrderEnd.Filled };
            if (!isTakersEnd) return;

            foreach (var maker in _traded)
            {
                if (State.TryGet(maker, out var left) && left.DisplayQuantity > QuantityLots.Zero) Move(maker, toHead: true);
            }

            _traded.Clear();
        }
    }
}
