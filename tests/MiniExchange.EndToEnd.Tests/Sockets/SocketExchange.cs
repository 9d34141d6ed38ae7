using System;
using System.Globalization;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Hosts;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Sockets;

/// <summary>A running exchange with two traders, for tests with bare sockets.</summary>
public sealed class SocketExchange : IAsyncLifetime
{
    private RunningExchange? _exchange;
    private Trader? _seller;
    private Trader? _buyer;

    internal RunningExchange Exchange => _exchange!;

    internal Trader Seller => _seller!;

    internal Uri Address => Exchange.Address;

    public async Task InitializeAsync()
    {
        _exchange = await RunningExchange.StartAsync();
        _seller = await _exchange.BackOffice.AddTraderAsync(("BTC", 10m));
        _buyer = await _exchange.BackOffice.AddTraderAsync(("USDT", 100_000m));
    }

    public async Task DisposeAsync()
    {
        if (_exchange is not null) await _exchange.DisposeAsync();
    }

    /// <summary>Makes one trade in BTCUSDT; its number.</summary>
    internal async Task<long> TradeAsync()
    {
        await PlaceAsync(_seller!, "SELL");
        var bought = await PlaceAsync(_buyer!, "BUY");
        return bought.Body.GetProperty("fills")[0].Number("tradeId");
    }

    private static async Task<Answer> PlaceAsync(Trader trader, string side)
    {
        var answer = await trader.PlaceAsync(string.Create(
            CultureInfo.InvariantCulture, $"symbol=BTCUSDT&side={side}&type=LIMIT&timeInForce=GTC&quantity=0.001&price=45000&newOrderRespType=FULL"));
        Assert.True(answer.Fate == Fate.Done, answer.ToString());
        return answer;
    }
}
