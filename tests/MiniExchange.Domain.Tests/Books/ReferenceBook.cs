using System;
using System.Collections.Generic;
using System.Linq;

namespace MiniExchange.Domain.Tests.Books;

/// <summary>One command of a random stream, in plain numbers.</summary>
/// <param name="Kind">limit, post-only, market, by-quote, cancel, halt, resume, minimum.</param>
/// <param name="Account">Who asks.</param>
/// <param name="IsBuy">Direction.</param>
/// <param name="Lifetime">GTC, IOC or FOK of a limit order.</param>
/// <param name="Price">Ticks.</param>
/// <param name="Quantity">Lots; quote units if by quote.</param>
/// <param name="Held">What the account reserved.</param>
/// <param name="Mode">none, maker, taker or both expire on meeting an own order.</param>
/// <param name="Target">The order to cancel.</param>
public sealed record ReferenceCommand(
    string Kind,
    long Account = 0,
    bool IsBuy = false,
    string Lifetime = "GTC",
    long Price = 0,
    long Quantity = 0,
    long Held = 0,
    string Mode = "none",
    long Target = 0);

/// <summary>
/// The book's rules once more, as slow and as plain as can be: one list of orders, sorted anew for every order that comes in,
/// and counting ahead by trying on a copy. It uses nothing of the exchange's own code, and has no turns.
/// </summary>
public sealed class ReferenceBook
{
    private const long QuoteUnitsPerLotTick = 10;
    private const long BaseUnitsPerLot = 1_000;

    private List<Resting> _orders = [];
    private long _orderCount;
    private long _tradeCount;
    private long _lastPrice;
    private long _minNotional;
    private bool _isHalted;

    public IEnumerable<string> Bids => Depth(_orders.Where(order => order.IsBuy).OrderByDescending(order => order.Price));

    public IEnumerable<string> Asks => Depth(_orders.Where(order => !order.IsBuy).OrderBy(order => order.Price));

    /// <summary>What happens on a command, one line each; a refusal is the one line that names its reason.</summary>
    public List<string> Do(ReferenceCommand command) => command.Kind switch
    {
        "halt" => Halt(true),
        "resume" => Halt(false),
        "minimum" => SetMinimum(command.Quantity),
        "cancel" => Cancel(command),
        _ => Enter(command),
    };

    private List<string> Halt(bool halted)
    {
        if (_isHalted == halted) return [];
        _isHalted = halted;
        return [halted ? "halted" : "resumed"];
    }

    private List<string> SetMinimum(long units)
    {
        if (units == _minNotional) return [];
        _minNotional = units;
        return ["terms BTCUSDT"];
    }

    private List<string> Cancel(ReferenceCommand command)
    {
        var order = _orders.Find(order => order.Id == command.Target && order.Account == command.Account);
        if (order is null) return ["refused UnknownOrder"];
        _orders.Remove(order);
        return [$"off book #{order.Id}: Canceled, {order.Left} left"];
    }

    private List<string> Enter(ReferenceCommand command)
    {
        if (!IsWellFormed(command)) return ["refused as a fault"];
        if (Refusal(command) is { } reason) return [$"refused {reason}"];

        if (command.Lifetime == "FOK" && Trial(command).Lots < command.Quantity)
        {
            _orderCount++;
            return [$"accepted #{_orderCount}", $"ended #{_orderCount}: UnfilledFok, {command.Quantity} left"];
        }

        return Match(command).Lines;
    }

    private static bool IsWellFormed(ReferenceCommand command)
    {
        if (command.Quantity <= 0) return false;
        return command.Kind is "market" or "by-quote" ? command.Price == 0 : command.Price > 0;
    }

    private string? Refusal(ReferenceCommand command)
    {
        var opposite = Opposite(command).ToList();
        var notional = command.Kind switch
        {
            "by-quote" => command.Quantity,
            "market" when _lastPrice > 0 => command.Quantity * _lastPrice * QuoteUnitsPerLotTick,
            _ => long.MaxValue,
        };
        if (notional < _minNotional) return "NotionalTooSmall";
        if (_isHalted) return "BookHalted";
        if (command.Kind == "post-only" && opposite.Exists(order => Crosses(command, order.Price))) return "WouldTake";
        if (command.Kind == "market" && command.IsBuy && Trial(command).Quote > command.Held) return "CostExceedsHold";
        if (command.Kind == "by-quote" && !command.IsBuy && Trial(command).Lots * BaseUnitsPerLot > command.Held)
        {
            return "CostExceedsHold";
        }

        if (command.Kind == "by-quote" && opposite.Count > 0
            && command.Quantity < opposite[0].Price * QuoteUnitsPerLotTick)
        {
            return "QuoteQuantityBelowOneLot";
        }

        return null;
    }

    // What the order would trade if it came in now and nothing of it were refused.
    private Outcome Trial(ReferenceCommand command)
    {
        var copy = (ReferenceBook)MemberwiseClone();
        copy._orders = [.. _orders.Select(order => order with { })];
        return copy.Match(command);
    }

    private Outcome Match(ReferenceCommand command)
    {
        var id = ++_orderCount;
        var lines = new List<string> { $"accepted #{id}" };
        var isByQuote = command.Kind == "by-quote";
        var left = isByQuote ? 0 : command.Quantity;
        var leftQuote = isByQuote ? command.Quantity : 0;
        var lots = 0L;
        var quote = 0L;
        string? end = null;
        foreach (var maker in Opposite(command).ToList())
        {
            var lotPrice = maker.Price * QuoteUnitsPerLotTick;
            var most = isByQuote ? leftQuote / lotPrice : left;
            if (!Crosses(command, maker.Price)) break;
            if (most == 0)
            {
                end = lots > 0 ? "Filled" : "InsufficientLiquidity";
                break;
            }

            if (maker.Account == command.Account && command.Mode != "none")
            {
                if (command.Mode is "maker" or "both")
                {
                    lines.Add($"off book #{maker.Id}: SelfTradePrevented, {maker.Left} left");
                    _orders.Remove(maker);
                }

                if (command.Mode == "maker") continue;
                end = "SelfTradePrevented";
                break;
            }

            var traded = Math.Min(most, maker.Left);
            lines.Add($"trade {++_tradeCount}: #{id} takes {traded} of #{maker.Id} at {maker.Price}");
            maker.Left -= traded;
            if (isByQuote) leftQuote -= traded * lotPrice;
            else left -= traded;
            lots += traded;
            quote += traded * lotPrice;
            _lastPrice = maker.Price;
            if (maker.Left > 0)
            {
                // The maker has more than was wanted: whatever is left pays for no lot of it.
                end = "Filled";
                break;
            }

            _orders.Remove(maker);
        }

        if (left == 0 && leftQuote == 0) end = "Filled";
        end ??= command.Kind is "market" or "by-quote" ? "InsufficientLiquidity"
            : command.Lifetime == "IOC" ? "UnfilledIoc"
            : null;
        if (end is not null)
        {
            lines.Add($"ended #{id}: {end}, {left} left");
        }
        else
        {
            _orders.Add(new Resting(id, command.Account, command.IsBuy, command.Price) { Left = left });
            lines.Add($"rested #{id}: {left} at {command.Price}");
        }

        return new Outcome(lines, lots, quote);
    }

    private static bool Crosses(ReferenceCommand command, long price)
    {
        if (command.Kind is "market" or "by-quote") return true;
        return command.IsBuy ? price <= command.Price : price >= command.Price;
    }

    private IEnumerable<Resting> Opposite(ReferenceCommand command) => _orders
        .Where(order => order.IsBuy != command.IsBuy)
        .OrderBy(order => command.IsBuy ? order.Price : -order.Price)
        .ThenBy(order => order.Id);

    private static IEnumerable<string> Depth(IEnumerable<Resting> bestFirst) => bestFirst
        .GroupBy(order => order.Price)
        .Select(level => $"{level.Sum(order => order.Left)} at {level.Key}");

    private sealed record Resting(long Id, long Account, bool IsBuy, long Price)
    {
        public long Left { get; set; }
    }

    private sealed record Outcome(List<string> Lines, long Lots, long Quote);
}
