using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using MiniExchange.Application.Books;
using MiniExchange.Application.MarketData;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Integration.Tests.Api.Fakes;

/// <summary>Markets in which nothing happens but what a test says happened.</summary>
internal sealed class FixedMarket(params IEnumerable<TradingPair> pairs) : IMarketData
{
    private readonly FixedView[] _views = [.. pairs.Select(pair => new FixedView(pair))];

    public bool IsReady { get; set; } = true;

    public IReadOnlyList<IMarketView> Views => IsReady ? _views : [];

    public FixedView this[TradingPair pair] => _views.Single(view => view.Pair == pair);

    public IMarketView? Of(string symbol) => IsReady ? Array.Find(_views, view => view.Pair.Symbol == symbol) : null;

    public IDisposable Observe(IMarketObserver observer) => new Observation();

    // Nothing ever happens, so that there is nothing to tell or to stop telling.
    private sealed class Observation : IDisposable
    {
        public void Dispose()
        {
        }
    }
}

/// <summary>One pair of them; a window that begins when it should, and shows what it was given.</summary>
internal sealed class FixedView(TradingPair pair) : IMarketView
{
    public TradingPair Pair => pair;

    public TopOfBook Top { get; set; } = new(0, default, default);

    public PriceTicks LastPrice => Sum.Close;

    public Candle Sum { get; set; }

    public PriceTicks PreviousClose { get; set; }

    public QuantityLots LastQuantity { get; set; }

    public AveragePrice? AveragePrice { get; set; }

    public bool IsHalted { get; set; }

    /// <summary>The windows that were asked for, in minutes.</summary>
    public List<int> Windows { get; } = [];

    public DepthState Depth(int levels) => new(0, ImmutableArray<BookLevel>.Empty, [], LastPrice, IsHalted);

    public Candle? CandleAt(CandleInterval interval, int offsetMinutes, long atUnixMicros) => Sum;

    public RollingTicker Ticker(int windowMinutes, long atUnixMicros)
    {
        Windows.Add(windowMinutes);
        var open = (atUnixMicros / 60_000_000 - windowMinutes) * 60_000_000;
        return new RollingTicker(open, atUnixMicros, Sum, PreviousClose, LastQuantity);
    }

    public AveragePrice? Average(long atUnixMicros) => AveragePrice;
}
