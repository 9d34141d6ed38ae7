using System.Collections.Immutable;
using System.Linq;
using MiniExchange.Actors.Cells;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.Accounts;

// Showing orders and lists, of which none is ever said not to exist while its book has yet to answer.
public sealed partial class AccountBehavior
{
    private static void Show(AccountOrder? order, in TurnContext turn, Plan<AccountEvent> plan)
    {
        if (order is null) plan.Answer(turn.Token, new NotDone(RejectReason.UnknownOrder));
        else if (order.Status == OrderStatus.UnderWay) plan.PutOff();
        else plan.Answer(turn.Token, new OrderState(order));
    }

    private void ShowOutcome(OrderOfRequest placed, in TurnContext turn, Plan<AccountEvent> plan)
    {
        var order = State.OrderOf(placed.RequestId);
        if (order is not null && State.ListOf(order.List) is { } list) order = OrdersOf(State, list)[0];

        // What was forgotten closed no later than the oldest that is remembered.
        var mayBeForgotten = State.ClosedOrders.Length == Account.ClosedOrdersKept
            && State.ClosedOrders[0].ChangedAtUnixMicros >= placed.RequestedSinceUnixMicros;
        if (order is null && mayBeForgotten) plan.Answer(turn.Token, new OutcomeForgotten());
        else Show(order, turn, plan);
    }

    private AccountOrder? Find(PairId pair, OrderName name)
    {
        var order = name.OrderId != OrderId.None ? State.OrderOf(name.OrderId)
            : name.ClientOrderId is { } clientOrderId ? State.OrderOf(clientOrderId)
            : null;
        var agrees = order?.Terms.Pair == pair && (name.ClientOrderId is null || order.Terms.ClientOrderId == name.ClientOrderId);
        return agrees ? order : null;
    }

    private ImmutableArray<AccountOrder> Resting(PairId? pair) =>
        [.. State.OpenOrders.Values
            .Where(order => order.Status != OrderStatus.UnderWay && (pair is null || order.Terms.Pair == pair))
            .OrderBy(order => order.HoldId.Value)];

    /// <summary>Whether the book is at work on an order that its trader has seen, or may have: it will soon say what became of it.</summary>
    private bool IsAnyWorkUnderWay(PairId? pair)
    {
        foreach (var order in State.OpenOrders.Values)
        {
            var isAtWork = order.Status == OrderStatus.UnderWay && order.OrderId != OrderId.None;
            if (isAtWork && (pair is null || order.Terms.Pair == pair)) return true;
        }

        return false;
    }

    private void ShowList(ListNamed named, in TurnContext turn, Plan<AccountEvent> plan)
    {
        if (Find(named.Name) is not { } list) plan.Answer(turn.Token, new NotDone(RejectReason.UnknownOrderList));
        else if (IsUnderWay(list)) plan.PutOff();
        else plan.Answer(turn.Token, StateOf(State, list));
    }

    private AccountOrderList? Find(ListName name)
    {
        var list = name.ListId != OrderListId.None ? State.ListOf(name.ListId)
            : name.ClientListId is { } clientListId ? State.ListOf(clientListId)
            : null;
        return name.ClientListId is null || list?.ClientListId == name.ClientListId ? list : null;
    }

    private bool IsUnderWay(AccountOrderList list) =>
        list.IsOpen && OrdersOf(State, list).Any(order => order.Status == OrderStatus.UnderWay);

    private ImmutableArray<AccountOrderList> OpenLists() =>
        [.. State.OpenLists.Values.Where(list => list.ListId != OrderListId.None).OrderBy(list => list.HoldId.Value)];

    private static ListState StateOf(Account account, AccountOrderList list) => new(list, OrdersOf(account, list));

    // An open list may have orders that closed so long ago that the account has forgotten them.
    private static ImmutableArray<AccountOrder> OrdersOf(Account account, AccountOrderList list) =>
    [
        .. list.Legs
            .Select(leg => account.OpenOrders.GetValueOrDefault(leg.HoldId)
                ?? account.ClosedOrders.FirstOrDefault(order => order.HoldId == leg.HoldId))
            .OfType<AccountOrder>(),
    ];
}
