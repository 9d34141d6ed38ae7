using System.Linq;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Npm;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>The package @binance/connector, the older official client.</summary>
internal sealed partial class ConnectorClient(NpmClient client) : TradingClient(client)
{
    public override Task PingAsync() => Client.CallAsync("rest.ping");

    public override async Task<long> TimeAsync() => (await Client.CallAsync("rest.time")).Number("serverTime");

    public override async Task<string[]> SymbolsAsync() =>
        [.. (await Client.CallAsync("rest.exchangeInfo")).GetProperty("symbols").EnumerateArray().Select(one => one.Text("symbol"))];

    public override async Task<Book> BookAsync(int limit) => Wire.Book(await Client.CallAsync("rest.depth", Symbol, new { limit }));

    public override async Task<BestPrices> BestPricesAsync() => Wire.BestPrices(await Client.CallAsync("rest.bookTicker", Symbol));

    public override async Task<decimal> LastPriceAsync() => (await Client.CallAsync("rest.tickerPrice", Symbol)).Amount("price");

    public override async Task<MarketTrade[]> TradesAsync(int limit) =>
        [.. (await Client.CallAsync("rest.trades", Symbol, new { limit })).EnumerateArray().Select(Wire.Trade)];

    public override async Task<MarketTrade[]> AggregateTradesAsync(int limit) =>
        [.. (await Client.CallAsync("rest.aggTrades", Symbol, new { limit })).EnumerateArray().Select(Wire.AggregateTrade)];

    public override async Task<Candle[]> CandlesAsync(string interval, int limit) =>
        [.. (await Client.CallAsync("rest.klines", Symbol, interval, new { limit })).EnumerateArray().Select(Wire.Candle)];

    public override async Task<DayTicker> DayTickerAsync() => Wire.DayTicker(await Client.CallAsync("rest.ticker24hr", Symbol));

    public override async Task<Funds> FundsAsync(string asset) => Wire.Funds(await Client.CallAsync("rest.account"), asset);

    public override async Task<OrderView> PlaceAsync(OrderTerms terms) => Wire.Order(await Client.CallAsync("rest.newOrder", Arguments(terms)));

    public override Task<Refusal> RefusedAsync(OrderTerms terms) => Client.RefusedAsync("rest.newOrder", Arguments(terms));

    public override Task TestAsync(OrderTerms terms) => Client.CallAsync("rest.newOrderTest", Arguments(terms));

    public override async Task<OrderView> OrderAsync(string id) => Wire.Order(await Client.CallAsync("rest.getOrder", Symbol, new { orderId = id }));

    public override async Task<OrderView> CancelAsync(string id) => Wire.Order(await Client.CallAsync("rest.cancelOrder", Symbol, new { orderId = id }));

    public override async Task<string[]> CancelAllAsync() => Wire.Ids(await Client.CallAsync("rest.cancelOpenOrders", Symbol));

    public override async Task<OrderView[]> OpenOrdersAsync() => Wire.Orders(await Client.CallAsync("rest.openOrders", new { symbol = Symbol }));

    public override async Task<OrderView[]> OrdersAsync() => Wire.Orders(await Client.CallAsync("rest.allOrders", Symbol));

    public override async Task<FillView[]> FillsAsync() => [.. (await Client.CallAsync("rest.myTrades", Symbol)).EnumerateArray().Select(Wire.Fill)];

    private static object?[] Arguments(OrderTerms terms) =>
    [
        Symbol,
        terms.Side,
        terms.Type,
        new { quantity = terms.Quantity, price = terms.Price, timeInForce = terms.TimeInForce, stopPrice = terms.StopPrice, newOrderRespType = "FULL" },
    ];
}
