using System.Collections.Generic;
using System.Linq;

namespace MiniExchange.Domain.Tests.Books;

/// <summary>Random commands for one book, all from a seed. About half of them are to be refused.</summary>
/// <remarks>
/// Each seed has its own market: how many accounts, how wide, how large. In some, orders are so small against the largest
/// takers that a sweep takes several turns.
/// </remarks>
public sealed class CommandStream
{
    private static readonly string[] Modes = ["none", "maker", "taker", "both", "decrement"];
    private static readonly string[] Lifetimes = ["GTC", "GTC", "GTC", "IOC", "FOK"];

    private readonly SeededRandom _random;
    private readonly long _accounts;
    private readonly long _width;
    private readonly long _size;
    private readonly bool _isDeep;
    private bool _isHalted;

    public CommandStream(ulong seed)
    {
        _random = new SeededRandom(seed);
        _accounts = _random.Between(2, 6);
        _width = _random.OneOf<long>([2, 10, 60]);
        _isDeep = _random.Chance(12);
        Steps = _isDeep ? 1_200 : 400;
        _size = _isDeep ? 2 : _random.OneOf<long>([3, 50, 100_000]);
    }

    /// <summary>How many commands to run.</summary>
    public int Steps { get; }

    /// <summary>The next command, given the orders numbered so far.</summary>
    public ReferenceCommand Next(long orderCount, IReadOnlyList<(long Account, long Order, long Quantity)> open)
    {
        if (_isDeep && _random.Chance(35)) return Limit(isPassive: true);
        if (_isHalted && _random.Chance(15)) return Halted(false);

        return _random.Between(1, 100) switch
        {
            <= 20 => Iceberg(Limit(isPassive: true)),
            <= 25 => Iceberg(Limit(isPassive: false)),
            <= 31 => Limit(isPassive: _random.Chance(30)) with { Kind = "post-only", Lifetime = "GTC" },
            <= 38 => Market(),
            <= 44 => ByQuote(),
            <= 54 => Stop(),
            <= 64 => List(),
            <= 67 => CancelOf(open),
            <= 72 => AmendmentOf(open),
            <= 80 => new ReferenceCommand("cancel", Account(), Target: _random.Between(1, orderCount + 2)),
            <= 95 => Malformed(),
            <= 96 => Halted(true),
            _ => Terms(),
        };
    }

    private ReferenceCommand Limit(bool isPassive)
    {
        var isBuy = _random.Chance(50);
        var offset = _random.Between(isPassive ? 1 : -_width, _width);
        return new ReferenceCommand(
            "limit",
            Account(),
            isBuy,
            isPassive ? "GTC" : _random.OneOf(Lifetimes),
            1_000 + (isBuy ? -offset : offset),
            isPassive ? _random.Between(1, _size) : Large(),
            Mode: Mode());
    }

    private ReferenceCommand Market() => new(
        "market",
        Account(),
        _random.Chance(50),
        "IOC",
        Quantity: Large(),
        Held: _random.Chance(40) ? _random.Between(0, _size * 20_000) : long.MaxValue,
        Mode: Mode());

    private ReferenceCommand ByQuote() => new(
        "by-quote",
        Account(),
        _random.Chance(50),
        "IOC",
        Quantity: _random.Chance(35) ? _random.Between(1, 11_000) : Large() * 10_000 + _random.Between(0, 9_999),
        Held: _random.Chance(40) ? _random.Between(0, _size * 2_000) : long.MaxValue,
        Mode: Mode());

    private ReferenceCommand Iceberg(ReferenceCommand order) => order.Lifetime == "GTC" && _random.Chance(30)
        ? order with { Show = _random.Between(1, System.Math.Min(order.Quantity, 3 + _size / 4)) }
        : order;

    // Half of them on the side of the market where they wait; most markets trade near 1,000.
    private ReferenceCommand Stop()
    {
        var kind = _random.OneOf<string>(["stop", "stop-limit", "profit", "profit-limit"]);
        var isBuy = _random.Chance(50);
        var isLimited = kind is "stop-limit" or "profit-limit";
        var isTrailing = _random.Chance(40);
        var isAbove = kind is "stop" or "stop-limit" == isBuy;
        var offset = _random.Between(_random.Chance(70) ? 1 : -_width, _width);
        var order = new ReferenceCommand(
            kind,
            Account(),
            isBuy,
            isLimited ? _random.OneOf(Lifetimes) : "IOC",
            isLimited ? 1_000 + _random.Between(-_width, _width) : isBuy ? 1_000 + _width + _random.Between(0, 20) : 0,
            _random.Between(1, _size),
            Mode: Mode())
        {
            Stop = isTrailing && _random.Chance(50) ? 0 : 1_000 + (isAbove ? offset : -offset),
            Delta = isTrailing ? _random.Between(1, 20 * _width) : 0,
        };
        return isLimited ? Iceberg(order) : order;
    }

    private ReferenceCommand List()
    {
        var account = Account();
        var kind = _random.OneOf<string>(["oco", "oco", "oto", "otoco"]);
        var pair = Pair(account);
        var working = Iceberg(Limit(isPassive: _random.Chance(50))) with { Account = account };
        if (_random.Chance(15)) working = working with { Kind = "post-only", Lifetime = "GTC" };
        var single = _random.Between(1, 5) switch
        {
            1 => Market(),
            2 => ByQuote(),
            3 => Stop(),
            4 => Limit(isPassive: false),
            _ => Limit(isPassive: true) with { Kind = "post-only" },
        };
        ReferenceCommand[] legs = kind switch
        {
            "oco" => pair,
            "oto" => [working, single with { Account = account }],
            _ => [working, .. pair],
        };
        return new ReferenceCommand(kind, account) { Legs = _random.Chance(10) ? Broken(legs) : legs };
    }

    private ReferenceCommand[] Pair(long account)
    {
        var isBuy = _random.Chance(50);
        var above = 1_000 + _random.Between(_random.Chance(85) ? 1 : -3, _width);
        var below = 1_000 - _random.Between(_random.Chance(85) ? 1 : -3, _width);
        var quantity = _random.Between(1, _size);
        var takesProfit = _random.Chance(70) ? "post-only" : _random.OneOf<string>(["profit", "profit-limit"]);
        var stops = _random.OneOf<string>(["stop", "stop-limit"]);
        return [Leg(isBuy ? stops : takesProfit, above), Leg(isBuy ? takesProfit : stops, below)];

        ReferenceCommand Leg(string kind, long price)
        {
            var isStop = kind != "post-only";
            var isAtMarket = kind is "stop" or "profit";
            var isTrailing = isStop && _random.Chance(25);
            return new ReferenceCommand(
                kind,
                account,
                isBuy,
                isAtMarket ? "IOC" : "GTC",
                !isStop ? price : isAtMarket ? (isBuy ? price + 20 : 0) : 1_000 + _random.Between(-_width, _width),
                quantity,
                Mode: Mode())
            {
                Stop = isStop && !(isTrailing && _random.Chance(40)) ? price : 0,
                Delta = isTrailing ? _random.Between(1, 20 * _width) : 0,
            };
        }
    }

    private ReferenceCommand[] Broken(ReferenceCommand[] legs) => _random.Between(1, 4) switch
    {
        1 => [.. legs.Skip(1)],
        2 => [.. legs.SkipLast(1), legs[^1] with { Account = legs[^1].Account + 1 }],
        3 => [.. legs.SkipLast(1), legs[^1] with { Quantity = legs[^1].Quantity + 1 }],
        _ => [.. legs.SkipLast(1), legs[^1] with { Show = -1 }],
    };

    private ReferenceCommand CancelOf(IReadOnlyList<(long Account, long Order, long Quantity)> open)
    {
        if (open.Count == 0) return new ReferenceCommand("cancel", 1, Target: 1);
        var (account, order, _) = _random.OneOf(open);
        return new ReferenceCommand("cancel", account, Target: order);
    }

    private ReferenceCommand AmendmentOf(IReadOnlyList<(long Account, long Order, long Quantity)> open)
    {
        if (open.Count == 0) return new ReferenceCommand("amend", 1, Target: 1, Quantity: 1);
        var (account, order, quantity) = _random.OneOf(open);
        return new ReferenceCommand("amend", account, Target: order, Quantity: _random.Between(0, quantity + 1));
    }

    private ReferenceCommand Malformed()
    {
        var order = _random.OneOf<ReferenceCommand>([Limit(isPassive: true), Market(), Stop()]);
        return _random.Between(1, 4) switch
        {
            1 => order with { Quantity = _random.Between(-3, 0) },
            2 => order with { Price = order.Price > 0 ? _random.Between(-3, 0) : 1_000 },
            3 => order.Stop > 0 || order.Delta > 0 ? order with { Stop = 0, Delta = 0 } : order with { Stop = 1_000 },
            _ => order with { Show = _random.OneOf<long>([-1, order.Quantity + 1]) },
        };
    }

    private ReferenceCommand Terms() => new("terms")
    {
        Terms = new ReferenceTerms(
            _random.OneOf<long>([0, 0, 5_000, 1_000_000]),
            _random.OneOf<long>([0, 0, 0, 2_000_000]),
            Band(),
            Band(),
            Band()),
    };

    private (int Down, int Up)? Band() =>
        _random.Chance(60) ? null : _random.OneOf<(int, int)>([(99, 101), (95, 102), (50, 150)]);

    private ReferenceCommand Halted(bool halted)
    {
        _isHalted = halted;
        return new ReferenceCommand(halted ? "halt" : "resume");
    }

    private long Account() => _random.Between(1, _accounts);

    private string Mode() => _random.Chance(50) ? "none" : _random.OneOf(Modes);

    // In a deep book almost all takers are tiny, so that it fills up for the rare one that takes hundreds of orders.
    private long Large()
    {
        if (!_isDeep) return _random.Between(1, _size * 4);

        return _random.Chance(4) ? _random.Between(200, 1_000) : 1;
    }
}
