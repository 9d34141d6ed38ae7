using System;
using System.Globalization;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace MiniExchange.LoadTests.Scenarios;

/// <summary>What orders on one pair look like, as text that goes into requests.</summary>
internal sealed class Market
{
    private const int FarLevels = 50;
    private const int TicksOfUntraded = 10_000;

    /// <summary>A pair, by the grid of its orders and the price of its trades.</summary>
    public Market(string symbol, decimal tick, decimal price, decimal lot, decimal minQuantity, decimal minNotional)
    {
        Symbol = symbol;
        SymbolParameter = Encoding.ASCII.GetBytes($"symbol={symbol}");
        DepthQuery = Encoding.ASCII.GetBytes($"symbol={symbol}&limit=100");

        var far = FloorTo(price / 2, tick);
        FarTerms = new byte[FarLevels][];
        for (var level = 0; level < FarLevels; level++)
        {
            var at = Math.Max(tick, far - (level * tick));
            FarTerms[level] = Terms(at);
        }

        TradeTerms = Terms(price);

        byte[] Terms(decimal at)
        {
            // Twice what must be, so that rounding never makes it too little.
            var quantity = Math.Max(minQuantity, FloorTo(2 * minNotional / at, lot) + lot);
            return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"&type=LIMIT&timeInForce=GTC&price={at}&quantity={quantity}"));
        }
    }

    /// <summary>Such as <c>BTCUSDT</c>.</summary>
    public string Symbol { get; }

    /// <summary>The first parameter of most requests.</summary>
    public byte[] SymbolParameter { get; }

    /// <summary>The parameters that ask for the book.</summary>
    public byte[] DepthQuery { get; }

    /// <summary>Type, price and quantity of buy orders that rest at half the market's price, on several levels.</summary>
    public byte[][] FarTerms { get; }

    /// <summary>Type, price and quantity of orders that meet each other.</summary>
    public byte[] TradeTerms { get; }

    /// <summary>Asks the exchange about a pair.</summary>
    /// <exception cref="LoadFailedException">It does not answer, or has no such pair.</exception>
    public static async Task<Market> AskAsync(HttpClient http, Uri server, string symbol, decimal? price, CancellationToken cancellationToken)
    {
        var info = await GetAsync(http, server, $"/api/v3/exchangeInfo?symbol={symbol}", cancellationToken);
        decimal tick = 0, lot = 0, minQuantity = 0, minNotional = 0;
        foreach (var filter in info.GetProperty("symbols")[0].GetProperty("filters").EnumerateArray())
        {
            switch (filter.GetProperty("filterType").GetString())
            {
                case "PRICE_FILTER":
                    tick = Number(filter, "tickSize");
                    break;
                case "LOT_SIZE":
                    (lot, minQuantity) = (Number(filter, "stepSize"), Number(filter, "minQty"));
                    break;
                case "NOTIONAL" or "MIN_NOTIONAL":
                    minNotional = Number(filter, "minNotional");
                    break;
                default:
                    break;
            }
        }

        var best = await GetAsync(http, server, $"/api/v3/ticker/bookTicker?symbol={symbol}", cancellationToken);
        var last = await GetAsync(http, server, $"/api/v3/ticker/24hr?symbol={symbol}", cancellationToken);
        var at = price ?? PriceOf(Number(best, "bidPrice"), Number(best, "askPrice"), Number(last, "lastPrice"), tick);
        return new Market(symbol, tick, FloorTo(at, tick), lot, minQuantity, minNotional);
    }

    // Between what others bid and ask, so that it is the load's own orders that meet.
    private static decimal PriceOf(decimal bid, decimal ask, decimal last, decimal tick)
    {
        if (bid > 0 && ask > 0) return Math.Max(FloorTo((bid + ask) / 2, tick), bid + tick);
        return last > 0 ? last : TicksOfUntraded * tick;
    }

    private static decimal FloorTo(decimal value, decimal step) => Math.Floor(value / step) * step;

    private static decimal Number(JsonElement from, string name) => decimal.Parse(from.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    private static async Task<JsonElement> GetAsync(HttpClient http, Uri server, string path, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(server, path), cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            if (!answer.IsSuccessStatusCode) throw new LoadFailedException($"{server} answered {path} with {(int)answer.StatusCode}: {text}");
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (Exception problem) when (problem is HttpRequestException or JsonException)
        {
            throw new LoadFailedException($"{server} does not answer as an exchange does: {problem.Message}");
        }
    }
}
