using System;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>A market where nothing happens but what the test does.</summary>
internal sealed class QuietMarket(Trader seller, Trader buyer)
{
    /// <summary>One small trade, which leaves a little more on both sides of the book than before.</summary>
    public async Task TradeAsync()
    {
        await PlaceAsync(buyer, "BUY", 0.001m, 44_000m);
        await PlaceAsync(seller, "SELL", 0.002m, 45_000m);
        await PlaceAsync(buyer, "BUY", 0.001m, 45_000m);
    }

    /// <summary>Orders around one price, some of which trade.</summary>
    public async Task TradeAtRandomAsync(Random random, int orders)
    {
        for (var i = 0; i < orders; i++)
        {
            var (trader, side, lowest) = random.Next(2) == 0 ? (seller, "SELL", 44_997m) : (buyer, "BUY", 44_985m);
            await PlaceAsync(trader, side, 0.0002m * random.Next(1, 10), lowest + random.Next(18));
        }
    }

    private static async Task PlaceAsync(Trader trader, string side, decimal quantity, decimal price)
    {
        var answer = await trader.PlaceAsync(FormattableString.Invariant(
            $"symbol={TradingClient.Symbol}&side={side}&type=LIMIT&timeInForce=GTC&quantity={quantity}&price={price}"));
        Assert.True(answer.Fate == Fate.Done, answer.ToString());
    }
}
