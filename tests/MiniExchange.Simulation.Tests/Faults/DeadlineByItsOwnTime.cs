using MiniExchange.Actors.Cells;
using MiniExchange.Domain.Accounts;

namespace MiniExchange.Simulation.Tests.Faults;

/// <summary>An account holds deadlines against its own time, which is ahead for long after a clock was set back.</summary>
internal sealed class DeadlineByItsOwnTime : Defect
{
    public override IBehavior<Account, AccountEvent> In(IBehavior<Account, AccountEvent> account) => new Hasty(account);

    private sealed class Hasty(IBehavior<Account, AccountEvent> inner) : BehaviorDecorator<Account, AccountEvent>(inner)
    {
        protected override TurnContext Mistaken(in TurnContext turn) => turn with { ReceivedAtUnixMicros = turn.AtUnixMicros };
    }
}
