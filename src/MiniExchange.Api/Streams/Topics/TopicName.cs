using System;
using System.Buffers;
using System.Collections.Generic;
using MiniExchange.Application.MarketData;

namespace MiniExchange.Api.Streams.Topics;

/// <summary>A stream of market data by its name, such as <c>btcusdt@depth5@100ms</c>. Whether there is such a pair it does not say.</summary>
/// <param name="Text">The name as clients write it.</param>
/// <param name="Kind">What it tells.</param>
/// <param name="Symbol">Of which pair, in capitals; empty for a stream of all pairs.</param>
internal sealed record TopicName(string Text, TopicKind Kind, string Symbol)
{
    private const int MaxLength = 64;
    private const string AllMarkets = "!";

    private static readonly SearchValues<char> SymbolCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>How often it is published, in milliseconds; zero for at once.</summary>
    public int PeriodMs { get; private init; }

    /// <summary>How many levels a side, of a partial book.</summary>
    public int Levels { get; private init; }

    /// <summary>How long its candles are, as clients write it and as it is meant.</summary>
    public (string Text, CandleInterval Meaning) Interval { get; private init; } = ("", default);

    /// <summary>By how much the grid of its candles is ahead of UTC.</summary>
    public int OffsetMinutes { get; private init; }

    /// <summary>The stretch of time that its ticker sums up, as clients write it and in minutes.</summary>
    public (string Text, int Minutes) Window { get; private init; } = ("", 0);

    /// <summary>The stream of a name; null if there is none of such a name.</summary>
    public static TopicName? Parse(string name)
    {
        var at = name.IndexOf('@', StringComparison.Ordinal);
        if (at < 1 || name.Length > MaxLength) return null;
        var (subject, what) = (name[..at], name[(at + 1)..]);
        if (subject[0] == AllMarkets[0]) return what == "arr" ? OfAllMarkets(name, subject[1..]) : null;
        if (subject.Length > 20 || subject.AsSpan().ContainsAnyExcept(SymbolCharacters)) return null;
        return OfOne(new TopicName(name, default, subject.ToUpperInvariant()), what);
    }

    private static TopicName? OfAllMarkets(string name, string what)
    {
        var all = new TopicName(name, default, "") { PeriodMs = 1_000 };
        return what switch
        {
            "miniTicker" => all with { Kind = TopicKind.MiniTicker, Window = Windows["1d"] },
            "ticker" => all with { Kind = TopicKind.Ticker, Window = Windows["1d"] },
            _ when WindowOf(what) is { } window => all with { Kind = TopicKind.WindowTicker, Window = window },
            _ => null,
        };
    }

    private static TopicName? OfOne(TopicName name, string what) => what switch
    {
        "trade" => name with { Kind = TopicKind.Trade },
        "aggTrade" => name with { Kind = TopicKind.AggregateTrade },
        "bookTicker" => name with { Kind = TopicKind.BookTicker },
        "miniTicker" => name with { Kind = TopicKind.MiniTicker, Window = Windows["1d"], PeriodMs = 1_000 },
        "ticker" => name with { Kind = TopicKind.Ticker, Window = Windows["1d"], PeriodMs = 1_000 },
        "avgPrice" => name with { Kind = TopicKind.AveragePrice, PeriodMs = 1_000 },
        _ when WindowOf(what) is { } window => name with { Kind = TopicKind.WindowTicker, Window = window, PeriodMs = 1_000 },
        _ when what.StartsWith("kline_", StringComparison.Ordinal) => OfCandles(name, what["kline_".Length..]),
        _ when what.StartsWith("depth", StringComparison.Ordinal) => OfDepth(name, what["depth".Length..]),
        _ => null,
    };

    private static TopicName? OfCandles(TopicName name, string what)
    {
        const string HongKong = "@+08:00";
        var isShifted = what.EndsWith(HongKong, StringComparison.Ordinal);
        var text = isShifted ? what[..^HongKong.Length] : what;
        if (CandleIntervals.Of(text) is not { } interval) return null;
        return name with
        {
            Kind = TopicKind.Candles,
            Interval = (text, interval),
            OffsetMinutes = isShifted ? 8 * 60 : 0,
            PeriodMs = interval == CandleInterval.OneSecond ? 1_000 : 2_000,
        };
    }

    private static TopicName? OfDepth(TopicName name, string what)
    {
        var parts = what.Split('@');
        if (parts.Length > 2) return null;
        int? period = parts is [_, var speed] ? speed switch { "100ms" => 100, "1000ms" => 1_000, _ => null } : 1_000;
        int? levels = parts[0] switch { "" => 0, "5" => 5, "10" => 10, "20" => 20, _ => null };
        if (period is null || levels is null) return null;
        return name with
        {
            Kind = levels == 0 ? TopicKind.DepthChanges : TopicKind.PartialDepth, Levels = levels.Value, PeriodMs = period.Value,
        };
    }

    private static readonly Dictionary<string, (string, int)> Windows = new(StringComparer.Ordinal)
    {
        ["1h"] = ("1h", 60), ["4h"] = ("4h", 4 * 60), ["1d"] = ("1d", 24 * 60),
    };

    private static (string, int)? WindowOf(string what) =>
        what.StartsWith("ticker_", StringComparison.Ordinal) && Windows.TryGetValue(what["ticker_".Length..], out var window) ? window : null;
}

/// <summary>What a stream tells.</summary>
internal enum TopicKind
{
    /// <summary>Every trade.</summary>
    Trade,

    /// <summary>Every trade, those of one taker at one price as one.</summary>
    AggregateTrade,

    /// <summary>Every change of the best prices.</summary>
    BookTicker,

    /// <summary>What changed in the book since the last time.</summary>
    DepthChanges,

    /// <summary>The best levels of the book.</summary>
    PartialDepth,

    /// <summary>The candle that is under way, and each one when it has ended.</summary>
    Candles,

    /// <summary>The last 24 hours in short.</summary>
    MiniTicker,

    /// <summary>The last 24 hours.</summary>
    Ticker,

    /// <summary>The last hours or the last day, from a whole minute on.</summary>
    WindowTicker,

    /// <summary>The average price of the last minutes.</summary>
    AveragePrice,
}
