using System;
using System.Diagnostics;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Accounts;

// What a book did is a fact: nothing here refuses, and a frozen account settles like any other. A change that does not
// fit the account means that book and account disagree about money, which breaks an invariant.
public static partial class AccountDecider
{
    private static Accepted<AccountEvent> Decide(Account account, OrderChange change, long at)
    {
        Invariant.Require(account.OpenOrders.TryGetValue(change.HoldId, out var order));
        return change switch
        {
            OrderFilled filled => Settle(account, order, filled.Fill, at),
            OrderEntered entered => Number(account, order, entered.OrderId, at),
            OrderRests => Open(account, order, at),
            OrderFinished finished => Close(account, order, finished.End, at),
            OrderNotTaken notTaken => Refuse(account, order, notTaken.Reason, at),
            _ => throw new UnreachableException($"No rule for {change.GetType().Name}."),
        };
    }

    private static Accepted<AccountEvent> Number(Account account, AccountOrder order, OrderId orderId, long at)
    {
        Invariant.Require(order.OrderId == OrderId.None);
        Invariant.Require(orderId != OrderId.None);
        return Accept(new OrderNumbered(account.Id, order.HoldId, orderId, at));
    }

    private static Accepted<AccountEvent> Settle(Account account, AccountOrder order, Fill fill, long at)
    {
        var terms = order.Terms;
        Invariant.Require(order.OrderId != OrderId.None);
        Invariant.Require((fill.Role == LiquidityRole.Taker) == (order.Status == OrderStatus.UnderWay));
        Invariant.Require(fill.Quantity > QuantityLots.Zero);
        Invariant.Require(fill.BaseAmount > AssetUnits.Zero);
        Invariant.Require(fill.QuoteAmount > AssetUnits.Zero);
        Invariant.Require(terms.IsByQuoteQuantity || fill.Quantity <= terms.Quantity - order.Executed);
        Invariant.Require(!terms.IsByQuoteQuantity || fill.QuoteAmount <= terms.QuoteQuantity - order.ExecutedQuote);
        Invariant.Require(account.Holds.TryGetValue(order.HoldId, out var hold));

        var (paid, received) = terms.Side == Side.Buy
            ? (fill.QuoteAmount, fill.BaseAmount)
            : (fill.BaseAmount, fill.QuoteAmount);
        var improvement = OrderFunds.PriceImprovement(terms, fill);
        Invariant.Require(paid + improvement <= hold.Remaining);

        // A limit order's hold is the same amount for each lot that is left, before and after every fill.
        Invariant.Require(
            !terms.IsLimited
            || (Int128)(paid + improvement).Value * (terms.Quantity - order.Executed).Value
                == (Int128)hold.Remaining.Value * fill.Quantity.Value);

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
        Invariant.Require(order.Terms.IsLimited);
        Invariant.Require(order.Executed < order.Terms.Quantity);
        return Accept(new OrderOpened(account.Id, order.HoldId, at));
    }

    private static Accepted<AccountEvent> Close(Account account, AccountOrder order, OrderEnd end, long at)
    {
        Invariant.Require(order.OrderId != OrderId.None);
        Invariant.Require(
            order.Terms.IsByQuoteQuantity || (end == OrderEnd.Filled) == (order.Executed == order.Terms.Quantity));

        var closed = new OrderClosed(account.Id, order.HoldId, end, at);
        return account.Holds.TryGetValue(order.HoldId, out var left)
            ? Accept(new HoldReleased(account.Id, order.HoldId, left.Asset, left.Remaining, at), closed)
            : Accept(closed);
    }

    private static Accepted<AccountEvent> Refuse(Account account, AccountOrder order, RejectReason reason, long at)
    {
        Invariant.Require(reason != RejectReason.None);
        Invariant.Require(order.OrderId == OrderId.None);
        Invariant.Require(account.Holds.TryGetValue(order.HoldId, out var hold));
        return Accept(
            new HoldReleased(account.Id, order.HoldId, hold.Asset, hold.Remaining, at),
            new OrderRefused(account.Id, order.HoldId, reason, at));
    }
}
