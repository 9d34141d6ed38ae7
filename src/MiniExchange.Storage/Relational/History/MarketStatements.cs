namespace MiniExchange.Storage.Relational.History;

/// <summary>What market history asks of the store; each statement is a range of a key or an index.</summary>
internal static class MarketStatements
{
    public const string LastAggregate =
        """
        SELECT aggregate_id FROM trades WHERE pair_id = @pair AND executed_at <= @at
        ORDER BY executed_at DESC, trade_id DESC LIMIT 1
        """;

    public const string FirstAggregate =
        """
        SELECT aggregate_id FROM trades WHERE pair_id = @pair AND executed_at >= @at
        ORDER BY executed_at, trade_id LIMIT 1
        """;

    public const string Aggregates =
        """
        SELECT aggregate_id, MIN(price_ticks), CAST(SUM(lots) AS BIGINT), MIN(trade_id), MAX(trade_id), MIN(executed_at), MIN(taker_side)
        FROM trades WHERE pair_id = @pair AND aggregate_id >= @first AND aggregate_id <= @last
        GROUP BY aggregate_id ORDER BY aggregate_id
        """;

    public const string OldestCandle =
        "SELECT open_at FROM candles WHERE pair_id = @pair AND width_seconds = 1 ORDER BY open_at LIMIT 1";

    public const string Candles =
        $"""
        SELECT {CandleColumns.Names} FROM candles
        WHERE pair_id = @pair AND width_seconds = @width AND open_at < @end AND open_at >= COALESCE(
            (SELECT MAX(open_at) FROM candles WHERE pair_id = @pair AND width_seconds = @width AND open_at < @from), @from)
        ORDER BY open_at
        """;

    public static string Trades(bool fromOldest) =>
        $"""
        SELECT trade_id, price_ticks, lots, quote_amount, executed_at, taker_side, aggregate_id FROM trades
        WHERE trade_id >= @first AND trade_id < @beyond
        ORDER BY trade_id {(fromOldest ? "ASC" : "DESC")} LIMIT @limit
        """;
}
