using System.Collections.Generic;

namespace MiniExchange.Domain.Tests.Books;

/// <summary>Random commands for one book, all from a seed. About half of them are to be refused.</summary>
/// <remarks>
/// Each seed has its own market: how many accounts, how wide, how large. In some, orders are so small against the largest
/// takers that a sweep takes several turns.
/// </remarks>
public sealed class CommandStream
{
    private static readonly string[] Modes = ["none", "maker", "taker", "both"];
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
    public ReferenceCommand Next(long orderCount, IReadOnlyList<(long Account, long Order)> resting)
    {
        if (_isDeep && _random.Chance(35)) return Limit(isPassive: true);
        if (_isHalted && _random.Chance(15)) return Halted(false);

        return _random.Between(1, 100) switch
        {
            <= 22 => Limit(isPassive: true),
            <= 27 => Limit(isPassive: false),
            <= 37 => Limit(isPassive: _random.Chance(10)) with { Kind = "post-only", Lifetime = "GTC" },
            <= 46 => Market(),
            <= 56 => ByQuote(),
            <= 59 => CancelOf(resting),
            <= 79 => new ReferenceCommand("cancel", Account(), Target: _random.Between(1, orderCount + 2)),
            <= 95 => Malformed(),
            <= 96 => Halted(true),
            _ => new ReferenceCommand("minimum", Quantity: _random.OneOf<long>([0, 0, 5_000, 1_000_000])),
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

    private ReferenceCommand CancelOf(IReadOnlyList<(long Account, long Order)> resting)
    {
        if (resting.Count == 0) return new ReferenceCommand("cancel", 1, Target: 1);
        var (account, order) = _random.OneOf(resting);
        return new ReferenceCommand("cancel", account, Target: order);
    }

    private ReferenceCommand Malformed()
    {
        var order = _random.Chance(50) ? Limit(isPassive: true) : Market();
        return _random.Chance(50)
            ? order with { Quantity = _random.Between(-3, 0) }
            : order with { Price = order.Price > 0 ? _random.Between(-3, 0) : 1_000 };
    }

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
