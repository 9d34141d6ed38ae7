using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Units;

namespace MiniExchange.Storage.Relational.Projections;

/// <summary>The rows of <c>fills</c> that one batch adds.</summary>
internal sealed class FillRows
{
    // A side that was settled twice is a fault of the exchange: the totals show it (docs/adr/0008-read-side.md), and the
    // projection must go on to say so.
    private static readonly InsertStatement<SettledFill> Insert = new(
        "fills",
        "ON CONFLICT (trade_id, role) DO NOTHING",
        InsertColumn<SettledFill>.Number("trade_id", row => row.Settled.Fill.TradeId.Value),
        InsertColumn<SettledFill>.Number("role", row => (long)row.Settled.Fill.Role),
        InsertColumn<SettledFill>.Number("account_id", row => row.Settled.AccountId.Value),
        InsertColumn<SettledFill>.Number("pair_id", row => row.Order.Terms.Pair.Value),
        InsertColumn<SettledFill>.Number("order_id", row => row.Order.OrderId.Value),
        InsertColumn<SettledFill>.Number("side", row => (long)row.Order.Terms.Side),
        InsertColumn<SettledFill>.Number("price_ticks", row => row.Settled.Fill.Price.Value),
        InsertColumn<SettledFill>.Number("lots", row => row.Settled.Fill.Quantity.Value),
        InsertColumn<SettledFill>.Number("base_amount", row => row.Settled.Fill.BaseAmount.Value),
        InsertColumn<SettledFill>.Number("quote_amount", row => row.Settled.Fill.QuoteAmount.Value),
        InsertColumn<SettledFill>.Number("fee_rate_ppm", row => row.Settled.Fill.FeeRatePpm),
        InsertColumn<SettledFill>.Number("fee", row => row.Settled.Fee.Value),
        InsertColumn<SettledFill>.Number("fee_asset", row => row.Settled.ReceivedAsset.Value),
        InsertColumn<SettledFill>.Number("executed_at", row => row.Settled.Fill.ExecutedAtUnixMicros));

    private readonly List<SettledFill> _added = [];

    /// <summary>Adds a settled side of an order, whose number the account knows before any fill.</summary>
    public void Add(FillSettled settled, AccountOrder order)
    {
        Invariant.Require(order.OrderId != OrderId.None);
        _added.Add(new SettledFill(settled, order));
    }

    public Task WriteAsync(RowTransaction transaction, CancellationToken cancellationToken) =>
        Insert.RunAsync(transaction, _added, cancellationToken);
}

/// <summary>A settled side and the order that it fills.</summary>
internal readonly record struct SettledFill(FillSettled Settled, AccountOrder Order);
