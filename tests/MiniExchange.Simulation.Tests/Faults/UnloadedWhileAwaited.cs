using MiniExchange.Actors.Cells;
using MiniExchange.Domain.Accounts;

namespace MiniExchange.Simulation.Tests.Faults;

/// <summary>An account is dropped from memory although that has some of an answer still to come.</summary>
internal sealed class UnloadedWhileAwaited : Defect
{
    public override IBehavior<Account, AccountEvent> In(IBehavior<Account, AccountEvent> account) => new Absent(account);

    private sealed class Absent(IBehavior<Account, AccountEvent> inner) : BehaviorDecorator<Account, AccountEvent>(inner)
    {
        public override bool IsAwaited => false;
    }
}
