using System;
using System.Collections.Generic;
using MiniExchange.Application.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.MarketData;

/// <summary>What everybody may see of the markets, made from the committed feed alone; never on the order path.</summary>
public interface IMarketData
{
    /// <summary>Whether it has caught up with the journal as it was when it was last opened.</summary>
    bool IsReady { get; }

    /// <summary>Every listed pair's view, in order of pair id.</summary>
    IReadOnlyList<IMarketView> Views { get; }

    /// <summary>A pair's view; null if it is not listed or not ready yet.</summary>
    IMarketView? Of(string symbol);

    /// <summary>Shows every change to an observer from now on, until the result is disposed.</summary>
    IDisposable Observe(IMarketObserver observer);
}

/// <summary>Is told of every change, in order per pair, by one thread; must not block and must not throw.</summary>
public interface IMarketObserver
{
    /// <summary>A pair changed; its view already shows the change.</summary>
    void Changed(IMarketView view, MarketChange change);

    /// <summary>A candle has ended and will never change; also one without trades, from the pair's first trade on.</summary>
    /// <remarks>Of the grid that <paramref name="offsetMinutes"/> shifts; only grids that somebody asked for by <see cref="IMarketView.CandleAt"/> are told.</remarks>
    void Closed(IMarketView view, CandleInterval interval, int offsetMinutes, in Candle candle);
}

/// <summary>One pair as everybody may see it. May be used by any thread; each answer is consistent in itself.</summary>
public interface IMarketView
{
    /// <summary>The pair, on the terms that its book trades on.</summary>
    TradingPair Pair { get; }

    /// <summary>The best prices.</summary>
    TopOfBook Top { get; }

    /// <summary>The last trade's price; none before the first.</summary>
    PriceTicks LastPrice { get; }

    /// <summary>The best levels of both sides.</summary>
    DepthState Depth(int levels);

    /// <summary>The candle that a time falls into, as far as it has come; null before the pair's first trade.</summary>
    /// <param name="interval">How long it is.</param>
    /// <param name="offsetMinutes">By how much its grid is ahead of UTC.</param>
    /// <param name="atUnixMicros">The time, now or a little before; microseconds since 1970-01-01 UTC.</param>
    Candle? CandleAt(CandleInterval interval, int offsetMinutes, long atUnixMicros);

    /// <summary>The trades of a stretch of time that ends now.</summary>
    /// <param name="windowMinutes">How long it is; 1440 for the 24 hour ticker, at most 10080.</param>
    /// <param name="atUnixMicros">Now.</param>
    RollingTicker Ticker(int windowMinutes, long atUnixMicros);

    /// <summary>The volume-weighted average price of the last minutes, as a price in quote units per whole base; null before the first trade.</summary>
    AveragePrice? Average(long atUnixMicros);
}

/// <summary>A stretch of time that ends now, summed up.</summary>
/// <param name="OpenAtUnixMicros">When it begins, microseconds since 1970-01-01 UTC.</param>
/// <param name="CloseAtUnixMicros">When it ends.</param>
/// <param name="Sum">Its trades; without any, the last price before it and no volume, or all zero before the first trade.</param>
/// <param name="PreviousClose">The last price before it; none if there was no trade before.</param>
/// <param name="LastQuantity">Lots of the last trade in it; zero without one.</param>
public sealed record RollingTicker(
    long OpenAtUnixMicros, long CloseAtUnixMicros, Candle Sum, PriceTicks PreviousClose, QuantityLots LastQuantity);

/// <summary>An average price.</summary>
/// <param name="Minutes">Of how many minutes.</param>
/// <param name="QuoteUnitsPerBase">Quote units per one whole base, rounded down.</param>
/// <param name="LastTradeAtUnixMicros">When the last trade was made, microseconds since 1970-01-01 UTC.</param>
public sealed record AveragePrice(int Minutes, AssetUnits QuoteUnitsPerBase, long LastTradeAtUnixMicros);
