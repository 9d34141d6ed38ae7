using System;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Npm;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>The package ccxt, by its unified methods.</summary>
internal sealed partial class CcxtClient(NpmClient client) : TradingClient(client)
{
    private const string Market = "BTC/USDT";

    public override Task PingAsync() => Client.CallAsync("publicGetPing");

    public override async Task<long> TimeAsync() => (await Client.CallAsync("fetchTime")).GetInt64();

    public override async Task<string[]> SymbolsAsync() =>
        [.. (await Client.CallAsync("fetchMarkets")).EnumerateArray().Select(market => market.Text("id"))];

    public override async Task<Book> BookAsync(int limit) => OwnBook(await Client.CallAsync("fetchOrderBook", Market, limit));

    public override async Task<BestPrices> BestPricesAsync() =>
        Best((await Client.CallAsync("fetchBidsAsks", (object)new[] { Market })).GetProperty(Market));

    public override async Task<decimal> LastPriceAsync() =>
        (await Client.CallAsync("fetchLastPrices", (object)new[] { Market })).GetProperty(Market).Amount("price");

    public override async Task<MarketTrade[]> TradesAsync(int limit)
    {
        var trades = await Client.CallAsync("fetchTrades", Market, null, limit, new { fetchTradesMethod = "publicGetTrades" });
        return [.. trades.EnumerateArray().Select(Trade)];
    }

    public override async Task<MarketTrade[]> AggregateTradesAsync(int limit) =>
        [.. (await Client.CallAsync("fetchTrades", Market, null, limit)).EnumerateArray().Select(Trade)];

    public override async Task<Candle[]> CandlesAsync(string interval, int limit) =>
        Candles(await Client.CallAsync("fetchOHLCV", Market, interval, null, limit));

    public override async Task<DayTicker> DayTickerAsync() => Ticker(await Client.CallAsync("fetchTicker", Market));

    public override async Task<Funds> FundsAsync(string asset) =>
        Funds.Of((await Client.CallAsync("fetchBalance")).GetProperty(asset), "free", "used");

    public override async Task<OrderView> PlaceAsync(OrderTerms terms) => Order(await Client.CallAsync("createOrder", Arguments(terms)));

    public override Task<Refusal> RefusedAsync(OrderTerms terms) => Client.RefusedAsync("createOrder", Arguments(terms));

    public override Task TestAsync(OrderTerms terms) => Client.CallAsync("createOrder", [.. Arguments(terms)[..^1], new { test = true }]);

    public override async Task<OrderView> OrderAsync(string id) => Order(await Client.CallAsync("fetchOrder", id, Market));

    public override async Task<OrderView> CancelAsync(string id) => Order(await Client.CallAsync("cancelOrder", id, Market));

    public override async Task<string[]> CancelAllAsync() =>
        [.. (await Client.CallAsync("cancelAllOrders", Market)).EnumerateArray().Select(order => order.Text("id"))];

    public override async Task<OrderView[]> OpenOrdersAsync() => Orders(await Client.CallAsync("fetchOpenOrders", Market));

    public override async Task<OrderView[]> OrdersAsync() => Orders(await Client.CallAsync("fetchOrders", Market));

    public override async Task<FillView[]> FillsAsync() => [.. (await Client.CallAsync("fetchMyTrades", Market)).EnumerateArray().Select(Fill)];

    private static object?[] Arguments(OrderTerms terms) =>
    [
        Market,
        terms.Price is null ? "market" : "limit",
#pragma warning disable CA1308 // ccxt's words are lower-case.
        terms.Side.ToLowerInvariant(),
#pragma warning restore CA1308
        terms.Quantity,
        terms.Price,
        new
        {
            stopLossPrice = terms.Type.StartsWith("STOP", StringComparison.Ordinal) ? terms.StopPrice : null,
            takeProfitPrice = terms.Type.StartsWith("TAKE", StringComparison.Ordinal) ? terms.StopPrice : null,
            postOnly = terms.Type == "LIMIT_MAKER" ? true : (bool?)null,
        },
    ];

    private static Book OwnBook(JsonElement json) =>
        new(json.Number("nonce"), Book.Levels(json.GetProperty("bids")), Book.Levels(json.GetProperty("asks")));

    private static BestPrices Best(JsonElement json) =>
        new(json.Amount("bid"), json.Amount("bidVolume"), json.Amount("ask"), json.Amount("askVolume"));

    private static OrderView Order(JsonElement json) => new(
        json.Text("id"), json.Text("side").ToUpperInvariant(), json.TryGetProperty("price", out var price) && price.ValueKind != JsonValueKind.Null ? json.Amount("price") : 0,
        json.Amount("amount"), json.Amount("filled"), State(json.Text("status")));

    private static OrderView[] Orders(JsonElement json) => [.. json.EnumerateArray().Select(Order)];

    private static FillView Fill(JsonElement json) => new(
        long.Parse(json.Text("id"), CultureInfo.InvariantCulture), json.Text("order"), json.Text("side").ToUpperInvariant(),
        json.Amount("price"), json.Amount("amount"), json.GetProperty("fee").Amount("cost"), json.GetProperty("fee").Text("currency"),
        json.Text("takerOrMaker") == "maker");

    // Its side is the taker's.
    private static MarketTrade Trade(JsonElement json) => new(
        long.Parse(json.Text("id"), CultureInfo.InvariantCulture), json.Amount("price"), json.Amount("amount"), json.Text("side") == "sell");

    private static Candle[] Candles(JsonElement rows) => [.. rows.EnumerateArray().Select(Wire.Candle)];

    private static DayTicker Ticker(JsonElement json) => new(
        json.Amount("open"), json.Amount("high"), json.Amount("low"), json.Amount("last"), json.Amount("baseVolume"), json.Amount("quoteVolume"));

    private static OrderState State(string status) => status switch
    {
        "open" => OrderState.Open,
        "closed" => OrderState.Filled,
        "canceled" => OrderState.Canceled,
        "expired" => OrderState.Expired,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };
}
