using System.Collections.Generic;
using System.Data.Common;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Application.History;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;
using MiniExchange.Storage.Relational.Projections;

namespace MiniExchange.Storage.Relational.History;

// Order lists, and what else is told of orders beside their rows.
public sealed partial class RelationalHistory
{
    /// <inheritdoc />
    public async Task<AccountOrderList?> OrderListAsync(
        AccountId account, OrderListId listId, string? clientListId, CancellationToken cancellationToken)
    {
        if (listId == OrderListId.None && clientListId is null) return null;

        var list = HistoryStatements.OrderList(byNumber: listId != OrderListId.None, byName: clientListId is not null);
        var found = await ReadListsAsync(
            HistoryStatements.WithLegs(list, "found.hold_id"),
            new { account = account.Value, listId = listId.Value, clientListId },
            cancellationToken);
        return found.SingleOrDefault();
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<AccountOrderList>> OrderListsAsync(
        OrderListHistoryQuery query, CancellationToken cancellationToken)
    {
        // Numbers of different pairs do not say which list is newer, so the newest are sought by time.
        var isUnbounded = query.FromList is null && query.StartUnixMicros is null && query.EndUnixMicros is null;
        var end = isUnbounded ? long.MaxValue : query.EndUnixMicros;
        var range = HistoryRange.Of("list_id", query.FromList?.Value, "placed_at", query.StartUnixMicros, end);
        var found = await ReadListsAsync(
            HistoryStatements.WithLegs(HistoryStatements.OrderLists(range), range.Order),
            new
            {
                account = query.Account.Value,
                from = query.FromList?.Value,
                start = query.StartUnixMicros,
                end,
                limit = query.Limit,
            },
            cancellationToken);
        return range.Ascending(found);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<OrderAmendment>> AmendmentsAsync(
        AmendmentHistoryQuery query, CancellationToken cancellationToken)
    {
        if (query.Order.Pair != query.Pair) return [];

        await using var connection = await store.OpenAsync(cancellationToken);
        return await connection.ReadAsync(
            HistoryStatements.Amendments,
            new
            {
                account = query.Account.Value,
                order = query.Order.Value,
                from = query.FromExecution ?? 0,
                limit = query.Limit,
            },
            row => new OrderAmendment(
                new OrderId(row.GetInt64(0)),
                new OrderId(row.GetInt64(0)).Pair,
                row.GetInt64(1),
                row.GetString(2),
                row.GetString(3),
                new QuantityLots(row.GetInt64(4)),
                new QuantityLots(row.GetInt64(5)),
                row.GetInt64(6)),
            cancellationToken);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<HistoricPreventedMatch>> PreventedMatchesAsync(
        PreventedMatchHistoryQuery query, CancellationToken cancellationToken)
    {
        if (query.Order is { } order && order.Pair != query.Pair) return [];

        var byNumber = query.Match is not null;
        await using var connection = await store.OpenAsync(cancellationToken);
        return await connection.ReadAsync(
            query.Order is null ? HistoryStatements.PreventedMatches(byNumber) : HistoryStatements.PreventedMatchesOfOrder(byNumber),
            new
            {
                account = query.Account.Value,
                pair = (long)query.Pair.Value,
                order = query.Order?.Value,
                match = query.Match,
                from = query.FromMatch ?? 0,
                limit = query.Limit,
            },
            ReadMatch,
            cancellationToken);
    }

    private async Task<List<AccountOrderList>> ReadListsAsync(string text, object parameters, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        var rows = await connection.ReadAsync(
            text,
            parameters,
            row => (OrderListRow.Read(row).List, Leg: new ListLeg(new HoldId(row.GetInt64(8)), new OrderId(row.GetInt64(9)), row.GetString(10))),
            cancellationToken);
        return [.. rows
            .GroupBy(row => row.List.HoldId)
            .Select(list => list.First().List with { Legs = [.. list.Select(row => row.Leg)] })];
    }

    private static HistoricPreventedMatch ReadMatch(DbDataReader row) => new(
        new PairId((int)row.GetInt64(0)),
        new PreventedMatch(
            row.GetInt64(1),
            new PriceTicks(row.GetInt64(5)),
            (SelfTradePrevention)row.GetInt64(4),
            new QuantityLots(row.GetInt64(6)),
            new QuantityLots(row.GetInt64(7))),
        new OrderId(row.GetInt64(2)),
        new OrderId(row.GetInt64(3)),
        row.GetInt64(8));
}
