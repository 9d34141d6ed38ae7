using System;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Npm;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>What every package can do, each through its own methods and in its own words.</summary>
/// <remarks>All trade <see cref="Symbol"/>. Answers are read from what the package hands to its user, not from the wire.</remarks>
internal abstract class TradingClient(NpmClient client)
{
    public const string Symbol = "BTCUSDT";

    /// <summary>The package's client itself.</summary>
    public NpmClient Client { get; } = client;

    /// <summary>Opens a trader's client of a package.</summary>
    public static async Task<TradingClient> OpenAsync(ClientSite site, Package package, Trader trader)
    {
        return package switch
        {
            Package.Ccxt => new CcxtClient(await ClientAsync("ccxt")),
            Package.Connector => new ConnectorClient(await ClientAsync("connector")),
            Package.Spot when trader.Secret.Contains("PRIVATE KEY", StringComparison.Ordinal) => new SpotClient(await ClientAsync("spot-with-private-key")),
            Package.Spot => new SpotClient(await ClientAsync("spot")),
            Package.BinanceApiNode => new BinanceApiNodeClient(await ClientAsync("binance-api-node")),
            Package.NodeBinanceApi => new NodeBinanceApiClient(await ClientAsync("node-binance-api")),
            _ => throw new ArgumentOutOfRangeException(nameof(package), package, null),
        };

        Task<NpmClient> ClientAsync(string adapter) =>
            site.ProcessOf(adapter).OpenAsync(trader.Username, site.Exchange.Address, trader.Key, trader.Secret);
    }

    public abstract Task PingAsync();

    /// <summary>The exchange's time in milliseconds.</summary>
    public abstract Task<long> TimeAsync();

    /// <summary>The ids of all markets.</summary>
    public abstract Task<string[]> SymbolsAsync();

    public abstract Task<Book> BookAsync(int limit);

    public abstract Task<BestPrices> BestPricesAsync();

    public abstract Task<decimal> LastPriceAsync();

    /// <summary>The newest trades, oldest first.</summary>
    public abstract Task<MarketTrade[]> TradesAsync(int limit);

    /// <summary>The newest trades, those of one taker at one price taken together.</summary>
    public abstract Task<MarketTrade[]> AggregateTradesAsync(int limit);

    /// <summary>The newest candles, oldest first.</summary>
    public abstract Task<Candle[]> CandlesAsync(string interval, int limit);

    public abstract Task<DayTicker> DayTickerAsync();

    public abstract Task<Funds> FundsAsync(string asset);

    public abstract Task<OrderView> PlaceAsync(OrderTerms terms);

    /// <summary>An order that must be refused.</summary>
    public abstract Task<Refusal> RefusedAsync(OrderTerms terms);

    public abstract Task TestAsync(OrderTerms terms);

    public abstract Task<OrderView> OrderAsync(string id);

    /// <summary>The canceled order.</summary>
    public abstract Task<OrderView> CancelAsync(string id);

    /// <summary>Ids of the canceled orders.</summary>
    public abstract Task<string[]> CancelAllAsync();

    public abstract Task<OrderView[]> OpenOrdersAsync();

    /// <summary>All orders, oldest first.</summary>
    public abstract Task<OrderView[]> OrdersAsync();

    public abstract Task<FillView[]> FillsAsync();

    /// <summary>Follows the market's trades.</summary>
    public abstract Task<Feed<MarketTrade>> WatchTradesAsync();

    /// <summary>The same, those of one taker at one price taken together.</summary>
    public abstract Task<Feed<MarketTrade>> WatchAggregateTradesAsync();

    public abstract Task<Feed<Candle>> WatchCandlesAsync(string interval);

    public abstract Task<Feed<BestPrices>> WatchBestPricesAsync();

    public abstract Task<Feed<DayTicker>> WatchDayTickerAsync();

    /// <summary>Keeps a copy of the book, by the client's own means where it has some.</summary>
    /// <param name="change">Changes the book, for those that see nothing before.</param>
    public abstract Task<IBookCopy> CopyBookAsync(Func<Task> change);

    /// <summary>Follows the trader's own orders and funds.</summary>
    public abstract Task<AccountFeeds> WatchAccountAsync();
}
