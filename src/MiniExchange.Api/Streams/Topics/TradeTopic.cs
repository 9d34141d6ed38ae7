using MiniExchange.Api.MarketData;
using MiniExchange.Application.MarketData;

namespace MiniExchange.Api.Streams.Topics;

/// <summary>Every trade, or every aggregate of trades, at once.</summary>
internal sealed class TradeTopic(TopicName name, bool inMicros, EventEncoder encoder) : Topic(name, inMicros, encoder)
{
    public override void Changed(IMarketView view, MarketChange change, long nowUnixMicros)
    {
        var pair = view.Pair;
        if (Name.Kind == TopicKind.AggregateTrade)
        {
            foreach (var trades in change.Aggregates)
            {
                var json = Begin();
                json.WriteStartObject();
                WriteHead(json, "aggTrade"u8, nowUnixMicros, pair);
                MarketJson.WriteAggregate(json, pair, trades, Time(trades.ExecutedAtUnixMicros));
                json.WriteEndObject();
                Publish();
            }

            return;
        }

        foreach (var trade in change.Trades)
        {
            var json = Begin();
            json.WriteStartObject();
            WriteHead(json, "trade"u8, nowUnixMicros, pair);
            json.WriteNumber("t"u8, trade.TradeId.Value);
            json.WriteString("p"u8, pair.Format(trade.Price));
            json.WriteString("q"u8, pair.Format(trade.Quantity));
            json.WriteNumber("T"u8, Time(trade.ExecutedAtUnixMicros));
            json.WriteBoolean("m"u8, trade.IsBuyerMaker);
            json.WriteBoolean("M"u8, true);
            json.WriteEndObject();
            Publish();
        }
    }
}
