using System;
using System.Collections.Generic;
using System.Data.Common;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors.Engines;
using MiniExchange.Application;
using MiniExchange.Application.History;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using MiniExchange.Storage.Relational.Projections;

namespace MiniExchange.Storage.Relational.History;

/// <summary>History from the rows that <see cref="ExchangeProjection"/> writes.</summary>
public sealed partial class RelationalHistory(
    RelationalStore store, AppliedRecords applied, ICommittedFeed feed, ReadSideOptions options, TimeProvider time) : IHistory
{
    /// <inheritdoc />
    public async Task<bool> WaitForAsync(ReadPoint point, CancellationToken cancellationToken)
    {
        if (point.RecordNumber == 0) return true;

        var started = time.GetTimestamp();
        long? sufficientPosition = null;
        while (true)
        {
            var (position, number, next) = applied.Look(point.Address);
            if (number >= point.RecordNumber) return true;

            // Records are applied in order, so a stream that is remembered and behind is behind. Of one that is not, the
            // caller saw something durable, which is nowhere after what is durable now.
            if (number is null)
            {
                sufficientPosition ??= feed.LastPosition;
                if (position >= sufficientPosition) return true;
            }

            var left = TimeSpan.FromMilliseconds(options.WaitTimeoutMs) - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero) return false;
            try
            {
                await next.WaitAsync(left, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                return false;
            }
        }
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<AccountOrder>> OrdersAsync(OrderHistoryQuery query, CancellationToken cancellationToken)
    {
        // An account's orders reach a book in the order they were placed, so number and time ascend together.
        var range = HistoryRange.Of(
            "order_id", query.FromOrder?.Value, "placed_at", query.StartUnixMicros, query.EndUnixMicros);
        await using var connection = await store.OpenAsync(cancellationToken);
        var rows = await connection.ReadAsync(
            HistoryStatements.Orders(range),
            new
            {
                account = query.Account.Value,
                pair = (long)query.Pair.Value,
                underWay = (long)OrderStatus.UnderWay,
                from = query.FromOrder?.Value,
                start = query.StartUnixMicros,
                end = query.EndUnixMicros,
                limit = query.Limit,
            },
            row => OrderRow.Read(row).Order,
            cancellationToken);
        return range.Ascending(rows);
    }

    /// <inheritdoc />
    public async Task<AccountOrder?> OrderAsync(
        AccountId account, PairId pair, OrderId orderId, string? clientOrderId, CancellationToken cancellationToken)
    {
        if (orderId == OrderId.None && clientOrderId is null) return null;

        await using var connection = await store.OpenAsync(cancellationToken);
        var rows = await connection.ReadAsync(
            HistoryStatements.Order(byNumber: orderId != OrderId.None, byName: clientOrderId is not null),
            new
            {
                account = account.Value,
                pair = (long)pair.Value,
                underWay = (long)OrderStatus.UnderWay,
                orderId = orderId.Value,
                clientOrderId,
            },
            row => OrderRow.Read(row).Order,
            cancellationToken);
        return rows.SingleOrDefault();
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<HistoricFill>> FillsAsync(FillHistoryQuery query, CancellationToken cancellationToken)
    {
        // A book's time never runs back, so a trade's number and its time ascend together.
        var range = HistoryRange.Of(
            "trade_id", query.FromTrade?.Value, "executed_at", query.StartUnixMicros, query.EndUnixMicros);
        await using var connection = await store.OpenAsync(cancellationToken);
        var rows = await connection.ReadAsync(
            HistoryStatements.Fills(range, ofOneOrder: query.Order is not null),
            new
            {
                account = query.Account.Value,
                pair = (long)query.Pair.Value,
                order = query.Order?.Value,
                from = query.FromTrade?.Value,
                start = query.StartUnixMicros,
                end = query.EndUnixMicros,
                limit = query.Limit,
            },
            ReadFill,
            cancellationToken);
        return range.Ascending(rows);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<PublicTrade>> RecentTradesAsync(
        PairId pair, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        var rows = await connection.ReadAsync(
            HistoryStatements.RecentTrades,
            new
            {
                first = (long)pair.Value << OrderId.CounterBits,
                beyond = (pair.Value + 1L) << OrderId.CounterBits,
                limit,
            },
            row => new PublicTrade(
                new TradeId(row.GetInt64(0)),
                new PriceTicks(row.GetInt64(1)),
                new QuantityLots(row.GetInt64(2)),
                new AssetUnits(row.GetInt64(3)),
                row.GetInt64(4),
                IsBuyerMaker: (Side)row.GetInt64(5) == Side.Sell),
            cancellationToken);
        rows.Reverse();
        return rows;
    }

    /// <inheritdoc />
    public async Task<Reconciliation> ReconciliationAsync(CancellationToken cancellationToken)
    {
        // One statement sees one state of the store, on both databases: totals and position belong together.
        await using var connection = await store.OpenAsync(cancellationToken);
        var rows = await connection.ReadAsync(
            $"""
            SELECT position, {AssetTotals.Columns} FROM projections LEFT JOIN asset_totals ON 1 = 1
            WHERE name = 'exchange'
            ORDER BY asset_id
            """,
            null,
            row => (Position: row.GetInt64(0), Asset: row.IsDBNull(1) ? null : AssetTotals.Read(row, 1)),
            cancellationToken);
        return new Reconciliation(rows[0].Position, [.. rows.Select(row => row.Asset).OfType<AssetReconciliation>()]);
    }

    private static HistoricFill ReadFill(DbDataReader row) => new(
        new OrderId(row.GetInt64(3)),
        new PairId((int)row.GetInt64(2)),
        (Side)row.GetInt64(4),
        new Fill(
            new TradeId(row.GetInt64(0)),
            (LiquidityRole)row.GetInt64(1),
            new PriceTicks(row.GetInt64(5)),
            new QuantityLots(row.GetInt64(6)),
            new AssetUnits(row.GetInt64(7)),
            new AssetUnits(row.GetInt64(8)),
            (int)row.GetInt64(9),
            row.GetInt64(12)),
        new AssetUnits(row.GetInt64(10)),
        new AssetId((int)row.GetInt64(11)))
    {
        List = row.IsDBNull(13) ? OrderListId.None : new OrderListId(row.GetInt64(13)),
    };
}
