using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Compatibility;
using MiniExchange.EndToEnd.Tests.Npm;
using MiniExchange.EndToEnd.Tests.Sockets;
using Xunit;
using Xunit.Abstractions;

namespace MiniExchange.ClusterTests.Processes;

/// <summary>Two front ends look like one exchange, whichever of them a client is given.</summary>
[Collection(ProcessCollection.Name)]
public sealed class TwoFrontEndTests(TwoFrontEnds two, ITestOutputHelper output) : IClassFixture<TwoFrontEnds>
{
    private const int Clients = 4;

    // Told ten times a second at most.
    private const int Changes = 60;

    [ClientsFact]
    public async Task Market_UnderTraffic_IsOneBookToCcxtAcrossBoth_AndTheSameOnBothAfterwards()
    {
        using var balancer = new RoundRobin(two.Cluster.FrontEnds);
        using var ccxt = ClientProcess.Start("ccxt");
        var trader = (await two.Crowd.AddWatcherAsync()).Trader;
        await using var traffic = await Traffic.StartAsync(two.Cluster, two.Crowd, pulseOf: 0);
        var joining = Stopwatch.GetTimestamp();
        var books = new List<CcxtBook>();
        for (var i = 1; i <= Clients; i++)
        {
            books.Add(await CcxtBook.OpenAsync(ccxt, balancer, trader, $"ccxt-{i}"));

            // Each of them makes two connections; with one of somebody else's in between, the next gets the front ends the other way round.
            await SomebodyElseAsync(balancer);
        }

        foreach (var book in books) await book.ChangedAsync(Changes);
        var followed = Stopwatch.GetElapsedTime(joining);
        await traffic.EndAsync();

        var depth = await BookAsync(two.First);
        (await BookAsync(two.Second)).AssertIs(depth);
        foreach (var book in books) (await book.AtAsync(depth.LastUpdateId)).AssertIs(depth);
        await SameMarketData.CheckAsync(two);

        output.WriteLine($"{Clients} copies in {followed}; {two.Crowd}; update {depth.LastUpdateId}, {depth.Bids.Length} bids, {depth.Asks.Length} asks");
        Assert.True(depth.Bids.Length > 0 && depth.Asks.Length > 0, "There was no book to compare.");
        Assert.Empty(ccxt.Elsewhere);
        Assert.Contains(books, book => book.SnapshotOf == two.First && book.StreamOf == two.Second);
        Assert.Contains(books, book => book.SnapshotOf == two.Second && book.StreamOf == two.First);
    }

    [ClientsFact]
    public async Task Trade_WhenItsOrdersCameInByOneFrontEnd_IsToldOnTheOther()
    {
        using var http = new HttpClient { BaseAddress = two.First.Address };
        var seller = (await two.Crowd.AddWatcherAsync()).Trader with { Http = http };
        var buyer = (await two.Crowd.AddWatcherAsync()).Trader with { Http = http };
        var listenKey = (await DoneAsync(seller.SendAsync(HttpMethod.Post, "/api/v3/userDataStream", ""))).Text("listenKey");
        await using var trades = await SubscribeAsync("ethusdt@trade");
        await using var reports = await SubscribeAsync(listenKey);

        // A pair that the crowd leaves alone.
        const string Terms = "symbol=ETHUSDT&type=LIMIT&timeInForce=GTC&quantity=0.1&price=3000&newOrderRespType=FULL";
        var ask = await DoneAsync(seller.PlaceAsync($"{Terms}&side=SELL"));
        var bid = await DoneAsync(buyer.PlaceAsync($"{Terms}&side=BUY"));

        var tradeId = Assert.Single(bid.GetProperty("fills").EnumerateArray()).Number("tradeId");
        var told = await trades.EventAsync();
        Assert.Equal(("trade", tradeId, 3_000m, 0.1m), (told.Text("e"), told.Number("t"), told.Amount("p"), told.Amount("q")));
        var report = await UntilAsync(reports, one => one.Text("e") == "executionReport" && one.Text("x") == "TRADE");
        Assert.Equal((ask.Number("orderId"), tradeId, "FILLED"), (report.Number("i"), report.Number("t"), report.Text("X")));
    }

    private static async Task SomebodyElseAsync(RoundRobin balancer)
    {
        using var http = new HttpClient { BaseAddress = balancer.Address };
        await http.GetStringAsync(new Uri("/api/v3/ping", UriKind.Relative));
    }

    private static async Task<JsonElement> DoneAsync(Task<Answer> asked)
    {
        var answer = await asked;
        Assert.True(answer.Fate == Fate.Done, answer.ToString());
        return answer.Body;
    }

    private static async Task<JsonElement> UntilAsync(RawSocket socket, Func<JsonElement, bool> isIt)
    {
        var others = new List<string>();
        while (others.Count < 100)
        {
            var next = await socket.EventAsync();
            if (isIt(next)) return next;
            others.Add(next.GetRawText());
        }

        throw new InvalidOperationException($"It was not among 100 events, the first of which were {string.Join('\n', others.Take(5))}");
    }

    private async Task<RawSocket> SubscribeAsync(string stream)
    {
        var socket = await RawSocket.OpenAsync(two.Second.Address, "/ws");
        await socket.SendAsync($$"""{"method":"SUBSCRIBE","params":["{{stream}}"],"id":1}""");
        Assert.Equal(JsonValueKind.Null, (await socket.AnswerAsync()).GetProperty("result").ValueKind);
        return socket;
    }

    private async Task<Book> BookAsync(Node frontEnd)
    {
        using var depth = JsonDocument.Parse(await two.GetAsync(frontEnd, "/api/v3/depth?limit=5000&symbol=BTCUSDT"));
        var root = depth.RootElement;
        return new Book(root.Number("lastUpdateId"), Book.Levels(root.GetProperty("bids")), Book.Levels(root.GetProperty("asks")));
    }
}
