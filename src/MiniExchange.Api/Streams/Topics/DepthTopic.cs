using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using MiniExchange.Api.MarketData;
using MiniExchange.Application.MarketData;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Streams.Topics;

/// <summary>What changed in the book since the last time; each event goes on where the one before ended.</summary>
/// <remarks>
/// The changes are gathered whether or not somebody listens meanwhile joins, so that all share one sequence: the first event
/// that a newcomer gets reaches back to before it came, never beyond a gap.
/// </remarks>
internal sealed class DepthTopic(TopicName name, bool inMicros, EventEncoder encoder) : Topic(name, inMicros, encoder)
{
    private readonly SortedDictionary<PriceTicks, QuantityLots> _bids = new(Comparer<PriceTicks>.Create(static (a, b) => b.CompareTo(a)));
    private readonly SortedDictionary<PriceTicks, QuantityLots> _asks = [];
    private TradingPair? _pair;
    private long _firstUpdateId;
    private long _lastUpdateId;

    public override void Changed(IMarketView view, MarketChange change, long nowUnixMicros)
    {
        if (change.Depth is not { } depth) return;
        if (_pair is null) _firstUpdateId = depth.FirstUpdateId;
        _pair = view.Pair;
        _lastUpdateId = depth.LastUpdateId;
        Gather(_bids, depth.Bids);
        Gather(_asks, depth.Asks);
    }

    public override void Due(IMarketData markets, long nowUnixMicros)
    {
        if (_pair is null) return;
        var json = Begin();
        json.WriteStartObject();
        WriteHead(json, "depthUpdate"u8, nowUnixMicros, _pair);
        json.WriteNumber("U"u8, _firstUpdateId);
        json.WriteNumber("u"u8, _lastUpdateId);
        MarketJson.WriteLevels(json, "b"u8, _pair, _bids.Select(static level => new BookLevel(level.Key, level.Value)));
        MarketJson.WriteLevels(json, "a"u8, _pair, _asks.Select(static level => new BookLevel(level.Key, level.Value)));
        json.WriteEndObject();
        Publish();
        _pair = null;
        _bids.Clear();
        _asks.Clear();
    }

    private static void Gather(SortedDictionary<PriceTicks, QuantityLots> side, ImmutableArray<BookLevel> levels)
    {
        foreach (var level in levels) side[level.Price] = level.Quantity;
    }
}
