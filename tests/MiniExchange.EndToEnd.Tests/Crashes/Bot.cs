using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Crashes;

/// <summary>A trader that places and cancels at random around one price, and writes down everything it was told.</summary>
/// <remarks>Every client order id is used once, so that an order of unknown outcome can be looked for.</remarks>
internal sealed class Bot(Trader trader, Random random)
{
    private static readonly (string Symbol, decimal Middle, decimal Tick, decimal Lot, int MinLots)[] Markets =
    [
        ("BTCUSDT", 60_000m, 0.01m, 0.00001m, 9),
        ("ETHBTC", 0.05m, 0.00001m, 0.001m, 3),
    ];

    private readonly List<(long OrderId, string Symbol)> _open = [];
    private int _lastId;

    public Trader Trader { get; } = trader;

    public List<Placement> Placements { get; } = [];

    public List<Cancellation> Cancellations { get; } = [];

    /// <summary>The symbols that bots trade.</summary>
    public static IEnumerable<string> Symbols => Array.ConvertAll(Markets, market => market.Symbol);

    /// <summary>The price step and the quantity step of one of them.</summary>
    public static (decimal Tick, decimal Lot) StepsOf(string symbol)
    {
        var (_, _, tick, lot, _) = Array.Find(Markets, market => market.Symbol == symbol);
        return (tick, lot);
    }

    /// <summary>Trades until stopped. Whenever an answer leaves it unsure whether the exchange works, it waits.</summary>
    /// <param name="acknowledge">Called at every success.</param>
    /// <param name="wait">Ends when the exchange works, or trading is stopped.</param>
    /// <param name="stop">Ends trading.</param>
    public async Task TradeAsync(Action acknowledge, Func<Task> wait, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var answer = _open.Count > 0 && random.Next(100) < 35 ? await CancelOneAsync() : await PlaceOneAsync();
            if (answer.Fate == Fate.Done) acknowledge();
            if (answer.Fate is Fate.NotStarted or Fate.Unknown) await wait();
        }
    }

    private async Task<Answer> PlaceOneAsync()
    {
        var (symbol, middle, tick, lot, minLots) = Markets[random.Next(Markets.Length)];
        var side = random.Next(2) == 0 ? "BUY" : "SELL";
        var id = string.Create(CultureInfo.InvariantCulture, $"{Trader.Username}-{++_lastId}");
        decimal? quantity = lot * random.Next(minLots, minLots * 40);
        decimal? price = middle + (tick * random.Next(-30, 31));
        var kind = random.Next(100);
        var (type, timeInForce) = kind switch
        {
            < 60 => ("LIMIT", "GTC"),
            < 70 => ("LIMIT", "IOC"),
            < 75 => ("LIMIT", "FOK"),
            < 85 => ("LIMIT_MAKER", null),
            _ => ("MARKET", (string?)null),
        };
        var terms = FormattableString.Invariant($"quantity={quantity}");
        if (type != "MARKET") terms += FormattableString.Invariant($"&price={price}");
        if (timeInForce is not null) terms += $"&timeInForce={timeInForce}";
        if (type == "MARKET") price = null;
        if (kind >= 95)
        {
            terms = FormattableString.Invariant($"quoteOrderQty={Math.Round(middle * quantity!.Value, 8)}");
            quantity = null;
        }

        var answer = await Trader.PlaceAsync(
            $"symbol={symbol}&side={side}&type={type}&{terms}&newClientOrderId={id}&newOrderRespType=FULL");
        Placements.Add(new Placement(id, symbol, side, type, timeInForce, quantity, price, answer));
        if (answer.Fate == Fate.Done && answer.Body.Text("status") is "NEW" or "PARTIALLY_FILLED")
        {
            _open.Add((answer.Body.Number("orderId"), symbol));
        }

        if (answer.Fate == Fate.Done && random.Next(8) == 0) await ReadBackAsync(answer.Body.Number("orderId"), symbol);
        return answer;
    }

    private async Task<Answer> CancelOneAsync()
    {
        var at = random.Next(_open.Count);
        var (orderId, symbol) = _open[at];
        var answer = await Trader.SendAsync(HttpMethod.Delete, "/api/v3/order", FormattableString.Invariant($"symbol={symbol}&orderId={orderId}"));
        Cancellations.Add(new Cancellation(orderId, symbol, answer));
        if (answer.Fate is Fate.Done or Fate.Refused) _open.RemoveAt(at);
        return answer;
    }

    // What was acknowledged can be asked for at once.
    private async Task ReadBackAsync(long orderId, string symbol)
    {
        var answer = await Trader.SendAsync(HttpMethod.Get, "/api/v3/order", FormattableString.Invariant($"symbol={symbol}&orderId={orderId}"));
        Assert.True(answer.Fate != Fate.Refused, $"{Trader.Username} asked for its order {orderId}, just acknowledged: {answer}");
    }
}
