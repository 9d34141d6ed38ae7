using System;
using System.Linq;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Accounts;

/// <summary>Sums up an account so that two copies of it can be compared: live, replayed, or read from a snapshot.</summary>
public static class AccountHash
{
    /// <summary>Covers everything that an account remembers; the same on every machine, whatever the order inside its maps.</summary>
    public static ulong StateHash(Account account)
    {
        var hasher = new StateHasher();
        hasher.Add(account.Id.Value);
        hasher.Add(account.IsFrozen);
        hasher.Add(account.LastHold);
        hasher.Add(account.LastChangeAtUnixMicros);

        hasher.Add(account.Balances.Count);
        foreach (var (asset, balance) in account.Balances.OrderBy(entry => entry.Key.Value))
        {
            hasher.Add(asset.Value);
            hasher.Add(balance.Available.Value);
            hasher.Add(balance.Frozen.Value);
        }

        hasher.Add(account.Holds.Count);
        foreach (var (holdId, hold) in account.Holds.OrderBy(entry => entry.Key.Value))
        {
            hasher.Add(holdId.Value);
            hasher.Add(hold.Asset.Value);
            hasher.Add(hold.Remaining.Value);
        }

        hasher.Add(account.OpenOrders.Count);
        foreach (var (_, order) in account.OpenOrders.OrderBy(entry => entry.Key.Value)) Add(ref hasher, order);

        hasher.Add(account.ClosedOrders.Length);
        foreach (var order in account.ClosedOrders) Add(ref hasher, order);

        hasher.Add(account.LastExecution);
        hasher.Add(account.OpenLists.Count);
        foreach (var (_, list) in account.OpenLists.OrderBy(entry => entry.Key.Value)) Add(ref hasher, list);

        hasher.Add(account.ClosedLists.Length);
        foreach (var list in account.ClosedLists) Add(ref hasher, list);

        hasher.Add(account.Credits.Count);
        foreach (var (reference, credit) in account.Credits.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            hasher.Add(reference);
            hasher.Add(credit.Asset.Value);
            hasher.Add(credit.Amount.Value);
        }

        return hasher.Value;
    }

    private static void Add(ref StateHasher hasher, AccountOrder order)
    {
        hasher.Add(order.HoldId.Value);
        Add(ref hasher, order.Terms);
        hasher.Add(order.OrderId.Value);
        hasher.Add((long)order.Status);
        hasher.Add(order.Executed.Value);
        hasher.Add(order.ExecutedQuote.Value);
        hasher.Add(order.TakerFills.Count);
        foreach (var settled in order.TakerFills) Add(ref hasher, settled);
        hasher.Add((long)(order.End ?? 0));
        hasher.Add(order.PlacedAtUnixMicros);
        hasher.Add(order.ChangedAtUnixMicros);
        hasher.Add(order.List.Value);
        hasher.Add(order.ListId.Value);
        AddOptional(ref hasher, order.WorkingSinceUnixMicros);
        hasher.Add(order.Prevented.Value);
        hasher.Add(order.LastPreventedMatch);
        hasher.Add(order.FormerClientOrderId is not null);
        hasher.Add(order.FormerClientOrderId ?? "");
        hasher.Add(order.Amendments);
        hasher.Add(order.LastExecution);
    }

    private static void Add(ref StateHasher hasher, AccountOrderList list)
    {
        hasher.Add(list.HoldId.Value);
        hasher.Add((long)list.Contingency);
        hasher.Add(list.ClientListId);
        hasher.Add(list.ListId.Value);
        hasher.Add(list.Legs.Length);
        foreach (var leg in list.Legs)
        {
            hasher.Add(leg.HoldId.Value);
            hasher.Add(leg.OrderId.Value);
            hasher.Add(leg.ClientOrderId);
        }

        hasher.Add(list.IsOpen);
        hasher.Add(list.PlacedAtUnixMicros);
        hasher.Add(list.ChangedAtUnixMicros);
    }

    private static void Add(ref StateHasher hasher, OrderTerms terms)
    {
        hasher.Add(terms.Pair.Value);
        hasher.Add(terms.BaseAsset.Value);
        hasher.Add(terms.QuoteAsset.Value);
        hasher.Add((long)terms.Side);
        hasher.Add((long)terms.Type);
        hasher.Add((long)terms.TimeInForce);
        hasher.Add(terms.LimitPrice.Value);
        hasher.Add(terms.Quantity.Value);
        hasher.Add(terms.QuoteQuantity.Value);
        hasher.Add((long)terms.SelfTradePrevention);
        hasher.Add(terms.ClientOrderId);
        hasher.Add(terms.RequestId);
        hasher.Add(terms.Stop.StopPrice.Value);
        hasher.Add(terms.Stop.TrailingDeltaBips);
        hasher.Add(terms.DisplayQuantity.Value);
        AddOptional(ref hasher, terms.StrategyId);
        AddOptional(ref hasher, terms.StrategyType);
    }

    private static void Add(ref StateHasher hasher, FillSettled settled)
    {
        hasher.Add(settled.AccountId.Value);
        hasher.Add(settled.HoldId.Value);
        hasher.Add(settled.Fill.TradeId.Value);
        hasher.Add((long)settled.Fill.Role);
        hasher.Add(settled.Fill.Price.Value);
        hasher.Add(settled.Fill.Quantity.Value);
        hasher.Add(settled.Fill.BaseAmount.Value);
        hasher.Add(settled.Fill.QuoteAmount.Value);
        hasher.Add(settled.Fill.FeeRatePpm);
        hasher.Add(settled.Fill.ExecutedAtUnixMicros);
        hasher.Add(settled.PaidAsset.Value);
        hasher.Add(settled.Paid.Value);
        hasher.Add(settled.ReceivedAsset.Value);
        hasher.Add(settled.Received.Value);
        hasher.Add(settled.Fee.Value);
        hasher.Add(settled.OccurredAtUnixMicros);
    }

    private static void AddOptional(ref StateHasher hasher, long? value)
    {
        hasher.Add(value is not null);
        hasher.Add(value ?? 0);
    }
}
