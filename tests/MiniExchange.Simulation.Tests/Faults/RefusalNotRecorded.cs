using MiniExchange.Actors;
using MiniExchange.Actors.Cells;
using MiniExchange.Domain.Books;

namespace MiniExchange.Simulation.Tests.Faults;

/// <summary>The record of a refusal does not say which message was refused, so that after a crash it is refused again.</summary>
internal sealed class RefusalNotRecorded : Defect
{
    public override ICellCodec<Book, BookEvent> In(ICellCodec<Book, BookEvent> codec) => new Forgetful(codec);

    private sealed class Forgetful(ICellCodec<Book, BookEvent> inner) : CodecDecorator<Book, BookEvent>(inner)
    {
        protected override Turn<BookEvent> Spoil(Turn<BookEvent> turn)
        {
            if (turn.Events.Count > 0) return turn;

            var spoiled = new Turn<BookEvent> { AtUnixMicros = turn.AtUnixMicros, CauseFrom = ActorAddress.None };
            spoiled.Sends.AddRange(turn.Sends);
            spoiled.Acknowledged.AddRange(turn.Acknowledged);
            return spoiled;
        }
    }
}
