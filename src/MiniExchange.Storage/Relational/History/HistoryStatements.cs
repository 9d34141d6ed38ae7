using MiniExchange.Storage.Relational.Projections;

namespace MiniExchange.Storage.Relational.History;

/// <summary>What history asks of the store; each statement has an index that finds its rows in the order asked for.</summary>
internal static partial class HistoryStatements
{
    public const string RecentTrades =
        """
        SELECT trade_id, price_ticks, lots, quote_amount, executed_at, taker_side FROM trades
        WHERE trade_id >= @first AND trade_id < @beyond
        ORDER BY trade_id DESC LIMIT @limit
        """;

    public static string Orders(HistoryRange range) =>
        $"""
        SELECT {OrderRow.Columns} FROM orders
        WHERE account_id = @account AND pair_id = @pair AND status <> @underWay{range.Conditions}
        ORDER BY {range.Order} LIMIT @limit
        """;

    public static string Order(bool byNumber, bool byName)
    {
        var conditions = (byNumber ? " AND order_id = @orderId" : "") + (byName ? " AND client_order_id = @clientOrderId" : "");
        return $"""
            SELECT {OrderRow.Columns} FROM orders
            WHERE account_id = @account AND pair_id = @pair AND status <> @underWay{conditions}
            ORDER BY order_id DESC LIMIT 1
            """;
    }

    // Both sides of a trade with oneself have one number; the role tells them apart.
    public static string Fills(HistoryRange range, bool ofOneOrder) =>
        $"""
        SELECT trade_id, role, pair_id, order_id, side, price_ticks, lots, base_amount, quote_amount, fee_rate_ppm, fee,
            fee_asset, executed_at,
            (SELECT list.list_id FROM orders JOIN order_lists AS list
                ON list.account_id = orders.account_id AND list.hold_id = orders.list_hold_id
                WHERE orders.account_id = fills.account_id AND orders.pair_id = fills.pair_id AND orders.order_id = fills.order_id)
        FROM fills
        WHERE account_id = @account AND pair_id = @pair{(ofOneOrder ? " AND order_id = @order" : "")}{range.Conditions}
        ORDER BY {range.Order}, role {range.Direction} LIMIT @limit
        """;
}
