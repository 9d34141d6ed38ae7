using System.Collections.Generic;
using System.Data.Common;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Storage.Relational.Projections;

/// <summary>The rows of <c>pairs</c>: what each book trades on, kept so that a trade's amounts can be told after a restart.</summary>
internal sealed class PairRows
{
    private static readonly InsertStatement<TradingPair> Upsert = new(
        "pairs",
        """
        ON CONFLICT (pair_id) DO UPDATE SET
            symbol = excluded.symbol, base_asset = excluded.base_asset, base_code = excluded.base_code,
            base_scale = excluded.base_scale, quote_asset = excluded.quote_asset, quote_code = excluded.quote_code,
            quote_scale = excluded.quote_scale, tick_units = excluded.tick_units, lot_units = excluded.lot_units,
            min_price_ticks = excluded.min_price_ticks, max_price_ticks = excluded.max_price_ticks,
            min_lots = excluded.min_lots, max_lots = excluded.max_lots, min_notional = excluded.min_notional,
            maker_fee_ppm = excluded.maker_fee_ppm, taker_fee_ppm = excluded.taker_fee_ppm,
            max_open_orders = excluded.max_open_orders
        """,
        InsertColumn<TradingPair>.Number("pair_id", pair => pair.Id.Value),
        InsertColumn<TradingPair>.Text("symbol", pair => pair.Symbol),
        InsertColumn<TradingPair>.Number("base_asset", pair => pair.Base.Id.Value),
        InsertColumn<TradingPair>.Text("base_code", pair => pair.Base.Code),
        InsertColumn<TradingPair>.Number("base_scale", pair => pair.Base.Scale),
        InsertColumn<TradingPair>.Number("quote_asset", pair => pair.Quote.Id.Value),
        InsertColumn<TradingPair>.Text("quote_code", pair => pair.Quote.Code),
        InsertColumn<TradingPair>.Number("quote_scale", pair => pair.Quote.Scale),
        InsertColumn<TradingPair>.Number("tick_units", pair => pair.TickUnits.Value),
        InsertColumn<TradingPair>.Number("lot_units", pair => pair.LotUnits.Value),
        InsertColumn<TradingPair>.Number("min_price_ticks", pair => pair.MinPrice.Value),
        InsertColumn<TradingPair>.Number("max_price_ticks", pair => pair.MaxPrice.Value),
        InsertColumn<TradingPair>.Number("min_lots", pair => pair.MinQuantity.Value),
        InsertColumn<TradingPair>.Number("max_lots", pair => pair.MaxQuantity.Value),
        InsertColumn<TradingPair>.Number("min_notional", pair => pair.MinNotional.Value),
        InsertColumn<TradingPair>.Number("maker_fee_ppm", pair => pair.MakerFeePpm),
        InsertColumn<TradingPair>.Number("taker_fee_ppm", pair => pair.TakerFeePpm),
        InsertColumn<TradingPair>.Number("max_open_orders", pair => pair.MaxOpenOrders));

    private readonly Dictionary<PairId, TradingPair> _pairs = [];
    private readonly HashSet<PairId> _changed = [];

    /// <summary>Loads all pairs; there are few.</summary>
    public async Task LoadAsync(RowTransaction transaction, CancellationToken cancellationToken)
    {
        var pairs = await transaction.ReadAsync(
            """
            SELECT pair_id, symbol, base_asset, base_code, base_scale, quote_asset, quote_code, quote_scale, tick_units,
                lot_units, min_price_ticks, max_price_ticks, min_lots, max_lots, min_notional, maker_fee_ppm,
                taker_fee_ppm, max_open_orders
            FROM pairs
            """,
            null,
            Read,
            cancellationToken);
        foreach (var pair in pairs) _pairs.Add(pair.Id, pair);
    }

    public void Set(TradingPair terms)
    {
        _pairs[terms.Id] = terms;
        _changed.Add(terms.Id);
    }

    public TradingPair this[PairId id]
    {
        get
        {
            Invariant.Require(_pairs.TryGetValue(id, out var pair));
            return pair;
        }
    }

    public Task WriteAsync(RowTransaction transaction, CancellationToken cancellationToken) =>
        Upsert.RunAsync(transaction, [.. _changed.Select(id => _pairs[id])], cancellationToken);

    private static TradingPair Read(DbDataReader row) => new(
        new PairId((int)row.GetInt64(0)),
        row.GetString(1),
        new Asset(new AssetId((int)row.GetInt64(2)), row.GetString(3), (int)row.GetInt64(4)),
        new Asset(new AssetId((int)row.GetInt64(5)), row.GetString(6), (int)row.GetInt64(7)),
        new AssetUnits(row.GetInt64(8)),
        new AssetUnits(row.GetInt64(9)),
        new PriceTicks(row.GetInt64(10)),
        new PriceTicks(row.GetInt64(11)),
        new QuantityLots(row.GetInt64(12)),
        new QuantityLots(row.GetInt64(13)),
        new AssetUnits(row.GetInt64(14)),
        (int)row.GetInt64(15),
        (int)row.GetInt64(16),
        (int)row.GetInt64(17));
}
