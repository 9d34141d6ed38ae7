using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Settlement;

/// <summary>Sums up what trades moved since the last batch, and checks each. A trade counts once both of its sides were seen; until then nothing of it does.</summary>
/// <remarks>
/// Holds sums and sides without the other, not trades. Of those sides it keeps the newest <c>maxAlone</c>; one whose
/// other side never comes is dropped in the end. Used by one thread.
/// </remarks>
public sealed class TradeNetting
{
    private readonly int _maxAlone;
    private readonly Dictionary<AssetId, AssetNet> _assets = [];
    private readonly Dictionary<TradeId, LinkedListNode<TradeLeg>> _alone = [];
    private readonly LinkedList<TradeLeg> _byAge = [];

    /// <summary>Nothing moved yet, and these sides seen before, oldest first.</summary>
    public TradeNetting(IEnumerable<TradeLeg> carried, int maxAlone)
    {
        _maxAlone = maxAlone;
        foreach (var leg in carried) Keep(leg);
    }

    /// <summary>Trades of which both sides were seen.</summary>
    public long Trades { get; private set; }

    /// <summary>Those of them in which one side did not get what the other paid.</summary>
    public long WrongTrades { get; private set; }

    /// <summary>The first of those; null if there is none.</summary>
    public TradeId? FirstWrong { get; private set; }

    /// <summary>What they moved, in order of id.</summary>
    public ImmutableArray<AssetNet> Assets => [.. _assets.Values.OrderBy(asset => asset.Asset.Value)];

    /// <summary>Sides whose other side was not seen, oldest first.</summary>
    public ImmutableArray<TradeLeg> Alone => [.. _byAge];

    /// <summary>How many those are.</summary>
    public int AloneCount => _alone.Count;

    /// <summary>The trade whose side has been alone for longest; null if there is none.</summary>
    public TradeId? Oldest => _byAge.First?.Value.TradeId;

    /// <summary>Sides that were dropped because there were too many; their trades are in no batch.</summary>
    public long Dropped { get; private set; }

    /// <summary>The first of those; null if there is none.</summary>
    public TradeId? FirstDropped { get; private set; }

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
            Keep(leg);
            return;
        }

        Invariant.Require(other.Value.Role != leg.Role);
        Forget(other);
        Trades++;
        if (!Gets(leg, other.Value) || !Gets(other.Value, leg))
        {
            WrongTrades++;
            FirstWrong ??= leg.TradeId;
        }

        Count(other.Value);
        Count(leg);
    }

    /// <summary>Whether one side got, with its fee, just what the other paid.</summary>
    private static bool Gets(TradeLeg one, TradeLeg other) =>
        one.ReceivedAsset == other.PaidAsset
        && one.Received == other.Paid
        && one.Received >= AssetUnits.Zero
        && one.Fee >= AssetUnits.Zero
        && one.Fee <= one.Received;

    private void Keep(TradeLeg leg)
    {
        _alone.Add(leg.TradeId, _byAge.AddLast(leg));
        if (_alone.Count <= _maxAlone) return;

        var oldest = _byAge.First!;
        FirstDropped ??= oldest.Value.TradeId;
        Dropped++;
        Forget(oldest);
    }

    private void Forget(LinkedListNode<TradeLeg> leg)
    {
        _byAge.Remove(leg);
        _alone.Remove(leg.Value.TradeId);
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
