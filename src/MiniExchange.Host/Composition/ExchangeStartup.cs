using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MiniExchange.Actors;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Journaling;
using MiniExchange.Api;
using MiniExchange.Api.BackOffice;
using MiniExchange.Application;
using MiniExchange.Application.Markets;
using MiniExchange.Application.Orders;
using MiniExchange.Application.Users;
using MiniExchange.Storage;
using MiniExchange.Storage.Relational;
using MiniExchange.Storage.Relational.Projections;

namespace MiniExchange.Host.Composition;

/// <summary>Brings the exchange up: store, engine, markets, administrator. The server and the seeding command both start with it.</summary>
internal sealed partial class ExchangeStartup(
    IExchangeIdentity journal,
    RelationalStore store,
    IHostedEngine engine,
    ExchangeProjection projection,
    ExchangeClient exchange,
    MarketDirectory directory,
    IUsers users,
    Passwords passwords,
    TimeProvider time,
    IOptions<List<MarketOptions>> markets,
    IOptions<AdminOptions> admin,
    ILogger<ExchangeStartup> logger) : IReadiness
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(200);

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the exchange is open.</summary>
    public Task Done => _done.Task;

    /// <inheritdoc />
    public string? NotReadyBecause() => _done.Task.IsCompleted ? null : "The exchange is starting.";

    /// <summary>Opens the journal and the store, lists the markets, and adds the administrator on the first start.</summary>
    /// <exception cref="JournalUnavailableException">The journal cannot be opened; the message says what to do.</exception>
    /// <exception cref="StoresDoNotMatchException">The journal and the store do not belong together; the message says which to restore.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        engine.Start();
        await engine.WaitUntilReadyAsync(cancellationToken);

        // Under the journal's lock, or a share of it: an upgrade that takes tables away is refused while others have shares.
        await store.PrepareAsync(cancellationToken);

        // One process after the other, and before anything else is written: a first start makes the exchange's id and its administrator here.
        await using (await store.LockStartAsync(cancellationToken))
        {
            await ExchangePair.RequireAsync(journal, store, cancellationToken);
            await AddAdministratorAsync(cancellationToken);
        }

        await projection.FindPositionAsync(cancellationToken);
        await ListMarketsAsync(cancellationToken);
        _done.SetResult();
    }

    private async Task ListMarketsAsync(CancellationToken cancellationToken)
    {
        var definitions = markets.Value.Select(market => market.ToDefinition()).ToImmutableArray();
        var outcome = await exchange.ListMarketsAsync(new ListMarkets(definitions), cancellationToken);

        // A node of a cluster whose membership is in doubt for a moment starts nothing; that passes, or it is told to end.
        while (outcome is NotStarted<CatalogState>)
        {
            await Task.Delay(AskAgainAfter, time, cancellationToken);
            outcome = await exchange.ListMarketsAsync(new ListMarkets(definitions), cancellationToken);
        }

        if (outcome is not Completed<CatalogState>(var listed, _))
        {
            throw new JournalUnavailableException($"The markets could not be listed: {outcome}.");
        }

        foreach (var symbol in listed.Ignored) LogKeepsTerms(symbol);
        directory.Replace(listed.Catalog);
    }

    private async Task AddAdministratorAsync(CancellationToken cancellationToken)
    {
        if (await users.HasAdministratorAsync(cancellationToken)) return;

        var username = admin.Value.Username;

        var password = admin.Value.Password ?? RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 20);
        var added = await users.AddAsync(
            new NewUser(username, $"{username}@localhost", passwords.Hash(password), IsAdmin: true, time.GetUnixMicros()), cancellationToken);
        if (added is null) throw new InvalidOperationException($"The administrator {username} could not be added: the name or address is taken.");

        // Printed, not logged: logs are kept and shipped.
        if (admin.Value.Password is null) Console.WriteLine($"Administrator '{username}' was added with password {password} (shown once; change the name or give a password with Admin:Username and Admin:Password).");
    }

    [LoggerMessage(6001, LogLevel.Warning, "{Symbol} is listed with other terms than its configuration says; it keeps those it has.")]
    private partial void LogKeepsTerms(string symbol);
}
