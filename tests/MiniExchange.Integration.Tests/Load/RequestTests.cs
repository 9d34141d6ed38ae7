using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using MiniExchange.LoadTests.Requests;
using MiniExchange.LoadTests.Scenarios;
using MiniExchange.LoadTests.Traders;
using Xunit;

namespace MiniExchange.Integration.Tests.Load;

/// <summary>What is sent: signatures, the order of requests, and how often each is made.</summary>
public sealed class RequestTests
{
    private const string Secret = "test-secret-0001";

    /// <summary>The example of docs/api.md, twice: what was kept of one signature must not get into the next.</summary>
    [Fact]
    public void Signature_IsTheOneOfTheDocumentedExample()
    {
        var payload = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=40000&timestamp=1700000000000&recvWindow=5000"u8;
        var trader = new Trader("key", Secret);
        var signature = new byte[Trader.SignatureBytes];
        for (var time = 0; time < 2; time++)
        {
            Array.Clear(signature);
            trader.Sign(payload, signature);
            Assert.Equal("86c773f23162c50c2f072aa2d19291d737d14e4bf389720772e963d2895aa8ae", Encoding.ASCII.GetString(signature));
        }
    }

    [Fact]
    public void SignedRequest_IsWholeAndSignsItsQuery()
    {
        var request = new RequestBuffer("exchange:5080"u8.ToArray(), new FixedClock());
        request.Begin("POST"u8, "/api/v3/order"u8, "symbol=BTCUSDT"u8);
        request.Add("&newClientOrderId="u8);
        request.Add(42);
        request.EndSigned(new Trader("the-key", Secret));

        var query = "symbol=BTCUSDT&newClientOrderId=42&timestamp=1700000000000";
        var signature = new byte[Trader.SignatureBytes];
        new Trader("", Secret).Sign(Encoding.ASCII.GetBytes(query), signature);
        Assert.Equal(
            $"POST /api/v3/order?{query}&signature={Encoding.ASCII.GetString(signature)} HTTP/1.1\r\nHost: exchange:5080\r\nX-MBX-APIKEY: the-key\r\nContent-Length: 0\r\n\r\n",
            Encoding.ASCII.GetString(request.Written));
    }

    [Theory]
    [InlineData("place-cancel", 100, 0, 0)]
    [InlineData("trade", 0, 100, 0)]
    [InlineData("mixed", 70, 20, 10)]
    public void Mix_HasItsSharesOfRequests(string scenario, int placeCancel, int trade, int read)
    {
        var script = ScriptOf(scenario);
        var request = new RequestBuffer("x"u8.ToArray(), TimeProvider.System);
        var asked = new Dictionary<Operation, int>();
        const int Requests = 100_000;
        for (var number = 0; number < Requests; number++)
        {
            var operation = script.Next(request);
            asked[operation] = asked.GetValueOrDefault(operation) + 1;
            script.Answered(200);
        }

        AssertShare(placeCancel, Operation.Place, Operation.Cancel);
        AssertShare(trade, Operation.Offer, Operation.Take);
        AssertShare(read, Operation.Depth, Operation.OpenOrders, Operation.Account);
        if (read > 0) AssertShare(read / 3.0, Operation.Account);

        void AssertShare(double percent, params Operation[] operations) =>
            Assert.InRange(operations.Sum(operation => asked.GetValueOrDefault(operation)) * 100.0 / Requests, percent - 0.7, percent + 0.7);
    }

    [Theory]
    [InlineData("place-cancel", "Place Cancel Place Place Cancel Cancel Cancel Place Cancel", 200, 200, 400, 200, 503, 0, 503, 504)]
    [InlineData("trade", "Offer Take Offer Offer Take Take Offer Take Offer", 200, 200, 503, 200, 503, 200, 0, 504)]
    public void SecondHalf_ComesOnlyAfterAFirstOneThatMayHaveHappened(string scenario, string asked, params int[] answers)
    {
        var script = ScriptOf(scenario);
        var request = new RequestBuffer("x"u8.ToArray(), TimeProvider.System);
        var seen = new List<Operation> { script.Next(request) };
        foreach (var status in answers)
        {
            script.Answered(status);
            seen.Add(script.Next(request));
        }

        Assert.Equal(asked, string.Join(' ', seen));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Ring_HasEachAccountOfferAsOftenAsItTakes(int count)
    {
        var traders = Enumerable.Range(0, count).Select(number => new Trader($"{number}", Secret)).ToArray();
        var ring = new TraderRing(traders);
        var pairs = Enumerable.Range(0, 10 * count).Select(_ => ring.NextPair()).ToArray();

        Assert.All(pairs, pair => Assert.NotSame(pair.First, pair.Second));
        Assert.All(traders, trader => Assert.Equal(
            pairs.Count(pair => pair.First == trader),
            pairs.Count(pair => pair.Second == trader)));
    }

    private static TraderScript ScriptOf(string scenario) => new(
        ScenarioMix.All.Single(mix => mix.Name == scenario),
        [new Market("BTCUSDT", 0.01m, 60_000m, 0.00001m, 0.00001m, 5m)],
        new TraderRing([new Trader("one", Secret), new Trader("other", Secret)]),
        number: 0,
        run: 1);

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);
    }
}
