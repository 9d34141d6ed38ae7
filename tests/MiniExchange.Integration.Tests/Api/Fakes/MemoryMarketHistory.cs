using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Application.History;
using MiniExchange.Application.MarketData;
using MiniExchange.Domain.Units;

namespace MiniExchange.Integration.Tests.Api.Fakes;

/// <summary>Gives out what it was given, and writes down what it was asked.</summary>
internal sealed class MemoryMarketHistory : IMarketHistory
{
    public List<object> Asked { get; } = [];

    public List<PublicTrade> Trades { get; } = [];

    public List<AggregateTrade> Aggregates { get; } = [];

    public List<Candle> Candles { get; } = [];

    public Task<MarketSeed> SeedAsync(CancellationToken cancellationToken) => Task.FromResult(new MarketSeed(0, []));

    public Task<IReadOnlyList<PublicTrade>> TradesAsync(PairId pair, TradeId? from, int limit, CancellationToken cancellationToken)
    {
        Asked.Add((pair, from, limit));
        return Task.FromResult<IReadOnlyList<PublicTrade>>(Trades);
    }

    public Task<IReadOnlyList<AggregateTrade>> AggregateTradesAsync(AggregateTradeQuery query, CancellationToken cancellationToken)
    {
        Asked.Add(query);
        return Task.FromResult<IReadOnlyList<AggregateTrade>>(Aggregates);
    }

    public Task<IReadOnlyList<Candle>> CandlesAsync(CandleQuery query, CancellationToken cancellationToken)
    {
        Asked.Add(query);
        return Task.FromResult<IReadOnlyList<Candle>>(Candles);
    }
}
