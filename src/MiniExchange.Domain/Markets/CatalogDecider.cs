using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Linq;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Markets;

/// <summary>The rules of the catalog: it only ever adds, and gives each asset and pair the next id.</summary>
public static class CatalogDecider
{
    /// <summary>Lists what is not listed yet, in the order given; an asset the first time a pair names it.</summary>
    /// <param name="catalog">What is listed.</param>
    /// <param name="definitions">Valid ones: <see cref="Problem"/> is null for each.</param>
    /// <param name="ignored">Symbols that are listed with other terms than their definition says.</param>
    /// <exception cref="InvariantBrokenException">A definition is not valid.</exception>
    public static IReadOnlyList<CatalogEvent> List(
        MarketCatalog catalog, IEnumerable<MarketDefinition> definitions, out ImmutableArray<string> ignored)
    {
        var events = new List<CatalogEvent>();
        var differing = ImmutableArray.CreateBuilder<string>();
        foreach (var definition in definitions)
        {
            var baseAsset = AssetOf(definition.BaseCode);
            var quoteAsset = AssetOf(definition.QuoteCode);
            var listed = catalog.Pairs.FirstOrDefault(pair => pair.Symbol == definition.Symbol);
            var id = listed?.Id ?? new PairId(catalog.Pairs.Length + 1);
            var problem = TryResolve(definition, id, baseAsset, quoteAsset, out var pair);
            Invariant.Require(problem is null && pair is not null);
            if (listed is null) Happen(new PairListed(pair));
            else if (listed != pair) differing.Add(definition.Symbol);
        }

        ignored = differing.ToImmutable();
        return events;

        Asset AssetOf(string code)
        {
            if (catalog.Assets.FirstOrDefault(asset => asset.Code == code) is { } known) return known;

            var added = new Asset(new AssetId(catalog.Assets.Length + 1), code, Asset.MaxScale);
            Happen(new AssetListed(added));
            return added;
        }

        void Happen(CatalogEvent happened)
        {
            events.Add(happened);
            catalog = Evolve(catalog, happened);
        }
    }

    /// <summary>The catalog after an event; never refuses.</summary>
    public static MarketCatalog Evolve(MarketCatalog catalog, CatalogEvent happened)
    {
        switch (happened)
        {
            case AssetListed listed:
                Invariant.Require(listed.Asset.Id.Value == catalog.Assets.Length + 1);
                return catalog with { Assets = catalog.Assets.Add(listed.Asset) };
            case PairListed listed:
                Invariant.Require(listed.Pair.Id.Value == catalog.Pairs.Length + 1);
                return catalog with { Pairs = catalog.Pairs.Add(listed.Pair) };
            default:
                throw new UnreachableException($"No rule for {happened.GetType().Name}.");
        }
    }

    /// <summary>What makes a definition invalid, as a sentence for its operator; null when it is valid.</summary>
    public static string? Problem(MarketDefinition definition) => TryResolve(
        definition,
        new PairId(1),
        new Asset(new AssetId(1), definition.BaseCode, Asset.MaxScale),
        new Asset(new AssetId(2), definition.QuoteCode, Asset.MaxScale),
        out _);

    private static string? TryResolve(
        MarketDefinition definition, PairId id, Asset baseAsset, Asset quoteAsset, out TradingPair? pair)
    {
        pair = null;
        if (!IsCode(definition.BaseCode) || !IsCode(definition.QuoteCode))
        {
            return $"{definition.Symbol}: asset codes are 1 to 10 upper-case letters and digits.";
        }

        if (definition.Symbol != definition.BaseCode + definition.QuoteCode)
        {
            return $"{definition.Symbol}: the symbol must be base and quote joined, {definition.BaseCode}{definition.QuoteCode}.";
        }

        if (definition.BaseCode == definition.QuoteCode) return $"{definition.Symbol}: base and quote must differ.";

        if (!TryRead(definition.TickSize, quoteAsset, out var tick)) return Unreadable("TickSize", definition.TickSize, quoteAsset);
        if (!TryRead(definition.LotSize, baseAsset, out var lot)) return Unreadable("LotSize", definition.LotSize, baseAsset);
        if (tick <= AssetUnits.Zero || lot <= AssetUnits.Zero) return $"{definition.Symbol}: tick and lot must be greater than zero.";
        if (!TryCount(definition.MinPrice, quoteAsset, tick, out var minPrice)) return OffGrid("MinPrice", definition.MinPrice, "TickSize");
        if (!TryCount(definition.MaxPrice, quoteAsset, tick, out var maxPrice)) return OffGrid("MaxPrice", definition.MaxPrice, "TickSize");
        if (!TryCount(definition.MinQuantity, baseAsset, lot, out var minLots)) return OffGrid("MinQuantity", definition.MinQuantity, "LotSize");
        if (!TryCount(definition.MaxQuantity, baseAsset, lot, out var maxLots)) return OffGrid("MaxQuantity", definition.MaxQuantity, "LotSize");
        if (!TryRead(definition.MinNotional, quoteAsset, out var minNotional)) return Unreadable("MinNotional", definition.MinNotional, quoteAsset);

        var limits = new MarketLimitsReader(definition.Symbol, baseAsset, quoteAsset, lot);
        pair = new TradingPair(
            id,
            definition.Symbol,
            baseAsset,
            quoteAsset,
            tick,
            lot,
            new PriceTicks(minPrice),
            new PriceTicks(maxPrice),
            new QuantityLots(minLots),
            new QuantityLots(maxLots),
            minNotional,
            definition.MakerFeePpm,
            definition.TakerFeePpm,
            definition.MaxOpenOrders) { Limits = limits.Read(definition.Limits) };
        return limits.Problem ?? pair.Problem();

        string Unreadable(string name, string text, Asset asset) =>
            $"{definition.Symbol}: {name} \"{text}\" is not a decimal with at most {asset.Scale} decimals.";

        string OffGrid(string name, string text, string step) =>
            $"{definition.Symbol}: {name} \"{text}\" is not a whole number of {step} steps.";
    }

    private static bool IsCode(string code) =>
        code.Length is >= 1 and <= 10 && code.All(character => char.IsAsciiLetterUpper(character) || char.IsAsciiDigit(character));

    private static bool TryRead(string text, Asset asset, out AssetUnits units)
    {
        var reading = DecimalText.Read(text, asset.Scale, out var value);
        units = new AssetUnits(value);
        return reading == DecimalReading.Exact;
    }

    private static bool TryCount(string text, Asset asset, AssetUnits step, out long count)
    {
        var isRead = TryRead(text, asset, out var units);
        count = units.Value / step.Value;
        return isRead && units.Value % step.Value == 0;
    }
}
