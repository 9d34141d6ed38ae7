using System.Diagnostics;
using System.Linq;

namespace MiniExchange.Storage.Relational;

/// <summary>The tables, and for each index the query that it serves.</summary>
/// <remarks>
/// Amounts, prices and quantities are the domain's whole units in 64 bits, times microseconds since 1970-01-01 UTC, and
/// enums their stored numbers, on both databases. docs/adr/0008-read-side.md.
/// </remarks>
internal static class RelationalSchema
{
    /// <summary>Counts changes of the schema. A store of an earlier version is upgraded, one of a later version refused.</summary>
    public const long Version = 3;

    public const string VersionTable = "CREATE TABLE IF NOT EXISTS relational_schema (version BIGINT NOT NULL)";

    /// <summary>Which exchange the store is of. Made wherever it is missing, so that stores of before it need no version of their own.</summary>
    public const string IdentityTable =
        "CREATE TABLE IF NOT EXISTS relational_exchange (id BIGINT PRIMARY KEY CHECK (id = 1), exchange_id TEXT NOT NULL)";

    /// <summary>What a projection writes, in an order in which it can be emptied.</summary>
    public static readonly string[] ProjectedTables =
    [
        "orders", "order_lists", "order_list_legs", "order_amendments", "execution_counts", "prevented_matches", "fills", "trades",
        "candles", "pairs", "unsettled_sides", "asset_totals",
    ];

    /// <summary>Makes an empty store of this version.</summary>
    public static string Create(SqlDialect dialect) => $"""
        {CreateKept(dialect)}
        {CreateShared}
        {CreateProjected(dialect)}

        INSERT INTO projections (name, position) VALUES ('exchange', 0);
        INSERT INTO relational_schema (version) VALUES ({Version});
        """;

    /// <summary>Takes a store to the next version; users and keys stay as they are.</summary>
    /// <exception cref="UnreachableException">There was no such version.</exception>
    public static string UpgradeFrom(long version, SqlDialect dialect) => version switch
    {
        1 => UpgradeFrom1(dialect),
        2 => UpgradeFrom2,
        _ => throw new UnreachableException($"The schema never had version {version}."),
    };

    /// <summary>Whether a program of that version goes on working on the tables of the next one.</summary>
    public static bool IsAdditiveFrom(long version) => version switch
    {
        2 => true,
        _ => false,
    };

    // Keys of before all have a secret and may be used from anywhere.
    // Whatever can be made again from the journal is: its tables are those of a new store, and the projection starts over.
    private static string UpgradeFrom1(SqlDialect dialect) => $"""
        {string.Join('\n', ProjectedTables.Select(table => $"DROP TABLE IF EXISTS {table};"))}
        {CreateProjected(dialect)}

        ALTER TABLE api_keys ADD COLUMN kind BIGINT NOT NULL DEFAULT 1;
        ALTER TABLE api_keys ADD COLUMN public_key {dialect.Bytes};
        ALTER TABLE api_keys ADD COLUMN allowed_addresses TEXT NOT NULL DEFAULT '';

        UPDATE projections SET position = 0 WHERE name = 'exchange';
        UPDATE relational_schema SET version = 2;
        """;

    // Listen keys were in the memory of the process that made them; clients ask anew.
    private const string UpgradeFrom2 = $"""
        {CreateShared}

        UPDATE relational_schema SET version = 3;
        """;

    // What several front ends must know of each other, besides users and keys.
    private const string CreateShared = """
        CREATE TABLE listen_keys (
            listen_key TEXT PRIMARY KEY,
            api_key TEXT NOT NULL UNIQUE REFERENCES api_keys (api_key) ON DELETE CASCADE,
            expires_at BIGINT NOT NULL);

        -- One row: whether a key was removed since it was last read.
        CREATE TABLE api_key_removals (
            id BIGINT PRIMARY KEY CHECK (id = 1),
            removed BIGINT NOT NULL);

        INSERT INTO api_key_removals (id, removed) VALUES (1, 0);
        """;

    private static string CreateKept(SqlDialect dialect) => $"""
        CREATE TABLE users (
            id {dialect.Identity},
            username TEXT NOT NULL,
            username_folded TEXT NOT NULL UNIQUE,
            email TEXT NOT NULL,
            email_folded TEXT NOT NULL UNIQUE,
            password_hash TEXT NOT NULL,
            is_admin BOOLEAN NOT NULL,
            created_at BIGINT NOT NULL);

        CREATE TABLE api_keys (
            id {dialect.Identity},
            api_key TEXT NOT NULL UNIQUE,
            user_id BIGINT NOT NULL REFERENCES users (id),
            encrypted_secret {dialect.Bytes} NOT NULL,
            label TEXT NOT NULL,
            permissions BIGINT NOT NULL,
            created_at BIGINT NOT NULL,
            kind BIGINT NOT NULL DEFAULT 1,
            public_key {dialect.Bytes},
            allowed_addresses TEXT NOT NULL DEFAULT '');

        -- A user's keys, oldest first.
        CREATE INDEX api_keys_of_user ON api_keys (user_id, id);

        -- How far each projection has come; its rows and this one change together.
        CREATE TABLE projections (
            name TEXT PRIMARY KEY,
            position BIGINT NOT NULL);
        """;

    private static string CreateProjected(SqlDialect dialect) => $"""
        -- One row for each order that its book did not refuse. Loaded by the projection by its key.
        CREATE TABLE orders (
            account_id BIGINT NOT NULL,
            hold_id BIGINT NOT NULL,
            pair_id BIGINT NOT NULL,
            order_id BIGINT NOT NULL,
            base_asset BIGINT NOT NULL,
            quote_asset BIGINT NOT NULL,
            side BIGINT NOT NULL,
            type BIGINT NOT NULL,
            time_in_force BIGINT NOT NULL,
            limit_ticks BIGINT NOT NULL,
            lots BIGINT NOT NULL,
            quote_quantity BIGINT NOT NULL,
            self_trade_prevention BIGINT NOT NULL,
            client_order_id TEXT NOT NULL,
            request_id {dialect.Uuid} NOT NULL,
            status BIGINT NOT NULL,
            executed_lots BIGINT NOT NULL,
            executed_quote BIGINT NOT NULL,
            end_reason BIGINT,
            placed_at BIGINT NOT NULL,
            changed_at BIGINT NOT NULL,
            stop_ticks BIGINT NOT NULL,
            trailing_delta_bips BIGINT NOT NULL,
            display_lots BIGINT NOT NULL,
            strategy_id BIGINT,
            strategy_type BIGINT,
            list_hold_id BIGINT NOT NULL,
            working_since BIGINT,
            prevented_lots BIGINT NOT NULL,
            last_prevented_match BIGINT NOT NULL,
            former_client_order_id TEXT,
            amendments BIGINT NOT NULL,
            last_execution BIGINT NOT NULL,
            PRIMARY KEY (account_id, hold_id));

        -- One order by number; an account's orders on a pair from a number on; the newest of them.
        CREATE INDEX orders_by_number ON orders (account_id, pair_id, order_id);

        -- An account's orders on a pair from a time on, or the newest up to one.
        CREATE INDEX orders_by_time ON orders (account_id, pair_id, placed_at, order_id);

        -- The newest order of the trader's name for it.
        CREATE INDEX orders_by_client_id ON orders (account_id, pair_id, client_order_id, order_id);

        -- One row for each list that its book did not refuse. Loaded by the projection by its key.
        CREATE TABLE order_lists (
            account_id BIGINT NOT NULL,
            hold_id BIGINT NOT NULL,
            list_id BIGINT NOT NULL,
            contingency BIGINT NOT NULL,
            client_list_id TEXT NOT NULL,
            is_open BOOLEAN NOT NULL,
            placed_at BIGINT NOT NULL,
            changed_at BIGINT NOT NULL,
            PRIMARY KEY (account_id, hold_id));

        -- One list by number; an account's lists from a number on.
        CREATE INDEX order_lists_by_number ON order_lists (account_id, list_id);

        -- An account's lists from a time on, or the newest up to one.
        CREATE INDEX order_lists_by_time ON order_lists (account_id, placed_at, list_id);

        -- The newest list of the trader's name for it.
        CREATE INDEX order_lists_by_client_id ON order_lists (account_id, client_list_id, placed_at, list_id);

        -- A list's orders, in its order; what else there is to say of them is in their own rows.
        CREATE TABLE order_list_legs (
            account_id BIGINT NOT NULL,
            list_hold_id BIGINT NOT NULL,
            leg BIGINT NOT NULL,
            hold_id BIGINT NOT NULL,
            PRIMARY KEY (account_id, list_hold_id, leg));

        -- One row each time that an order was made smaller. An order's amendments are a range of the key.
        CREATE TABLE order_amendments (
            account_id BIGINT NOT NULL,
            order_id BIGINT NOT NULL,
            execution_id BIGINT NOT NULL,
            former_client_order_id TEXT NOT NULL,
            client_order_id TEXT NOT NULL,
            former_lots BIGINT NOT NULL,
            lots BIGINT NOT NULL,
            amended_at BIGINT NOT NULL,
            PRIMARY KEY (account_id, order_id, execution_id));

        -- How far each account has counted what happened to its orders. Loaded by the projection by its key.
        CREATE TABLE execution_counts (
            account_id BIGINT PRIMARY KEY,
            executions BIGINT NOT NULL);

        -- One row each time that a book kept two orders of one account from trading. An account's on a pair are a range of the key.
        CREATE TABLE prevented_matches (
            pair_id BIGINT NOT NULL,
            match_id BIGINT NOT NULL,
            account_id BIGINT NOT NULL,
            taker_order_id BIGINT NOT NULL,
            maker_order_id BIGINT NOT NULL,
            mode BIGINT NOT NULL,
            price_ticks BIGINT NOT NULL,
            taker_prevented_lots BIGINT NOT NULL,
            maker_prevented_lots BIGINT NOT NULL,
            prevented_at BIGINT NOT NULL,
            PRIMARY KEY (account_id, pair_id, match_id));

        -- The prevented matches of one order, in either part.
        CREATE INDEX prevented_matches_of_taker ON prevented_matches (account_id, taker_order_id, match_id);
        CREATE INDEX prevented_matches_of_maker ON prevented_matches (account_id, maker_order_id, match_id);

        -- One row for each side that an account settled.
        CREATE TABLE fills (
            trade_id BIGINT NOT NULL,
            role BIGINT NOT NULL,
            account_id BIGINT NOT NULL,
            pair_id BIGINT NOT NULL,
            order_id BIGINT NOT NULL,
            side BIGINT NOT NULL,
            price_ticks BIGINT NOT NULL,
            lots BIGINT NOT NULL,
            base_amount BIGINT NOT NULL,
            quote_amount BIGINT NOT NULL,
            fee_rate_ppm BIGINT NOT NULL,
            fee BIGINT NOT NULL,
            fee_asset BIGINT NOT NULL,
            executed_at BIGINT NOT NULL,
            PRIMARY KEY (trade_id, role));

        -- An account's fills on a pair from a trade on; the newest of them.
        CREATE INDEX fills_by_trade ON fills (account_id, pair_id, trade_id, role);

        -- An account's fills on a pair from a time on, or the newest up to one.
        CREATE INDEX fills_by_time ON fills (account_id, pair_id, executed_at, trade_id, role);

        -- The fills of one order.
        CREATE INDEX fills_of_order ON fills (account_id, pair_id, order_id, trade_id, role);

        -- The newest trades of a pair are a range of the key, as a trade's number begins with its pair.
        CREATE TABLE trades (
            trade_id BIGINT PRIMARY KEY,
            pair_id BIGINT NOT NULL,
            price_ticks BIGINT NOT NULL,
            lots BIGINT NOT NULL,
            base_amount BIGINT NOT NULL,
            quote_amount BIGINT NOT NULL,
            taker_side BIGINT NOT NULL,
            taker_order_id BIGINT NOT NULL,
            taker_account_id BIGINT NOT NULL,
            maker_order_id BIGINT NOT NULL,
            maker_account_id BIGINT NOT NULL,
            executed_at BIGINT NOT NULL,
            aggregate_id BIGINT NOT NULL);

        -- A pair's trades from a time on, or the last up to one.
        CREATE INDEX trades_by_time ON trades (pair_id, executed_at, trade_id);

        -- The trades of a range of a pair's aggregates.
        CREATE INDEX trades_by_aggregate ON trades (pair_id, aggregate_id, trade_id);

        -- Short candles with trades; all others are folded from a range of the key.
        CREATE TABLE candles (
            pair_id BIGINT NOT NULL,
            width_seconds BIGINT NOT NULL,
            open_at BIGINT NOT NULL,
            open_ticks BIGINT NOT NULL,
            high_ticks BIGINT NOT NULL,
            low_ticks BIGINT NOT NULL,
            close_ticks BIGINT NOT NULL,
            base_volume {dialect.Wide} NOT NULL,
            quote_volume {dialect.Wide} NOT NULL,
            taker_buy_base {dialect.Wide} NOT NULL,
            taker_buy_quote {dialect.Wide} NOT NULL,
            first_trade_id BIGINT NOT NULL,
            last_trade_id BIGINT NOT NULL,
            trade_count BIGINT NOT NULL,
            PRIMARY KEY (pair_id, width_seconds, open_at));

        -- The terms that each book trades on now.
        CREATE TABLE pairs (
            pair_id BIGINT PRIMARY KEY,
            symbol TEXT NOT NULL,
            base_asset BIGINT NOT NULL,
            base_code TEXT NOT NULL,
            base_scale BIGINT NOT NULL,
            quote_asset BIGINT NOT NULL,
            quote_code TEXT NOT NULL,
            quote_scale BIGINT NOT NULL,
            tick_units BIGINT NOT NULL,
            lot_units BIGINT NOT NULL,
            min_price_ticks BIGINT NOT NULL,
            max_price_ticks BIGINT NOT NULL,
            min_lots BIGINT NOT NULL,
            max_lots BIGINT NOT NULL,
            min_notional BIGINT NOT NULL,
            maker_fee_ppm BIGINT NOT NULL,
            taker_fee_ppm BIGINT NOT NULL,
            max_open_orders BIGINT NOT NULL);

        -- What a book traded and the account of this side has not settled. Empty when nothing is under way.
        CREATE TABLE unsettled_sides (
            trade_id BIGINT NOT NULL,
            role BIGINT NOT NULL,
            paid_asset BIGINT NOT NULL,
            paid BIGINT NOT NULL,
            received_asset BIGINT NOT NULL,
            received BIGINT NOT NULL,
            PRIMARY KEY (trade_id, role));

        -- Sums over all accounts.
        CREATE TABLE asset_totals (
            asset_id BIGINT PRIMARY KEY,
            credited {dialect.Wide} NOT NULL,
            available {dialect.Wide} NOT NULL,
            frozen {dialect.Wide} NOT NULL,
            fees {dialect.Wide} NOT NULL,
            in_flight {dialect.Wide} NOT NULL);
        """;
}
