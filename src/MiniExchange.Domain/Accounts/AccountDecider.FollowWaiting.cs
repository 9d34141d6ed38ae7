using System.Collections.Generic;
using System.Linq;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Accounts;

// What befalls an order without a trade: it waits, starts, shrinks, or shares its hold with another of its list.
public static partial class AccountDecider
{
    private static Accepted<AccountEvent> Park(Account account, AccountOrder order, bool isPending, long at)
    {
        Invariant.Require(order.OrderId != OrderId.None);
        Invariant.Require(order.Executed == QuantityLots.Zero);
        Invariant.Require(order.Status == OrderStatus.UnderWay || (order.Status == OrderStatus.PendingNew && !isPending));
        Invariant.Require(isPending ? order.List != default : order.Terms.Type.IsStop());
        return Accept(new OrderParkedInBook(account.Id, order.HoldId, isPending, at));
    }

    private static Accepted<AccountEvent> Start(Account account, AccountOrder order, long at)
    {
        Invariant.Require(order.IsWaiting);
        return Accept(new OrderStarted(account.Id, order.HoldId, at));
    }

    private static Accepted<AccountEvent> NumberList(Account account, AccountOrder first, OrderListId listId, long at)
    {
        Invariant.Require(account.OpenLists.TryGetValue(first.HoldId, out var list));
        Invariant.Require(list.ListId == OrderListId.None);
        Invariant.Require(listId != OrderListId.None);
        return Accept(new ListNumbered(account.Id, first.HoldId, listId, at));
    }

    private static Accepted<AccountEvent> Reduce(Account account, AccountOrder order, OrderReduced reduced, long at)
    {
        Invariant.Require(order.Status != OrderStatus.UnderWay);
        Invariant.Require(reduced.Quantity < order.Terms.Quantity);
        Invariant.Require(reduced.Quantity > order.Executed + order.Prevented);

        // Only the order that the request named is renamed, not the other one that shrinks with it; and not to a name that an
        // order placed since the request has taken.
        var isRenamed = reduced.ClientOrderId.Length > 0 && !account.OpenOrders.Values.Any(
            other => other.HoldId != order.HoldId && other.Terms.ClientOrderId == reduced.ClientOrderId);
        var name = isRenamed ? reduced.ClientOrderId : order.Terms.ClientOrderId;
        var amended = new OrderAmended(account.Id, order.HoldId, reduced.Quantity, name, at);
        return WithRelease(account, order, order.Terms.Quantity - reduced.Quantity, amended, at);
    }

    private static Accepted<AccountEvent> Prevent(Account account, AccountOrder order, OrderKeptFromTrading kept, long at)
    {
        var lots = kept.Role == LiquidityRole.Taker ? kept.Match.TakerPrevented : kept.Match.MakerPrevented;
        RequireMeets(order, kept.Role);
        if (lots > QuantityLots.Zero) RequireAlone(account, order);
        Invariant.Require(lots >= QuantityLots.Zero);
        Invariant.Require(order.Terms.IsByQuoteQuantity || lots <= order.Left);
        var prevented = new TradePrevented(
            account.Id, order.HoldId, kept.Match, kept.Role, kept.OtherOrderId, kept.QuoteAmount, at);
        return WithRelease(account, order, lots, prevented, at);
    }

    private static Accepted<AccountEvent> WithRelease(
        Account account, AccountOrder order, QuantityLots freed, AccountEvent happened, long at)
    {
        var holdsThem = order.Terms.HoldsPerLot && freed > QuantityLots.Zero;

        // Of a pair of which one cancels the other both shrink, and the one that holds for both releases.
        if (!holdsThem || !account.Holds.TryGetValue(order.HoldId, out var hold))
        {
            Invariant.Require(!holdsThem || account.OtherLegOf(order) is not null);
            return Accept(happened);
        }

        var amount = OrderFunds.HeldFor(freed, order, hold.Remaining);
        return Accept(happened, new HoldReleased(account.Id, order.HoldId, hold.Asset, amount, at));
    }

    // What one hold paid for either of two now pays for the one that is left: no more, and under its own name.
    private static void LeaveHold(Account account, AccountOrder order, long at, List<AccountEvent> events)
    {
        var holds = account.Holds.TryGetValue(order.HoldId, out var own);
        if (account.OtherLegOf(order) is not { } other)
        {
            if (holds) events.Add(new HoldReleased(account.Id, order.HoldId, own.Asset, own.Remaining, at));
        }
        else if (holds)
        {
            Invariant.Require(!account.Holds.ContainsKey(other.HoldId));
            var share = OrderFunds.ShareOf(other, order, own.Remaining);
            events.Add(new HoldReleased(account.Id, order.HoldId, own.Asset, own.Remaining, at));
            events.Add(new HoldPlaced(account.Id, other.HoldId, own.Asset, share, at));
        }
        else
        {
            Invariant.Require(account.Holds.TryGetValue(other.HoldId, out var shared));
            var excess = shared.Remaining - OrderFunds.ShareOf(other, order, shared.Remaining);
            if (excess > AssetUnits.Zero) events.Add(new HoldReleased(account.Id, other.HoldId, shared.Asset, excess, at));
        }
    }

    private static bool IsLastOfItsList(Account account, AccountOrder order)
    {
        if (!account.OpenLists.TryGetValue(order.List, out var list)) return false;

        foreach (var leg in list.Legs)
        {
            if (leg.HoldId != order.HoldId && account.OpenOrders.ContainsKey(leg.HoldId)) return false;
        }

        return true;
    }
}
