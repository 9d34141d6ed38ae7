using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using MiniExchange.Actors;
using MiniExchange.Actors.Messages;
using MiniExchange.Application;
using MiniExchange.Application.Books;
using MiniExchange.Application.Transfers;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Simulation.Tests.Audit;

/// <summary>One account's events, by arithmetic of its own: balances, holds, fees, and each order's and list's life.</summary>
internal sealed partial class AccountAudit(
    ActorAddress address, Ledger ledger, TradesInFlight inFlight, IReadOnlyDictionary<PairId, PairFacts> pairs, AccountLimits limits)
{
    private readonly Dictionary<AssetId, (Int128 Available, Int128 Frozen)> _balances = [];
    private readonly Dictionary<HoldId, AuditedOrder> _orders = [];
    private readonly Dictionary<HoldId, AuditedList> _lists = [];
    private readonly Dictionary<string, Credited> _credits = [];
    private readonly HashSet<AuditedOrder> _touched = [];
    private (HoldId Hold, AssetId Asset, Int128 Amount)? _placedHold;
    private bool _isFrozen;
    private JournalTurn _turn = null!;
    private ActorMessage? _cause;

    /// <summary>Every order ever placed, refused ones included.</summary>
    public IReadOnlyCollection<AuditedOrder> Orders => _orders.Values;

    public IReadOnlyCollection<AuditedList> Lists => _lists.Values;

    public IReadOnlyDictionary<string, Credited> Credits => _credits;

    public bool IsFrozen => _isFrozen;

    /// <summary>Whatever could be told of an order, a list or the balances, and from which record on.</summary>
    public Dictionary<string, long> Told { get; } = [];

    /// <summary>When each order or list was placed, by its request.</summary>
    public Dictionary<Guid, long> PlacedAt { get; } = [];

    public void See(JournalTurn turn, ActorMessage? cause)
    {
        (_turn, _cause) = (turn, cause);
        _touched.Clear();
        if (cause is OrdersChanged changed) CheckFollows(changed);
        foreach (var happened in turn.AccountEvents)
        {
            Require("accounts", Addresses.Account(happened.AccountId) == address, "an event of another account");
            Apply(happened);
        }

        if (cause is OrdersChanged { Replacement: { } replacement } answer) CheckReplaced(answer, replacement);
        Require("accounts", _placedHold is null, "a hold without an order");
        CheckLists();
        if (turn.AccountEvents.OfType<OrderPlaced>().LastOrDefault() is { } last) CheckLimits(last.Terms);
        foreach (var (asset, (available, frozen)) in _balances)
        {
            Require("balances", available >= 0 && frozen >= 0, $"asset {asset.Value} stands at {available} available, {frozen} frozen");
            var held = _orders.Values.Where(order => order.IsOpen && order.Terms.PaidAsset == asset).Aggregate(Int128.Zero, (sum, order) => sum + order.Holds);
            Require("holds", held == frozen, $"asset {asset.Value} has {frozen} frozen, open orders hold {held}");
        }

        foreach (var order in _touched)
        {
            CheckHold(order);
            Told.TryAdd(order.ToString(), turn.Record.Number);
            if (order.List is { } list) Told.TryAdd(list.ToString(), turn.Record.Number);
        }

        Told.TryAdd(Describe(_isFrozen, _balances.Select(entry => (entry.Key, entry.Value.Available, entry.Value.Frozen))), turn.Record.Number);
    }

    public static string Describe(bool isFrozen, IEnumerable<(AssetId Asset, Int128 Available, Int128 Frozen)> balances) =>
        $"{isFrozen}: {string.Join(' ', balances.OrderBy(entry => entry.Asset.Value).Select(entry => $"{entry.Asset.Value}={entry.Available}+{entry.Frozen}"))}";

    // Two orders of which one cancels the other hold once, under either name, what the dearer of them needs.
    private void CheckHold(AuditedOrder order)
    {
        var pair = pairs[order.Terms.Pair];
        var need = order.Need(pair);
        if (order.IsOpen && order.Rival is { } rival)
        {
            var (both, dearer) = (order.Holds + rival.Holds, need > rival.Need(pair) ? need : rival.Need(pair));
            Require("holds", both == dearer, $"orders {order.HoldId.Value} and {rival.HoldId.Value} hold {both} and need {dearer}");
            return;
        }

        Require("holds", order.Holds == need, $"order {order.HoldId.Value} holds {order.Holds} and needs {need}");
    }

    private void Apply(AccountEvent happened)
    {
        switch (happened)
        {
            case Credited credited:
                Require("credits", _credits.TryAdd(credited.Reference, credited), $"credit {credited.Reference} was taken twice");
                Require("credits", credited.Amount.Value > 0, $"credited {credited.Amount}");
                Require("credits", _cause is CreditDeposit deposit && deposit == new CreditDeposit(credited.Asset, credited.Amount, credited.Reference), $"credit {credited.Reference} came of {_cause}");
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
                Hold(placed);
                break;
            case HoldReleased released:
                Draw(OrderOf(released.HoldId), released.Asset, released.Amount.Value);
                Move(released.Asset, released.Amount.Value, -released.Amount.Value);
                break;
            case OrderPlaced placed:
                Place(placed);
                break;
            case OrderNumbered numbered:
                var entered = Touch(numbered.HoldId);
                entered.OrderId = numbered.OrderId;
                entered.WorkingSince = numbered.OccurredAtUnixMicros;
                break;
            case OrderOpened opened:
                var rests = Touch(opened.HoldId);
                Require("orders", rests.Status == OrderStatus.UnderWay, $"order {opened.HoldId.Value} opens, which is {rests.Status}");
                rests.Status = rests.Lots > 0 ? OrderStatus.PartiallyFilled : OrderStatus.New;
                break;
            case OrderParkedInBook parked:
                Park(parked);
                break;
            case OrderStarted started:
                Start(started);
                break;
            case OrderAmended amended:
                Amend(amended);
                break;
            case TradePrevented prevented:
                Prevent(prevented);
                break;
            case ListPlaced placed:
                Require("lists", placed.HoldId == placed.Legs[0] && placed.HoldId.Value == _orders.Count + 1, $"list {placed.HoldId.Value} after {_orders.Count} orders");
                Require("lists", !_lists.Values.Any(list => IsOpen(list) && list.Placed.ClientListId == placed.ClientListId), $"{placed.ClientListId} is the name of another open list");
                _lists.Add(placed.HoldId, new AuditedList(placed));
                break;
            case ListNumbered numbered:
                _lists[numbered.HoldId].ListId = numbered.ListId;
                foreach (var leg in _lists[numbered.HoldId].Orders) Touch(leg.HoldId);
                break;
            case ListClosed closed:
                Require("lists", !_lists[closed.HoldId].IsClosed, $"list {closed.HoldId.Value} closes twice");
                _lists[closed.HoldId].IsClosed = true;
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

    private void Hold(HoldPlaced placed)
    {
        Move(placed.Asset, -placed.Amount.Value, placed.Amount.Value);
        if (!_orders.TryGetValue(placed.HoldId, out var order))
        {
            Require("accounts", placed.HoldId.Value == _orders.Count + 1, $"hold {placed.HoldId.Value} after {_orders.Count} orders");
            _placedHold = (placed.HoldId, placed.Asset, placed.Amount.Value);
            return;
        }

        // What paid for either of two pays for the one that is left, under its own name.
        Require("holds", order.IsOpen && order.Rival is { Holds: var rivals } && rivals == 0 && order.Holds == 0 && placed.Asset == order.Terms.PaidAsset, $"order {placed.HoldId.Value} holds anew");
        order.Holds = placed.Amount.Value;
        _touched.Add(order);
    }

    private void Place(OrderPlaced placed)
    {
        var terms = placed.Terms;
        var list = placed.List == default ? null : _lists[placed.List];
        Require("accounts", placed.HoldId.Value == _orders.Count + 1, $"order {placed.HoldId.Value} after {_orders.Count} orders");
        var isNew = PlacedAt.TryAdd(terms.RequestId, placed.OccurredAtUnixMicros);
        Require("promises", isNew || list is { Orders.Count: > 0 }, $"request {terms.RequestId} placed an order twice");
        Require("promises", _cause is null || (_cause is OrdersChanged { Replacement.Terms: var asked } && asked == terms), $"order {terms.RequestId} was placed without being asked for");
        Require("accounts", !_isFrozen, "a frozen account placed an order");
        Require("accounts", !_orders.Values.Any(order => order.IsOpen && order.Name == terms.ClientOrderId), $"{terms.ClientOrderId} is the name of another open order");

        var order = new AuditedOrder(placed.HoldId, terms, list, _placedHold?.Amount ?? 0);
        list?.Orders.Add(order);
        Require("accounts", _placedHold is { } hold ? hold.Hold == placed.HoldId && hold.Asset == terms.PaidAsset : order.Rival is not null, "an order without its hold");
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
        Require("lists", order.Rival is null, $"order {settled.HoldId.Value} trades while the other order of its pair is open");
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
        var isDone = order.Left == 0;
        Require(
            "orders",
            order.Terms.QuoteQuantity.Value > 0 || (closed.End == OrderEnd.Filled ? isDone && order.Lots > 0 : !isDone || (closed.End == OrderEnd.SelfTradePrevented && order.PreventedLots > 0)),
            $"order {closed.HoldId.Value} closes as {closed.End} with {order.Lots} of {order.Quantity} lots traded, {order.PreventedLots} prevented");
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
