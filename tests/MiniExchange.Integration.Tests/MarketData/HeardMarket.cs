using System.Collections.Generic;
using System.Linq;
using MiniExchange.Application.History;
using MiniExchange.Application.MarketData;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using Xunit;

namespace MiniExchange.Integration.Tests.MarketData;

/// <summary>What one observer hears: it keeps a book from the changes alone, and asserts that nothing is missing in between.</summary>
internal sealed class HeardMarket : IMarketObserver
{
    private readonly SortedDictionary<long, long> _bids = [];
    private readonly SortedDictionary<long, long> _asks = [];
    private long _lastUpdateId;
    private bool _hasBook;

    public List<PublicTrade> Trades { get; } = [];

    public List<AggregateTrade> Aggregates { get; } = [];

    public List<MarketChange> Changes { get; } = [];

    /// <summary>What was told of each candle that ended, by grid and beginning.</summary>
    public Dictionary<(CandleInterval, int, long), string> Ended { get; } = [];

    /// <summary>Starts the book with what a view shows now.</summary>
    public void Start(IMarketView view)
    {
        var depth = view.Depth(10_000);
        _lastUpdateId = depth.UpdateId;
        _bids.Clear();
        _asks.Clear();
        foreach (var level in depth.Bids) _bids[level.Price.Value] = level.Quantity.Value;
        foreach (var level in depth.Asks) _asks[level.Price.Value] = level.Quantity.Value;
        _hasBook = true;
    }

    public void Changed(IMarketView view, MarketChange change)
    {
        Changes.Add(change);
        Trades.AddRange(change.Trades);
        Aggregates.AddRange(change.Aggregates);
        if (!_hasBook || change.Depth is not { } depth) return;

        Assert.Equal(_lastUpdateId + 1, depth.FirstUpdateId);
        Assert.True(depth.LastUpdateId >= depth.FirstUpdateId);
        _lastUpdateId = depth.LastUpdateId;
        foreach (var level in depth.Bids) Put(_bids, level);
        foreach (var level in depth.Asks) Put(_asks, level);
    }

    public void Closed(IMarketView view, CandleInterval interval, int offsetMinutes, in Candle candle) =>
        Assert.True(
            Ended.TryAdd((interval, offsetMinutes, candle.OpenAtUnixMicros), TradeRecount.Text(candle)),
            $"The {interval} candle of {candle.OpenAtUnixMicros} was told twice.");

    /// <summary>Asserts that the changes led to a book.</summary>
    public void AssertShows(Book book)
    {
        Assert.Equal(book.DepthUpdateId, _lastUpdateId);
        Assert.Equal(LevelsOf(book, Side.Buy), _bids.Reverse().Select(level => (level.Key, level.Value)));
        Assert.Equal(LevelsOf(book, Side.Sell), _asks.Select(level => (level.Key, level.Value)));
    }

    private static void Put(SortedDictionary<long, long> side, BookLevel level)
    {
        if (level.Quantity > QuantityLots.Zero) side[level.Price.Value] = level.Quantity.Value;
        else Assert.True(side.Remove(level.Price.Value), $"There was no level at {level.Price}.");
    }

    private static List<(long, long)> LevelsOf(Book book, Side side) =>
    [
        .. book.InPriority(side).GroupBy(order => order.Price.Value)
            .Select(level => (level.Key, level.Sum(order => order.Visible.Value))),
    ];
}
