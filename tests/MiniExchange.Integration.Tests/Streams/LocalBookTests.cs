using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Domain.Books;
using MiniExchange.Integration.Tests.Api.Fakes;
using MiniExchange.Integration.Tests.Streams.Fakes;
using Xunit;

namespace MiniExchange.Integration.Tests.Streams;

/// <summary>A client that keeps a book of its own by the documented procedure ends with the book of the exchange.</summary>
public sealed class LocalBookTests
{
    private const int MaxLevels = 5_000;

    [Theory]
    [InlineData("btcusdt@depth@100ms", 1)]
    [InlineData("btcusdt@depth@100ms", 2)]
    [InlineData("btcusdt@depth", 3)]
    public async Task LocalBook_FollowedAsDocumented_EqualsTheBook_AlsoAfterARestart(string stream, ulong seed)
    {
        var random = new SeededRandom(seed);
        var time = new ManualTime(ApiHost.Start);
        var market = new MemoryMarket(time, ApiHost.BtcUsdt, ApiHost.EthBtc);
        for (var run = 0; run < 3; run++)
        {
            await using var host = await StreamHost.StartAsync(time, market);

            // Somebody is there before, so that the client joins a stream that is under way.
            await using var early = await host.ListenAsync(stream);
            await ChangeAsync(host, random, steps: 30);
            await using var client = await host.ListenAsync(stream);
            await ChangeAsync(host, random, steps: 5);
            using var snapshot = JsonDocument.Parse(
                await host.Api.Client.GetStringAsync(new Uri($"/api/v3/depth?symbol=BTCUSDT&limit={MaxLevels}", UriKind.Relative)));
            var book = new LocalBook(snapshot.RootElement);
            await ChangeAsync(host, random, steps: 200);

            // A last change, so that the client knows when it has seen everything.
            host.Market.SetLevel(ApiHost.BtcUsdt, Side.Buy, 1, random.Between(1L, 1_000L));
            await host.AdvanceAsync(1_000);
            var whole = market[ApiHost.BtcUsdt].Depth(MaxLevels);
            while (book.UpdateId < whole.UpdateId) book.Apply(await client.ReceiveAsync());

            Assert.Equal(whole.UpdateId, book.UpdateId);
            Assert.Equal(whole.Bids.Select(Text), book.Bids);
            Assert.Equal(whole.Asks.Select(Text), book.Asks);

            // Nobody sees what happens while the server is away.
            await client.DisposeAsync();
            await early.DisposeAsync();
            await host.Api.StopAsync();
            for (var i = 0; i < 10; i++) Change(market, random);
        }
    }

    private static async Task ChangeAsync(StreamHost host, SeededRandom random, int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            if (random.Chance(70)) Change(host.Market, random);
            if (random.Chance(30)) await host.AdvanceAsync(100);
        }
    }

    private static void Change(MemoryMarket market, SeededRandom random) => market.SetLevels(
        ApiHost.BtcUsdt,
        [
            .. Enumerable.Range(0, random.Between(1, 4)).Select(_ => random.Chance(50)
                ? (Side.Buy, random.Between(3_999_900L, 3_999_999L), Lots(random))
                : (Side.Sell, random.Between(4_000_000L, 4_000_100L), Lots(random))),
        ]);

    private static long Lots(SeededRandom random) => random.Chance(40) ? 0 : random.Between(1L, 1_000L);

    private static string Text(BookLevel level) => $"{ApiHost.BtcUsdt.Format(level.Price)} {ApiHost.BtcUsdt.Format(level.Quantity)}";

    /// <summary>The procedure, step by step; a gap throws.</summary>
    private sealed class LocalBook
    {
        private readonly Dictionary<string, string> _bids = [];
        private readonly Dictionary<string, string> _asks = [];
        private bool _hasApplied;

        public LocalBook(JsonElement snapshot)
        {
            UpdateId = snapshot.GetProperty("lastUpdateId").GetInt64();
            Put(_bids, snapshot.GetProperty("bids"));
            Put(_asks, snapshot.GetProperty("asks"));
        }

        public long UpdateId { get; private set; }

        public IEnumerable<string> Bids => _bids.OrderByDescending(static level => Number(level.Key)).Select(static level => $"{level.Key} {level.Value}");

        public IEnumerable<string> Asks => _asks.OrderBy(static level => Number(level.Key)).Select(static level => $"{level.Key} {level.Value}");

        public void Apply(JsonElement change)
        {
            var (first, last) = (change.GetProperty("U").GetInt64(), change.GetProperty("u").GetInt64());
            if (last <= UpdateId) return;
            if (_hasApplied) Assert.Equal(UpdateId + 1, first);
            else Assert.InRange(UpdateId + 1, first, last);
            _hasApplied = true;
            Put(_bids, change.GetProperty("b"));
            Put(_asks, change.GetProperty("a"));
            UpdateId = last;
        }

        private static void Put(Dictionary<string, string> side, JsonElement levels)
        {
            foreach (var level in levels.EnumerateArray())
            {
                var (price, quantity) = (level[0].GetString()!, level[1].GetString()!);
                if (Number(quantity) == 0) side.Remove(price);
                else side[price] = quantity;
            }
        }

        private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
    }
}
