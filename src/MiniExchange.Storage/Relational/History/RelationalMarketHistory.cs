using System.Collections.Generic;
using System.Data;
using System.Data.Common;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Application.History;
using MiniExchange.Application.MarketData;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using MiniExchange.Storage.Relational.Projections;

namespace MiniExchange.Storage.Relational.History;

/// <summary>What was traded, from the rows that <see cref="ExchangeProjection"/> writes.</summary>
public sealed class RelationalMarketHistory(RelationalStore store) : IMarketHistory
{
    private const long FirstAggregateId = 1;

    /// <inheritdoc />
    public async Task<MarketSeed> SeedAsync(CancellationToken cancellationToken)
    {
        // All of it must be of one moment, or a trade would be missed or counted twice.
        await using var connection = await store.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var position = await connection.ReadAsync(
            "SELECT position FROM projections WHERE name = 'exchange'", null, row => row.GetInt64(0), cancellationToken, transaction);
        var pairs = await connection.ReadAsync(
            "SELECT pair_id FROM pairs ORDER BY pair_id", null, row => new PairId((int)row.GetInt64(0)), cancellationToken, transaction);
        var seeds = new List<PairSeed>();
        foreach (var pair in pairs)
        {
            if (await SeedAsync(transaction, pair, cancellationToken) is { } seed) seeds.Add(seed);
        }

        return new MarketSeed(position[0], seeds);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<PublicTrade>> TradesAsync(
        PairId pair, TradeId? from, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        var rows = await connection.ReadAsync(
            MarketStatements.Trades(fromOldest: from is not null),
            new { first = long.Max(First(pair), from?.Value ?? 0), beyond = Beyond(pair), limit },
            ReadTrade,
            cancellationToken);
        if (from is null) rows.Reverse();
        return rows;
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<AggregateTrade>> AggregateTradesAsync(
        AggregateTradeQuery query, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);

        // Ids have no gaps and an aggregate has one time, so that any bound becomes a bound by id.
        var last = await FindAggregateAsync(connection, query.Pair, MarketStatements.LastAggregate, query.EndUnixMicros ?? long.MaxValue, cancellationToken);
        if (last is null) return [];

        long? first;
        if (query.StartUnixMicros is { } start) first = await FindAggregateAsync(connection, query.Pair, MarketStatements.FirstAggregate, start, cancellationToken);
        else first = query.FromId is null ? long.Max(FirstAggregateId, last.Value - query.Limit + 1) : FirstAggregateId;

        // Only a first one that there is: a page counted from before it would be short, and one far behind it would have no end.
        if (query.FromId > first) first = query.FromId;
        if (first is null || first > last) return [];

        return await connection.ReadAsync(
            MarketStatements.Aggregates,
            new { pair = (long)query.Pair.Value, first, last = long.Min(last.Value, first.Value + query.Limit - 1) },
            row => new AggregateTrade(
                row.GetInt64(0),
                new PriceTicks(row.GetInt64(1)),
                new QuantityLots(row.GetInt64(2)),
                new TradeId(row.GetInt64(3)),
                new TradeId(row.GetInt64(4)),
                row.GetInt64(5),
                IsBuyerMaker: (Side)row.GetInt64(6) == Side.Sell),
            cancellationToken);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<Candle>> CandlesAsync(CandleQuery query, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        var pair = (long)query.Pair.Value;
        var oldest = await connection.ReadAsync(
            MarketStatements.OldestCandle, new { pair }, row => row.GetInt64(0), cancellationToken);
        if (oldest.Count == 0) return [];

        var range = CandleRange.Of(query, oldest[0]);
        if (range.EndUnixMicros <= range.FirstOpenUnixMicros) return [];

        var width = CandleColumns.WidthFor(query.Grid);
        var rows = await ReadCandlesAsync(
            connection, pair, width, range.FirstOpenUnixMicros, range.EndUnixMicros, null, cancellationToken);
        var isBefore = rows.Count > 0 && rows[0].OpenAtUnixMicros < range.FirstOpenUnixMicros;
        return range.Fold(isBefore ? rows[1..] : rows, isBefore ? rows[0].Close : PriceTicks.None);
    }

    private static async Task<PairSeed?> SeedAsync(DbTransaction transaction, PairId pair, CancellationToken cancellationToken)
    {
        var connection = transaction.Connection!;
        var last = await connection.ReadAsync(
            MarketStatements.Trades(fromOldest: false),
            new { first = First(pair), beyond = Beyond(pair), limit = 1 },
            row => (Trade: ReadTrade(row), Aggregate: row.GetInt64(6)),
            cancellationToken,
            transaction);
        if (last.Count == 0) return null;

        var (trade, aggregate) = last[0];
        return new PairSeed(
            pair,
            trade,
            aggregate,
            await ReadAsync(1, PairSeed.SecondsKeptMicros),
            await ReadAsync(60, PairSeed.MinutesKeptMicros),
            await ReadAsync(900, PairSeed.QuartersKeptMicros));

        Task<List<Candle>> ReadAsync(long width, long kept) => ReadCandlesAsync(
            connection, pair.Value, width, trade.ExecutedAtUnixMicros - kept, long.MaxValue, transaction, cancellationToken);
    }

    /// <summary>Stored candles of one length, ascending, and before them the last one that begins earlier, if there is one.</summary>
    private static Task<List<Candle>> ReadCandlesAsync(
        DbConnection connection,
        long pair,
        long width,
        long from,
        long end,
        DbTransaction? transaction,
        CancellationToken cancellationToken) =>
        connection.ReadAsync(
            MarketStatements.Candles, new { pair, width, from, end }, CandleColumns.Read, cancellationToken, transaction);

    private static async Task<long?> FindAggregateAsync(
        DbConnection connection, PairId pair, string statement, long atUnixMicros, CancellationToken cancellationToken)
    {
        var found = await connection.ReadAsync(
            statement, new { pair = (long)pair.Value, at = atUnixMicros }, row => row.GetInt64(0), cancellationToken);
        return found.Count == 0 ? null : found.Single();
    }

    private static PublicTrade ReadTrade(DbDataReader row) => new(
        new TradeId(row.GetInt64(0)),
        new PriceTicks(row.GetInt64(1)),
        new QuantityLots(row.GetInt64(2)),
        new AssetUnits(row.GetInt64(3)),
        row.GetInt64(4),
        IsBuyerMaker: (Side)row.GetInt64(5) == Side.Sell);

    private static long First(PairId pair) => (long)pair.Value << OrderId.CounterBits;

    private static long Beyond(PairId pair) => (pair.Value + 1L) << OrderId.CounterBits;
}
