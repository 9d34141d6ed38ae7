using MiniExchange.Storage.Relational.Projections;

namespace MiniExchange.Storage.Relational.History;

internal static partial class HistoryStatements
{
    private const string MatchColumns =
        """
        pair_id, match_id, taker_order_id, maker_order_id, mode, price_ticks, taker_prevented_lots, maker_prevented_lots,
        prevented_at
        """;

    public const string Amendments =
        """
        SELECT order_id, execution_id, former_client_order_id, client_order_id, former_lots, lots, amended_at
        FROM order_amendments
        WHERE account_id = @account AND order_id = @order AND execution_id >= @from
        ORDER BY execution_id LIMIT @limit
        """;

    /// <summary>Lists alone, in the order in which the database finds them best. Those without a number are under way.</summary>
    public static string OrderLists(HistoryRange range) =>
        $"""
        SELECT {OrderListRow.Columns} FROM order_lists
        WHERE account_id = @account AND list_id > 0{range.Conditions}
        ORDER BY {range.Order} LIMIT @limit
        """;

    public static string OrderList(bool byNumber, bool byName)
    {
        var conditions = (byNumber ? " AND list_id = @listId" : "") + (byName ? " AND client_list_id = @clientListId" : "");
        return $"""
            SELECT {OrderListRow.Columns} FROM order_lists
            WHERE account_id = @account AND list_id > 0{conditions}
            ORDER BY placed_at DESC, list_id DESC LIMIT 1
            """;
    }

    /// <summary>The lists of a statement, each with its orders: a row for each order, those of a list one after the other.</summary>
    public static string WithLegs(string lists, string order) =>
        $"""
        SELECT found.*, leg.hold_id, orders.order_id, orders.client_order_id
        FROM ({lists}) AS found
        JOIN order_list_legs AS leg ON leg.account_id = found.account_id AND leg.list_hold_id = found.hold_id
        JOIN orders ON orders.account_id = leg.account_id AND orders.hold_id = leg.hold_id
        ORDER BY {order}, leg.leg
        """;

    public static string PreventedMatches(bool byNumber) =>
        $"""
        SELECT {MatchColumns} FROM prevented_matches
        WHERE account_id = @account AND pair_id = @pair AND match_id {(byNumber ? "= @match" : ">= @from")}
        ORDER BY match_id LIMIT @limit
        """;

    // An order is never both taker and maker of one match.
    public static string PreventedMatchesOfOrder(bool byNumber) =>
        $"""
        SELECT {MatchColumns} FROM (
            {PreventedMatchesOf("taker_order_id", byNumber)}
            UNION ALL
            {PreventedMatchesOf("maker_order_id", byNumber)}) AS found
        ORDER BY match_id LIMIT @limit
        """;

    private static string PreventedMatchesOf(string order, bool byNumber) =>
        $"""
        SELECT {MatchColumns} FROM prevented_matches
        WHERE account_id = @account AND {order} = @order AND match_id {(byNumber ? "= @match" : ">= @from")}
        """;
}
