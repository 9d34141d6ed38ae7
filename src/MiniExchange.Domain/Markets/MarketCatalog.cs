using System.Collections.Immutable;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Markets;

/// <summary>The assets and pairs that the exchange lists. Ids are given once, in the order of listing, and never reused.</summary>
/// <param name="Assets">In order of id, from 1 without gaps.</param>
/// <param name="Pairs">In order of id, from 1 without gaps.</param>
public sealed record MarketCatalog(ImmutableArray<Asset> Assets, ImmutableArray<TradingPair> Pairs)
{
    /// <summary>Nothing listed.</summary>
    public static readonly MarketCatalog Empty = new([], []);

    /// <summary>The asset of an id; null if there is none.</summary>
    public Asset? AssetOf(AssetId id) => id.Value >= 1 && id.Value <= Assets.Length ? Assets[id.Value - 1] : null;

    /// <summary>The pair of an id; null if there is none.</summary>
    public TradingPair? PairOf(PairId id) => id.Value >= 1 && id.Value <= Pairs.Length ? Pairs[id.Value - 1] : null;
}

/// <summary>Something that happened to the catalog.</summary>
public abstract record CatalogEvent;

/// <summary>An asset was listed, under the next id.</summary>
/// <param name="Asset">The asset.</param>
public sealed record AssetListed(Asset Asset) : CatalogEvent;

/// <summary>A pair was listed, under the next id.</summary>
/// <param name="Pair">The pair.</param>
public sealed record PairListed(TradingPair Pair) : CatalogEvent;
