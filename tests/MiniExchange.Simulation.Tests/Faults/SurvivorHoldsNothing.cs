using System.Linq;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Messages;
using MiniExchange.Domain.Accounts;

namespace MiniExchange.Simulation.Tests.Faults;

/// <summary>The order whose hold paid for either of a pair ends, and nothing is held for the other one.</summary>
internal sealed class SurvivorHoldsNothing : Defect
{
    public override IBehavior<Account, AccountEvent> In(IBehavior<Account, AccountEvent> account) => new Lending(account);

    private sealed class Lending(IBehavior<Account, AccountEvent> inner) : BehaviorDecorator<Account, AccountEvent>(inner)
    {
        protected override void Spoil(ActorMessage message, in TurnContext turn, Plan<AccountEvent> plan)
        {
            if (plan.Events.OfType<OrderClosed>().Count() != 1) return;

            plan.Events.RemoveAll(happened => happened is HoldPlaced placed && State.OpenOrders.ContainsKey(placed.HoldId));
        }
    }
}
