using System.Linq;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Accounts;

public static partial class AccountDecider
{
    private static Account After(Account account, ListPlaced happened)
    {
        Invariant.Require(happened.HoldId == happened.Legs[0]);
        Invariant.Require(happened.HoldId.Value > account.LastHold);
        var list = new AccountOrderList(
            happened.HoldId,
            happened.Contingency,
            happened.ClientListId,
            OrderListId.None,
            [.. happened.Legs.Select(leg => new ListLeg(leg, OrderId.None, ClientOrderId: ""))],
            IsOpen: true,
            PlacedAtUnixMicros: happened.OccurredAtUnixMicros,
            ChangedAtUnixMicros: happened.OccurredAtUnixMicros);
        return account with { OpenLists = account.OpenLists.Add(list.HoldId, list), LastChangeAtUnixMicros = happened.OccurredAtUnixMicros };
    }

    private static Account After(Account account, ListNumbered happened)
    {
        var list = OpenListOf(account, happened.HoldId) with
        {
            ListId = happened.ListId,
            ChangedAtUnixMicros = happened.OccurredAtUnixMicros,
        };
        var orders = account.OpenOrders;
        foreach (var leg in list.Legs)
        {
            orders = orders.SetItem(leg.HoldId, OpenOrderOf(account, leg.HoldId) with { ListId = happened.ListId });
        }

        return account with
        {
            OpenOrders = orders,
            OpenLists = account.OpenLists.SetItem(list.HoldId, list),
            LastChangeAtUnixMicros = happened.OccurredAtUnixMicros,
        };
    }

    private static Account After(Account account, ListClosed happened)
    {
        var list = OpenListOf(account, happened.HoldId) with
        {
            IsOpen = false,
            ChangedAtUnixMicros = happened.OccurredAtUnixMicros,
        };
        Invariant.Require(!list.Legs.Any(leg => account.OpenOrders.ContainsKey(leg.HoldId)));
        return account with
        {
            OpenLists = account.OpenLists.Remove(list.HoldId),
            ClosedLists = WithLast(account.ClosedLists, list, Account.ClosedListsKept),
            LastChangeAtUnixMicros = happened.OccurredAtUnixMicros,
        };
    }

    private static AccountOrderList OpenListOf(Account account, HoldId holdId)
    {
        Invariant.Require(account.OpenLists.TryGetValue(holdId, out var list));
        return list;
    }

    // A list says of its order what the order says of itself; an order of no list changes none.
    private static Account WithLeg(Account account, AccountOrder order)
    {
        if (order.List == default) return account;

        var list = OpenListOf(account, order.List);
        var named = new ListLeg(order.HoldId, order.OrderId, order.Terms.ClientOrderId);
        var changed = list with { Legs = [.. list.Legs.Select(leg => leg.HoldId == named.HoldId ? named : leg)] };
        return account with { OpenLists = account.OpenLists.SetItem(list.HoldId, changed) };
    }

    private static bool IsPaidForByAnother(Account account, AccountOrder order) =>
        account.OtherLegOf(order) is { } other && account.Holds.ContainsKey(other.HoldId);
}
