using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Crashes;
using Xunit;

namespace MiniExchange.ClusterTests.Processes;

/// <summary>An order that rests until it is canceled while one node is out of the world: whatever that node answers later must know it.</summary>
internal sealed class RestingOrder
{
    // Far below what anybody sells at, and a price that is nobody else's.
    private const decimal Price = 58_123.45m;
    private const decimal Quantity = 0.00123m;

    private readonly Bot _owner;
    private readonly long _orderId;

    private RestingOrder(Bot owner, long orderId)
    {
        _owner = owner;
        _orderId = orderId;
    }

    /// <summary>Places it, for a bot that does nothing else.</summary>
    public static async Task<RestingOrder> PlaceAsync(Bot owner)
    {
        var id = $"{owner.Trader.Username}-rests";
        var answer = await owner.Trader.PlaceAsync(FormattableString.Invariant(
            $"symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity={Quantity}&price={Price}&newClientOrderId={id}&newOrderRespType=FULL"));
        owner.Placements.Add(new Placement(id, "BTCUSDT", "BUY", "LIMIT", "GTC", Quantity, Price, answer));
        Assert.True(answer.Fate == Fate.Done, answer.ToString());
        return new RestingOrder(owner, answer.Body.Number("orderId"));
    }

    /// <summary>Cancels it; ends when the cancel is acknowledged.</summary>
    public async Task CancelAsync(RunningCluster cluster)
    {
        var canceled = await Eventually.FindAsync(
            "the order to be canceled",
            async () =>
            {
                var answer = await _owner.Trader.SendAsync(HttpMethod.Delete, "/api/v3/order", $"symbol=BTCUSDT&{Id}");

                // Refused: an earlier one of unknown outcome was done.
                return answer.Fate is Fate.Done or Fate.Refused ? answer : null;
            },
            cluster.Tail);
        _owner.Cancellations.Add(new Cancellation(_orderId, "BTCUSDT", canceled));
    }

    /// <summary>Reads a node hard, from now on.</summary>
    public Reader ReadHard(Node node) => new(node.Address, _owner.Trader, _orderId, Id);

    private string Id => string.Create(CultureInfo.InvariantCulture, $"orderId={_orderId}");

    /// <summary>Readers of the order, of the account's open ones and of the book.</summary>
    internal sealed class Reader : IAsyncDisposable
    {
        private const int AtOnce = 4;

        private readonly HttpClient _http;
        private readonly Trader _trader;
        private readonly CancellationTokenSource _stop = new();
        private readonly List<string> _stale = [];
        private readonly Lock _gate = new();
        private readonly Task _reading;

        public Reader(Uri address, Trader trader, long orderId, string id)
        {
            _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
            _trader = trader with { Http = _http };
            _reading = Task.WhenAll(Enumerable.Range(0, AtOnce).SelectMany(_ => (Task[])
            [
                ReadAsync(
                    () => _trader.SendAsync(HttpMethod.Get, "/api/v3/order", $"symbol=BTCUSDT&{id}"),
                    order => order.Text("status") == "CANCELED"),
                ReadAsync(
                    () => _trader.SendAsync(HttpMethod.Get, "/api/v3/openOrders", "symbol=BTCUSDT"),
                    open => open.EnumerateArray().All(order => order.Number("orderId") != orderId)),
                ReadAsync(
                    () => _trader.AskPublicAsync("/api/v3/depth", "symbol=BTCUSDT&limit=5000"),
                    depth => depth.GetProperty("bids").EnumerateArray().All(level => level.Amount(0) != Price)),
            ]));
        }

        /// <summary>Ends reading, and fails if anything that was answered was older than the cancel.</summary>
        public async Task AssertNothingStaleAsync()
        {
            await _stop.CancelAsync();
            await _reading;
            Assert.True(_stale.Count == 0, $"{_stale.Count} answers were older than the cancel. {string.Join('\n', _stale.Take(5))}");
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _reading;
            _http.Dispose();
            _stop.Dispose();
        }

        private async Task ReadAsync(Func<Task<Answer>> read, Func<JsonElement, bool> isCurrent)
        {
            while (!_stop.IsCancellationRequested)
            {
                var answer = await read();
                if (answer.Status == 0) await Task.Delay(TimeSpan.FromMilliseconds(10), CancellationToken.None);
                if (answer.Fate != Fate.Done || isCurrent(answer.Body)) continue;
                lock (_gate) _stale.Add(answer.ToString());
            }
        }
    }
}
