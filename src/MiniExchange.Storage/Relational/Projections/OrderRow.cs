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
        end_reason, placed_at, changed_at, stop_ticks, trailing_delta_bips, display_lots, strategy_id, strategy_type,
        list_hold_id, working_since, prevented_lots, last_prevented_match, former_client_order_id, amendments, last_execution,
        (SELECT list_id FROM order_lists AS list
            WHERE list.account_id = orders.account_id AND list.hold_id = orders.list_hold_id)
        """;

    public static OrderRow Of(OrderPlaced placed, long execution) => new(placed.AccountId, new AccountOrder(
        placed.HoldId,
        placed.Terms,
        OrderId.None,
        OrderStatus.UnderWay,
        QuantityLots.Zero,
        AssetUnits.Zero,
        TakerFills: [],
        End: null,
        placed.OccurredAtUnixMicros,
        placed.OccurredAtUnixMicros)
    {
        List = placed.List,
        LastExecution = execution,
    });

    /// <summary>The row after one of its order's events; the account goes by the same rules, and a test holds the two together.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="execution">The account's count of what happened to its orders, this included.</param>
    public OrderRow After(AccountEvent happened, long execution)
    {
        var changed = happened switch
        {
            OrderNumbered numbered => Order with
            {
                OrderId = numbered.OrderId,
                WorkingSinceUnixMicros = numbered.OccurredAtUnixMicros,
            },
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
            OrderClosed closed => Order with { Status = closed.End.ToStatus(), End = closed.End },
            OrderParkedInBook parked => Order with
            {
                Status = parked.IsPending ? OrderStatus.PendingNew : OrderStatus.New,
                WorkingSinceUnixMicros = null,
            },
            OrderStarted started => Order with
            {
                Status = OrderStatus.UnderWay,
                WorkingSinceUnixMicros = started.OccurredAtUnixMicros,
            },
            OrderAmended amended => Order with
            {
                Terms = Order.Terms with { Quantity = amended.Quantity, ClientOrderId = amended.ClientOrderId },
                FormerClientOrderId = Order.Terms.ClientOrderId,
                Amendments = Order.Amendments + 1,
            },
            TradePrevented prevented => Order with
            {
                Prevented = Order.Prevented + (prevented.Role == LiquidityRole.Taker
                    ? prevented.Match.TakerPrevented
                    : prevented.Match.MakerPrevented),
                LastPreventedMatch = prevented.Match.MatchId,
            },
            _ => throw new UnreachableException($"{happened.GetType().Name} does not change an order."),
        };
        return this with
        {
            Order = changed with { ChangedAtUnixMicros = happened.OccurredAtUnixMicros, LastExecution = execution },
        };
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
            row.GetGuid(14))
        {
            Stop = new StopTerms(new PriceTicks(row.GetInt64(21)), (int)row.GetInt64(22)),
            DisplayQuantity = new QuantityLots(row.GetInt64(23)),
            StrategyId = row.IsDBNull(24) ? null : row.GetInt64(24),
            StrategyType = row.IsDBNull(25) ? null : (int)row.GetInt64(25),
        },
        new OrderId(row.GetInt64(3)),
        (OrderStatus)row.GetInt64(15),
        new QuantityLots(row.GetInt64(16)),
        new AssetUnits(row.GetInt64(17)),
        TakerFills: [],
        row.IsDBNull(18) ? null : (OrderEnd)row.GetInt64(18),
        row.GetInt64(19),
        row.GetInt64(20))
    {
        List = new HoldId(row.GetInt64(26)),
        ListId = new OrderListId(row.IsDBNull(33) ? 0 : row.GetInt64(33)),
        WorkingSinceUnixMicros = row.IsDBNull(27) ? null : row.GetInt64(27),
        Prevented = new QuantityLots(row.GetInt64(28)),
        LastPreventedMatch = row.GetInt64(29),
        FormerClientOrderId = row.IsDBNull(30) ? null : row.GetString(30),
        Amendments = (int)row.GetInt64(31),
        LastExecution = row.GetInt64(32),
    });
}
