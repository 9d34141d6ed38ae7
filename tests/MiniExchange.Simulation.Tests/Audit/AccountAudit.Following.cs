using System;
using System.Collections.Generic;
using System.Linq;
using MiniExchange.Application.Books;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;

namespace MiniExchange.Simulation.Tests.Audit;

/// <content>What an account does because its book said so: besides trades, orders wait, start, shrink, and are replaced.</content>
internal sealed partial class AccountAudit
{
    /// <summary>Replacements by what came of them.</summary>
    public ReplacementCounts Replacements { get; } = new();

    // Besides what the account adds of its own its events are just what it was told.
    private void CheckFollows(OrdersChanged changed)
    {
        var events = _turn.AccountEvents
            .Where(happened => happened is not (HoldReleased or HoldPlaced or ListClosed or OrderPlaced))
            .ToArray();
        Require("settlement", events.Length == changed.Changes.Length, $"{events.Length} events for {changed.Changes.Length} changes");
        for (var i = 0; i < events.Length; i++)
        {
            Require("settlement", Follows(changed.Changes[i], events[i]), $"{events[i]} follows {changed.Changes[i]}");
            if (events[i] is not OrderClosed closed) continue;

            var name = closed.End == OrderEnd.Canceled && changed.CancelName.Length > 0 ? changed.CancelName : null;
            Require("orders", closed.CancelName == name, $"order {closed.HoldId.Value} was canceled by {closed.CancelName} instead of {name}");
        }
    }

    private static bool Follows(OrderChange change, AccountEvent happened) => (change, happened) switch
    {
        (OrderEntered entered, OrderNumbered numbered) => entered.HoldId == numbered.HoldId && entered.OrderId == numbered.OrderId,
        (OrderFilled filled, FillSettled settled) => filled.HoldId == settled.HoldId && filled.Fill == settled.Fill,
        (OrderRests rests, OrderOpened opened) => rests.HoldId == opened.HoldId,
        (OrderWaits waits, OrderParkedInBook parked) => waits.HoldId == parked.HoldId && waits.IsPending == parked.IsPending,
        (OrderWorks works, OrderStarted started) => works.HoldId == started.HoldId,
        (OrderReduced reduced, OrderAmended amended) => reduced.HoldId == amended.HoldId && reduced.Quantity == amended.Quantity,
        (OrderKeptFromTrading kept, TradePrevented prevented) => kept.HoldId == prevented.HoldId && kept.Match == prevented.Match
            && kept.Role == prevented.Role && kept.OtherOrderId == prevented.OtherOrderId && kept.QuoteAmount == prevented.QuoteAmount,
        (ListEntered entered, ListNumbered numbered) => entered.HoldId == numbered.HoldId && entered.ListId == numbered.ListId,
        (OrderFinished finished, OrderClosed closed) => finished.HoldId == closed.HoldId && finished.End == closed.End,
        (OrderNotTaken notTaken, OrderRefused refused) => notTaken.HoldId == refused.HoldId && notTaken.Reason == refused.Reason,
        _ => false,
    };

    // What the cancel freed is there to be spent: only what the account can see may keep the new order from being placed.
    private void CheckReplaced(OrdersChanged answer, Replacement replacement)
    {
        var terms = replacement.Terms;
        var placed = _turn.AccountEvents.OfType<OrderPlaced>().Count();
        var isWanted = answer.CancelRefusal == RejectReason.None || replacement.EvenIfCancelFails;
        Replacements.Count(answer.CancelRefusal == RejectReason.None, placed > 0);
        Require("replacements", placed <= (isWanted ? 1 : 0), $"{placed} orders were placed for {terms.RequestId}");
        if (!isWanted || placed == 1) return;

        var pair = pairs[terms.Pair];
        var open = _orders.Values.Where(order => order.IsOpen).ToArray();
        var onPair = open.Where(order => order.Terms.Pair == terms.Pair).ToArray();
        var need = terms switch
        {
            { Side: Side.Buy, QuoteQuantity.Value: > 0 } => terms.QuoteQuantity.Value,

            // What only the book knows the cost of needs something.
            { Type: OrderType.Market } when terms.Side == Side.Buy || terms.QuoteQuantity.Value > 0 => 1,
            { Side: Side.Buy } => pair.Quote(terms.Quantity.Value, terms.LimitPrice.Value),
            _ => pair.Base(terms.Quantity.Value),
        };
        var hasOther = _isFrozen
            || open.Any(order => order.Name == terms.ClientOrderId)
            || onPair.Length >= replacement.Pair.MaxOpenOrders
            || replacement.Pair.Limits is { MaxStopOrders: > 0 } or { MaxIcebergOrders: > 0 } or { MaxPosition.Value: > 0 };
        var available = _balances.GetValueOrDefault(terms.PaidAsset).Available;
        Require("replacements", hasOther || available < need, $"{terms.RequestId} was not placed, which needs {need} of {available}");
    }

    private void Park(OrderParkedInBook parked)
    {
        var order = Touch(parked.HoldId);
        Require("orders", order.Lots == 0 && (order.Status == OrderStatus.UnderWay || (order.Status == OrderStatus.PendingNew && !parked.IsPending)), $"order {parked.HoldId.Value} waits, which is {order.Status}");
        order.Status = parked.IsPending ? OrderStatus.PendingNew : OrderStatus.New;
        order.WorkingSince = null;
    }

    private void Start(OrderStarted started)
    {
        var order = Touch(started.HoldId);
        Require("orders", order.Status is OrderStatus.New or OrderStatus.PendingNew && order.WorkingSince is null, $"order {started.HoldId.Value} starts, which is {order.Status}");
        order.Status = OrderStatus.UnderWay;
        order.WorkingSince = started.OccurredAtUnixMicros;
    }

    private void Amend(OrderAmended amended)
    {
        var order = Touch(amended.HoldId);
        var lots = amended.Quantity.Value;
        Require("orders", lots < order.Quantity && lots > order.Lots + order.PreventedLots, $"order {amended.HoldId.Value} is amended to {lots} of {order.Quantity} lots");

        // The other order of a pair is not renamed; nor is this one to a name that was taken since it was asked for.
        var asked = ((OrdersChanged)_cause!).Changes.OfType<OrderReduced>().Single(reduced => reduced.HoldId == order.HoldId).ClientOrderId;
        var isFree = asked.Length > 0 && !_orders.Values.Any(other => other != order && other.IsOpen && other.Name == asked);
        Require("accounts", amended.ClientOrderId == (isFree ? asked : order.Name), $"order {order.HoldId.Value} is renamed {amended.ClientOrderId}, not {asked}");
        order.Quantity = lots;
        order.FormerName = order.Name;
        order.Name = amended.ClientOrderId;
        order.Amendments++;
    }

    private void Prevent(TradePrevented prevented)
    {
        var order = Touch(prevented.HoldId);
        var lots = prevented.Role == LiquidityRole.Taker ? prevented.Match.TakerPrevented : prevented.Match.MakerPrevented;
        Require("lists", lots.Value == 0 || order.Rival is null, $"order {prevented.HoldId.Value} loses lots while the other order of its pair is open");
        order.PreventedLots += lots.Value;
        order.LastPreventedMatch = prevented.Match.MatchId;
    }

    private void CheckLists()
    {
        foreach (var list in _lists.Values.Where(list => !list.IsChecked))
        {
            Require("lists", list.IsWhole, $"list {list.Placed.HoldId.Value} was placed in part");
            var refused = list.Orders.Count(order => order.IsRefused);
            Require("lists", refused == 0 || refused == list.Orders.Count, $"list {list.Placed.HoldId.Value} was refused in part");
            var isOver = refused == 0 && !list.Orders.Exists(order => order.IsOpen);
            Require("lists", list.IsClosed == isOver, $"list {list.Placed.HoldId.Value} is {(list.IsClosed ? "closed" : "open")}, which its orders are not");
            list.IsChecked = isOver || refused > 0;
        }
    }

    private static bool IsOpen(AuditedList list) => list.Orders.Exists(order => order.IsOpen);
}
