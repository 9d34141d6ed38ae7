using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Messages;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Units;

namespace MiniExchange.Simulation.Tests.Faults;

/// <summary>A fee that is not a whole number of units is rounded up.</summary>
internal sealed class FeeRoundedUp : Defect
{
    public override IBehavior<Account, AccountEvent> In(IBehavior<Account, AccountEvent> account) => new Rounding(account);

    private sealed class Rounding(IBehavior<Account, AccountEvent> inner) : BehaviorDecorator<Account, AccountEvent>(inner)
    {
        protected override void Spoil(ActorMessage message, in TurnContext turn, Plan<AccountEvent> plan)
        {
            for (var i = 0; i < plan.Events.Count; i++)
            {
                if (plan.Events[i] is FillSettled settled && settled.Received.Value * settled.Fill.FeeRatePpm % 1_000_000 != 0)
                {
                    plan.Events[i] = settled with { Fee = settled.Fee + new AssetUnits(1) };
                }
            }
        }
    }
}
