using MiniExchange.Api.MarketData;
using MiniExchange.Application.MarketData;

namespace MiniExchange.Api.Streams.Topics;

/// <summary>The best levels of a book, each time they may have changed; and for somebody who has just come.</summary>
internal sealed class PartialDepthTopic(TopicName name, bool inMicros, EventEncoder encoder) : Topic(name, inMicros, encoder)
{
    private bool _isOutdated;

    public override void Joined() => _isOutdated = true;

    public override void Changed(IMarketView view, MarketChange change, long nowUnixMicros) => _isOutdated |= change.Depth is not null;

    public override void Due(IMarketData markets, long nowUnixMicros)
    {
        if (!_isOutdated || markets.Of(Name.Symbol) is not { } view) return;
        _isOutdated = false;
        var depth = view.Depth(Name.Levels);
        var json = Begin();
        json.WriteStartObject();
        json.WriteNumber("lastUpdateId"u8, depth.UpdateId);
        MarketJson.WriteLevels(json, "bids"u8, view.Pair, depth.Bids);
        MarketJson.WriteLevels(json, "asks"u8, view.Pair, depth.Asks);
        json.WriteEndObject();
        Publish();
    }
}
