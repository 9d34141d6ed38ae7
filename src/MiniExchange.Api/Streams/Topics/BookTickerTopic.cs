using MiniExchange.Application.MarketData;

namespace MiniExchange.Api.Streams.Topics;

/// <summary>The best prices whenever they or their quantities change.</summary>
internal sealed class BookTickerTopic(TopicName name, bool inMicros, EventEncoder encoder) : Topic(name, inMicros, encoder)
{
    public override void Changed(IMarketView view, MarketChange change, long nowUnixMicros)
    {
        if (change.Top is not { } top) return;
        var pair = view.Pair;
        var json = Begin();
        json.WriteStartObject();
        json.WriteNumber("u"u8, top.UpdateId);
        json.WriteString("s"u8, pair.Symbol);
        json.WriteString("b"u8, pair.Format(top.Bid.Price));
        json.WriteString("B"u8, pair.Format(top.Bid.Quantity));
        json.WriteString("a"u8, pair.Format(top.Ask.Price));
        json.WriteString("A"u8, pair.Format(top.Ask.Quantity));
        json.WriteEndObject();
        Publish();
    }
}
