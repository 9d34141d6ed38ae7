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
        var after = happened switch
        {
            FillSettled settled => After(account, settled),
            HoldReleased released => After(account, released),
            HoldPlaced placed => After(account, placed),
            OrderPlaced placed => After(account, placed),
            OrderNumbered numbered => WithOrder(
                account,
                OpenOrderOf(account, numbered.HoldId) with
                {
                    OrderId = numbered.OrderId,
                    ChangedAtUnixMicros = numbered.OccurredAtUnixMicros,
                }),
            OrderOpened opened => After(account, opened),
            OrderClosed closed => After(account, closed),
            OrderRefused refused => After(account, refused),
            Credited credited => After(account, credited),
            AccountFrozen => account with { IsFrozen = true },
            AccountUnfrozen => account with { IsFrozen = false },
            _ => throw new UnreachableException($"No effect for {happened.GetType().Name}."),
        };
        return after with { LastChangeAtUnixMicros = happened.OccurredAtUnixMicros };
    }

    private static Account After(Account account, Credited happened)
    {
        Invariant.Require(happened.Amount > AssetUnits.Zero);
        return account with
        {
            Balances = Moved(account.Balances, happened.Asset, available: happened.Amount, frozen: AssetUnits.Zero),
            Credits = account.Credits.Add(happened.Reference, new CreditTerms(happened.Asset, happened.Amount)),
        };
    }

    private static Account After(Account account, HoldPlaced happened)
    {
        Invariant.Require(happened.Amount > AssetUnits.Zero);
        Invariant.Require(happened.HoldId.Value > account.LastHold);
        return account with
        {
            Balances = Moved(
                account.Balances, happened.Asset, available: AssetUnits.Zero - happened.Amount, frozen: happened.Amount),
            Holds = account.Holds.Add(happened.HoldId, new Hold(happened.Asset, happened.Amount)),
            LastHold = happened.HoldId.Value,
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
        var settled = account with
        {
            Balances = Moved(
                paid, happened.ReceivedAsset, available: happened.Received - happened.Fee, frozen: AssetUnits.Zero),
            Holds = Drawn(account.Holds, happened.HoldId, happened.PaidAsset, happened.Paid),
        };
        return WithOrder(settled, order with
        {
            Status = asTaker ? order.Status : OrderStatus.PartiallyFilled,
            Executed = order.Executed + happened.Fill.Quantity,
            ExecutedQuote = order.ExecutedQuote + happened.Fill.QuoteAmount,
            TakerFills = asTaker ? order.TakerFills.Add(happened) : ImmutableArray<FillSettled>.Empty,
            ChangedAtUnixMicros = happened.OccurredAtUnixMicros,
        });
    }

    private static Account After(Account account, OrderPlaced happened)
    {
        Invariant.Require(account.Holds.ContainsKey(happened.HoldId));
        var order = new AccountOrder(
            happened.HoldId,
            happened.Terms,
            OrderId.None,
            OrderStatus.UnderWay,
            QuantityLots.Zero,
            AssetUnits.Zero,
            ImmutableArray<FillSettled>.Empty,
            End: null,
            PlacedAtUnixMicros: happened.OccurredAtUnixMicros,
            ChangedAtUnixMicros: happened.OccurredAtUnixMicros);
        return account with { OpenOrders = account.OpenOrders.Add(happened.HoldId, order) };
    }

    private static Account After(Account account, OrderOpened happened)
    {
        var order = OpenOrderOf(account, happened.HoldId);
        return WithOrder(account, order with
        {
            Status = order.Executed > QuantityLots.Zero ? OrderStatus.PartiallyFilled : OrderStatus.New,
            ChangedAtUnixMicros = happened.OccurredAtUnixMicros,
        });
    }

    private static Account After(Account account, OrderClosed happened)
    {
        Invariant.Require(!account.Holds.ContainsKey(happened.HoldId));
        var order = OpenOrderOf(account, happened.HoldId) with
        {
            Status = StatusOf(happened.End),
            End = happened.End,
            ChangedAtUnixMicros = happened.OccurredAtUnixMicros,
        };
        var closed = account.ClosedOrders;
        return account with
        {
            OpenOrders = account.OpenOrders.Remove(happened.HoldId),
            ClosedOrders = closed.Length < Account.ClosedOrdersKept ? closed.Add(order) : [.. closed.AsSpan()[1..], order],
        };
    }

    private static Account After(Account account, OrderRefused happened)
    {
        Invariant.Require(!account.Holds.ContainsKey(happened.HoldId));
        Invariant.Require(account.OpenOrders.ContainsKey(happened.HoldId));
        return account with { OpenOrders = account.OpenOrders.Remove(happened.HoldId) };
    }

    private static OrderStatus StatusOf(OrderEnd end) => end switch
    {
        OrderEnd.Filled => OrderStatus.Filled,
        OrderEnd.Canceled => OrderStatus.Canceled,
        OrderEnd.UnfilledIoc or OrderEnd.UnfilledFok or OrderEnd.InsufficientLiquidity => OrderStatus.Expired,
        OrderEnd.SelfTradePrevented => OrderStatus.ExpiredInMatch,
        _ => throw new UnreachableException($"No status for {end}."),
    };

    private static AccountOrder OpenOrderOf(Account account, HoldId holdId)
    {
        Invariant.Require(account.OpenOrders.TryGetValue(holdId, out var order));
        return order;
    }

    private static Account WithOrder(Account account, AccountOrder order) =>
        account with { OpenOrders = account.OpenOrders.SetItem(order.HoldId, order) };

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
