using System;
using System.Threading.Tasks;
using MiniExchange.EndToEnd.Tests.Npm;
using Xunit;

namespace MiniExchange.EndToEnd.Tests.Compatibility;

/// <summary>Clients that sign with the private half of a pair of which the exchange has the public one only.</summary>
[Collection(SqliteClients.Name)]
public sealed class Ed25519Tests(SqliteSite site) : CompatibilityKit(site)
{
    [NodeTheory]
    [Packages(Package.Ccxt, Package.Spot)]
    public async Task Orders_OverBothWays_AreDoneAndTold(Package package)
    {
        var client = await OpenWithPairAsync(package);
        var socket = (ISocketOrders)client;
        var account = await client.WatchAccountAsync();
        await account.Orders.UntilAsync("an order", _ => true, () => client.PlaceAsync(OrderTerms.Limit("SELL", 0.001m, 90_000m)));
        await client.CancelAllAsync();

        var ask = await client.PlaceAsync(OrderTerms.Limit("SELL", 0.1m, 70_000m));
        var bid = await socket.PlaceOverSocketAsync(OrderTerms.Limit("BUY", 0.1m, 30_000m));
        Assert.Equal([ask, bid], await client.OpenOrdersAsync());
        Assert.Equal([ask.Id, bid.Id], await socket.CancelAllOverSocketAsync());

        await account.Orders.UntilAsync("the bid's end", order => order == bid with { State = OrderState.Canceled });
        Assert.Equal(new Funds(1m, 0), await client.FundsAsync("BTC"));
    }

    [NodeTheory]
    [Packages(Package.Spot)]
    public async Task Session_OnceLoggedOn_NeedsNoSignatures(Package package)
    {
        var client = await OpenWithPairAsync(package);

        await client.Client.CallAsync("api", "sessionLogon");
        var placed = await ((ISocketOrders)client).PlaceOverSocketAsync(OrderTerms.Limit("SELL", 0.1m, 70_000m));
        Assert.Equal(placed, await client.OrderAsync(placed.Id));

        await client.Client.CallAsync("api", "sessionLogout");
        Assert.Equal(OrderState.Canceled, (await ((ISocketOrders)client).CancelOverSocketAsync(placed.Id)).State);
    }

    [NodeTheory]
    [Packages(Package.Ccxt, Package.Spot)]
    public async Task AnothersPair_IsRefused(Package package)
    {
        var trader = await AddTraderAsync();
        var key = await Site.Exchange.BackOffice.AddKeyAsync(trader, (await Ed25519Pair.CreateAsync()).PublicKey);
        var client = await TradingClient.OpenAsync(
            Site, package, trader with { Key = key, Secret = (await Ed25519Pair.CreateAsync()).PrivateKey });

        var refusal = await client.RefusedAsync(OrderTerms.Limit("SELL", 0.1m, 70_000m));

        Assert.Contains("Signature for this request is not valid.", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(await trader.OpenOrdersAsync());
    }

    private async Task<TradingClient> OpenWithPairAsync(Package package)
    {
        var trader = await AddTraderAsync();
        var pair = await Ed25519Pair.CreateAsync();
        var key = await Site.Exchange.BackOffice.AddKeyAsync(trader, pair.PublicKey);
        return await TradingClient.OpenAsync(Site, package, trader with { Key = key, Secret = pair.PrivateKey });
    }
}
