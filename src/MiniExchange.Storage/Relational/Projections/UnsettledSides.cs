using System.Collections.Generic;
using System.Data.Common;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Storage.Relational.Projections;

/// <summary>One side of a trade as its book executed it, before its account settled it.</summary>
/// <param name="TradeId">The trade.</param>
/// <param name="Role">Which side.</param>
/// <param name="PaidAsset">What it gives.</param>
/// <param name="Paid">How much of it.</param>
/// <param name="ReceivedAsset">What it gets.</param>
/// <param name="Received">How much of it, before fees.</param>
internal sealed record UnsettledSide(
    TradeId TradeId, LiquidityRole Role, AssetId PaidAsset, AssetUnits Paid, AssetId ReceivedAsset, AssetUnits Received);

/// <summary>The rows of <c>unsettled_sides</c> that one batch touches. Most are added and taken away in the same batch and never written.</summary>
internal sealed class UnsettledSides
{
    private static readonly InsertStatement<UnsettledSide> Insert = new(
        "unsettled_sides",
        "",
        InsertColumn<UnsettledSide>.Number("trade_id", side => side.TradeId.Value),
        InsertColumn<UnsettledSide>.Number("role", side => (long)side.Role),
        InsertColumn<UnsettledSide>.Number("paid_asset", side => side.PaidAsset.Value),
        InsertColumn<UnsettledSide>.Number("paid", side => side.Paid.Value),
        InsertColumn<UnsettledSide>.Number("received_asset", side => side.ReceivedAsset.Value),
        InsertColumn<UnsettledSide>.Number("received", side => side.Received.Value));

    private readonly Dictionary<(TradeId, LiquidityRole), UnsettledSide> _sides = [];
    private readonly HashSet<(TradeId, LiquidityRole)> _stored = [];

    /// <summary>Loads the sides that the batch settles and that an earlier one added.</summary>
    public async Task LoadAsync(
        RowTransaction transaction, IReadOnlyList<Happened> happened, CancellationToken cancellationToken)
    {
        var addedHere = happened
            .Where(what => what.Account is null && what.Book.Kind == BookEventKind.TradeExecuted)
            .Select(what => what.Book.TradeId)
            .ToHashSet();
        var wanted = happened
            .Select(what => what.Account)
            .OfType<FillSettled>()
            .Where(settled => !addedHere.Contains(settled.Fill.TradeId))
            .Select(settled => (settled.Fill.TradeId.Value, (long)settled.Fill.Role))
            .Distinct();
        var loaded = await transaction.ReadKeysAsync(
            "SELECT trade_id, role, paid_asset, paid, received_asset, received FROM unsettled_sides WHERE (trade_id, role) IN",
            wanted,
            Read,
            cancellationToken);
        foreach (var side in loaded)
        {
            Add(side);
            _stored.Add((side.TradeId, side.Role));
        }
    }

    public void Add(UnsettledSide side) => _sides.Add((side.TradeId, side.Role), side);

    /// <summary>Takes a side away; null if no book executed it, or if it was settled before.</summary>
    public UnsettledSide? Take(TradeId trade, LiquidityRole role) =>
        _sides.Remove((trade, role), out var side) ? side : null;

    public async Task WriteAsync(RowTransaction transaction, CancellationToken cancellationToken)
    {
        var added = _sides.Where(side => !_stored.Contains(side.Key)).Select(side => side.Value).ToList();
        await Insert.RunAsync(transaction, added, cancellationToken);

        var settled = _stored.Where(key => !_sides.ContainsKey(key)).Select(key => (key.Item1.Value, (long)key.Item2));
        await transaction.RunForKeysAsync(
            "DELETE FROM unsettled_sides WHERE (trade_id, role) IN", settled, cancellationToken);
    }

    private static UnsettledSide Read(DbDataReader row) => new(
        new TradeId(row.GetInt64(0)),
        (LiquidityRole)row.GetInt64(1),
        new AssetId((int)row.GetInt64(2)),
        new AssetUnits(row.GetInt64(3)),
        new AssetId((int)row.GetInt64(4)),
        new AssetUnits(row.GetInt64(5)));
}
