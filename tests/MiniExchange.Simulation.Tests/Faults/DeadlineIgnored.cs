using MiniExchange.Actors.Cells;
using MiniExchange.Domain.Accounts;

namespace MiniExchange.Simulation.Tests.Faults;

/// <summary>An account carries out what is asked of it, however late.</summary>
internal sealed class DeadlineIgnored : Defect
{
    public override IBehavior<Account, AccountEvent> In(IBehavior<Account, AccountEvent> account) => new Obliging(account);

    private sealed class Obliging(IBehavior<Account, AccountEvent> inner) : BehaviorDecorator<Account, AccountEvent>(inner)
    {
        protected override TurnContext Mistaken(in TurnContext turn) => turn with { DeadlineUnixMicros = long.MaxValue };
    }
}
