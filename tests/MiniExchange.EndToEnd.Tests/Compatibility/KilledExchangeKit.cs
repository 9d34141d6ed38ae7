using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Crashes;
using MiniExchange.EndToEnd.Tests.Hosts;
using MiniExchange.EndToEnd.Tests.Npm;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>Clients of every package, connected while the exchange is killed in the middle of others' traffic; the exchange is this test's own.</summary>
public abstract class KilledExchangeKit(ClientSite site)
{
    private const int Traders = 4;

    [NodeFact]
    public async Task Clients_WhenTheExchangeIsKilledUnderTraffic_FindAllTheyWereToldAndAreToldOn()
    {
        var exchange = site.Exchange;
        var crowd = await Crowd.GatherAsync(exchange, Traders, new Random(CrashSeed.Or(31)));
        var watchers = new List<Watcher>();
        using var stop = new CancellationTokenSource();
        var trading = crowd.TradeAsync(stop.Token);
        foreach (var package in Enum.GetValues<Package>()) watchers.Add(await Watcher.StartAsync(site, package));
        await Task.WhenAny(crowd.AcknowledgedAsync(200), trading).WaitAsync(Eventually.Patience);

        await exchange.KillHardAsync();
        await stop.CancelAsync();
        await trading;
        await exchange.StartAgainAsync();

        await MarketRecount.CheckAsync(exchange, TradingClient.Symbol);
        var history = await MarketRecount.AllTradesAsync(exchange, TradingClient.Symbol);
        foreach (var watcher in watchers) await watcher.CheckNothingToldIsLostAsync(history);
        var market = new QuietMarket(await AddTraderAsync(exchange), await AddTraderAsync(exchange));
        foreach (var watcher in watchers) await watcher.CheckItIsToldOnAsync(market);
        await MarketRecount.CheckAsync(exchange, TradingClient.Symbol);
    }

    private static Task<Trader> AddTraderAsync(RunningExchange exchange) =>
        exchange.BackOffice.AddTraderAsync(("BTC", 10m), ("USDT", 1_000_000m));

    /// <summary>A client that follows trades and its own order.</summary>
    private sealed class Watcher(Package package, TradingClient client, OrderView order)
    {
        // These subscribe again when their connection is back; with the others that is left to the user.
        private readonly bool _comesBackByItself = package is not Package.Ccxt;
        private Feed<MarketTrade> _trades = null!;
        private AccountFeeds _account = null!;

        public static async Task<Watcher> StartAsync(ClientSite site, Package package)
        {
            var client = await TradingClient.OpenAsync(site, package, await AddTraderAsync(site.Exchange));

            // Below all that anybody bids, so that nobody's market order reaches it.
            var stop = await client.PlaceAsync(new OrderTerms("SELL", "STOP_LOSS_LIMIT", 0.001m, 29_000m, 30_000m));
            var watcher = new Watcher(package, client, stop)
            {
                _trades = await client.WatchTradesAsync(),
                _account = await client.WatchAccountAsync(),
            };
            await watcher._trades.UntilAsync("a trade", _ => true);
            return watcher;
        }

        /// <summary>Only what is durable is told.</summary>
        public async Task CheckNothingToldIsLostAsync(IReadOnlyList<MarketRecount.Trade> history)
        {
            var there = history.Select(trade => new MarketTrade(trade.Id, trade.Price, trade.Quantity, trade.IsBuyerMaker)).ToHashSet();
            Assert.All(_trades.Rest(), told => Assert.Contains(told, there));
            Assert.Equal(order, await client.OrderAsync(order.Id));
        }

        public async Task CheckItIsToldOnAsync(QuietMarket market)
        {
            if (!_comesBackByItself) _trades = await client.WatchTradesAsync();
            var trade = await _trades.UntilAsync($"a trade after the kill, by {package}", _ => true, market.TradeAsync);

            // Rows come milliseconds after the stream.
            await Eventually.FindAsync(
                $"the trade that {package} was told of to be there to read",
                async () => (await client.TradesAsync(1_000)).Contains(trade) ? trade : null,
                () => $"It is {trade}.");

            var copy = await client.CopyBookAsync(market.TradeAsync);
            await market.TradeAsync();
            var book = await client.BookAsync(1_000);
            var own = await copy.AtAsync(book.LastUpdateId);
            own.AssertIs(book);

            // A new subscription, as after any lost connection; listen keys and subscriptions by signature alike.
            _account = await client.WatchAccountAsync();
            await _account.Orders.UntilAsync("an order", told => told.Id != order.Id, () => client.PlaceAsync(OrderTerms.Limit("SELL", 0.001m, 91_000m)));
            Assert.Equal(order with { State = OrderState.Canceled }, await client.CancelAsync(order.Id));
            await _account.Orders.UntilAsync("the cancel", told => told == order with { State = OrderState.Canceled });
        }
    }
}
