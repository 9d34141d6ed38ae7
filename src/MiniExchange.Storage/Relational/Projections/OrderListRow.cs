using System;
using System.Collections.Generic;
using System.Data.Common;
using System.Linq;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Storage.Relational.Projections;

/// <summary>One row of <c>order_lists</c>.</summary>
/// <param name="AccountId">The owner.</param>
/// <param name="List">The list; its legs have no more than their holds unless the list was just placed, as they are rows of their own.</param>
internal sealed record OrderListRow(AccountId AccountId, AccountOrderList List)
{
    public const string Columns =
        "account_id, hold_id, list_id, contingency, client_list_id, is_open, placed_at, changed_at";

    public static OrderListRow Of(ListPlaced placed) => new(placed.AccountId, new AccountOrderList(
        placed.HoldId,
        placed.Contingency,
        placed.ClientListId,
        OrderListId.None,
        [.. placed.Legs.Select(leg => new ListLeg(leg, OrderId.None, ""))],
        IsOpen: true,
        placed.OccurredAtUnixMicros,
        placed.OccurredAtUnixMicros));

    /// <summary>The row after one of its list's events.</summary>
    public OrderListRow After(long atUnixMicros, Func<AccountOrderList, AccountOrderList> change) =>
        this with { List = change(List) with { ChangedAtUnixMicros = atUnixMicros } };

    public static OrderListRow Read(DbDataReader row) => new(new AccountId(row.GetInt64(0)), new AccountOrderList(
        new HoldId(row.GetInt64(1)),
        (Contingency)row.GetInt64(3),
        row.GetString(4),
        new OrderListId(row.GetInt64(2)),
        Legs: [],
        row.GetBoolean(5),
        row.GetInt64(6),
        row.GetInt64(7)));
}

/// <summary>One row of <c>order_list_legs</c>.</summary>
/// <param name="AccountId">The owner.</param>
/// <param name="List">The list.</param>
/// <param name="Leg">Which of its orders, from 1.</param>
/// <param name="HoldId">The order.</param>
internal readonly record struct OrderListLegRow(AccountId AccountId, HoldId List, int Leg, HoldId HoldId)
{
    public static IEnumerable<OrderListLegRow> Of(OrderListRow row) =>
        row.List.Legs.Select((leg, i) => new OrderListLegRow(row.AccountId, row.List.HoldId, i + 1, leg.HoldId));
}
