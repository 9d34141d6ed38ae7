using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Hosts;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Operations;

/// <summary><c>--demo</c>: what a newcomer sees.</summary>
public sealed partial class DemoTests
{
    [Fact]
    public async Task Demo_PrintsKeysThatTradeAndKeepsTheBooksMoving()
    {
        await using var exchange = await RunningExchange.StartAsync("--demo");
        var printed = await Eventually.FindAsync(
            "the demo to print two keys",
            () => Task.FromResult(Keys(exchange.Log.Lines) is { Length: 2 } keys ? keys : null),
            exchange.Log.Tail);
        foreach (var symbol in (string[])["BTCUSDT", "ETHUSDT", "ETHBTC"])
        {
            await Eventually.FindAsync(
                $"two trades of {symbol}",
                async () => (await exchange.GetAsync($"/api/v3/trades?symbol={symbol}")).GetArrayLength() >= 2 ? symbol : null,
                exchange.Log.Tail);
        }

        var alice = new Trader(exchange.Http, "demo-alice", 0, printed[0].Key, printed[0].Secret, new Dictionary<string, decimal>());
        var order = await alice.PlaceAsync("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=40000");
        Assert.True(order.Fate == Fate.Done, order.ToString());
        Assert.Equal((999_960m, 40m), (await alice.BalancesAsync())["USDT"]);
    }

    private static (string Key, string Secret)[] Keys(IEnumerable<string> lines) =>
    [
        .. lines.Select(line => KeyLine().Match(line)).Where(match => match.Success)
            .Select(match => (match.Groups["key"].Value, match.Groups["secret"].Value)),
    ];

    [GeneratedRegex("^Demo user demo-(alice|bob): apiKey (?<key>\\S+) secretKey (?<secret>\\S+)$")]
    private static partial Regex KeyLine();
}
