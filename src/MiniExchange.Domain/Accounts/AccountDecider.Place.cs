using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Accounts;

// The reasons against an order stand in two halves around the one that looks at the balance, as they are declared: a test
// order and the first look at a replacement pass over that one.
public static partial class AccountDecider
{
    /// <summary>Why the account would not place an order, whatever it has: everything is checked but the balance.</summary>
    /// <param name="account">The account.</param>
    /// <param name="pair">The pair's terms now.</param>
    /// <param name="terms">What the trader asks for.</param>
    /// <param name="limits">What the account may have open in all.</param>
    /// <param name="replaced">An order that will be canceled first, whose name may be used again; it still counts. Default for none.</param>
    /// <returns>The first reason that applies, or none.</returns>
    public static RejectReason ReasonAgainst(
        Account account, TradingPair pair, OrderTerms terms, AccountLimits limits, HoldId replaced = default)
    {
        RequireTermsOf(pair, [terms]);
        var flaw = terms.FlawOn(pair, limits);
        if (flaw != RejectReason.None) return flaw;

        var reason = ReasonBeforeFunds(account, pair, [terms], replaced);
        return reason != RejectReason.None ? reason : ReasonAfterFunds(account, pair, [terms], limits, list: null);
    }

    private static Decision<AccountEvent> Decide(Account account, OpenOrder command, long at)
    {
        var pair = command.Pair;
        var terms = command.Terms;
        RequireTermsOf(pair, [terms]);
        var flaw = terms.FlawOn(pair, command.Limits);
        if (flaw != RejectReason.None) return Reject(flaw);

        var reason = ReasonBeforeFunds(account, pair, [terms], replaced: default);
        if (reason != RejectReason.None) return Reject(reason);

        // An order that holds all there is must find something.
        var available = account.BalanceOf(terms.PaidAsset).Available;
        var held = OrderFunds.ToHold(pair, terms, available);
        if (held > available || held <= AssetUnits.Zero) return Reject(RejectReason.InsufficientAvailable);

        reason = ReasonAfterFunds(account, pair, [terms], command.Limits, list: null);
        if (reason != RejectReason.None) return Reject(reason);

        // The hold comes first: what pays for the order, before the order.
        var holdId = new HoldId(account.LastHold + 1);
        return Accept(
            new HoldPlaced(account.Id, holdId, terms.PaidAsset, held, at),
            new OrderPlaced(account.Id, holdId, terms, at));
    }

    private static Decision<AccountEvent> Decide(Account account, OpenOrderList command, long at)
    {
        var pair = command.Pair;
        var terms = command.Terms;
        RequireTermsOf(pair, terms.Legs);
        var flaw = terms.FlawOn(pair, command.Limits);
        if (flaw != RejectReason.None) return Reject(flaw);

        var reason = ReasonBeforeFunds(account, pair, terms.Legs, replaced: default);
        if (reason != RejectReason.None) return Reject(reason);

        var holds = OrderFunds.ToHold(pair, terms);
        foreach (var inOneAsset in terms.Legs.Zip(holds).GroupBy(leg => leg.First.PaidAsset, leg => leg.Second.Value))
        {
            var needed = inOneAsset.Aggregate(Int128.Zero, static (sum, held) => sum + held);
            if (needed > account.BalanceOf(inOneAsset.Key).Available.Value) return Reject(RejectReason.InsufficientAvailable);
        }

        reason = ReasonAfterFunds(account, pair, terms.Legs, command.Limits, terms.Contingency);
        if (reason != RejectReason.None) return Reject(reason);

        if (account.OpenLists.Values.Any(list => list.ClientListId == terms.ClientListId))
        {
            return Reject(RejectReason.ListNameInUse);
        }

        var names = terms.Legs.Select((_, leg) => new HoldId(account.LastHold + 1 + leg)).ToImmutableArray();
        var events = new List<AccountEvent>
        {
            new ListPlaced(account.Id, names[0], terms.Contingency, terms.ClientListId, names, at),
        };
        for (var leg = 0; leg < names.Length; leg++)
        {
            var order = terms.Legs[leg];
            var held = holds[leg];
            if (held > AssetUnits.Zero) events.Add(new HoldPlaced(account.Id, names[leg], order.PaidAsset, held, at));
            events.Add(new OrderPlaced(account.Id, names[leg], order, at) { List = names[0] });
        }

        return Accept([.. events]);
    }

    private static RejectReason ReasonBeforeFunds(
        Account account, TradingPair pair, ImmutableArray<OrderTerms> orders, HoldId replaced)
    {
        if (account.IsFrozen) return RejectReason.AccountFrozen;

        var openOnPair = 0;
        foreach (var (_, open) in account.OpenOrders)
        {
            if (open.HoldId != replaced && IsNameOfOne(orders, open.Terms.ClientOrderId)) return RejectReason.ClientOrderIdInUse;

            if (open.Terms.Pair == pair.Id) openOnPair++;
        }

        return openOnPair + orders.Length > pair.MaxOpenOrders ? RejectReason.TooManyOpenOrders : RejectReason.None;
    }

    private static RejectReason ReasonAfterFunds(
        Account account, TradingPair pair, ImmutableArray<OrderTerms> orders, AccountLimits limits, Contingency? list)
    {
        var added = OpenCounts.Of(orders, isList: list is not null);
        var (onPair, inAll) = OpenCounts.Of(account, pair.Id, added);
        if (added.Stops.Exceed(onPair.Stops, pair.Limits.MaxStopOrders)) return RejectReason.TooManyStopOrders;
        if (added.Icebergs.Exceed(onPair.Icebergs, pair.Limits.MaxIcebergOrders)) return RejectReason.TooManyIcebergOrders;
        if (added.Lists.Exceed(onPair.Lists, pair.Limits.MaxOrderLists)) return RejectReason.TooManyOrderLists;

        if (added.Orders.Exceed(inAll.Orders, limits.MaxOrders)) return RejectReason.TooManyOpenOrdersInAll;
        if (added.Stops.Exceed(inAll.Stops, limits.MaxStopOrders)) return RejectReason.TooManyStopOrdersInAll;
        if (added.Icebergs.Exceed(inAll.Icebergs, limits.MaxIcebergOrders)) return RejectReason.TooManyIcebergOrdersInAll;
        if (added.Lists.Exceed(inAll.Lists, limits.MaxOrderLists)) return RejectReason.TooManyOrderListsInAll;

        return ExceedsPosition(account, pair, orders, list) ? RejectReason.PositionTooLarge : RejectReason.None;
    }

    // A hold names its asset, not the lots that it buys, and lots of two pairs may differ: only this pair's buys are counted.
    // Of two of which one cancels the other only one can buy, and they have the same quantity: the second is passed over.
    private static bool ExceedsPosition(
        Account account, TradingPair pair, ImmutableArray<OrderTerms> orders, Contingency? list)
    {
        var most = pair.Limits.MaxPosition;
        if (most == AssetUnits.Zero || orders.All(order => order.Side != Side.Buy)) return false;

        var lots = Int128.Zero;
        foreach (var (_, open) in account.OpenOrders)
        {
            var buysLots = open.Terms.Pair == pair.Id && open.Terms.Side == Side.Buy && !open.Terms.IsByQuoteQuantity;
            if (buysLots && !IsSecondOfPair(account, open)) lots += open.Left.Value;
        }

        var counted = list is Contingency.Oco or Contingency.Otoco ? orders.Length - 1 : orders.Length;
        foreach (var order in orders.AsSpan()[..counted])
        {
            if (order.Side == Side.Buy) lots += order.Quantity.Value;
        }

        var has = account.BalanceOf(pair.Base.Id);
        return (Int128)has.Available.Value + has.Frozen.Value + (lots * pair.LotUnits.Value) > most.Value;
    }

    private static bool IsSecondOfPair(Account account, AccountOrder order) =>
        order.List != default && account.OtherLegOf(order) is { } other && other.HoldId.Value < order.HoldId.Value;

    private static bool IsNameOfOne(ImmutableArray<OrderTerms> orders, string clientOrderId)
    {
        foreach (var order in orders)
        {
            if (order.ClientOrderId == clientOrderId) return true;
        }

        return false;
    }

    private static void RequireTermsOf(TradingPair pair, ImmutableArray<OrderTerms> orders)
    {
        foreach (var terms in orders)
        {
            Invariant.Require(terms.Pair == pair.Id);
            Invariant.Require(terms.BaseAsset == pair.Base.Id);
            Invariant.Require(terms.QuoteAsset == pair.Quote.Id);
        }
    }
}
