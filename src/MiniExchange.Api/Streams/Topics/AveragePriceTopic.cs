using System.Globalization;
using MiniExchange.Application.MarketData;

namespace MiniExchange.Api.Streams.Topics;

/// <summary>The average price whenever it has changed.</summary>
internal sealed class AveragePriceTopic(TopicName name, bool inMicros, EventEncoder encoder) : Topic(name, inMicros, encoder)
{
    private AveragePrice? _sent;

    public override void Joined() => _sent = null;

    public override void Due(IMarketData markets, long nowUnixMicros)
    {
        if (markets.Of(Name.Symbol) is not { } view || view.Average(nowUnixMicros) is not { } average || average == _sent) return;
        _sent = average;
        var json = Begin();
        json.WriteStartObject();
        WriteHead(json, "avgPrice"u8, nowUnixMicros, view.Pair);
        json.WriteString("i"u8, string.Create(CultureInfo.InvariantCulture, $"{average.Minutes}m"));
        json.WriteString("w"u8, view.Pair.Quote.Format(average.QuoteUnitsPerBase));
        json.WriteNumber("T"u8, Time(average.LastTradeAtUnixMicros));
        json.WriteEndObject();
        Publish();
    }
}
