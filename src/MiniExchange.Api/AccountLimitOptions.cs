using System;
using System.Collections.Generic;
using System.ComponentModel.DataAnnotations;
using System.Linq;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api;

/// <summary>What one account may have open on all pairs together, and move with one order. Zero means no limit.</summary>
public sealed class AccountLimitOptions
{
    /// <summary>Open orders.</summary>
    [Range(0, int.MaxValue)]
    public int MaxOrders { get; set; } = 1_000;

    /// <summary>Open stop orders.</summary>
    [Range(0, int.MaxValue)]
    public int MaxStopOrders { get; set; } = 200;

    /// <summary>Open iceberg orders.</summary>
    [Range(0, int.MaxValue)]
    public int MaxIcebergOrders { get; set; } = 100;

    /// <summary>Open order lists.</summary>
    [Range(0, int.MaxValue)]
    public int MaxOrderLists { get; set; } = 100;

    /// <summary>The most of an asset that one order may move, a decimal by the asset's ticker; none unless given.</summary>
    [DecimalAmounts]
    public Dictionary<string, string> MaxPerOrder { get; } = [];
}

[AttributeUsage(AttributeTargets.Property)]
internal sealed class DecimalAmountsAttribute() : ValidationAttribute("{0} must be plain decimals above zero with at most 8 decimals, by ticker.")
{
    public override bool IsValid(object? value) =>
        value is IReadOnlyDictionary<string, string> amounts
        && amounts.Values.All(static text => DecimalText.Read(text, Asset.MaxScale, out var units) == DecimalReading.Exact && units > 0);
}
