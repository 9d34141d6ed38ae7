using System.Collections.Generic;
using System.Net.Http;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Npm;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>Tests that every package passes in the same way; run on whichever store a class that inherits one gives it.</summary>
public abstract class CompatibilityKit(ClientSite site) : IAsyncLifetime
{
    private readonly List<Trader> _traders = [];

    private protected ClientSite Site { get; } = site;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var trader in _traders)
        {
            var answer = await trader.SendAsync(HttpMethod.Delete, "/api/v3/openOrders", $"symbol={TradingClient.Symbol}");
            Assert.True(answer.Fate == Fate.Done || answer.Code == -2011, answer.ToString());
        }
    }

    /// <summary>A trader with 1 BTC and 10,000 USDT, and its client.</summary>
    private protected async Task<TradingClient> OpenAsync(Package package) => (await OpenWithTraderAsync(package)).Client;

    /// <summary>The same, and the trader itself for what it does outside this client.</summary>
    private protected async Task<(TradingClient Client, Trader Trader)> OpenWithTraderAsync(Package package)
    {
        var trader = await AddTraderAsync();
        return (await TradingClient.OpenAsync(Site, package, trader), trader);
    }

    /// <summary>A trader with 1 BTC and 10,000 USDT who trades over plain HTTP.</summary>
    private protected async Task<Trader> AddTraderAsync()
    {
        var trader = await Site.Exchange.BackOffice.AddTraderAsync(("BTC", 1m), ("USDT", 10_000m));
        _traders.Add(trader);
        return trader;
    }
}
