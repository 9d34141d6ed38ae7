using System.Collections.Immutable;
using System.Diagnostics;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Accounts;

public static partial class AccountDecider
{
    /// <summary>The account after an event; never refuses, as the event already happened.</summary>
    /// <exception cref="InvariantBrokenException">
    /// The event is another account's, or would leave less than nothing somewhere: the journal and the rules disagree.
    /// </exception>
    public static Account Evolve(Account account, AccountEvent happened)
    {
        Invariant.Require(happened.AccountId == account.Id);
        return happened switch
        {
            FillSettled settled => After(account, settled),
            HoldReleased released => After(account, released),
            HoldPlaced placed => After(account, placed),
            OrderPlaced placed => After(account, placed),
            OrderNumbered numbered => After(account, numbered),
            OrderParkedInBook parked => After(account, parked),
            OrderStarted started => After(account, started),
            OrderAmended amended => After(account, amended),
            TradePrevented prevented => After(account, prevented),
            ListPlaced placed => After(account, placed),
            ListNumbered numbered => After(account, numbered),
            ListClosed closed => After(account, closed),
            OrderOpened opened => After(account, opened),
            OrderClosed closed => After(account, closed),
            OrderRefused refused => After(account, refused),
            Credited credited => After(account, credited),
            AccountFrozen => account with { IsFrozen = true, LastChangeAtUnixMicros = happened.OccurredAtUnixMicros },
            AccountUnfrozen => account with { IsFrozen = false, LastChangeAtUnixMicros = happened.OccurredAtUnixMicros },
            _ => throw new UnreachableException($"No effect for {happened.GetType().Name}."),
        };
    }

    // Each event makes one copy of the account, and of the order that it changes, however much of them it sets.

    private static Account After(Account account, Credited happened)
    {
        Invariant.Require(happened.Amount > AssetUnits.Zero);
        return account with
        {
            Balances = Moved(account.Balances, happened.Asset, available: happened.Amount, frozen: AssetUnits.Zero),
            Credits = account.Credits.Add(happened.Reference, new CreditTerms(happened.Asset, happened.Amount)),
            LastChangeAtUnixMicros = happened.OccurredAtUnixMicros,
        };
    }

    private static Account After(Account account, HoldPlaced happened)
    {
        Invariant.Require(happened.Amount > AssetUnits.Zero);

        // New, or that of an open order which another one's hold has paid for until now.
        Invariant.Require(happened.HoldId.Value > account.LastHold || account.OpenOrders.ContainsKey(happened.HoldId));
        Invariant.Require(!account.Holds.ContainsKey(happened.HoldId));
        return account with
        {
            Balances = Moved(
                account.Balances, happened.Asset, available: AssetUnits.Zero - happened.Amount, frozen: happened.Amount),
            Holds = account.Holds.Add(happened.HoldId, new Hold(happened.Asset, happened.Amount)),
            LastHold = long.Max(account.LastHold, happened.HoldId.Value),
            LastChangeAtUnixMicros = happened.OccurredAtUnixMicros,
        };
    }

    private static Account After(Account account, HoldReleased happened)
    {
        Invariant.Require(happened.Amount > AssetUnits.Zero);
        return account with
        {
            Balances = Moved(
                account.Balances, happened.Asset, available: happened.Amount, frozen: AssetUnits.Zero - happened.Amount),
            Holds = Drawn(account.Holds, happened.HoldId, happened.Asset, happened.Amount),
            LastChangeAtUnixMicros = happened.OccurredAtUnixMicros,
        };
    }

    private static Account After(Account account, FillSettled happened)
    {
        Invariant.Require(happened.Paid > AssetUnits.Zero);
        Invariant.Require(happened.Fee >= AssetUnits.Zero);
        Invariant.Require(happened.Fee <= happened.Received);

        var paid = Moved(
            account.Balances, happened.PaidAsset, available: AssetUnits.Zero, frozen: AssetUnits.Zero - happened.Paid);
        var order = OpenOrderOf(account, happened.HoldId);
        var asTaker = happened.Fill.Role == LiquidityRole.Taker;
        var filled = order with
        {
            Status = asTaker ? order.Status : OrderStatus.PartiallyFilled,
            Executed = order.Executed + happened.Fill.Quantity,
            ExecutedQuote = order.ExecutedQuote + happened.Fill.QuoteAmount,
            TakerFills = asTaker ? order.TakerFills.Add(happened) : [],
            ChangedAtUnixMicros = happened.OccurredAtUnixMicros,
            LastExecution = account.LastExecution + 1,
        };
        return account with
        {
            Balances = Moved(
                paid, happened.ReceivedAsset, available: happened.Received - happened.Fee, frozen: AssetUnits.Zero),
            Holds = Drawn(account.Holds, happened.HoldId, happened.PaidAsset, happened.Paid),
            OpenOrders = account.OpenOrders.SetItem(filled.HoldId, filled),
            LastExecution = filled.LastExecution,
            LastChangeAtUnixMicros = happened.OccurredAtUnixMicros,
        };
    }

    private static Account After(Account account, OrderPlaced happened)
    {
        Invariant.Require(!account.OpenOrders.ContainsKey(happened.HoldId));
        var order = new AccountOrder(
            happened.HoldId,
            happened.Terms,
            OrderId.None,
            OrderStatus.UnderWay,
            QuantityLots.Zero,
            AssetUnits.Zero,
            TakerFills: [],
            End: null,
            PlacedAtUnixMicros: happened.OccurredAtUnixMicros,
            ChangedAtUnixMicros: happened.OccurredAtUnixMicros)
        {
            List = happened.List,
            LastExecution = account.LastExecution + 1,
        };
        var placed = WithOrder(WithLeg(account, order), order);
        Invariant.Require(placed.Holds.ContainsKey(happened.HoldId) || IsPaidForByAnother(placed, order));
        return placed;
    }

    private static Account After(Account account, OrderNumbered happened)
    {
        var order = OpenOrderOf(account, happened.HoldId) with
        {
            OrderId = happened.OrderId,
            WorkingSinceUnixMicros = happened.OccurredAtUnixMicros,
            ChangedAtUnixMicros = happened.OccurredAtUnixMicros,
            LastExecution = account.LastExecution + 1,
        };
        return WithOrder(WithLeg(account, order), order);
    }

    private static Account After(Account account, OrderOpened happened)
    {
        var order = OpenOrderOf(account, happened.HoldId);
        return WithOrder(account, order with
        {
            Status = order.Executed > QuantityLots.Zero ? OrderStatus.PartiallyFilled : OrderStatus.New,
            ChangedAtUnixMicros = happened.OccurredAtUnixMicros,
            LastExecution = account.LastExecution + 1,
        });
    }

    private static Account After(Account account, OrderParkedInBook happened) =>
        WithOrder(account, OpenOrderOf(account, happened.HoldId) with
        {
            Status = happened.IsPending ? OrderStatus.PendingNew : OrderStatus.New,
            WorkingSinceUnixMicros = null,
            ChangedAtUnixMicros = happened.OccurredAtUnixMicros,
            LastExecution = account.LastExecution + 1,
        });

    private static Account After(Account account, OrderStarted happened) =>
        WithOrder(account, OpenOrderOf(account, happened.HoldId) with
        {
            Status = OrderStatus.UnderWay,
            WorkingSinceUnixMicros = happened.OccurredAtUnixMicros,
            ChangedAtUnixMicros = happened.OccurredAtUnixMicros,
            LastExecution = account.LastExecution + 1,
        });

    private static Account After(Account account, OrderAmended happened)
    {
        var order = OpenOrderOf(account, happened.HoldId);
        Invariant.Require(happened.Quantity < order.Terms.Quantity);
        var amended = order with
        {
            Terms = order.Terms with { Quantity = happened.Quantity, ClientOrderId = happened.ClientOrderId },
            FormerClientOrderId = order.Terms.ClientOrderId,
            Amendments = order.Amendments + 1,
            ChangedAtUnixMicros = happened.OccurredAtUnixMicros,
            LastExecution = account.LastExecution + 1,
        };
        return WithOrder(WithLeg(account, amended), amended);
    }

    private static Account After(Account account, TradePrevented happened)
    {
        var order = OpenOrderOf(account, happened.HoldId);
        var match = happened.Match;
        return WithOrder(account, order with
        {
            Prevented = order.Prevented
                + (happened.Role == LiquidityRole.Taker ? match.TakerPrevented : match.MakerPrevented),
            LastPreventedMatch = match.MatchId,
            ChangedAtUnixMicros = happened.OccurredAtUnixMicros,
            LastExecution = account.LastExecution + 1,
        });
    }

    private static Account After(Account account, OrderClosed happened)
    {
        Invariant.Require(!account.Holds.ContainsKey(happened.HoldId));
        var ended = OpenOrderOf(account, happened.HoldId) with
        {
            Status = happened.End.ToStatus(),
            End = happened.End,
            ChangedAtUnixMicros = happened.OccurredAtUnixMicros,
            LastExecution = account.LastExecution + 1,
        };
        return account with
        {
            OpenOrders = account.OpenOrders.Remove(happened.HoldId),
            ClosedOrders = WithLast(account.ClosedOrders, ended, Account.ClosedOrdersKept),
            LastExecution = ended.LastExecution,
            LastChangeAtUnixMicros = happened.OccurredAtUnixMicros,
        };
    }

    private static Account After(Account account, OrderRefused happened)
    {
        Invariant.Require(!account.Holds.ContainsKey(happened.HoldId));
        var order = OpenOrderOf(account, happened.HoldId);

        // A list that its book refused leaves no trace, and so no event of its own: it goes with the last of its orders.
        return account with
        {
            OpenOrders = account.OpenOrders.Remove(happened.HoldId),
            OpenLists = IsLastOfItsList(account, order) ? account.OpenLists.Remove(order.List) : account.OpenLists,
            LastExecution = account.LastExecution + 1,
            LastChangeAtUnixMicros = happened.OccurredAtUnixMicros,
        };
    }

    private static AccountOrder OpenOrderOf(Account account, HoldId holdId)
    {
        Invariant.Require(account.OpenOrders.TryGetValue(holdId, out var order));
        return order;
    }

    // Whatever happens to an order is counted, so that reports of it can be told apart and put in order: by now it has its own count.
    private static Account WithOrder(Account account, AccountOrder changed) => account with
    {
        OpenOrders = account.OpenOrders.SetItem(changed.HoldId, changed),
        LastHold = long.Max(account.LastHold, changed.HoldId.Value),
        LastExecution = changed.LastExecution,
        LastChangeAtUnixMicros = changed.ChangedAtUnixMicros,
    };

    private static ImmutableArray<T> WithLast<T>(ImmutableArray<T> closed, T newest, int kept) =>
        closed.Length < kept ? closed.Add(newest) : [.. closed.AsSpan()[1..], newest];

    private static ImmutableDictionary<AssetId, Balance> Moved(
        ImmutableDictionary<AssetId, Balance> balances, AssetId asset, AssetUnits available, AssetUnits frozen)
    {
        var before = balances.GetValueOrDefault(asset);
        var after = new Balance(before.Available + available, before.Frozen + frozen);
        Invariant.Require(after.Available >= AssetUnits.Zero);
        Invariant.Require(after.Frozen >= AssetUnits.Zero);
        return balances.SetItem(asset, after);
    }

    // A hold that froze its last unit is gone: what is in Holds always freezes something.
    private static ImmutableDictionary<HoldId, Hold> Drawn(
        ImmutableDictionary<HoldId, Hold> holds, HoldId holdId, AssetId asset, AssetUnits amount)
    {
        Invariant.Require(holds.TryGetValue(holdId, out var hold));
        Invariant.Require(hold.Asset == asset);
        Invariant.Require(hold.Remaining >= amount);
        return hold.Remaining == amount
            ? holds.Remove(holdId)
            : holds.SetItem(holdId, hold with { Remaining = hold.Remaining - amount });
    }
}
