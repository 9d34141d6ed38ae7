using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Messages;
using MiniExchange.Domain.Accounts;

namespace MiniExchange.Simulation.Tests.Faults;

/// <summary>What a fill saves is released out of the order's hold twice, wherever the hold still has as much.</summary>
internal sealed class ImprovementReleasedTwice : Defect
{
    public override IBehavior<Account, AccountEvent> In(IBehavior<Account, AccountEvent> account) => new Generous(account);

    private sealed class Generous(IBehavior<Account, AccountEvent> inner) : BehaviorDecorator<Account, AccountEvent>(inner)
    {
        protected override void Spoil(ActorMessage message, in TurnContext turn, Plan<AccountEvent> plan)
        {
            for (var i = 1; i < plan.Events.Count; i++)
            {
                if (plan.Events[i - 1] is not FillSettled settled || plan.Events[i] is not HoldReleased released) continue;

                var isLast = i == plan.Events.Count - 1 || plan.Events[i + 1] is OrderOpened;
                if (isLast && State.Holds[released.HoldId].Remaining > settled.Paid + released.Amount + released.Amount)
                {
                    plan.Events.Insert(i, released);
                    return;
                }
            }
        }
    }
}
