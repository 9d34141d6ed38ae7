using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Settlement;

/// <summary>Sums up what trades moved since the last batch. A trade counts once both of its sides were seen; until then nothing of it does.</summary>
/// <remarks>Holds sums and sides without the other, not trades. Used by one thread.</remarks>
public sealed class TradeNetting
{
    private readonly Dictionary<AssetId, AssetNet> _assets = [];
    private readonly Dictionary<TradeId, TradeLeg> _alone;

    /// <summary>Nothing moved yet, and these sides seen before.</summary>
    public TradeNetting(IEnumerable<TradeLeg> carried) => _alone = carried.ToDictionary(leg => leg.TradeId);

    /// <summary>Trades of which both sides were seen.</summary>
    public long Trades { get; private set; }

    /// <summary>What they moved, in order of id.</summary>
    public ImmutableArray<AssetNet> Assets => [.. _assets.Values.OrderBy(asset => asset.Asset.Value)];

    /// <summary>Sides whose other side was not seen, in order of trade.</summary>
    public ImmutableArray<TradeLeg> Alone => [.. _alone.Values.OrderBy(leg => leg.TradeId.Value)];

    /// <summary>How many those are.</summary>
    public int AloneCount => _alone.Count;

    /// <summary>An account settled its side of a trade.</summary>
    /// <exception cref="InvariantBrokenException">The same side came twice.</exception>
    public void See(FillSettled settled)
    {
        var leg = new TradeLeg(
            settled.Fill.TradeId,
            settled.Fill.Role,
            settled.PaidAsset,
            settled.Paid,
            settled.ReceivedAsset,
            settled.Received,
            settled.Fee);
        if (!_alone.TryGetValue(leg.TradeId, out var other))
        {
            _alone.Add(leg.TradeId, leg);
            return;
        }

        Invariant.Require(other.Role != leg.Role);
        _alone.Remove(leg.TradeId);
        Trades++;
        Count(other);
        Count(leg);
    }

    private void Count(TradeLeg leg)
    {
        Add(leg.PaidAsset, credit: 0, debit: leg.Paid.Value, fee: 0);
        Add(leg.ReceivedAsset, credit: (Int128)leg.Received.Value - leg.Fee.Value, debit: 0, fee: leg.Fee.Value);
    }

    private void Add(AssetId id, Int128 credit, Int128 debit, Int128 fee)
    {
        var before = _assets.GetValueOrDefault(id) ?? new AssetNet(id, 0, 0, 0);
        _assets[id] = new AssetNet(id, before.Credits + credit, before.Debits - debit, before.Fees + fee);
    }
}
