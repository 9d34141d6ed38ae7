using System;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Crashes;

namespace MiniExchange.ClusterTests.Processes;

/// <summary>Compares what two front ends answer of a market byte by byte. Nobody may trade any more.</summary>
internal static class SameMarketData
{
    private static readonly string[] Resources =
    [
        "depth?limit=5000", "trades?limit=1000", "aggTrades?limit=1000", "klines?interval=1m&limit=1000",
        "ticker/24hr?type=FULL", "ticker/bookTicker?", "ticker/price?", "avgPrice?",
    ];

    public static async Task CheckAsync(TwoFrontEnds two)
    {
        foreach (var symbol in Bot.Symbols)
        {
            var lastTrade = LastTradeOf(two.Crowd, symbol);
            foreach (var frontEnd in two.Cluster.FrontEnds) await CaughtUpAsync(two, frontEnd, symbol, lastTrade);
            foreach (var resource in Resources) await AreSameAsync(two, $"/api/v3/{resource}&symbol={symbol}");
        }
    }

    private static string LastTradeOf(Crowd crowd, string symbol) => crowd.Bots.SelectMany(bot => bot.Placements)
        .Where(sent => sent.Symbol == symbol && sent.Answer.Fate == Fate.Done)
        .SelectMany(sent => sent.Answer.Body.GetProperty("fills").EnumerateArray())
        .Max(fill => fill.Number("tradeId")).ToString(CultureInfo.InvariantCulture);

    /// <summary>Waits until a front end shows the last trade that anybody was told of: rows come after answers.</summary>
    private static async Task CaughtUpAsync(TwoFrontEnds two, Node frontEnd, string symbol, string trade)
    {
        foreach (var (resource, id) in new[] { ("trades?limit=1", "id"), ("aggTrades?limit=1", "l"), ("ticker/24hr?type=FULL", "lastId") })
        {
            var answer = "";
            await Eventually.FindAsync(
                $"{resource} of node {frontEnd.Number} to show trade {trade} of {symbol}",
                async () =>
                {
                    answer = await two.GetAsync(frontEnd, $"/api/v3/{resource}&symbol={symbol}");
                    return answer.Contains($"\"{id}\":{trade},", StringComparison.Ordinal) ? answer : null;
                },
                () => $"It answers {answer}.");
        }
    }

    // Looked at again where they differ: a new minute may begin between the two answers, and a candle's row comes after its trades'.
    private static async Task AreSameAsync(TwoFrontEnds two, string path)
    {
        var (first, second) = ("", "");
        await Eventually.FindAsync(
            $"{path} to be the same on both front ends",
            async () =>
            {
                first = await two.GetAsync(two.First, path);
                second = await two.GetAsync(two.Second, path);
                return first == second ? first : null;
            },
            () => $"The first answers {first}\nThe second answers {second}");
    }
}
