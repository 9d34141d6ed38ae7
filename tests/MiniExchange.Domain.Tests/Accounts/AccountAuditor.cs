using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using Xunit;

namespace MiniExchange.Domain.Tests.Accounts;

/// <summary>Keeps its own books of what an account was told, and compares; uses none of the account's rules.</summary>
internal sealed class AccountAuditor
{
    private readonly Dictionary<AssetId, BigInteger> _owed = [];
    private readonly HashSet<string> _references = [];

    public int FillsSeen { get; private set; }

    public int FeesSeen { get; private set; }

    /// <summary>Notes an accepted command.</summary>
    public void Note(Account before, AccountCommand command)
    {
        switch (command)
        {
            case Credit credit when _references.Add(credit.Reference):
                Owe(credit.Asset, credit.Amount.Value);
                break;
            case FollowBook { Change: OrderFilled(var holdId, var fill) }:
                var terms = before.OpenOrders[holdId].Terms;
                var (received, receivedAsset) = terms.Side == Side.Buy
                    ? (fill.BaseAmount.Value, terms.BaseAsset)
                    : (fill.QuoteAmount.Value, terms.QuoteAsset);
                var (paid, paidAsset) = terms.Side == Side.Buy
                    ? (fill.QuoteAmount.Value, terms.QuoteAsset)
                    : (fill.BaseAmount.Value, terms.BaseAsset);
                var fee = new BigInteger(received) * fill.FeeRatePpm / 1_000_000;
                Owe(paidAsset, -paid);
                Owe(receivedAsset, received - fee);
                FillsSeen++;
                FeesSeen += fee > 0 ? 1 : 0;
                break;
        }
    }

    /// <summary>Compares the account with what it was told.</summary>
    public void Check(Account account)
    {
        var assets = account.Balances.Keys.Concat(_owed.Keys).Distinct();
        foreach (var asset in assets)
        {
            var balance = account.BalanceOf(asset);
            Assert.True(balance.Available.Value >= 0, $"available of {asset}: {balance}");
            Assert.True(balance.Frozen.Value >= 0, $"frozen of {asset}: {balance}");
            Assert.Equal(
                _owed.GetValueOrDefault(asset), new BigInteger(balance.Available.Value) + balance.Frozen.Value);
            Assert.Equal(
                account.Holds.Values.Where(hold => hold.Asset == asset).Sum(hold => hold.Remaining.Value),
                balance.Frozen.Value);
        }

        Assert.All(account.Holds, entry => Assert.True(entry.Value.Remaining.Value > 0));
        Assert.All(account.Holds.Keys, holdId => Assert.True(account.OpenOrders.ContainsKey(holdId)));
        Assert.All(account.OpenOrders.Values, order => CheckHoldOf(account, order));
        Assert.Equal(
            account.OpenOrders.Count,
            account.OpenOrders.Values.Select(order => order.Terms.ClientOrderId).Distinct().Count());
        Assert.All(account.OpenOrders.Values.GroupBy(order => order.Terms.Pair),
            onPair => Assert.True(onPair.Count() <= (onPair.Key == Sample.BtcUsd.Id ? 4 : 3)));
        Assert.True(account.ClosedOrders.Length <= 32);
    }

    private void Owe(AssetId asset, BigInteger units) => _owed[asset] = _owed.GetValueOrDefault(asset) + units;

    // A hold by lots is the same amount for each lot left, in every moment. Of two orders of which one cancels the other
    // one holds, for its own lots, what the dearer of the two needs for each.
    private static void CheckHoldOf(Account account, AccountOrder order)
    {
        if (order.Terms.Type == OrderType.Market || IsBeingRefused(account, order)) return;

        var other = OtherOf(account, order);
        var held = HeldBy(account, order);
        var perLot = PerLot(order.Terms);
        if (other is null)
        {
            Assert.Equal(LotsLeft(order) * perLot, held);
        }
        else
        {
            Assert.True(held == 0 || HeldBy(account, other) == 0, $"{order.HoldId} and {other.HoldId} both hold");
            if (held > 0) Assert.Equal(LotsLeft(order) * long.Max(perLot, PerLot(other.Terms)), held);
            else Assert.True(HeldBy(account, other) > 0, $"neither {order.HoldId} nor {other.HoldId} holds");
        }
    }

    // Its book says so of every order of a list in one message, amid which nothing may be said of what is held.
    private static bool IsBeingRefused(Account account, AccountOrder order) =>
        order.List != default
        && order.ListId == OrderListId.None
        && account.OpenLists[order.List].Legs.Any(leg => !account.OpenOrders.ContainsKey(leg.HoldId));

    private static AccountOrder? OtherOf(Account account, AccountOrder order)
    {
        if (order.List == default) return null;

        var list = account.OpenLists[order.List];
        var names = list.Legs.Select(leg => leg.HoldId).Skip(list.Contingency == Contingency.Otoco ? 1 : 0).ToArray();
        if (list.Contingency == Contingency.Oto || !names.Contains(order.HoldId)) return null;

        return account.OpenOrders.GetValueOrDefault(names.Single(name => name != order.HoldId));
    }

    private static long LotsLeft(AccountOrder order) =>
        order.Terms.Quantity.Value - order.Executed.Value - order.Prevented.Value;

    private static long HeldBy(Account account, AccountOrder order) =>
        account.Holds.TryGetValue(order.HoldId, out var hold) ? hold.Remaining.Value : 0;

    // 3 and 5 quote units at each tick, 10 and 1 base units a lot.
    private static long PerLot(OrderTerms terms) => (terms.Side, terms.Pair == Sample.BtcUsd.Id) switch
    {
        (Side.Buy, true) => terms.LimitPrice.Value * 3,
        (Side.Buy, false) => terms.LimitPrice.Value * 5,
        (_, true) => 10,
        _ => 1,
    };
}
