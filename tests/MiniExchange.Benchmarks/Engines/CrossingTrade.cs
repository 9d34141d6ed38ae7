using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Application;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.Markets;
using MiniExchange.Application.Orders;
using MiniExchange.Application.Transfers;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Benchmarks.Engines;

/// <summary>Accounts that sell to each other and buy from each other: of two orders one rests for a moment and one takes it.</summary>
internal sealed class CrossingTrade
{
    private const int DepositsAtOnce = 1_000;
    private const int MaxOpenOrders = 1_000;
    private const long Ticks = 10_000;
    private const long FarTicks = 20_000;

    private readonly ExchangeClient _client;
    private readonly EngineLoad _load;
    private readonly TradingPair[] _pairs;

    private CrossingTrade(ExchangeClient client, EngineLoad load, TradingPair[] pairs)
    {
        _client = client;
        _load = load;
        _pairs = pairs;
    }

    /// <summary>Lists the pairs, gives every account money, and fills the books.</summary>
    public static async Task<CrossingTrade> PrepareAsync(ExchangeClient client, EngineLoad load, Action<string> progress)
    {
        var markets = Enumerable.Range(0, load.Pairs).Select(static n => new MarketDefinition(
            $"B{n}USDT", $"B{n}", "USDT", "0.01", "0.001", "0.01", "1000000", "0.001", "9000", "0", 1_000, 2_000, MaxOpenOrders)
        {
            Limits = new MarketLimits(),
        });
        Done(await client.ListMarketsAsync(new ListMarkets([.. markets]), CancellationToken.None));
        var trade = await GoOnAsync(client, load);
        await InParallelAsync(load.Accounts, "accounts have money", trade.FundAsync, progress);
        await InParallelAsync(load.Resting * load.Pairs, "orders rest", trade.RestAsync, progress);
        return trade;
    }

    /// <summary>Goes on with what was prepared before.</summary>
    public static async Task<CrossingTrade> GoOnAsync(ExchangeClient client, EngineLoad load)
    {
        var catalog = Done(await client.ListMarketsAsync(new ListMarkets([]), CancellationToken.None)).Catalog;
        return new CrossingTrade(client, load, [.. Enumerable.Range(0, load.Pairs).Select(n => catalog.Pairs.Single(pair => pair.Symbol == $"B{n}USDT"))]);
    }

    /// <summary>Places one order that rests.</summary>
    public Task PlaceOneAsync() => RestAsync(0);

    /// <summary>One of the flows that trade at a time: an order after the other, each once the one before it is answered.</summary>
    /// <param name="seed">Which accounts it takes.</param>
    /// <param name="placed">Told of each order when it was answered: how long that took, in ticks of the stopwatch.</param>
    /// <param name="cancellationToken">Ends the flow.</param>
    public async Task TradeAsync(int seed, Action<long> placed, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        for (var n = 0; !cancellationToken.IsCancellationRequested; n++)
        {
            var account = random.Next(_load.Accounts);
            var startedAt = Stopwatch.GetTimestamp();
            await PlaceAsync(account, n % 2 == 0 ? Side.Sell : Side.Buy, Ticks);
            placed(Stopwatch.GetTimestamp() - startedAt);
        }
    }

    private async Task FundAsync(int account)
    {
        var pair = PairOf(account);
        foreach (var asset in (AssetId[])[pair.Base.Id, pair.Quote.Id])
        {
            Done(await _client.DepositAsync(
                new Deposit(new AccountId(account + 1), asset, new AssetUnits(1_000_000_000_000_000), $"benchmark-{asset.Value}"), CancellationToken.None));
        }
    }

    private Task RestAsync(int order) => PlaceAsync(order % _load.Accounts, Side.Sell, FarTicks + order % 1_000);

    private async Task PlaceAsync(int account, Side side, long ticks)
    {
        var pair = PairOf(account);
        var id = Guid.NewGuid();
        var terms = new OrderTerms(
            pair.Id, pair.Base.Id, pair.Quote.Id, side, OrderType.Limit, TimeInForce.Gtc, new PriceTicks(ticks), new QuantityLots(10), AssetUnits.Zero,
            SelfTradePrevention.None, id.ToString("N"), id);
        Done(await _client.PlaceAsync(new AccountId(account + 1), new PlaceOrder(pair, terms), long.MaxValue, CancellationToken.None));
    }

    private TradingPair PairOf(int account) => _pairs[account % _pairs.Length];

    private static async Task InParallelAsync(int count, string what, Func<int, Task> act, Action<string> progress)
    {
        var (next, done) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, Math.Min(DepositsAtOnce, count)).Select(async _ =>
        {
            for (int n; (n = Interlocked.Increment(ref next) - 1) < count;)
            {
                await act(n);
                var now = Interlocked.Increment(ref done);
                if (now % 10_000 == 0 || now == count) progress($"{now:N0} of {count:N0} {what}.");
            }
        }));
    }

    private static T Done<T>(Outcome<T> outcome) => outcome is Completed<T>(var value, _)
        ? value
        : throw new InvalidOperationException($"The exchange did not do what it was asked: {outcome}.");
}
