using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Storage.Relational.Projections;

/// <summary>The rows of <c>trades</c> that one batch adds.</summary>
internal sealed class TradeRows
{
    private static readonly InsertStatement<TradeRow> Insert = new(
        "trades",
        "",
        InsertColumn<TradeRow>.Number("trade_id", row => row.Trade.TradeId.Value),
        InsertColumn<TradeRow>.Number("pair_id", row => row.Trade.TradeId.Pair.Value),
        InsertColumn<TradeRow>.Number("price_ticks", row => row.Trade.Price.Value),
        InsertColumn<TradeRow>.Number("lots", row => row.Trade.Quantity.Value),
        InsertColumn<TradeRow>.Number("base_amount", row => row.BaseAmount.Value),
        InsertColumn<TradeRow>.Number("quote_amount", row => row.QuoteAmount.Value),
        InsertColumn<TradeRow>.Number("taker_side", row => (long)row.Trade.Side),
        InsertColumn<TradeRow>.Number("taker_order_id", row => row.Trade.OrderId.Value),
        InsertColumn<TradeRow>.Number("taker_account_id", row => row.Trade.AccountId.Value),
        InsertColumn<TradeRow>.Number("maker_order_id", row => row.Trade.MakerOrderId.Value),
        InsertColumn<TradeRow>.Number("maker_account_id", row => row.Trade.MakerAccountId.Value),
        InsertColumn<TradeRow>.Number("executed_at", row => row.ExecutedAtUnixMicros),
        InsertColumn<TradeRow>.Number("aggregate_id", row => row.AggregateId));

    private readonly List<TradeRow> _added = [];

    public void Add(TradeRow trade) => _added.Add(trade);

    public Task WriteAsync(RowTransaction transaction, CancellationToken cancellationToken) =>
        Insert.RunAsync(transaction, _added, cancellationToken);
}

/// <summary>One row of <c>trades</c>.</summary>
/// <param name="Trade">The book's event.</param>
/// <param name="BaseAmount">Its quantity in base units.</param>
/// <param name="QuoteAmount">Price times quantity in quote units.</param>
/// <param name="ExecutedAtUnixMicros">The turn's time.</param>
/// <param name="AggregateId">The aggregate that it belongs to.</param>
internal sealed record TradeRow(
    BookEvent Trade, AssetUnits BaseAmount, AssetUnits QuoteAmount, long ExecutedAtUnixMicros, long AggregateId);
