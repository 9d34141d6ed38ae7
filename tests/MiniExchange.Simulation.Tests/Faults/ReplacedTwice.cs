using System.Linq;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Messages;
using MiniExchange.Application.Books;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Units;

namespace MiniExchange.Simulation.Tests.Faults;

/// <summary>What replaces an order is placed twice where there is money for it.</summary>
internal sealed class ReplacedTwice : Defect
{
    public override IBehavior<Account, AccountEvent> In(IBehavior<Account, AccountEvent> account) => new Doubling(account);

    private sealed class Doubling(IBehavior<Account, AccountEvent> inner) : BehaviorDecorator<Account, AccountEvent>(inner)
    {
        protected override void Spoil(ActorMessage message, in TurnContext turn, Plan<AccountEvent> plan)
        {
            if (message is not OrdersChanged { Replacement: not null }) return;
            if (plan.Events.OfType<OrderPlaced>().SingleOrDefault() is not { } placed) return;

            var hold = plan.Events.OfType<HoldPlaced>().Single(hold => hold.HoldId == placed.HoldId);
            if (State.BalanceOf(hold.Asset).Available < hold.Amount + hold.Amount) return;

            var again = new HoldId(placed.HoldId.Value + 1);
            plan.Events.Add(hold with { HoldId = again });
            plan.Events.Add(placed with { HoldId = again });
            var submit = (SubmitOrder)plan.Sends[^1].Message;
            plan.Send(plan.Sends[^1].To, new SubmitOrder(submit.Order with { HoldId = again }), ReplyToken.None);
        }
    }
}
