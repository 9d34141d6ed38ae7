using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MiniExchange.Actors;
using MiniExchange.Api.BackOffice;
using MiniExchange.Api.Keys;
using MiniExchange.Application;
using MiniExchange.Application.Markets;
using MiniExchange.Application.Orders;
using MiniExchange.Application.Transfers;
using MiniExchange.Application.Users;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;
using MiniExchange.Host.Composition;

namespace MiniExchange.Host.Demo;

/// <summary><c>--demo</c>: two funded users to trade with, and market makers that trade through the public API like anybody else.</summary>
internal sealed partial class DemoService(
    ExchangeStartup startup,
    IUsers users,
    Passwords passwords,
    ApiKeyIssuer issuer,
    ExchangeClient exchange,
    MarketDirectory directory,
    IServer server,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<DemoService> logger) : BackgroundService
{
    private const string KeyLabel = "demo";

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await WaitUntilOpenAsync(stoppingToken);
        foreach (var name in (string[])["demo-alice", "demo-bob"])
        {
            var (key, secret) = await AddTraderAsync(name, stoppingToken);

            // Printed, not logged: logs are kept and shipped.
            Console.WriteLine($"Demo user {name}: apiKey {key} secretKey {secret}");
        }

        var address = server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        using var http = new HttpClient { BaseAddress = new Uri(address.Replace("//[::]", "//127.0.0.1", StringComparison.Ordinal).Replace("//0.0.0.0", "//127.0.0.1", StringComparison.Ordinal)) };
        var traders = new List<Task>();
        foreach (var pair in directory.Catalog.Pairs)
        {
            var maker = new SignedClient(http, await AddTraderAsync($"demo-maker-{pair.Symbol}", stoppingToken), time);
            var taker = new SignedClient(http, await AddTraderAsync($"demo-taker-{pair.Symbol}", stoppingToken), time);
            traders.Add(new DemoMarket(pair, maker, taker, time).RunAsync(stoppingToken));
        }

        LogTrading(directory.Catalog.Pairs.Length);
        await Task.WhenAll(traders);
    }

    private async Task WaitUntilOpenAsync(CancellationToken cancellationToken)
    {
        await lifetime.ListeningAsync(cancellationToken);
        await startup.Done.WaitAsync(cancellationToken);
    }

    private async Task<(string Key, string Secret)> AddTraderAsync(string name, CancellationToken cancellationToken)
    {
        var user = await users.FindAsync(name, cancellationToken)
            ?? await users.AddAsync(
                new NewUser(name, $"{name}@localhost", passwords.Hash(Guid.NewGuid().ToString()), IsAdmin: false, time.GetUnixMicros()),
                cancellationToken)
            ?? throw new InvalidOperationException($"The demo user {name} could not be added.");

        // A secret is shown once: each start makes a new key and drops the last one's.
        foreach (var old in await users.KeysAsync(user.Id, cancellationToken))
        {
            if (old.Label == KeyLabel) await users.RemoveKeyAsync(user.Id, old.Key, cancellationToken);
        }

        var issued = issuer.Issue(KeyLabel, ApiPermissions.UserData | ApiPermissions.Trade);
        await users.AddKeyAsync(user.Id, issued.Key, cancellationToken);
        foreach (var asset in directory.Catalog.Assets) await FundAsync(user.Id, asset, cancellationToken);
        return (issued.Key.Key, issued.Secret);
    }

    private async Task FundAsync(AccountId user, Asset asset, CancellationToken cancellationToken)
    {
        var whole = asset.Code.Contains("USD", StringComparison.Ordinal) ? "1000000" : "1000";
        DecimalText.Read(whole, asset.Scale, out var units);
        var outcome = await exchange.DepositAsync(
            new Deposit(user, asset.Id, new AssetUnits(units), $"demo-{asset.Code}"), cancellationToken);
        if (outcome is not Completed<DepositState>) LogNotFunded(user.Value, asset.Code, outcome.ToString()!);
    }

    [LoggerMessage(6201, LogLevel.Information, "Demo market makers trade on {Markets} markets.")]
    private partial void LogTrading(int markets);

    [LoggerMessage(6202, LogLevel.Warning, "Demo user {User} was not funded with {Asset}: {Outcome}.")]
    private partial void LogNotFunded(long user, string asset, string outcome);
}
