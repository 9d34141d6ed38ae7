using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Units;

namespace MiniExchange.Storage.Relational.Projections;

/// <summary>The rows of <c>orders</c> that one batch touches.</summary>
internal sealed class OrderRows
{
    private static readonly InsertStatement<OrderRow> Upsert = new(
        "orders",
        """
        ON CONFLICT (account_id, hold_id) DO UPDATE SET
            order_id = excluded.order_id, status = excluded.status, executed_lots = excluded.executed_lots,
            executed_quote = excluded.executed_quote, end_reason = excluded.end_reason, changed_at = excluded.changed_at,
            lots = excluded.lots, client_order_id = excluded.client_order_id, working_since = excluded.working_since,
            prevented_lots = excluded.prevented_lots, last_prevented_match = excluded.last_prevented_match,
            former_client_order_id = excluded.former_client_order_id, amendments = excluded.amendments,
            last_execution = excluded.last_execution
        """,
        InsertColumn<OrderRow>.Number("account_id", row => row.AccountId.Value),
        InsertColumn<OrderRow>.Number("hold_id", row => row.Order.HoldId.Value),
        InsertColumn<OrderRow>.Number("pair_id", row => row.Order.Terms.Pair.Value),
        InsertColumn<OrderRow>.Number("order_id", row => row.Order.OrderId.Value),
        InsertColumn<OrderRow>.Number("base_asset", row => row.Order.Terms.BaseAsset.Value),
        InsertColumn<OrderRow>.Number("quote_asset", row => row.Order.Terms.QuoteAsset.Value),
        InsertColumn<OrderRow>.Number("side", row => (long)row.Order.Terms.Side),
        InsertColumn<OrderRow>.Number("type", row => (long)row.Order.Terms.Type),
        InsertColumn<OrderRow>.Number("time_in_force", row => (long)row.Order.Terms.TimeInForce),
        InsertColumn<OrderRow>.Number("limit_ticks", row => row.Order.Terms.LimitPrice.Value),
        InsertColumn<OrderRow>.Number("lots", row => row.Order.Terms.Quantity.Value),
        InsertColumn<OrderRow>.Number("quote_quantity", row => row.Order.Terms.QuoteQuantity.Value),
        InsertColumn<OrderRow>.Number("self_trade_prevention", row => (long)row.Order.Terms.SelfTradePrevention),
        InsertColumn<OrderRow>.Text("client_order_id", row => row.Order.Terms.ClientOrderId),
        InsertColumn<OrderRow>.Uuid("request_id", row => row.Order.Terms.RequestId),
        InsertColumn<OrderRow>.Number("status", row => (long)row.Order.Status),
        InsertColumn<OrderRow>.Number("executed_lots", row => row.Order.Executed.Value),
        InsertColumn<OrderRow>.Number("executed_quote", row => row.Order.ExecutedQuote.Value),
        InsertColumn<OrderRow>.NumberOrNull("end_reason", row => (long?)row.Order.End),
        InsertColumn<OrderRow>.Number("placed_at", row => row.Order.PlacedAtUnixMicros),
        InsertColumn<OrderRow>.Number("changed_at", row => row.Order.ChangedAtUnixMicros),
        InsertColumn<OrderRow>.Number("stop_ticks", row => row.Order.Terms.Stop.StopPrice.Value),
        InsertColumn<OrderRow>.Number("trailing_delta_bips", row => row.Order.Terms.Stop.TrailingDeltaBips),
        InsertColumn<OrderRow>.Number("display_lots", row => row.Order.Terms.DisplayQuantity.Value),
        InsertColumn<OrderRow>.NumberOrNull("strategy_id", row => row.Order.Terms.StrategyId),
        InsertColumn<OrderRow>.NumberOrNull("strategy_type", row => (long?)row.Order.Terms.StrategyType),
        InsertColumn<OrderRow>.Number("list_hold_id", row => row.Order.List.Value),
        InsertColumn<OrderRow>.NumberOrNull("working_since", row => row.Order.WorkingSinceUnixMicros),
        InsertColumn<OrderRow>.Number("prevented_lots", row => row.Order.Prevented.Value),
        InsertColumn<OrderRow>.Number("last_prevented_match", row => row.Order.LastPreventedMatch),
        InsertColumn<OrderRow>.Text("former_client_order_id", row => row.Order.FormerClientOrderId),
        InsertColumn<OrderRow>.Number("amendments", row => row.Order.Amendments),
        InsertColumn<OrderRow>.Number("last_execution", row => row.Order.LastExecution));

    private static readonly InsertStatement<OrderRow> Insert = Upsert.OfNew();

    private readonly Dictionary<(AccountId, HoldId), OrderRow> _rows = [];
    private readonly HashSet<(AccountId, HoldId)> _changed = [];
    private readonly HashSet<(AccountId, HoldId)> _stored = [];

    /// <summary>Loads the orders that the batch changes and that an earlier one placed.</summary>
    public async Task LoadAsync(
        RowTransaction transaction, IReadOnlyList<Happened> happened, CancellationToken cancellationToken)
    {
        var placedHere = new HashSet<(AccountId, HoldId)>();
        var wanted = new HashSet<(AccountId, HoldId)>();
        foreach (var (what, _, _) in happened)
        {
            if (what is OrderPlaced placed) placedHere.Add((placed.AccountId, placed.HoldId));
            else if (what is not null && HoldOf(what) is { } hold && !placedHere.Contains((what.AccountId, hold)))
            {
                wanted.Add((what.AccountId, hold));
            }
        }

        var loaded = await transaction.ReadKeysAsync(
            $"SELECT {OrderRow.Columns} FROM orders WHERE (account_id, hold_id) IN",
            wanted.Select(key => (key.Item1.Value, key.Item2.Value)),
            OrderRow.Read,
            cancellationToken);
        foreach (var row in loaded)
        {
            _rows.Add((row.AccountId, row.Order.HoldId), row);
            _stored.Add((row.AccountId, row.Order.HoldId));
        }
    }

    /// <summary>Changes the order's row, if the event is an order's.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="execution">The account's count of what happened to its orders, this included.</param>
    public void Apply(AccountEvent happened, long execution)
    {
        if (HoldOf(happened) is not { } hold) return;

        var key = (happened.AccountId, hold);
        _changed.Add(key);
        switch (happened)
        {
            case OrderPlaced placed:
                _rows.Add(key, OrderRow.Of(placed, execution));
                break;
            case OrderRefused:
                // It never was: history does not show orders that a book refused.
                Invariant.Require(_rows.Remove(key));
                break;
            default:
                _rows[key] = this[happened.AccountId, hold].After(happened, execution);
                break;
        }
    }

    public OrderRow this[AccountId account, HoldId hold]
    {
        get
        {
            Invariant.Require(_rows.TryGetValue((account, hold), out var row));
            return row;
        }
    }

    public async Task WriteAsync(RowTransaction transaction, CancellationToken cancellationToken)
    {
        var written = _changed.Where(_rows.ContainsKey).ToLookup(_stored.Contains, key => _rows[key]);
        await Insert.RunAsync(transaction, [.. written[false]], cancellationToken);
        await Upsert.RunAsync(transaction, [.. written[true]], cancellationToken);

        var refused = _stored.Where(key => !_rows.ContainsKey(key)).Select(key => (key.Item1.Value, key.Item2.Value));
        await transaction.RunForKeysAsync(
            "DELETE FROM orders WHERE (account_id, hold_id) IN", refused, cancellationToken);
    }

    /// <summary>The order that an event is about; null if none. Moves of a hold alone are the totals' business.</summary>
    public static HoldId? HoldOf(AccountEvent happened) => happened switch
    {
        OrderPlaced placed => placed.HoldId,
        OrderNumbered numbered => numbered.HoldId,
        OrderOpened opened => opened.HoldId,
        OrderRefused refused => refused.HoldId,
        OrderClosed closed => closed.HoldId,
        OrderParkedInBook parked => parked.HoldId,
        OrderStarted started => started.HoldId,
        OrderAmended amended => amended.HoldId,
        TradePrevented prevented => prevented.HoldId,
        FillSettled settled => settled.HoldId,
        _ => null,
    };
}
