using System.Collections.Immutable;
using MiniExchange.Application.History;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.MarketData;

/// <summary>Counts aggregates: a trade belongs to the one before it if the same taker traded at the same price in the same turn.</summary>
/// <remarks>A taker's trades follow each other in a turn, and its prices only get worse, so looking at the last trade is enough.</remarks>
/// <param name="lastId">The pair's last aggregate so far; zero for none.</param>
public sealed class AggregateFold(long lastId)
{
    private OrderId _taker;
    private PriceTicks _price;

    /// <summary>The last aggregate so far.</summary>
    public long LastId { get; private set; } = lastId;

    /// <summary>Says that the trades to come are of another turn.</summary>
    public void StartTurn() => _taker = OrderId.None;

    /// <summary>Counts a trade.</summary>
    /// <returns>The id of its aggregate.</returns>
    public long Add(OrderId taker, PriceTicks price)
    {
        if (taker != _taker || price != _price) LastId++;
        (_taker, _price) = (taker, price);
        return LastId;
    }

    /// <summary>Adds a trade to a list of aggregates, to the last of them if it has the trade's id.</summary>
    public static void Add(ImmutableArray<AggregateTrade>.Builder aggregates, long id, PublicTrade trade)
    {
        if (aggregates.Count > 0 && aggregates[^1] is var last && last.Id == id)
        {
            aggregates[^1] = last with { Quantity = last.Quantity + trade.Quantity, LastTrade = trade.TradeId };
            return;
        }

        aggregates.Add(new AggregateTrade(
            id, trade.Price, trade.Quantity, trade.TradeId, trade.TradeId, trade.ExecutedAtUnixMicros, trade.IsBuyerMaker));
    }
}
