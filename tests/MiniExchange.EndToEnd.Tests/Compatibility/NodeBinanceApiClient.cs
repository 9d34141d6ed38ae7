using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Npm;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>The package node-binance-api.</summary>
internal sealed partial class NodeBinanceApiClient(NpmClient client) : TradingClient(client)
{
    public override Task PingAsync() => Client.CallAsync("ping");

    public override async Task<long> TimeAsync() => (await Client.CallAsync("time")).Number("serverTime");

    public override async Task<string[]> SymbolsAsync() =>
        [.. (await Client.CallAsync("exchangeInfo")).GetProperty("symbols").EnumerateArray().Select(one => one.Text("symbol"))];

    public override async Task<Book> BookAsync(int limit) => Named.Book(await Client.CallAsync("depth", Symbol, limit));

    public override async Task<BestPrices> BestPricesAsync() => Wire.BestPrices((await Client.CallAsync("bookTickers", Symbol)).GetProperty(Symbol));

    public override async Task<decimal> LastPriceAsync() => (await Client.CallAsync("prices", Symbol)).Amount(Symbol);

    public override async Task<MarketTrade[]> TradesAsync(int limit) =>
        [.. (await Client.CallAsync("recentTrades", Symbol, limit)).EnumerateArray().Select(Wire.Trade)];

    public override async Task<MarketTrade[]> AggregateTradesAsync(int limit) =>
        [.. (await Client.CallAsync("aggTrades", Symbol, new { limit })).EnumerateArray().Select(Named.AggregateTrade)];

    public override async Task<Candle[]> CandlesAsync(string interval, int limit) =>
        [.. (await Client.CallAsync("candlesticks", Symbol, interval, new { limit })).EnumerateArray().Select(Named.Candle)];

    public override async Task<DayTicker> DayTickerAsync() => Wire.DayTicker(await Client.CallAsync("prevDay", Symbol));

    public override async Task<Funds> FundsAsync(string asset) =>
        Funds.Of((await Client.CallAsync("balance")).GetProperty(asset), "available", "onOrder");

    public override async Task<OrderView> PlaceAsync(OrderTerms terms) => Wire.Order(await Client.CallAsync("order", Arguments(terms)));

    // This client throws the exchange's answer as the error's text.
    public override async Task<Refusal> RefusedAsync(OrderTerms terms)
    {
        var refusal = await Client.RefusedAsync("order", Arguments(terms));
        using var answer = JsonDocument.Parse(refusal.Message);
        return new Refusal(refusal.Kinds, (int)answer.RootElement.Number("code"), answer.RootElement.Text("msg"));
    }

    public override Task TestAsync(OrderTerms terms) =>
        Client.CallAsync("order", terms.Type, terms.Side, Symbol, terms.Quantity, terms.Price, new { test = true });

    public override async Task<OrderView> OrderAsync(string id) => Wire.Order(await Client.CallAsync("orderStatus", Symbol, id));

    public override async Task<OrderView> CancelAsync(string id) => Wire.Order(await Client.CallAsync("cancel", Symbol, id));

    public override async Task<string[]> CancelAllAsync() => Wire.Ids(await Client.CallAsync("cancelAll", Symbol));

    public override async Task<OrderView[]> OpenOrdersAsync() => Wire.Orders(await Client.CallAsync("openOrders", Symbol));

    public override async Task<OrderView[]> OrdersAsync() => Wire.Orders(await Client.CallAsync("allOrders", Symbol));

    public override async Task<FillView[]> FillsAsync() => [.. (await Client.CallAsync("myTrades", Symbol)).EnumerateArray().Select(Wire.Fill)];

    private static object?[] Arguments(OrderTerms terms) =>
        [terms.Type, terms.Side, Symbol, terms.Quantity, terms.Price, new { stopPrice = terms.StopPrice, newOrderRespType = "FULL" }];
}
