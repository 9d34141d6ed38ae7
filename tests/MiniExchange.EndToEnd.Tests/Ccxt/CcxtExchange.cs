using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Clients;
using MiniExchange.EndToEnd.Tests.Hosts;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Ccxt;

/// <summary>One running exchange and one ccxt process for all tests with ccxt. Each test has traders of its own and leaves the books empty.</summary>
public sealed class CcxtExchange : IAsyncLifetime
{
    private RunningExchange? _exchange;
    private CcxtProcess? _ccxt;

    internal RunningExchange Exchange => _exchange!;

    internal CcxtProcess Ccxt => _ccxt!;

    public async Task InitializeAsync()
    {
        // Where all tests are skipped, there is nothing to start.
        if (NodeClients.SkipReason is not null) return;
        _ccxt = CcxtProcess.Start();
        _exchange = await RunningExchange.StartAsync();
    }

    public async Task DisposeAsync()
    {
        _ccxt?.Dispose();
        if (_exchange is not null) await _exchange.DisposeAsync();
    }

    internal async Task<(Trader Trader, CcxtClient Client)> AddTraderAsync(params (string Asset, decimal Amount)[] funds)
    {
        var trader = await Exchange.BackOffice.AddTraderAsync(funds);
        var client = await Ccxt.ConnectAsync(trader.Username, CcxtOptions.Whole(Exchange.Address, trader.Key, trader.Secret));
        await client.CallAsync("loadMarkets");
        return (trader, client);
    }
}

/// <summary>The tests that share the exchange, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class CcxtCollection : ICollectionFixture<CcxtExchange>
{
    public const string Name = "ccxt";
}
