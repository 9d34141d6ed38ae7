using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;
using Wire = MiniExchange.Storage.Schemas.Wire;

namespace MiniExchange.Storage.Messaging;

/// <summary>What an operator allows, accounts and pairs, as it travels with requests.</summary>
internal static class LimitShapes
{
    /// <summary>Null for no limits.</summary>
    public static Wire.AccountLimits? Write(AccountLimits limits) => limits == AccountLimits.None
        ? null
        : new()
        {
            MaxOrders = limits.MaxOrders,
            MaxStopOrders = limits.MaxStopOrders,
            MaxIcebergOrders = limits.MaxIcebergOrders,
            MaxOrderLists = limits.MaxOrderLists,

            // Sorted, so that equal limits travel as equal bytes.
            MaxPerOrder =
            {
                limits.MaxPerOrder.OrderBy(entry => entry.Key.Value).Select(entry => new Wire.AssetLimit
                {
                    Asset = entry.Key.Value,
                    Amount = entry.Value.Value,
                }),
            },
        };

    public static AccountLimits Read(Wire.AccountLimits? sent) => sent is null
        ? AccountLimits.None
        : new()
        {
            MaxOrders = sent.MaxOrders,
            MaxStopOrders = sent.MaxStopOrders,
            MaxIcebergOrders = sent.MaxIcebergOrders,
            MaxOrderLists = sent.MaxOrderLists,
            MaxPerOrder = ImmutableDictionary<AssetId, AssetUnits>.Empty.SetItems(sent.MaxPerOrder.Select(
                limit => KeyValuePair.Create(new AssetId(limit.Asset), new AssetUnits(limit.Amount)))),
        };

    public static Wire.MarketDefinition Write(MarketDefinition definition) => new()
    {
        Symbol = definition.Symbol,
        BaseCode = definition.BaseCode,
        QuoteCode = definition.QuoteCode,
        TickSize = definition.TickSize,
        LotSize = definition.LotSize,
        MinPrice = definition.MinPrice,
        MaxPrice = definition.MaxPrice,
        MinQuantity = definition.MinQuantity,
        MaxQuantity = definition.MaxQuantity,
        MinNotional = definition.MinNotional,
        MakerFeePpm = definition.MakerFeePpm,
        TakerFeePpm = definition.TakerFeePpm,
        MaxOpenOrders = definition.MaxOpenOrders,
        Limits = Write(definition.Limits),
    };

    public static MarketDefinition Read(Wire.MarketDefinition sent) => new(
        sent.Symbol,
        sent.BaseCode,
        sent.QuoteCode,
        sent.TickSize,
        sent.LotSize,
        sent.MinPrice,
        sent.MaxPrice,
        sent.MinQuantity,
        sent.MaxQuantity,
        sent.MinNotional,
        sent.MakerFeePpm,
        sent.TakerFeePpm,
        sent.MaxOpenOrders)
    {
        Limits = sent.Limits is { } limits ? Read(limits) : MarketLimits.None,
    };

    private static Wire.MarketLimits Write(MarketLimits limits) => new()
    {
        MinMarketQuantity = limits.MinMarketQuantity,
        MaxMarketQuantity = limits.MaxMarketQuantity,
        MaxNotional = limits.MaxNotional,
        MultiplierUp = limits.MultiplierUp,
        MultiplierDown = limits.MultiplierDown,
        BidMultiplierUp = limits.BidMultiplierUp,
        BidMultiplierDown = limits.BidMultiplierDown,
        AskMultiplierUp = limits.AskMultiplierUp,
        AskMultiplierDown = limits.AskMultiplierDown,
        MaxIcebergParts = limits.MaxIcebergParts,
        MaxStopOrders = limits.MaxStopOrders,
        MaxIcebergOrders = limits.MaxIcebergOrders,
        MaxOrderLists = limits.MaxOrderLists,
        MaxAmendments = limits.MaxAmendments,
        MaxPosition = limits.MaxPosition,
        MinTrailingAboveBips = limits.MinTrailingAboveBips,
        MaxTrailingAboveBips = limits.MaxTrailingAboveBips,
        MinTrailingBelowBips = limits.MinTrailingBelowBips,
        MaxTrailingBelowBips = limits.MaxTrailingBelowBips,
        StopProtectionPpm = limits.StopProtectionPpm,
    };

    private static MarketLimits Read(Wire.MarketLimits sent) => new()
    {
        MinMarketQuantity = sent.MinMarketQuantity,
        MaxMarketQuantity = sent.MaxMarketQuantity,
        MaxNotional = sent.MaxNotional,
        MultiplierUp = sent.MultiplierUp,
        MultiplierDown = sent.MultiplierDown,
        BidMultiplierUp = sent.BidMultiplierUp,
        BidMultiplierDown = sent.BidMultiplierDown,
        AskMultiplierUp = sent.AskMultiplierUp,
        AskMultiplierDown = sent.AskMultiplierDown,
        MaxIcebergParts = sent.MaxIcebergParts,
        MaxStopOrders = sent.MaxStopOrders,
        MaxIcebergOrders = sent.MaxIcebergOrders,
        MaxOrderLists = sent.MaxOrderLists,
        MaxAmendments = sent.MaxAmendments,
        MaxPosition = sent.MaxPosition,
        MinTrailingAboveBips = sent.MinTrailingAboveBips,
        MaxTrailingAboveBips = sent.MaxTrailingAboveBips,
        MinTrailingBelowBips = sent.MinTrailingBelowBips,
        MaxTrailingBelowBips = sent.MaxTrailingBelowBips,
        StopProtectionPpm = sent.StopProtectionPpm,
    };
}
