using System;
using System.Collections.Generic;
using System.Data.Common;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Application.History;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Units;

namespace MiniExchange.Storage.Relational.Projections;

/// <summary>The rows of <c>asset_totals</c>: where each asset's money is, summed over all accounts.</summary>
/// <remarks>
/// What came in, what accounts may use, what they hold frozen and what the house kept come from accounts' events; what is
/// in flight comes from books' events alone. Two authors that must agree to the unit: docs/adr/0008-read-side.md.
/// </remarks>
internal sealed class AssetTotals
{
    /// <summary>Columns as <see cref="Read"/> takes them; both databases give the digits as text.</summary>
    public const string Columns =
        """
        asset_id, CAST(credited AS TEXT), CAST(available AS TEXT), CAST(frozen AS TEXT), CAST(fees AS TEXT),
        CAST(in_flight AS TEXT)
        """;

    private static readonly InsertStatement<AssetReconciliation> Upsert = new(
        "asset_totals",
        """
        ON CONFLICT (asset_id) DO UPDATE SET
            credited = excluded.credited, available = excluded.available, frozen = excluded.frozen,
            fees = excluded.fees, in_flight = excluded.in_flight
        """,
        InsertColumn<AssetReconciliation>.Number("asset_id", row => row.Asset.Value),
        InsertColumn<AssetReconciliation>.Wide("credited", row => row.Credited),
        InsertColumn<AssetReconciliation>.Wide("available", row => row.Available),
        InsertColumn<AssetReconciliation>.Wide("frozen", row => row.Frozen),
        InsertColumn<AssetReconciliation>.Wide("fees", row => row.Fees),
        InsertColumn<AssetReconciliation>.Wide("in_flight", row => row.InFlight));

    private readonly Dictionary<AssetId, AssetReconciliation> _rows = [];
    private readonly Dictionary<AssetId, Sums> _moved = [];

    /// <summary>Loads all assets; there are few.</summary>
    public async Task LoadAsync(RowTransaction transaction, CancellationToken cancellationToken)
    {
        var rows = await transaction.ReadAsync(
            $"SELECT {Columns} FROM asset_totals", null, row => Read(row, 0), cancellationToken);
        foreach (var row in rows) _rows.Add(row.Asset, row);
    }

    public void Apply(AccountEvent happened)
    {
        switch (happened)
        {
            case Credited credited:
                Move(credited.Asset, credited: credited.Amount.Value, available: credited.Amount.Value);
                break;
            case HoldPlaced placed:
                Move(placed.Asset, available: -placed.Amount.Value, frozen: placed.Amount.Value);
                break;
            case HoldReleased released:
                Move(released.Asset, available: released.Amount.Value, frozen: -released.Amount.Value);
                break;
            case FillSettled settled:
                Move(settled.PaidAsset, frozen: -settled.Paid.Value);
                Move(
                    settled.ReceivedAsset,
                    available: (settled.Received - settled.Fee).Value,
                    fees: settled.Fee.Value);
                break;
        }
    }

    /// <summary>A book executed a side: its payer still has what it pays, its receiver not yet what it gets.</summary>
    public void Executed(UnsettledSide side)
    {
        Move(side.PaidAsset, inFlight: -side.Paid.Value);
        Move(side.ReceivedAsset, inFlight: side.Received.Value);
    }

    /// <summary>An account settled a side; what the book said of it is no longer under way.</summary>
    public void Settled(UnsettledSide side)
    {
        Move(side.PaidAsset, inFlight: side.Paid.Value);
        Move(side.ReceivedAsset, inFlight: -side.Received.Value);
    }

    public Task WriteAsync(RowTransaction transaction, CancellationToken cancellationToken) =>
        Upsert.RunAsync(transaction, [.. _moved.Select(moved => After(moved.Key, moved.Value))], cancellationToken);

    public static AssetReconciliation Read(DbDataReader row, int first) => new(
        new AssetId((int)row.GetInt64(first)),
        Wide(row, first + 1),
        Wide(row, first + 2),
        Wide(row, first + 3),
        Wide(row, first + 4),
        Wide(row, first + 5));

    private static Int128 Wide(DbDataReader row, int column) =>
        Int128.Parse(row.GetString(column), System.Globalization.CultureInfo.InvariantCulture);

    private AssetReconciliation After(AssetId asset, in Sums moved)
    {
        var before = _rows.GetValueOrDefault(asset) ?? new AssetReconciliation(asset, 0, 0, 0, 0, 0);
        return new AssetReconciliation(
            asset,
            checked(before.Credited + moved.Credited),
            checked(before.Available + moved.Available),
            checked(before.Frozen + moved.Frozen),
            checked(before.Fees + moved.Fees),
            checked(before.InFlight + moved.InFlight));
    }

    private void Move(
        AssetId asset,
        Int128 credited = default,
        Int128 available = default,
        Int128 frozen = default,
        Int128 fees = default,
        Int128 inFlight = default)
    {
        ref var sums = ref CollectionsMarshal.GetValueRefOrAddDefault(_moved, asset, out _);
        sums.Credited += credited;
        sums.Available += available;
        sums.Frozen += frozen;
        sums.Fees += fees;
        sums.InFlight += inFlight;
    }

    /// <summary>What a batch moves of one asset: sums of 64-bit amounts, which cannot leave 128 bits.</summary>
    private struct Sums
    {
        public Int128 Credited;
        public Int128 Available;
        public Int128 Frozen;
        public Int128 Fees;
        public Int128 InFlight;
    }
}
