using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors;
using MiniExchange.Application.Books;
using MiniExchange.Application.History;
using MiniExchange.Application.MarketData;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Benchmarks.Streams;

/// <summary>One pair whose best prices move and trade at a steady pace, without an exchange behind it.</summary>
/// <remarks>Update and trade ids are the monotonic clock's microseconds when they were published, so that whoever reads one knows its age.</remarks>
internal sealed class SyntheticMarket : IMarketData, IMarketView
{
    private const int Prices = 64;
    private const long FirstPrice = 4_000_000;

    private static readonly Asset Btc = new(new AssetId(1), "BTC", 8);
    private static readonly Asset Usdt = new(new AssetId(2), "USDT", 8);

    private volatile IMarketObserver? _observer;
    private long _changes;
    private long _lastStamp;

    public bool IsReady => true;

    public IReadOnlyList<IMarketView> Views => [this];

    public TradingPair Pair { get; } = new(
        new PairId(1), "BTCUSDT", Btc, Usdt,
        TickUnits: new AssetUnits(1_000_000), LotUnits: new AssetUnits(1_000),
        MinPrice: new PriceTicks(1), MaxPrice: new PriceTicks(100_000_000),
        MinQuantity: new QuantityLots(1), MaxQuantity: new QuantityLots(900_000_000),
        MinNotional: AssetUnits.Zero, MakerFeePpm: 0, TakerFeePpm: 0, MaxOpenOrders: 200);

    public TopOfBook Top { get; private set; } = new(0, default, default);

    public PriceTicks LastPrice { get; private set; }

    /// <summary>How many changes were made so far.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    /// <summary>The clock that ids are taken from: microseconds, the same in all processes of this machine.</summary>
    public static long NowMicros => (long)(Stopwatch.GetTimestamp() * (1_000_000.0 / Stopwatch.Frequency));

    public IMarketView? Of(string symbol) => symbol == Pair.Symbol ? this : null;

    public IDisposable Observe(IMarketObserver observer)
    {
        _observer = observer;
        return new Observing(this);
    }

    /// <summary>Makes changes at a steady pace until it is canceled.</summary>
    public async Task RunAsync(int changesPerSecond, CancellationToken stopping)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / changesPerSecond));
        try
        {
            while (await pace.WaitForNextTickAsync(stopping)) Move();
        }
        catch (OperationCanceledException)
        {
            // It has run for long enough.
        }
    }

    public DepthState Depth(int levels) => throw new NotSupportedException();

    public Candle? CandleAt(CandleInterval interval, int offsetMinutes, long atUnixMicros) => throw new NotSupportedException();

    public RollingTicker Ticker(int windowMinutes, long atUnixMicros) => throw new NotSupportedException();

    public AveragePrice? Average(long atUnixMicros) => throw new NotSupportedException();

    private void Move()
    {
        var count = Interlocked.Increment(ref _changes);
        _lastStamp = Math.Max(NowMicros, _lastStamp + 1);
        var (former, quantity) = (Top, new QuantityLots(1_000 + count % 1_000));
        var bid = new BookLevel(new PriceTicks(FirstPrice + count % Prices), quantity);
        var ask = new BookLevel(new PriceTicks(bid.Price.Value + 1), quantity);
        Top = new TopOfBook(_lastStamp, bid, ask);
        LastPrice = ask.Price;

        var now = TimeProvider.System.GetUnixMicros();
        var trade = new PublicTrade(new TradeId(_lastStamp), ask.Price, quantity, Pair.Notional(quantity, ask.Price), now, IsBuyerMaker: false);
        var depth = new DepthChange(
            former.UpdateId + 1,
            _lastStamp,
            former.UpdateId == 0 ? [bid] : [bid, former.Bid with { Quantity = QuantityLots.Zero }],
            former.UpdateId == 0 ? [ask] : [ask, former.Ask with { Quantity = QuantityLots.Zero }]);
        _observer?.Changed(this, new MarketChange(now, [trade], ImmutableArray<AggregateTrade>.Empty, depth, Top));
    }

    private sealed class Observing(SyntheticMarket market) : IDisposable
    {
        public void Dispose() => market._observer = null;
    }
}
