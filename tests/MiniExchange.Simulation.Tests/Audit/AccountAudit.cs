using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using MiniExchange.Actors;
using MiniExchange.Actors.Messages;
using MiniExchange.Application;
using MiniExchange.Application.Books;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Simulation.Tests.Audit;

/// <summary>One account's events, by arithmetic of its own: balances, holds, fees, and each order's life.</summary>
internal sealed class AccountAudit(ActorAddress address, Ledger ledger, TradesInFlight inFlight, IReadOnlyDictionary<PairId, PairFacts> pairs)
{
    private readonly Dictionary<AssetId, (Int128 Available, Int128 Frozen)> _balances = [];
    private readonly Dictionary<HoldId, AuditedOrder> _orders = [];
    private readonly Dictionary<string, Credited> _credits = [];
    private readonly HashSet<AuditedOrder> _touched = [];
    private (HoldId Hold, AssetId Asset, Int128 Amount)? _placedHold;
    private bool _isFrozen;
    private JournalTurn _turn = null!;

    /// <summary>Every order ever placed, refused ones included.</summary>
    public IReadOnlyCollection<AuditedOrder> Orders => _orders.Values;

    public IReadOnlyDictionary<string, Credited> Credits => _credits;

    /// <summary>Whatever could be told of an order or of the balances, and from which record on.</summary>
    public Dictionary<string, long> Told { get; } = [];

    /// <summary>When each order was placed, by its request.</summary>
    public Dictionary<Guid, long> PlacedAt { get; } = [];

    public void See(JournalTurn turn, ActorMessage? cause)
    {
        _turn = turn;
        _touched.Clear();
        if (cause is OrdersChanged changed) CheckFollows(changed);
        foreach (var happened in turn.AccountEvents)
        {
            Require("accounts", Addresses.Account(happened.AccountId) == address, "an event of another account");
            Apply(happened);
        }

        Require("accounts", _placedHold is null, "a hold without an order");
        foreach (var (asset, (available, frozen)) in _balances)
        {
            Require("balances", available >= 0 && frozen >= 0, $"asset {asset.Value} stands at {available} available, {frozen} frozen");
            var held = _orders.Values.Where(order => order.IsOpen && order.Terms.PaidAsset == asset).Aggregate(Int128.Zero, (sum, order) => sum + order.Holds);
            Require("holds", held == frozen, $"asset {asset.Value} has {frozen} frozen, open orders hold {held}");
        }

        foreach (var order in _touched)
        {
            var requirement = order.Requirement(pairs[order.Terms.Pair]);
            Require("holds", order.Holds == requirement, $"order {order.HoldId.Value} holds {order.Holds} and needs {requirement}");
            Told.TryAdd(order.ToString(), turn.Record.Number);
        }

        Told.TryAdd(Describe(_isFrozen, _balances.Select(entry => (entry.Key, entry.Value.Available, entry.Value.Frozen))), turn.Record.Number);
    }

    public static string Describe(bool isFrozen, IEnumerable<(AssetId Asset, Int128 Available, Int128 Frozen)> balances) =>
        $"{isFrozen}: {string.Join(' ', balances.OrderBy(entry => entry.Asset.Value).Select(entry => $"{entry.Asset.Value}={entry.Available}+{entry.Frozen}"))}";

    // Besides what the account adds of its own, releases, its events are just what it was told.
    private void CheckFollows(OrdersChanged changed)
    {
        var events = _turn.AccountEvents.Where(happened => happened is not HoldReleased).ToArray();
        Require("settlement", events.Length == changed.Changes.Length, $"{events.Length} events for {changed.Changes.Length} changes");
        for (var i = 0; i < events.Length; i++)
        {
            var isTheSame = (changed.Changes[i], events[i]) switch
            {
                (OrderEntered change, OrderNumbered happened) => change.HoldId == happened.HoldId && change.OrderId == happened.OrderId,
                (OrderFilled change, FillSettled happened) => change.HoldId == happened.HoldId && change.Fill == happened.Fill,
                (OrderRests change, OrderOpened happened) => change.HoldId == happened.HoldId,
                (OrderFinished change, OrderClosed happened) => change.HoldId == happened.HoldId && change.End == happened.End,
                (OrderNotTaken change, OrderRefused happened) => change.HoldId == happened.HoldId && change.Reason == happened.Reason,
                _ => false,
            };
            Require("settlement", isTheSame, $"{events[i]} follows {changed.Changes[i]}");
        }
    }

    private void Apply(AccountEvent happened)
    {
        switch (happened)
        {
            case Credited credited:
                Require("credits", _credits.TryAdd(credited.Reference, credited), $"credit {credited.Reference} was taken twice");
                Require("credits", credited.Amount.Value > 0, $"credited {credited.Amount}");
                Move(credited.Asset, credited.Amount.Value, 0);
                ledger.Credit(credited.Asset, credited.Amount.Value);
                break;
            case AccountFrozen:
                _isFrozen = true;
                break;
            case AccountUnfrozen:
                _isFrozen = false;
                break;
            case HoldPlaced placed:
                Require("accounts", placed.HoldId.Value == _orders.Count + 1, $"hold {placed.HoldId.Value} after {_orders.Count} orders");
                _placedHold = (placed.HoldId, placed.Asset, placed.Amount.Value);
                Move(placed.Asset, -placed.Amount.Value, placed.Amount.Value);
                break;
            case HoldReleased released:
                Draw(OrderOf(released.HoldId), released.Asset, released.Amount.Value);
                Move(released.Asset, released.Amount.Value, -released.Amount.Value);
                break;
            case OrderPlaced placed:
                Place(placed);
                break;
            case OrderNumbered numbered:
                Touch(numbered.HoldId).OrderId = numbered.OrderId;
                break;
            case OrderOpened opened:
                var rests = Touch(opened.HoldId);
                Require("orders", rests.Status == OrderStatus.UnderWay, $"order {opened.HoldId.Value} opens, which is {rests.Status}");
                rests.Status = rests.Lots > 0 ? OrderStatus.PartiallyFilled : OrderStatus.New;
                break;
            case OrderRefused refused:
                Touch(refused.HoldId).IsRefused = true;
                break;
            case OrderClosed closed:
                Close(closed);
                break;
            case FillSettled settled:
                Settle(settled);
                break;
            default:
                throw new NotSupportedException($"Nothing is known of {happened.GetType().Name}.");
        }
    }

    private void Place(OrderPlaced placed)
    {
        var terms = placed.Terms;
        Require("accounts", _placedHold is { } hold && hold.Hold == placed.HoldId && hold.Asset == terms.PaidAsset, "an order without its hold");
        Require("accounts", !_isFrozen, "a frozen account placed an order");
        Require("accounts", !_orders.Values.Any(order => order.IsOpen && order.Terms.ClientOrderId == terms.ClientOrderId), $"{terms.ClientOrderId} is the name of another open order");
        Require("promises", PlacedAt.TryAdd(terms.RequestId, placed.OccurredAtUnixMicros), $"request {terms.RequestId} placed an order twice");
        var order = new AuditedOrder(placed.HoldId, terms, _placedHold!.Value.Amount);
        _orders.Add(placed.HoldId, order);
        _touched.Add(order);
        _placedHold = null;
    }

    private void Settle(FillSettled settled)
    {
        var side = inFlight.Take(settled.Fill.TradeId, settled.Fill.Role);
        Require("settlement", side is not null, $"trade {settled.Fill.TradeId.Value} is settled twice, or never was");
        Require("settlement", Addresses.Account(side.Account) == address && side.Order == settled.HoldId && side.Fill == settled.Fill, $"{settled.Fill} instead of {side}");
        Require("settlement", settled.PaidAsset == side.PaidAsset && settled.Paid.Value == side.Paid, $"paid {settled.Paid} of asset {settled.PaidAsset.Value} for {side}");
        Require("settlement", settled.ReceivedAsset == side.ReceivedAsset && settled.Received.Value == side.Received, $"received {settled.Received} for {side}");
        Require("fees", settled.Fee.Value == side.Fee, $"a fee of {settled.Fee} instead of {side.Fee} for {side}");

        var order = Touch(settled.HoldId);
        order.Lots += settled.Fill.Quantity.Value;
        order.Quote += settled.Fill.QuoteAmount.Value;
        order.Paid += settled.Paid.Value;
        if (settled.Fill.Role == LiquidityRole.Taker)
        {
            order.TakerFills.Add(AuditedOrder.Describe(settled));
        }
        else
        {
            order.TakerFills.Clear();
            order.Status = OrderStatus.PartiallyFilled;
        }

        Draw(order, settled.PaidAsset, settled.Paid.Value);
        Move(settled.PaidAsset, 0, -settled.Paid.Value);
        Move(settled.ReceivedAsset, settled.Received.Value - settled.Fee.Value, 0);
        ledger.Fee(settled.ReceivedAsset, settled.Fee.Value);
    }

    private void Close(OrderClosed closed)
    {
        var order = Touch(closed.HoldId);
        order.End = closed.End;
        order.Status = closed.End switch
        {
            OrderEnd.Filled => OrderStatus.Filled,
            OrderEnd.Canceled => OrderStatus.Canceled,
            OrderEnd.SelfTradePrevented => OrderStatus.ExpiredInMatch,
            _ => OrderStatus.Expired,
        };
        Require(
            "orders",
            order.Terms.QuoteQuantity.Value > 0 || closed.End == OrderEnd.Filled == (order.Lots == order.Terms.Quantity.Value),
            $"order {closed.HoldId.Value} closes as {closed.End} with {order.Lots} of {order.Terms.Quantity} lots");
    }

    private AuditedOrder Touch(HoldId hold)
    {
        var order = OrderOf(hold);
        Require("orders", order.IsOpen, $"order {hold.Value} changes after its end");
        _touched.Add(order);
        return order;
    }

    private AuditedOrder OrderOf(HoldId hold)
    {
        Require("orders", _orders.TryGetValue(hold, out var order), $"order {hold.Value} does not exist");
        return order;
    }

    private void Draw(AuditedOrder order, AssetId asset, Int128 amount)
    {
        Require("holds", order.Terms.PaidAsset == asset && amount > 0, $"{amount} of asset {asset.Value} out of the hold of order {order.HoldId.Value}");
        order.Holds -= amount;
        Require("holds", order.Holds >= 0, $"order {order.HoldId.Value} gave {-order.Holds} more than it held");
        _touched.Add(order);
    }

    private void Move(AssetId asset, Int128 available, Int128 frozen)
    {
        var before = _balances.GetValueOrDefault(asset);
        _balances[asset] = (before.Available + available, before.Frozen + frozen);
        ledger.Move(asset, available + frozen);
    }

    private void Require(string check, [DoesNotReturnIf(false)] bool condition, string otherwise)
    {
        if (!condition) throw new AuditException(check, $"{_turn}: {otherwise}.");
    }
}
