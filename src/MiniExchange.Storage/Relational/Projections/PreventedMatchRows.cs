using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Domain.Books;

namespace MiniExchange.Storage.Relational.Projections;

/// <summary>The rows of <c>prevented_matches</c> that one batch adds.</summary>
internal sealed class PreventedMatchRows
{
    private static readonly InsertStatement<PreventedMatchRow> Insert = new(
        "prevented_matches",
        "",
        InsertColumn<PreventedMatchRow>.Number("pair_id", row => row.Happened.OrderId.Pair.Value),
        InsertColumn<PreventedMatchRow>.Number("match_id", row => row.Match.MatchId),
        InsertColumn<PreventedMatchRow>.Number("account_id", row => row.Happened.AccountId.Value),
        InsertColumn<PreventedMatchRow>.Number("taker_order_id", row => row.Happened.OrderId.Value),
        InsertColumn<PreventedMatchRow>.Number("maker_order_id", row => row.Happened.MakerOrderId.Value),
        InsertColumn<PreventedMatchRow>.Number("mode", row => (long)row.Match.Mode),
        InsertColumn<PreventedMatchRow>.Number("price_ticks", row => row.Match.Price.Value),
        InsertColumn<PreventedMatchRow>.Number("taker_prevented_lots", row => row.Match.TakerPrevented.Value),
        InsertColumn<PreventedMatchRow>.Number("maker_prevented_lots", row => row.Match.MakerPrevented.Value),
        InsertColumn<PreventedMatchRow>.Number("prevented_at", row => row.PreventedAtUnixMicros));

    private readonly List<PreventedMatchRow> _added = [];

    public void Add(PreventedMatchRow row) => _added.Add(row);

    public Task WriteAsync(RowTransaction transaction, CancellationToken cancellationToken) =>
        Insert.RunAsync(transaction, _added, cancellationToken);
}

/// <summary>One row of <c>prevented_matches</c>. The book says it once; the accounts' events of both orders follow from that.</summary>
/// <param name="Happened">The book's event.</param>
/// <param name="PreventedAtUnixMicros">The turn's time.</param>
internal sealed record PreventedMatchRow(BookEvent Happened, long PreventedAtUnixMicros)
{
    public PreventedMatch Match => Happened.Prevented!;
}
