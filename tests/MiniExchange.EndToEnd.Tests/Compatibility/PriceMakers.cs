using System;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>Two traders who make the price.</summary>
internal sealed class PriceMakers(Trader seller, Trader buyer)
{
    /// <summary>One small trade at a price, which leaves nothing in the book.</summary>
    public async Task TradeAsync(decimal price)
    {
        await BidAsync(0.001m, price);
        await AskAsync(0.001m, price);
    }

    public Task BidAsync(decimal quantity, decimal price) => PlaceAsync(buyer, "BUY", quantity, price);

    public Task AskAsync(decimal quantity, decimal price) => PlaceAsync(seller, "SELL", quantity, price);

    private static async Task PlaceAsync(Trader trader, string side, decimal quantity, decimal price)
    {
        var answer = await trader.PlaceAsync(FormattableString.Invariant(
            $"symbol={TradingClient.Symbol}&side={side}&type=LIMIT&timeInForce=GTC&quantity={quantity}&price={price}"));
        Assert.True(answer.Fate == Fate.Done, answer.ToString());
    }
}
