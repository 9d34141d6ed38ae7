using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Units;

namespace MiniExchange.Storage.Relational.Projections;

/// <summary>The rows of <c>order_lists</c> and <c>order_list_legs</c> that one batch touches.</summary>
internal sealed class OrderListRows
{
    private static readonly InsertStatement<OrderListRow> Upsert = new(
        "order_lists",
        """
        ON CONFLICT (account_id, hold_id) DO UPDATE SET
            list_id = excluded.list_id, is_open = excluded.is_open, changed_at = excluded.changed_at
        """,
        InsertColumn<OrderListRow>.Number("account_id", row => row.AccountId.Value),
        InsertColumn<OrderListRow>.Number("hold_id", row => row.List.HoldId.Value),
        InsertColumn<OrderListRow>.Number("list_id", row => row.List.ListId.Value),
        InsertColumn<OrderListRow>.Number("contingency", row => (long)row.List.Contingency),
        InsertColumn<OrderListRow>.Text("client_list_id", row => row.List.ClientListId),
        InsertColumn<OrderListRow>.Flag("is_open", row => row.List.IsOpen),
        InsertColumn<OrderListRow>.Number("placed_at", row => row.List.PlacedAtUnixMicros),
        InsertColumn<OrderListRow>.Number("changed_at", row => row.List.ChangedAtUnixMicros));

    private static readonly InsertStatement<OrderListLegRow> InsertLegs = new(
        "order_list_legs",
        "",
        InsertColumn<OrderListLegRow>.Number("account_id", row => row.AccountId.Value),
        InsertColumn<OrderListLegRow>.Number("list_hold_id", row => row.List.Value),
        InsertColumn<OrderListLegRow>.Number("leg", row => row.Leg),
        InsertColumn<OrderListLegRow>.Number("hold_id", row => row.HoldId.Value));

    private readonly Dictionary<(AccountId, HoldId), OrderListRow> _rows = [];
    private readonly HashSet<(AccountId, HoldId)> _placed = [];
    private readonly HashSet<(AccountId, HoldId)> _changed = [];
    private readonly HashSet<(AccountId, HoldId)> _refused = [];

    /// <summary>Loads the lists that the batch changes and that an earlier one placed.</summary>
    public async Task LoadAsync(
        RowTransaction transaction, IReadOnlyList<Happened> happened, CancellationToken cancellationToken)
    {
        var accountEvents = happened.Select(what => what.Account).OfType<AccountEvent>();
        var changed = accountEvents.Where(what => what is ListNumbered or ListClosed).Select(KeyOf);
        var placedHere = accountEvents.OfType<ListPlaced>().Select(KeyOf);
        var loaded = await transaction.ReadKeysAsync(
            $"SELECT {OrderListRow.Columns} FROM order_lists WHERE (account_id, hold_id) IN",
            changed.Distinct().Except(placedHere).Select(key => (key.Item1.Value, key.Item2.Value)),
            OrderListRow.Read,
            cancellationToken);
        foreach (var row in loaded) _rows.Add((row.AccountId, row.List.HoldId), row);
    }

    public void Apply(AccountEvent happened)
    {
        switch (happened)
        {
            case ListPlaced placed:
                _placed.Add(KeyOf(placed));
                Set(OrderListRow.Of(placed));
                break;
            case ListNumbered numbered:
                Set(this[KeyOf(numbered)].After(numbered.OccurredAtUnixMicros, list => list with { ListId = numbered.ListId }));
                break;
            case ListClosed closed:
                Set(this[KeyOf(closed)].After(closed.OccurredAtUnixMicros, list => list with { IsOpen = false }));
                break;
        }
    }

    /// <summary>An order was refused, and with it its list: neither ever was.</summary>
    public void Refuse(AccountId account, HoldId list)
    {
        _refused.Add((account, list));
        _changed.Remove((account, list));
        _rows.Remove((account, list));
    }

    public async Task WriteAsync(RowTransaction transaction, CancellationToken cancellationToken)
    {
        var written = _changed.Select(key => _rows[key]).ToList();
        await Upsert.RunAsync(transaction, written, cancellationToken);

        var legs = _placed.Intersect(_changed).SelectMany(key => OrderListLegRow.Of(_rows[key])).ToList();
        await InsertLegs.RunAsync(transaction, legs, cancellationToken);

        var refused = _refused.Except(_placed).Select(key => (key.Item1.Value, key.Item2.Value)).ToList();
        await transaction.RunForKeysAsync(
            "DELETE FROM order_list_legs WHERE (account_id, list_hold_id) IN", refused, cancellationToken);
        await transaction.RunForKeysAsync("DELETE FROM order_lists WHERE (account_id, hold_id) IN", refused, cancellationToken);
    }

    private OrderListRow this[(AccountId, HoldId) key]
    {
        get
        {
            Invariant.Require(_rows.TryGetValue(key, out var row));
            return row;
        }
    }

    private void Set(OrderListRow row)
    {
        var key = (row.AccountId, row.List.HoldId);
        _rows[key] = row;
        _changed.Add(key);
    }

    private static (AccountId, HoldId) KeyOf(AccountEvent happened) => (happened.AccountId, happened switch
    {
        ListPlaced placed => placed.HoldId,
        ListNumbered numbered => numbered.HoldId,
        ListClosed closed => closed.HoldId,
        _ => throw new UnreachableException($"{happened.GetType().Name} is not about a list."),
    });
}
