using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Application.MarketData;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.History;

/// <summary>What was traded, from rows that projections write behind the journal. Lists ascend by number or by time.</summary>
public interface IMarketHistory
{
    /// <summary>What live market data starts from: every pair that has traded, all at one journal position.</summary>
    Task<MarketSeed> SeedAsync(CancellationToken cancellationToken);

    /// <summary>The trades of a pair from a number on; the newest if there is none.</summary>
    Task<IReadOnlyList<PublicTrade>> TradesAsync(PairId pair, TradeId? from, int limit, CancellationToken cancellationToken);

    /// <summary>The trades of a pair, those of one taker at one price in one turn as one.</summary>
    Task<IReadOnlyList<AggregateTrade>> AggregateTradesAsync(AggregateTradeQuery query, CancellationToken cancellationToken);

    /// <summary>The candles of a pair from its first trade on, also those without trades.</summary>
    Task<IReadOnlyList<Candle>> CandlesAsync(CandleQuery query, CancellationToken cancellationToken);
}

/// <summary>What live market data starts from.</summary>
/// <param name="Position">The journal position that it shows; records after it are to be followed.</param>
/// <param name="Pairs">Each pair that has traded.</param>
public sealed record MarketSeed(long Position, IReadOnlyList<PairSeed> Pairs);

/// <summary>One pair's trades so far, summed up. Candles without trades are left out; each list begins with one that ends before the span it is for, if there is one.</summary>
/// <param name="Pair">The pair.</param>
/// <param name="LastTrade">The last trade.</param>
/// <param name="LastAggregateId">The aggregate that it is in.</param>
/// <param name="Seconds">Of one second each, for <see cref="PairSeed.SecondsKeptMicros"/> before the last trade.</param>
/// <param name="Minutes">Of one minute each, for <see cref="PairSeed.MinutesKeptMicros"/> before the last trade.</param>
/// <param name="Quarters">Of 15 minutes each, for <see cref="PairSeed.QuartersKeptMicros"/> before the last trade.</param>
public sealed record PairSeed(
    PairId Pair,
    PublicTrade LastTrade,
    long LastAggregateId,
    IReadOnlyList<Candle> Seconds,
    IReadOnlyList<Candle> Minutes,
    IReadOnlyList<Candle> Quarters)
{
    /// <summary>Five minutes: candles of a second are asked for now or a little later.</summary>
    public const long SecondsKeptMicros = 300_000_000;

    /// <summary>Seven days and an hour: the longest rolling window begins on a minute.</summary>
    public const long MinutesKeptMicros = 608_400_000_000;

    /// <summary>33 days: the longest month, wherever its clock stands.</summary>
    public const long QuartersKeptMicros = 2_851_200_000_000;
}

/// <summary>Which aggregates.</summary>
/// <remarks>No range: the newest. From a number or a start: the oldest from there. To an end alone: the newest up to there.</remarks>
/// <param name="Pair">On which pair.</param>
/// <param name="FromId">From this number on; null for no lower bound.</param>
/// <param name="StartUnixMicros">Executed at this time or later, microseconds since 1970-01-01 UTC; null for no bound.</param>
/// <param name="EndUnixMicros">Executed at this time or earlier; null for no bound.</param>
/// <param name="Limit">At most so many.</param>
public sealed record AggregateTradeQuery(PairId Pair, long? FromId, long? StartUnixMicros, long? EndUnixMicros, int Limit);

/// <summary>Which candles.</summary>
/// <remarks>No range: the newest. From a start: the oldest from there. To an end alone: the newest up to there.</remarks>
/// <param name="Pair">Of which pair.</param>
/// <param name="Grid">Where they begin and end.</param>
/// <param name="StartUnixMicros">Beginning at this time or later, microseconds since 1970-01-01 UTC; null for no bound.</param>
/// <param name="EndUnixMicros">Beginning at this time or earlier; null for no bound.</param>
/// <param name="NowUnixMicros">Now: the candle that it falls into is the last.</param>
/// <param name="Limit">At most so many.</param>
public sealed record CandleQuery(
    PairId Pair, CandleGrid Grid, long? StartUnixMicros, long? EndUnixMicros, long NowUnixMicros, int Limit);
