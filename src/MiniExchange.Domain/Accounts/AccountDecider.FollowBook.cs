using System;
using System.Collections.Generic;
using System.Diagnostics;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Accounts;

// What a book did is a fact: nothing here refuses, and a frozen account settles like any other. A change that does not
// fit the account means that book and account disagree about money, which breaks an invariant.
public static partial class AccountDecider
{
    private static Accepted<AccountEvent> Decide(Account account, FollowBook command, long at)
    {
        var change = command.Change;
        Invariant.Require(account.OpenOrders.TryGetValue(change.HoldId, out var order));
        return change switch
        {
            OrderFilled filled => Settle(account, order, filled.Fill, at),
            OrderEntered entered => Number(account, order, entered.OrderId, at),
            OrderRests => Open(account, order, at),
            OrderWaits waits => Park(account, order, waits.IsPending, at),
            OrderWorks => Start(account, order, at),
            OrderReduced reduced => Reduce(account, order, reduced, at),
            OrderKeptFromTrading kept => Prevent(account, order, kept, at),
            ListEntered entered => NumberList(account, order, entered.ListId, at),
            OrderFinished finished => Close(account, order, finished.End, command.CancelName, at),
            OrderNotTaken notTaken => Refuse(account, order, notTaken.Reason, at),
            _ => throw new UnreachableException($"No rule for {change.GetType().Name}."),
        };
    }

    private static Accepted<AccountEvent> Number(Account account, AccountOrder order, OrderId orderId, long at)
    {
        Invariant.Require(order.OrderId == OrderId.None);
        Invariant.Require(orderId != OrderId.None);

        // A list is numbered before its orders.
        Invariant.Require(order.List == default || order.ListId != OrderListId.None);
        return Accept(new OrderNumbered(account.Id, order.HoldId, orderId, at));
    }

    private static Accepted<AccountEvent> Settle(Account account, AccountOrder order, Fill fill, long at)
    {
        var terms = order.Terms;
        Invariant.Require(order.OrderId != OrderId.None);
        RequireMeets(order, fill.Role);
        RequireAlone(account, order);
        Invariant.Require(fill.Quantity > QuantityLots.Zero);
        Invariant.Require(fill.BaseAmount > AssetUnits.Zero);
        Invariant.Require(fill.QuoteAmount > AssetUnits.Zero);
        Invariant.Require(terms.IsByQuoteQuantity || fill.Quantity <= order.Left);
        Invariant.Require(!terms.IsByQuoteQuantity || fill.QuoteAmount <= terms.QuoteQuantity - order.ExecutedQuote);
        Invariant.Require(account.Holds.TryGetValue(order.HoldId, out var hold));

        var (paid, received) = terms.Side == Side.Buy
            ? (fill.QuoteAmount, fill.BaseAmount)
            : (fill.BaseAmount, fill.QuoteAmount);
        var improvement = OrderFunds.PriceImprovement(terms, fill);
        Invariant.Require(paid + improvement <= hold.Remaining);

        // A hold by lots is the same amount for each that is left, before and after every fill.
        Invariant.Require(
            !terms.HoldsPerLot
            || (Int128)(paid + improvement).Value * order.Left.Value == (Int128)hold.Remaining.Value * fill.Quantity.Value);

        var fee = Fees.FeeRoundedDown(received, fill.FeeRatePpm);
        var settled = new FillSettled(
            account.Id, order.HoldId, fill, terms.PaidAsset, paid, terms.ReceivedAsset, received, fee, at);
        return improvement > AssetUnits.Zero
            ? Accept(settled, new HoldReleased(account.Id, order.HoldId, hold.Asset, improvement, at))
            : Accept(settled);
    }

    private static Accepted<AccountEvent> Open(Account account, AccountOrder order, long at)
    {
        Invariant.Require(order.Status == OrderStatus.UnderWay);
        Invariant.Require(order.OrderId != OrderId.None);
        Invariant.Require(order.Terms.Type.CanRest());
        Invariant.Require(order.Left > QuantityLots.Zero);
        return Accept(new OrderOpened(account.Id, order.HoldId, at));
    }

    private static Accepted<AccountEvent> Close(
        Account account, AccountOrder order, OrderEnd end, string? cancelName, long at)
    {
        Invariant.Require(order.OrderId != OrderId.None);

        // Filled means that nothing is left and that what was left last traded; some of it may have been prevented before.
        Invariant.Require(end != OrderEnd.Filled || order.Executed > QuantityLots.Zero);
        Invariant.Require(order.Terms.IsByQuoteQuantity || end != OrderEnd.Filled || order.Left == QuantityLots.Zero);
        Invariant.Require(order.Terms.IsByQuoteQuantity || end == OrderEnd.Filled || order.Executed < order.Terms.Quantity);

        var events = new List<AccountEvent>();
        LeaveHold(account, order, at, events);
        events.Add(new OrderClosed(account.Id, order.HoldId, end, at)
        {
            CancelName = end == OrderEnd.Canceled ? cancelName : null,
        });
        if (IsLastOfItsList(account, order)) events.Add(new ListClosed(account.Id, order.List, at));
        return Accept([.. events]);
    }

    private static Accepted<AccountEvent> Refuse(Account account, AccountOrder order, RejectReason reason, long at)
    {
        Invariant.Require(reason != RejectReason.None);
        Invariant.Require(order.OrderId == OrderId.None);

        // All orders of a refused list are refused: what one hold was to pay for either of two is released once, whole.
        var refused = new OrderRefused(account.Id, order.HoldId, reason, at);
        if (account.Holds.TryGetValue(order.HoldId, out var hold))
        {
            return Accept(new HoldReleased(account.Id, order.HoldId, hold.Asset, hold.Remaining, at), refused);
        }

        Invariant.Require(account.IsOfCancelingPair(order));
        return Accept(refused);
    }

    private static void RequireMeets(AccountOrder order, LiquidityRole role)
    {
        Invariant.Require((role == LiquidityRole.Taker) == (order.Status == OrderStatus.UnderWay));
        Invariant.Require(!order.IsWaiting);
    }

    // Of a pair of which one cancels the other, the book ends one before anything comes of the other.
    private static void RequireAlone(Account account, AccountOrder order) =>
        Invariant.Require(account.OtherLegOf(order) is null);
}
