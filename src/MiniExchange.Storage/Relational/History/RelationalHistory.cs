using System;
using System.Collections.Generic;
using System.Data.Common;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors.Journaling;
using MiniExchange.Application;
using MiniExchange.Application.History;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using MiniExchange.Storage.Relational.Projections;

namespace MiniExchange.Storage.Relational.History;

/// <summary>History from the rows that <see cref="ExchangeProjection"/> writes, in this process or in another one.</summary>
public sealed partial class RelationalHistory(
    RelationalStore store, AppliedRecords applied, IJournal journal, ReadSideOptions options, TimeProvider time) : IHistory, IDisposable
{
    private readonly SemaphoreSlim _lookingUp = new(1);
    private IJournalReader? _reader;

    /// <inheritdoc />
    public void Dispose()
    {
        _reader?.Dispose();
        _lookingUp.Dispose();
    }

    /// <inheritdoc />
    public async Task<bool> WaitForAsync(ReadPoint point, CancellationToken cancellationToken)
    {
        if (point.RecordNumber == 0) return true;

        var started = time.GetTimestamp();
        long? sufficientPosition = null;
        while (true)
        {
            var (position, last, next) = applied.Look(point.Address);

            // Where the record lies, or a later one of its stream. The feed's end says nothing: the answer that named the record may
            // be another process's, whose feed was ahead. A stream that is remembered and ends before it is only behind.
            if (last is { } place && place.Number >= point.RecordNumber) sufficientPosition ??= place.Position;
            if (last is null && sufficientPosition is null)
            {
                sufficientPosition = await PositionOfAsync(point, cancellationToken);
                applied.Advance(await store.ReadPositionAsync(cancellationToken));
                if (sufficientPosition is not null) continue;
            }

            if (position >= sufficientPosition) return true;

            var left = TimeSpan.FromMilliseconds(options.WaitTimeoutMs) - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero) return false;
            try
            {
                await applied.WaitAsync(next, left, time, cancellationToken);
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

    /// <summary>Where a record lies; null if the journal does not show it, or cannot be read.</summary>
    private async Task<long?> PositionOfAsync(ReadPoint point, CancellationToken cancellationToken)
    {
        await _lookingUp.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => LookUp(point), cancellationToken);
        }
        catch (JournalUnavailableException)
        {
            // Whoever asked waits for what the feed brings.
            return null;
        }
        finally
        {
            _lookingUp.Release();
        }
    }

    private long? LookUp(ReadPoint point)
    {
        var isNew = _reader is null;
        try
        {
            _reader ??= journal.OpenReader();
            return _reader.ReadStream(point.Address, point.RecordNumber - 1).FirstOrDefault()?.Position;
        }
        catch (JournalUnavailableException)
        {
            _reader?.Dispose();
            _reader = null;
            if (isNew) throw;
        }

        // The connection was an old one and may have been lost long ago.
        return LookUp(point);
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
