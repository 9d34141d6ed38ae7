using System.Linq;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Npm;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>The package binance-api-node.</summary>
internal sealed partial class BinanceApiNodeClient(NpmClient client) : TradingClient(client)
{
    public override Task PingAsync() => Client.CallAsync("ping");

    public override async Task<long> TimeAsync() => (await Client.CallAsync("time")).GetInt64();

    public override async Task<string[]> SymbolsAsync() =>
        [.. (await Client.CallAsync("exchangeInfo")).GetProperty("symbols").EnumerateArray().Select(one => one.Text("symbol"))];

    public override async Task<Book> BookAsync(int limit) => Named.Book(await Client.CallAsync("book", new { symbol = Symbol, limit }));

    public override async Task<BestPrices> BestPricesAsync() => Wire.BestPrices((await Client.CallAsync("allBookTickers")).GetProperty(Symbol));

    public override async Task<decimal> LastPriceAsync() => (await Client.CallAsync("prices", new { symbol = Symbol })).Amount(Symbol);

    public override async Task<MarketTrade[]> TradesAsync(int limit) =>
        [.. (await Client.CallAsync("trades", new { symbol = Symbol, limit })).EnumerateArray().Select(Wire.Trade)];

    public override async Task<MarketTrade[]> AggregateTradesAsync(int limit) =>
        [.. (await Client.CallAsync("aggTrades", new { symbol = Symbol, limit })).EnumerateArray().Select(Named.AggregateTrade)];

    public override async Task<Candle[]> CandlesAsync(string interval, int limit) =>
        [.. (await Client.CallAsync("candles", new { symbol = Symbol, interval, limit })).EnumerateArray().Select(Named.Candle)];

    public override async Task<DayTicker> DayTickerAsync() => Wire.DayTicker(await Client.CallAsync("dailyStats", new { symbol = Symbol }));

    public override async Task<Funds> FundsAsync(string asset) => Wire.Funds(await Client.CallAsync("accountInfo"), asset);

    public override async Task<OrderView> PlaceAsync(OrderTerms terms) => Wire.Order(await Client.CallAsync("order", Parameters(terms)));

    public override Task<Refusal> RefusedAsync(OrderTerms terms) => Client.RefusedAsync("order", Parameters(terms));

    public override Task TestAsync(OrderTerms terms) => Client.CallAsync("orderTest", Parameters(terms));

    public override async Task<OrderView> OrderAsync(string id) => Wire.Order(await Client.CallAsync("getOrder", ById(id)));

    public override async Task<OrderView> CancelAsync(string id) => Wire.Order(await Client.CallAsync("cancelOrder", ById(id)));

    public override async Task<string[]> CancelAllAsync() => Wire.Ids(await Client.CallAsync("cancelOpenOrders", new { symbol = Symbol }));

    public override async Task<OrderView[]> OpenOrdersAsync() => Wire.Orders(await Client.CallAsync("openOrders", new { symbol = Symbol }));

    public override async Task<OrderView[]> OrdersAsync() => Wire.Orders(await Client.CallAsync("allOrders", new { symbol = Symbol }));

    public override async Task<FillView[]> FillsAsync() =>
        [.. (await Client.CallAsync("myTrades", new { symbol = Symbol })).EnumerateArray().Select(Wire.Fill)];

    private static object Parameters(OrderTerms terms) => new
    {
        symbol = Symbol,
        side = terms.Side,
        type = terms.Type,
        quantity = terms.Quantity,
        price = terms.Price,
        stopPrice = terms.StopPrice,
        newOrderRespType = "FULL",
    };

    private static object ById(string id) => new { symbol = Symbol, orderId = Number(id) };
}
