using System.Collections.Generic;
using System.Linq;
using MiniExchange.Domain.Markets;

namespace MiniExchange.Host.Composition;

/// <summary>One pair to list; configuration section <c>Markets</c>, an array. Pairs are only ever added: ids are given once, in order.</summary>
public sealed class MarketOptions
{
    /// <summary>Where the configuration holds these.</summary>
    public const string Section = "Markets";

    /// <summary>What is listed when the configuration names no market.</summary>
    public static IReadOnlyList<MarketOptions> Default { get; } =
    [
        new() { Base = "BTC", Quote = "USDT", TickSize = "0.01", LotSize = "0.00001", MaxPrice = "1000000", MinQuantity = "0.00001", MaxQuantity = "9000", MinNotional = "5", Limits = new() { MaxNotional = "9000000" } },
        new() { Base = "ETH", Quote = "USDT", TickSize = "0.01", LotSize = "0.0001", MaxPrice = "1000000", MinQuantity = "0.0001", MaxQuantity = "9000", MinNotional = "5", Limits = new() { MaxNotional = "9000000" } },
        new() { Base = "ETH", Quote = "BTC", TickSize = "0.00001", LotSize = "0.001", MaxPrice = "1000", MinQuantity = "0.001", MaxQuantity = "9000", MinNotional = "0.0001", Limits = new() { MaxNotional = "9000" } },
    ];

    /// <summary>Ticker of the base asset.</summary>
    public string Base { get; set; } = string.Empty;

    /// <summary>Ticker of the quote asset.</summary>
    public string Quote { get; set; } = string.Empty;

    /// <summary>Price step.</summary>
    public string TickSize { get; set; } = "0.01";

    /// <summary>Quantity step.</summary>
    public string LotSize { get; set; } = "0.0001";

    /// <summary>Lowest limit price; one tick if absent.</summary>
    public string? MinPrice { get; set; }

    /// <summary>Highest limit price.</summary>
    public string MaxPrice { get; set; } = "1000000";

    /// <summary>Smallest order; one lot if absent.</summary>
    public string? MinQuantity { get; set; }

    /// <summary>Largest order.</summary>
    public string MaxQuantity { get; set; } = "9000";

    /// <summary>Smallest price times quantity.</summary>
    public string MinNotional { get; set; } = "0";

    /// <summary>Maker's fee in millionths of what is received; 1000 is 0.1 %.</summary>
    public int MakerFeePpm { get; set; } = 1_000;

    /// <summary>Taker's fee in millionths of what is received.</summary>
    public int TakerFeePpm { get; set; } = 1_000;

    /// <summary>Open orders of one account on this pair.</summary>
    public int MaxOpenOrders { get; set; } = 200;

    /// <summary>What the pair allows beyond these ranges: the filters of its orders. A pair that is already listed keeps those it has.</summary>
    public MarketLimits Limits { get; set; } = new();

    /// <summary>The pair as the catalog takes it.</summary>
    public MarketDefinition ToDefinition() => new(
        Base + Quote,
        Base,
        Quote,
        TickSize,
        LotSize,
        MinPrice ?? TickSize,
        MaxPrice,
        MinQuantity ?? LotSize,
        MaxQuantity,
        MinNotional,
        MakerFeePpm,
        TakerFeePpm,
        MaxOpenOrders)
    {
        Limits = Limits with
        {
            MinMarketQuantity = Limits.MinMarketQuantity ?? MinQuantity ?? LotSize,
            MaxMarketQuantity = Limits.MaxMarketQuantity ?? MaxQuantity,
        },
    };

    /// <summary>What is wrong with the markets, one sentence each.</summary>
    public static IReadOnlyList<string> Problems(IReadOnlyList<MarketOptions> markets)
    {
        var definitions = markets.Select(market => market.ToDefinition()).ToArray();
        var problems = definitions.Select(CatalogDecider.Problem).OfType<string>();
        var repeated = definitions.GroupBy(definition => definition.Symbol)
            .Where(group => group.Count() > 1)
            .Select(group => $"{group.Key}: is configured {group.Count()} times.");
        return [.. problems, .. repeated];
    }
}
