using System;
using System.Collections.Generic;
using MiniExchange.Domain.Units;

namespace MiniExchange.Simulation.Tests.Audit;

/// <summary>All money of the exchange, per asset, summed up as the journal goes on.</summary>
internal sealed class Ledger
{
    private const string Check = "money";

    private readonly Dictionary<AssetId, Int128> _credited = [];
    private readonly Dictionary<AssetId, Int128> _inAccounts = [];
    private readonly Dictionary<AssetId, Int128> _fees = [];

    public void Credit(AssetId asset, Int128 amount) => Add(_credited, asset, amount);

    public void Fee(AssetId asset, Int128 amount) => Add(_fees, asset, amount);

    /// <summary>An account's available and frozen together changed.</summary>
    public void Move(AssetId asset, Int128 amount) => Add(_inAccounts, asset, amount);

    /// <summary>After any record: what came in is in accounts, in fees or in flight.</summary>
    public void RequireBalanced(TradesInFlight inFlight, JournalTurn after)
    {
        foreach (var (asset, credited) in _credited)
        {
            var there = _inAccounts.GetValueOrDefault(asset) + _fees.GetValueOrDefault(asset) + inFlight.Amounts.GetValueOrDefault(asset);
            AuditException.Require(Check, there == credited, $"After {after} there is {there} of asset {asset.Value}, and {credited} came in.");
        }
    }

    private static void Add(Dictionary<AssetId, Int128> sums, AssetId asset, Int128 amount) =>
        sums[asset] = sums.GetValueOrDefault(asset) + amount;
}
