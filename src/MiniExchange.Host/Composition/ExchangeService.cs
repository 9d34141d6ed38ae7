using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MiniExchange.Actors.Engines;
using MiniExchange.Application.MarketData;
using MiniExchange.Application.Markets;
using MiniExchange.Application.Settlement;
using MiniExchange.Storage.Relational.Projections;

namespace MiniExchange.Host.Composition;

/// <summary>Runs the exchange for as long as the server runs: brings it up, keeps the read side following, and stops it in order.</summary>
internal sealed partial class ExchangeService(
    ExchangeStartup startup,
    IHostedEngine engine,
    ExchangeProjection projection,
    LiveMarketData market,
    CatalogFollower catalog,
    SettlementCloser settlement,
    DataDirectory directory,
    IHostApplicationLifetime lifetime,
    ILogger<ExchangeService> logger) : BackgroundService
{
    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await engine.DisposeAsync();
        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            LogStarting(directory.ToString());
            await startup.RunAsync(stoppingToken);
            LogStarted();
        }
        catch (Exception cause) when (StartProblems.Include(cause))
        {
            LogCannotStart(cause.Message);
            Environment.ExitCode = 1;

            // A server that is stopped before it listens tells of that failure, at length, instead of this one.
            await lifetime.ListeningAsync(stoppingToken);
            lifetime.StopApplication();
            return;
        }

        await Task.WhenAll(
            FollowAsync(projection.RunAsync, "read side", stoppingToken),
            FollowAsync(market.RunAsync, "market data", stoppingToken),
            FollowAsync(catalog.RunAsync, "list of pairs", stoppingToken),
            FollowAsync(settlement.RunAsync, "settlement", stoppingToken));
    }

    // They try again by themselves whatever can be tried again. What they do not know how to go on after must not leave a process that
    // answers from what nobody keeps up.
    private async Task FollowAsync(Func<CancellationToken, Task> run, string what, CancellationToken stoppingToken)
    {
        try
        {
            await run(stoppingToken);
        }
#pragma warning disable CA1031 // Whatever it is, the process ends with it.
        catch (Exception fault) when (!lifetime.ApplicationStopping.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFollowerFailed(fault, what);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }

    [LoggerMessage(6101, LogLevel.Information, "Starting; data directory {Directory}.")]
    private partial void LogStarting(string directory);

    [LoggerMessage(6102, LogLevel.Information, "The exchange is open.")]
    private partial void LogStarted();

    [LoggerMessage(6103, LogLevel.Critical, "The exchange cannot start: {Reason}")]
    private partial void LogCannotStart(string reason);

    [LoggerMessage(6105, LogLevel.Critical, "What keeps the {What} up to date failed and cannot go on. Stopping.")]
    private partial void LogFollowerFailed(Exception fault, string what);
}
