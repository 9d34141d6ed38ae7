using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.LoadTests.Connections;
using MiniExchange.LoadTests.Traders;

namespace MiniExchange.LoadTests.Promises;

/// <summary>Reads an account's orders by the public API, a thousand at a time.</summary>
internal sealed class OrderReader(PatientHttp http)
{
    private const int PageSize = 1_000;

    /// <summary>The account's orders on a pair between two numbers, both included, by number.</summary>
    /// <remarks>The exchange answers once its history shows all that the account has done.</remarks>
    /// <exception cref="LoadFailedException">It gave no answer for a minute.</exception>
    public async Task<IReadOnlyDictionary<long, OrderSaid>> ReadAsync(
        Trader trader, string symbol, long from, long to, CancellationToken cancellationToken)
    {
        var found = new Dictionary<long, OrderSaid>();
        for (var next = from; next <= to;)
        {
            var page = await ReadPageAsync(trader, symbol, next, cancellationToken);
            if (page.Count == 0) break;
            foreach (var order in page) found[order.OrderId] = order;
            next = page.Max(static order => order.OrderId) + 1;
        }

        return found;
    }

    private async Task<IReadOnlyList<OrderSaid>> ReadPageAsync(Trader trader, string symbol, long from, CancellationToken cancellationToken)
    {
        using var orders = await http.GetAsync(() => Request(trader, symbol, from), cancellationToken);
        return [.. orders.RootElement.EnumerateArray().Select(OrderSaid.Read)];
    }

    // Signed anew for each attempt: a signature is good for a while only.
    private static HttpRequestMessage Request(Trader trader, string symbol, long from)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var query = string.Create(CultureInfo.InvariantCulture, $"symbol={symbol}&orderId={from}&limit={PageSize}&recvWindow=60000&timestamp={now}");
        var signature = new byte[Trader.SignatureBytes];
        trader.Sign(Encoding.ASCII.GetBytes(query), signature);
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v3/allOrders?{query}&signature={Encoding.ASCII.GetString(signature)}");
        request.Headers.Add("X-MBX-APIKEY", Encoding.ASCII.GetString(trader.ApiKey));
        return request;
    }
}
