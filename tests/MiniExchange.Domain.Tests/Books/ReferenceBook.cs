using System;
using System.Collections.Generic;
using System.Linq;

namespace MiniExchange.Domain.Tests.Books;

/// <summary>
/// The book's rules once more, as slow and as plain as can be: one list of orders, looked through anew for every step, and
/// counting ahead by trying on a copy. It uses nothing of the exchange's own code, and has no turns: whatever is due goes on at
/// once.
/// </summary>
public sealed class ReferenceBook
{
    private const long QuoteUnitsPerLotTick = 10;
    private const long BaseUnitsPerLot = 1_000;

    // The first that applies is given.
    private static readonly string[] Reasons =
    [
        "NotionalTooSmall", "NotionalTooLarge", "UnsupportedListCombination", "BookHalted", "WouldTake", "CostExceedsHold",
        "QuoteQuantityBelowOneLot", "WouldTriggerAtOnce", "PricesOutOfOrder", "PriceTooFarFromMarket",
        "PriceTooFarFromMarketForSide",
    ];

    private List<Order> _orders = [];
    private List<long> _due = [];
    private List<string> _lines = [];
    private Dictionary<long, (string Kind, long[] Legs)> _lists = [];
    private ReferenceTerms _terms = new(0, 0, null, null, null);
    private long _orderCount;
    private long _listCount;
    private long _tradeCount;
    private long _preventedCount;
    private long _lastPrice;
    private long _clock;
    private bool _isHalted;

    public IEnumerable<string> Bids =>
        Depth(_orders.Where(order => order.IsBuy && order.State == "rests").OrderByDescending(order => order.Price));

    public IEnumerable<string> Asks =>
        Depth(_orders.Where(order => !order.IsBuy && order.State == "rests").OrderBy(order => order.Price));

    /// <summary>Every order that has not ended, as its number, quantity, what is left and the price it follows from.</summary>
    public IEnumerable<string> Open => _orders
        .Where(order => order.State != "ended")
        .OrderBy(order => order.Id)
        .Select(order => order.State == "rests"
            ? $"#{order.Id} {order.Left} of {order.Quantity}, {order.Shown} shown, list {order.List}"
            : $"#{order.Id} {order.State} {order.Quantity}, extreme {order.Extreme}, list {order.List}");

    /// <summary>What happens on a command, one line each; a refusal is the one line that names its reason.</summary>
    public List<string> Do(ReferenceCommand command)
    {
        _lines = [];
        if (Refusal(command) is { } refusal) return [refusal];

        switch (command.Kind)
        {
            case "halt" or "resume": Halt(command.Kind == "halt"); break;
            case "terms": SetTerms(command.Terms); break;
            case "cancel": Cancel(command.Target); break;
            case "amend": Amend(command); break;
            case "oco" or "oto" or "otoco": EnterList(command); break;
            default: Enter(Number(command, ++_orderCount, 0)); break;
        }

        while (_due.Count > 0) GoOn(Find(_due[0]));
        return _lines;
    }

    private void Halt(bool halted)
    {
        if (_isHalted != halted) _lines.Add(halted ? "halted" : "resumed");
        _isHalted = halted;
    }

    private void SetTerms(ReferenceTerms terms)
    {
        if (terms != _terms) _lines.Add("terms BTCUSDT");
        _terms = terms;
    }

    private string? Refusal(ReferenceCommand command)
    {
        switch (command.Kind)
        {
            case "halt" or "resume" or "terms":
                return null;
            case "cancel" or "amend":
                var order = _orders.Find(
                    order => order.Id == command.Target && order.Account == command.Account && order.State != "ended");
                return order is null ? "refused UnknownOrder"
                    : command.Kind == "cancel" ? null
                    : command.Quantity > order.Quantity ? "refused AmendmentNotAReduction"
                    : command.Quantity == order.Quantity ? "refused AmendmentChangesNothing"
                    : command.Quantity <= order.Quantity - order.Left ? "refused AmendmentLeavesNothing"
                    : null;
            case "oco" or "oto" or "otoco":
                if (!IsList(command)) return "refused UnsupportedListCombination";
                if (command.Legs.Any(leg => !IsWellFormed(leg))) return "refused as a fault";
                var reasons = command.Legs.SelectMany((leg, i) => Against(leg, isPending: command.Kind != "oco" && i > 0)).ToList();
                if (!IsInOrder(command)) reasons.Add("PricesOutOfOrder");
                return First(reasons);
            default:
                return IsWellFormed(command) ? First(Against(command, isPending: false)) : "refused as a fault";
        }
    }

    private static string? First(IEnumerable<string> reasons) =>
        Array.Find(Reasons, reasons.Contains) is { } reason ? $"refused {reason}" : null;

    private static bool IsWellFormed(ReferenceCommand command)
    {
        var isStop = IsStop(command.Kind);
        var isIceberg = command.Show != 0;
        var needsPrice = command.Kind is "limit" or "post-only" or "stop-limit" or "profit-limit" || (isStop && command.IsBuy);
        return command.Quantity > 0
            && needsPrice == command.Price > 0
            && command.Price >= 0
            && (command.Kind is not "stop" and not "profit" || command.Lifetime != "FOK")
            && command.Stop >= 0
            && isStop == (command.Stop > 0 || command.Delta > 0)
            && (!isIceberg || (needsPrice && command.Kind is not "stop" and not "profit" && command.Lifetime == "GTC"))
            && command.Show >= 0 && (!isIceberg || command.Show <= command.Quantity);
    }

    private static bool IsList(ReferenceCommand command)
    {
        var legs = command.Legs;
        if (legs.Any(leg => leg.Account != legs[0].Account)) return false;
        if (command.Kind == "oco") return legs.Count == 2 && IsPair(legs[0], legs[1]);
        if (legs.Count == 0 || legs[0].Kind is not "limit" and not "post-only") return false;
        if (command.Kind == "otoco") return legs.Count == 3 && IsPair(legs[1], legs[2]);

        var isOpenEnded = legs.Count == 2 && (legs[1].Kind, legs[1].IsBuy) is ("market", true) or ("by-quote", false);
        return legs.Count == 2 && !isOpenEnded;
    }

    private static bool IsPair(ReferenceCommand one, ReferenceCommand other)
    {
        var kinds = new[] { one.Kind, other.Kind };
        return one.IsBuy == other.IsBuy
            && one.Quantity == other.Quantity
            && kinds.All(kind => IsStop(kind) || kind == "post-only")
            && kinds.Any(IsStop);
    }

    private bool IsInOrder(ReferenceCommand command)
    {
        if (command.Kind == "oto") return true;
        var prices = command.Legs.TakeLast(2).Select(leg => IsStop(leg.Kind) ? leg.Stop : leg.Price).ToList();
        if (command.Kind == "oco" && _lastPrice > 0) prices.Insert(1, _lastPrice);
        prices.RemoveAll(price => price == 0);
        return prices.Zip(prices.Skip(1)).All(pair => pair.First > pair.Second);
    }

    private IEnumerable<string> Against(ReferenceCommand command, bool isPending)
    {
        var notional = command.Kind switch
        {
            "by-quote" => command.Quantity,
            "market" when _lastPrice > 0 => command.Quantity * _lastPrice * QuoteUnitsPerLotTick,
            _ => -1,
        };
        if (notional >= 0 && notional < _terms.MinNotional) yield return "NotionalTooSmall";
        if (_terms.MaxNotional > 0 && notional > _terms.MaxNotional) yield return "NotionalTooLarge";
        if (_isHalted) yield return "BookHalted";
        var isLimited = command.Kind is "limit" or "post-only" or "stop-limit" or "profit-limit";
        if (isLimited && !IsNear(command.Price, _terms.Band)) yield return "PriceTooFarFromMarket";
        if (isLimited && !IsNear(command.Price, command.IsBuy ? _terms.Bids : _terms.Asks)) yield return "PriceTooFarFromMarketForSide";
        if (isPending) yield break;

        if (WouldTake(command.Kind, command.IsBuy, command.Price)) yield return "WouldTake";
        if (IsStop(command.Kind) && command.Stop > 0 && _lastPrice > 0 && IsMet(command.Kind, command.IsBuy, command.Stop, _lastPrice))
        {
            yield return "WouldTriggerAtOnce";
        }

        if (command.Kind == "market" && command.IsBuy && Trial(command).Quote > command.Held) yield return "CostExceedsHold";
        if (command.Kind == "by-quote" && !command.IsBuy && Trial(command).Lots * BaseUnitsPerLot > command.Held)
        {
            yield return "CostExceedsHold";
        }

        if (command.Kind == "by-quote" && Best(command.IsBuy) is { } best
            && command.Quantity < best.Price * QuoteUnitsPerLotTick)
        {
            yield return "QuoteQuantityBelowOneLot";
        }
    }

    private bool IsNear(long price, (int Down, int Up)? band) =>
        band is not { } ends || _lastPrice == 0
        || (price >= _lastPrice * (decimal)ends.Down / 100 && price <= _lastPrice * (decimal)ends.Up / 100);

    private bool WouldTake(string kind, bool isBuy, long price) =>
        kind == "post-only" && Best(isBuy) is { } best && (isBuy ? best.Price <= price : best.Price >= price);

    private void Enter(Order order)
    {
        if (IsStop(order.Kind))
        {
            order.State = "waits";
            _lines.Add($"parked #{order.Id}");
            return;
        }

        _lines.Add($"accepted #{order.Id}");
        Take(order);
    }

    private void EnterList(ReferenceCommand command)
    {
        var list = ++_listCount;
        var legs = command.Legs.Select(leg => Number(leg, ++_orderCount, list)).ToList();
        _lists[list] = (command.Kind, [.. legs.Select(leg => leg.Id)]);
        _lines.Add($"list {list}: {char.ToUpperInvariant(command.Kind[0])}{command.Kind[1..]}");
        if (command.Kind == "oco")
        {
            legs.ForEach(Enter);
            return;
        }

        foreach (var leg in legs.Skip(1))
        {
            leg.State = "pending";
            _lines.Add($"pending #{leg.Id}");
        }

        Enter(legs[0]);
    }

    private void Cancel(long target)
    {
        var order = Find(target);
        foreach (var leg in ListOf(order).Where(leg => leg != order && leg.State != "ended")) End(leg, "Canceled");
        End(order, "Canceled");
    }

    private void Amend(ReferenceCommand command)
    {
        var order = Find(command.Target);
        Shrink(order, command.Quantity);
        if (OtherOf(order) is { } other && other.State != "ended") Shrink(other, command.Quantity);
    }

    private void Shrink(Order order, long quantity)
    {
        order.Left -= order.Quantity - quantity;
        order.Quantity = quantity;
        order.Shown = Math.Min(order.Shown, order.Left);
        _lines.Add($"amended #{order.Id}: {quantity}, {order.Left} left");
    }

    private void GoOn(Order order)
    {
        if (order.IsPending)
        {
            Activate(order);
            return;
        }

        _due.Remove(order.Id);
        if (OtherOf(order) is { } other && other.State != "ended") End(other, "OtherLegWorked");
        _lines.Add($"triggered #{order.Id}");
        Take(order);
    }

    private void Activate(Order order)
    {
        var legs = ListOf(order).Skip(1).ToList();
        var isRefused = legs.Exists(leg => WouldTake(leg.Kind, leg.IsBuy, leg.Price)
            || (IsStop(leg.Kind) && leg.Stop > 0 && IsMet(leg.Kind, leg.IsBuy, leg.Stop, _lastPrice)));
        foreach (var leg in legs)
        {
            leg.IsPending = false;
            _due.Remove(leg.Id);
            if (isRefused)
            {
                End(leg, "RefusedOnActivation");
            }
            else if (IsStop(leg.Kind))
            {
                leg.State = "waits";
                _lines.Add($"armed #{leg.Id}");
            }
            else
            {
                _lines.Add($"triggered #{leg.Id}");
                Take(leg);
            }
        }
    }

    // What the order would trade if it came in now and nothing of it were refused.
    private (long Lots, long Quote) Trial(ReferenceCommand command)
    {
        var copy = (ReferenceBook)MemberwiseClone();
        copy._orders = [.. _orders.Select(order => order.Copy())];
        copy._due = [.. _due];
        copy._lines = [];
        copy._lists = new(_lists);
        return copy.Match(copy.Number(command, _orderCount + 1, 0));
    }

    private void Take(Order order)
    {
        order.State = "takes";
        var lots = order.Lifetime == "FOK" ? TrialOf(order) : long.MaxValue;
        if (lots < order.Quantity) End(order, "UnfilledFok");
        else Match(order);
    }

    private long TrialOf(Order order)
    {
        var copy = (ReferenceBook)MemberwiseClone();
        copy._orders = [.. _orders.Select(one => one.Copy())];
        copy._due = [.. _due];
        copy._lines = [];
        copy._lists = new(_lists);
        return copy.Match(copy.Find(order.Id)).Lots;
    }

    private (long Lots, long Quote) Match(Order taker)
    {
        taker.State = "takes";
        var lots = 0L;
        var quote = 0L;
        while (true)
        {
            var maker = Best(taker.IsBuy);
            var lotPrice = maker is null ? 0 : maker.Price * QuoteUnitsPerLotTick;
            var isByQuote = taker.Kind == "by-quote";
            if (taker.Left == 0 && taker.LeftQuote == 0)
            {
                End(taker, "Filled");
            }
            else if (maker is null || !Accepts(taker, maker.Price))
            {
                Remain(taker);
            }
            else if (isByQuote && taker.LeftQuote < lotPrice)
            {
                End(taker, lots > 0 ? "Filled" : "InsufficientLiquidity");
            }
            else
            {
                var wanted = isByQuote ? taker.LeftQuote / lotPrice : taker.Left;
                var isOwn = maker.Account == taker.Account && taker.Mode != "none";
                if (!isOwn)
                {
                    var traded = Math.Min(wanted, maker.Shown);
                    EndOther(maker);
                    _lines.Add($"trade {++_tradeCount}: #{taker.Id} takes {traded} of #{maker.Id} at {maker.Price}");
                    lots += traded;
                    quote += traded * lotPrice;
                    Lose(taker, traded, lotPrice);
                    Lose(maker, traded, lotPrice);
                    _lastPrice = maker.Price;
                    Wake(maker.Price);
                    if (maker.Left == 0) Filled(maker);
                }
                else
                {
                    Prevent(taker, maker, wanted);
                }
            }

            if (taker.State != "takes") return (lots, quote);
        }
    }

    private void Prevent(Order taker, Order maker, long wanted)
    {
        var traded = Math.Min(wanted, maker.Shown);
        var (ofTaker, ofMaker) = taker.Mode switch
        {
            "maker" => (0, maker.Left),
            "taker" => (wanted, 0),
            "both" => (wanted, maker.Left),
            _ => (traded, traded),
        };
        if (ofMaker > 0) EndOther(maker);
        _lines.Add($"prevented {++_preventedCount}: #{taker.Id} loses {ofTaker}, #{maker.Id} loses {ofMaker} at {maker.Price}");
        if (taker.Mode == "decrement")
        {
            var lotPrice = maker.Price * QuoteUnitsPerLotTick;
            Lose(taker, traded, lotPrice);
            Lose(maker, traded, lotPrice);
        }

        if (taker.Mode is "maker" or "both" || maker.Left == 0)
        {
            End(maker, "SelfTradePrevented");
            EndPending(maker);
        }

        if (ofTaker == wanted) End(taker, "SelfTradePrevented");
    }

    private void Lose(Order order, long lots, long lotPrice)
    {
        if (order.Kind == "by-quote" && order.State == "takes")
        {
            order.LeftQuote -= lots * lotPrice;
            return;
        }

        order.Left -= lots;
        if (order.State != "rests") return;

        order.Shown -= lots;
        if (order.Shown > 0 || order.Left == 0) return;

        order.Shown = Math.Min(order.Show, order.Left);
        order.Since = ++_clock;
    }

    private void Remain(Order taker)
    {
        if (taker.Kind is "market" or "by-quote" or "stop" or "profit")
        {
            End(taker, "InsufficientLiquidity");
        }
        else if (taker.Lifetime == "IOC")
        {
            End(taker, "UnfilledIoc");
        }
        else
        {
            taker.State = "rests";
            taker.Since = ++_clock;
            taker.Shown = taker.Show == 0 ? taker.Left : Math.Min(taker.Show, taker.Left);
            _lines.Add($"rested #{taker.Id}: {taker.Left} at {taker.Price}");
        }
    }

    private void End(Order order, string why)
    {
        var left = order.Kind == "by-quote" ? 0 : order.Left;
        _lines.Add($"{(order.State == "rests" ? "off book" : "ended")} #{order.Id}: {why}, {left} left");
        var took = order.State == "takes";
        order.State = "ended";
        _due.Remove(order.Id);
        if (took && why == "Filled") Filled(order);
        else if (took) EndPending(order);
    }

    private void Filled(Order order)
    {
        order.State = "ended";
        foreach (var pending in PendingOn(order))
        {
            pending.IsPending = true;
            _due.Add(pending.Id);
        }
    }

    private void EndPending(Order order)
    {
        foreach (var pending in PendingOn(order)) End(pending, "WorkingOrderEnded");
    }

    private void EndOther(Order order)
    {
        if (OtherOf(order) is { } other && other.State != "ended") End(other, "OtherLegWorked");
    }

    private List<Order> PendingOn(Order order) =>
        order.List > 0 && _lists[order.List] is { Kind: not "oco" } list && list.Legs[0] == order.Id
            ? [.. list.Legs.Skip(1).Select(Find)]
            : [];

    private Order? OtherOf(Order order)
    {
        if (order.List == 0 || _lists[order.List].Kind == "oto") return null;
        var pair = _lists[order.List].Legs.TakeLast(2).ToArray();
        return pair.Contains(order.Id) ? Find(pair.Single(leg => leg != order.Id)) : null;
    }

    private List<Order> ListOf(Order order) => order.List == 0 ? [] : [.. _lists[order.List].Legs.Select(Find)];

    // A trade was seen by every order that waits for one.
    private void Wake(long price)
    {
        var reached = new List<(int Group, long Price, Order Order)>();
        foreach (var order in _orders.Where(order => order.State == "waits" && !_due.Contains(order.Id)))
        {
            if (order.Delta == 0)
            {
                if (!IsMet(order.Kind, order.IsBuy, order.Stop, price)) continue;
                reached.Add(IsAbove(order.Kind, order.IsBuy) ? (1, order.Stop, order) : (2, -order.Stop, order));
            }
            else if (order.Extreme > 0)
            {
                var part = order.Delta / 10_000m;
                if (order.IsBuy ? price >= order.Extreme * (1 + part) : price <= order.Extreme * (1 - part)) reached.Add((3, 0, order));
                order.Extreme = reached.Exists(one => one.Order == order) ? order.Extreme
                    : order.IsBuy ? Math.Min(order.Extreme, price)
                    : Math.Max(order.Extreme, price);
            }
            else if (order.Stop == 0 || IsMet(order.Kind, order.IsBuy, order.Stop, price))
            {
                order.Extreme = price;
            }
        }

        _due.AddRange(reached.OrderBy(one => one.Group).ThenBy(one => one.Price).ThenBy(one => one.Order.Id).Select(one => one.Order.Id));
    }

    private static bool IsStop(string kind) => kind is "stop" or "stop-limit" or "profit" or "profit-limit";

    private static bool IsAbove(string kind, bool isBuy) => kind is "stop" or "stop-limit" ? isBuy : !isBuy;

    private static bool IsMet(string kind, bool isBuy, long stop, long price) => IsAbove(kind, isBuy) ? price >= stop : price <= stop;

    private static bool Accepts(Order taker, long price) =>
        taker.Price == 0 || (taker.IsBuy ? price <= taker.Price : price >= taker.Price);

    private Order? Best(bool isBuy) => _orders
        .Where(order => order.State == "rests" && order.IsBuy != isBuy)
        .MinBy(order => (isBuy ? order.Price : -order.Price, order.Since));

    private Order Find(long id) => _orders.Single(order => order.Id == id);

    private Order Number(ReferenceCommand command, long id, long list)
    {
        var isByQuote = command.Kind == "by-quote";
        var order = new Order(id, list, command)
        {
            Quantity = isByQuote ? 0 : command.Quantity,
            Left = isByQuote ? 0 : command.Quantity,
            LeftQuote = isByQuote ? command.Quantity : 0,
        };

        // What has ended with all of its list is never asked for again.
        var openLists = _orders.Where(one => one.State != "ended").Select(one => one.List).ToHashSet();
        _orders.RemoveAll(one => one.State == "ended" && (one.List == 0 || !openLists.Contains(one.List)));
        _orders.Add(order);
        return order;
    }

    private static IEnumerable<string> Depth(IEnumerable<Order> bestFirst) => bestFirst
        .GroupBy(order => order.Price)
        .Select(level => $"{level.Sum(order => order.Shown)} at {level.Key}");

    private sealed class Order(long id, long list, ReferenceCommand command)
    {
        public long Id => id;

        public long List => list;

        public long Account => command.Account;

        public bool IsBuy => command.IsBuy;

        public string Kind => command.Kind;

        public string Lifetime => command.Lifetime;

        public string Mode => command.Mode;

        public long Price => command.Price;

        public long Stop => command.Stop;

        public long Delta => command.Delta;

        public long Show => command.Show;

        /// <summary>new, pending, waits, takes, rests, ended.</summary>
        public string State { get; set; } = "new";

        public bool IsPending { get; set; }

        public long Quantity { get; set; }

        public long Left { get; set; }

        public long LeftQuote { get; set; }

        public long Shown { get; set; }

        public long Extreme { get; set; }

        public long Since { get; set; }

        public Order Copy() => (Order)MemberwiseClone();
    }
}
