using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Messages;
using MiniExchange.Domain.Accounts;

namespace MiniExchange.Simulation.Tests.Faults;

/// <summary>An order that loses lots to self-trade prevention, and has some left, goes on holding for all of them.</summary>
internal sealed class PreventedLotsKept : Defect
{
    public override IBehavior<Account, AccountEvent> In(IBehavior<Account, AccountEvent> account) => new Greedy(account);

    private sealed class Greedy(IBehavior<Account, AccountEvent> inner) : BehaviorDecorator<Account, AccountEvent>(inner)
    {
        protected override void Spoil(ActorMessage message, in TurnContext turn, Plan<AccountEvent> plan)
        {
            for (var i = 1; i < plan.Events.Count; i++)
            {
                if (plan.Events[i - 1] is not TradePrevented prevented || plan.Events[i] is not HoldReleased) continue;

                var isLast = !plan.Events.Exists(happened => happened is OrderClosed closed && closed.HoldId == prevented.HoldId);
                if (isLast) plan.Events.RemoveAt(i);
            }
        }
    }
}
