using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Threading;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.Markets;

/// <summary>The catalog as a front end holds it: read by many threads, replaced whole.</summary>
public sealed class MarketDirectory
{
    private Listing _listing = new(MarketCatalog.Empty);

    /// <summary>Whether the markets are known, as they are once the exchange is open. Until then a pair's absence means nothing.</summary>
    public bool IsKnown => !Catalog.Pairs.IsEmpty;

    /// <summary>All assets and pairs; empty until they are known.</summary>
    public MarketCatalog Catalog => Volatile.Read(ref _listing).Catalog;

    /// <summary>The pair of a symbol such as <c>BTCUSDT</c>; null if it is not listed.</summary>
    public TradingPair? PairOf(string symbol) => Volatile.Read(ref _listing).Pairs.GetValueOrDefault(symbol);

    /// <summary>The pair of an id.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such pair.</exception>
    public TradingPair PairOf(PairId id) => Catalog.PairOf(id) ?? throw new ArgumentOutOfRangeException(nameof(id), id, "Not listed.");

    /// <summary>The asset of a ticker such as <c>BTC</c>; null if it is not listed.</summary>
    public Asset? AssetOf(string code) => Volatile.Read(ref _listing).Assets.GetValueOrDefault(code);

    /// <summary>The asset of an id.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such asset.</exception>
    public Asset AssetOf(AssetId id) => Catalog.AssetOf(id) ?? throw new ArgumentOutOfRangeException(nameof(id), id, "Not listed.");

    /// <summary>Shows another catalog from now on.</summary>
    public void Replace(MarketCatalog catalog) => Volatile.Write(ref _listing, new Listing(catalog));

    private sealed class Listing(MarketCatalog catalog)
    {
        public MarketCatalog Catalog { get; } = catalog;

        public FrozenDictionary<string, TradingPair> Pairs { get; } =
            catalog.Pairs.ToFrozenDictionary(pair => pair.Symbol, StringComparer.Ordinal);

        public FrozenDictionary<string, Asset> Assets { get; } =
            catalog.Assets.ToFrozenDictionary(asset => asset.Code, StringComparer.Ordinal);
    }
}
