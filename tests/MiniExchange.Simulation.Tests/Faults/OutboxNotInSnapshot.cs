using MiniExchange.Actors.Cells;
using MiniExchange.Domain.Accounts;

namespace MiniExchange.Simulation.Tests.Faults;

/// <summary>A snapshot leaves out what was sent and not acknowledged.</summary>
internal sealed class OutboxNotInSnapshot : Defect
{
    public override ICellCodec<Account, AccountEvent> In(ICellCodec<Account, AccountEvent> codec) => new Careless(codec);

    private sealed class Careless(ICellCodec<Account, AccountEvent> inner) : CodecDecorator<Account, AccountEvent>(inner)
    {
        protected override CellSnapshot<Account> Spoil(CellSnapshot<Account> snapshot) => snapshot with { OpenSends = [] };
    }
}
