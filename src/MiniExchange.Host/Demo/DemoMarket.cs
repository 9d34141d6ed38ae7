using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Host.Demo;

/// <summary>One market kept moving: a maker that quotes around a wandering price, and a taker that trades against it.</summary>
/// <remarks>Slow enough for the default order limits: eight orders of the maker every four seconds, one of the taker each second.</remarks>
internal sealed class DemoMarket(TradingPair pair, SignedClient maker, SignedClient taker, TimeProvider time)
{
    private const int QuotesPerSide = 4;
    private const int SecondsPerQuote = 4;

    private readonly Random _random = new();
    private long _middleTicks = StartingPrice(pair);

    /// <summary>Trades until canceled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        var second = 0;
        try
        {
            do
            {
                if (second++ % SecondsPerQuote == 0) await QuoteAsync(cancellationToken);
                await TakeAsync(cancellationToken);
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The exchange is stopping.
        }
    }

    private async Task QuoteAsync(CancellationToken cancellationToken)
    {
        await maker.SendAsync(HttpMethod.Delete, "/api/v3/openOrders", $"symbol={pair.Symbol}", cancellationToken);

        // About a tenth of a percent from one quote to the next, and as much between the quotes.
        var step = long.Max(1, _middleTicks / 1_000);
        _middleTicks = long.Clamp(_middleTicks + _random.NextInt64(-step, step + 1), pair.MinPrice.Value + (10 * step), pair.MaxPrice.Value / 2);
        for (var level = 1; level <= QuotesPerSide; level++)
        {
            await QuoteAsync("BUY", _middleTicks - (level * step), cancellationToken);
            await QuoteAsync("SELL", _middleTicks + (level * step), cancellationToken);
        }
    }

    private async Task QuoteAsync(string side, long ticks, CancellationToken cancellationToken)
    {
        var price = new PriceTicks(long.Max(ticks, pair.MinPrice.Value));
        var quantity = QuantityAt(price, timesMinNotional: _random.Next(10, 50));
        await maker.SendAsync(
            HttpMethod.Post,
            "/api/v3/order",
            $"symbol={pair.Symbol}&side={side}&type=LIMIT&timeInForce=GTC&price={pair.Format(price)}&quantity={pair.Format(quantity)}",
            cancellationToken);
    }

    private async Task TakeAsync(CancellationToken cancellationToken)
    {
        var quantity = QuantityAt(new PriceTicks(_middleTicks), timesMinNotional: _random.Next(2, 20));
        var side = _random.Next(2) == 0 ? "BUY" : "SELL";
        await taker.SendAsync(
            HttpMethod.Post,
            "/api/v3/order",
            $"symbol={pair.Symbol}&side={side}&type=MARKET&quantity={pair.Format(quantity)}",
            cancellationToken);
    }

    private QuantityLots QuantityAt(PriceTicks price, int timesMinNotional)
    {
        var budget = new AssetUnits(checked(long.Max(1, pair.MinNotional.Value) * timesMinNotional));
        var lots = long.Max(pair.LotsFor(budget, price).Value, pair.MinQuantity.Value);
        return new QuantityLots(long.Min(lots, pair.MaxQuantity.Value));
    }

    private static long StartingPrice(TradingPair pair)
    {
        var price = pair.Symbol switch
        {
            "BTCUSDT" => "60000",
            "ETHUSDT" => "3000",
            "ETHBTC" => "0.05",
            _ => string.Empty,
        };
        return pair.ReadPrice(price, out var ticks) == GridReading.Exact
            ? ticks.Value
            : long.Clamp(10_000, pair.MinPrice.Value, pair.MaxPrice.Value);
    }
}
