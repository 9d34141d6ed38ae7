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
    /// <exception cref="LoadFailedException">It gave no answer for a minute, or one that leads nowhere.</exception>
    public async Task<IReadOnlyDictionary<long, OrderSaid>> ReadAsync(
        Trader trader, string symbol, long from, long to, CancellationToken cancellationToken)
    {
        var found = new Dictionary<long, OrderSaid>();
        var next = from;
        while (next <= to)
        {
            var page = await ReadPageAsync(trader, symbol, next, cancellationToken);
            if (page.Count == 0) break;
            foreach (var order in page) found[order.OrderId] = order;
            var last = page.Max(static order => order.OrderId);
            if (last < next) throw new LoadFailedException($"Asked for orders of {symbol} from {next} on, it told of none later than {last}.");
            if (last >= to) break;
            next = last + 1;
        }

        return found;
    }

    private Task<IReadOnlyList<OrderSaid>> ReadPageAsync(Trader trader, string symbol, long from, CancellationToken cancellationToken) =>
        http.GetAsync<IReadOnlyList<OrderSaid>>(() => Request(trader, symbol, from), static orders => [.. orders.EnumerateArray().Select(OrderSaid.Read)], cancellationToken);

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
