using MiniExchange.Storage.Relational;

namespace MiniExchange.Integration.Tests.Relational;

/// <summary>The tables as version 1 of the schema made them. Never changed: stores of that version exist.</summary>
internal static class SchemaVersion1
{
    public static string Create(SqlDialect dialect) => $"""
        CREATE TABLE relational_schema (version BIGINT NOT NULL);
        CREATE TABLE relational_exchange (id BIGINT PRIMARY KEY CHECK (id = 1), exchange_id TEXT NOT NULL);

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
            created_at BIGINT NOT NULL);

        CREATE INDEX api_keys_of_user ON api_keys (user_id, id);

        CREATE TABLE projections (
            name TEXT PRIMARY KEY,
            position BIGINT NOT NULL);

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
            PRIMARY KEY (account_id, hold_id));

        CREATE INDEX orders_by_number ON orders (account_id, pair_id, order_id);

        CREATE INDEX orders_by_time ON orders (account_id, pair_id, placed_at, order_id);

        CREATE INDEX orders_by_client_id ON orders (account_id, pair_id, client_order_id, order_id);

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

        CREATE INDEX fills_by_trade ON fills (account_id, pair_id, trade_id, role);

        CREATE INDEX fills_by_time ON fills (account_id, pair_id, executed_at, trade_id, role);

        CREATE INDEX fills_of_order ON fills (account_id, pair_id, order_id, trade_id, role);

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
            executed_at BIGINT NOT NULL);

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

        CREATE TABLE unsettled_sides (
            trade_id BIGINT NOT NULL,
            role BIGINT NOT NULL,
            paid_asset BIGINT NOT NULL,
            paid BIGINT NOT NULL,
            received_asset BIGINT NOT NULL,
            received BIGINT NOT NULL,
            PRIMARY KEY (trade_id, role));

        CREATE TABLE asset_totals (
            asset_id BIGINT PRIMARY KEY,
            credited {dialect.Wide} NOT NULL,
            available {dialect.Wide} NOT NULL,
            frozen {dialect.Wide} NOT NULL,
            fees {dialect.Wide} NOT NULL,
            in_flight {dialect.Wide} NOT NULL);

        INSERT INTO projections (name, position) VALUES ('exchange', 0);
        INSERT INTO relational_schema (version) VALUES (1);
        """;
}
