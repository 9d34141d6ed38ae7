using System.Text.Json;
using MiniExchange.Application.MarketData;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

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
                json.WriteNumber("a"u8, trades.Id);
                WriteTerms(json, pair, trades.Price, trades.Quantity);
                json.WriteNumber("f"u8, trades.FirstTrade.Value);
                json.WriteNumber("l"u8, trades.LastTrade.Value);
                Finish(json, trades.ExecutedAtUnixMicros, trades.IsBuyerMaker);
            }

            return;
        }

        foreach (var trade in change.Trades)
        {
            var json = Begin();
            json.WriteStartObject();
            WriteHead(json, "trade"u8, nowUnixMicros, pair);
            json.WriteNumber("t"u8, trade.TradeId.Value);
            WriteTerms(json, pair, trade.Price, trade.Quantity);
            Finish(json, trade.ExecutedAtUnixMicros, trade.IsBuyerMaker);
        }
    }

    private static void WriteTerms(Utf8JsonWriter json, TradingPair pair, PriceTicks price, QuantityLots quantity)
    {
        json.WriteString("p"u8, pair.Format(price));
        json.WriteString("q"u8, pair.Format(quantity));
    }

    private void Finish(Utf8JsonWriter json, long executedAtUnixMicros, bool isBuyerMaker)
    {
        json.WriteNumber("T"u8, Time(executedAtUnixMicros));
        json.WriteBoolean("m"u8, isBuyerMaker);
        json.WriteBoolean("M"u8, true);
        json.WriteEndObject();
        Publish();
    }
}
