using System.Collections.Immutable;
using System.Data.Common;
using System.Diagnostics;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Storage.Relational.Projections;

/// <summary>One row of <c>orders</c>.</summary>
/// <param name="AccountId">The owner.</param>
/// <param name="Order">The order; never with its fills, which are rows of their own.</param>
internal sealed record OrderRow(AccountId AccountId, AccountOrder Order)
{
    public const string Columns =
        """
        account_id, hold_id, pair_id, order_id, base_asset, quote_asset, side, type, time_in_force, limit_ticks, lots,
        quote_quantity, self_trade_prevention, client_order_id, request_id, status, executed_lots, executed_quote,
        end_reason, placed_at, changed_at
        """;

    public static OrderRow Of(OrderPlaced placed) => new(placed.AccountId, new AccountOrder(
        placed.HoldId,
        placed.Terms,
        OrderId.None,
        OrderStatus.UnderWay,
        QuantityLots.Zero,
        AssetUnits.Zero,
        ImmutableArray<FillSettled>.Empty,
        End: null,
        placed.OccurredAtUnixMicros,
        placed.OccurredAtUnixMicros));

    /// <summary>The row after one of its order's events; the account goes by the same rules, and a test holds the two together.</summary>
    public OrderRow After(AccountEvent happened)
    {
        var changed = happened switch
        {
            OrderNumbered numbered => Order with { OrderId = numbered.OrderId },
            OrderOpened => Order with
            {
                Status = Order.Executed > QuantityLots.Zero ? OrderStatus.PartiallyFilled : OrderStatus.New,
            },
            FillSettled settled => Order with
            {
                Status = settled.Fill.Role == LiquidityRole.Taker ? Order.Status : OrderStatus.PartiallyFilled,
                Executed = Order.Executed + settled.Fill.Quantity,
                ExecutedQuote = Order.ExecutedQuote + settled.Fill.QuoteAmount,
            },
            OrderClosed closed => Order with { Status = StatusOf(closed.End), End = closed.End },
            _ => throw new UnreachableException($"{happened.GetType().Name} does not change an order."),
        };
        return this with { Order = changed with { ChangedAtUnixMicros = happened.OccurredAtUnixMicros } };
    }

    public static OrderRow Read(DbDataReader row) => new(new AccountId(row.GetInt64(0)), new AccountOrder(
        new HoldId(row.GetInt64(1)),
        new OrderTerms(
            new PairId((int)row.GetInt64(2)),
            new AssetId((int)row.GetInt64(4)),
            new AssetId((int)row.GetInt64(5)),
            (Side)row.GetInt64(6),
            (OrderType)row.GetInt64(7),
            (TimeInForce)row.GetInt64(8),
            new PriceTicks(row.GetInt64(9)),
            new QuantityLots(row.GetInt64(10)),
            new AssetUnits(row.GetInt64(11)),
            (SelfTradePrevention)row.GetInt64(12),
            row.GetString(13),
            row.GetGuid(14)),
        new OrderId(row.GetInt64(3)),
        (OrderStatus)row.GetInt64(15),
        new QuantityLots(row.GetInt64(16)),
        new AssetUnits(row.GetInt64(17)),
        ImmutableArray<FillSettled>.Empty,
        row.IsDBNull(18) ? null : (OrderEnd)row.GetInt64(18),
        row.GetInt64(19),
        row.GetInt64(20)));

    private static OrderStatus StatusOf(OrderEnd end) => end switch
    {
        OrderEnd.Filled => OrderStatus.Filled,
        OrderEnd.Canceled => OrderStatus.Canceled,
        OrderEnd.UnfilledIoc or OrderEnd.UnfilledFok or OrderEnd.InsufficientLiquidity => OrderStatus.Expired,
        OrderEnd.SelfTradePrevented => OrderStatus.ExpiredInMatch,
        _ => throw new UnreachableException($"No status for {end}."),
    };
}
