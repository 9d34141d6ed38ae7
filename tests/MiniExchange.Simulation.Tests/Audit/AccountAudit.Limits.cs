using System.Collections.Generic;
using System.Linq;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Simulation.Tests.Audit;

/// <content>What an account may have open: counted anew whenever it has placed something.</content>
internal sealed partial class AccountAudit
{
    private void CheckLimits(OrderTerms placed)
    {
        var open = _orders.Values.Where(order => order.IsOpen).ToArray();
        var onPair = open.Where(order => order.Terms.Pair == placed.Pair).ToArray();
        var pair = pairs[placed.Pair];
        var ofPair = pair.Terms.Limits;
        RequireAtMost(pair.Terms.MaxOpenOrders, onPair.Length, "orders on its pair");
        RequireAtMost(ofPair.MaxStopOrders, onPair.Count(IsStop), "stop orders on its pair");
        RequireAtMost(ofPair.MaxIcebergOrders, onPair.Count(IsIceberg), "icebergs on its pair");
        RequireAtMost(ofPair.MaxOrderLists, ListsOf(onPair), "lists on its pair");

        // A replacement is held against these when it is asked for, and not once more when the book has canceled.
        if (_cause is null)
        {
            RequireAtMost(limits.MaxOrders, open.Length, "orders");
            RequireAtMost(limits.MaxStopOrders, open.Count(IsStop), "stop orders", when: placed.Stop != default);
            RequireAtMost(limits.MaxIcebergOrders, open.Count(IsIceberg), "icebergs", when: placed.DisplayQuantity.Value > 0);
            RequireAtMost(limits.MaxOrderLists, ListsOf(open), "lists", when: _orders[new HoldId(_orders.Count)].List is not null);
        }

        if (ofPair.MaxPosition.Value == 0 || placed.Side != Side.Buy) return;

        var lots = onPair.Where(order => order.Terms.Side == Side.Buy && order.Terms.QuoteQuantity.Value == 0).Sum(order => order.Left);
        var (available, frozen) = _balances.GetValueOrDefault(placed.BaseAsset);
        Require("limits", available + frozen + pair.Base(lots) <= ofPair.MaxPosition.Value, $"has and buys more of asset {placed.BaseAsset.Value} than {ofPair.MaxPosition}");
    }

    private static bool IsStop(AuditedOrder order) => order.Terms.Stop != default;

    private static bool IsIceberg(AuditedOrder order) => order.Terms.DisplayQuantity.Value > 0;

    private static int ListsOf(AuditedOrder[] orders) => orders.Select(order => order.List).OfType<AuditedList>().Distinct().Count();

    private void RequireAtMost(int most, int count, string what, bool when = true) =>
        Require("limits", most == 0 || !when || count <= most, $"{count} open {what}, where {most} are allowed");
}
