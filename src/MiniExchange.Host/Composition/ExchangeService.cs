using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MiniExchange.Actors.Engines;
using MiniExchange.Application.MarketData;
using MiniExchange.Application.Markets;
using MiniExchange.Storage.Relational.Projections;

namespace MiniExchange.Host.Composition;

/// <summary>Runs the exchange for as long as the server runs: brings it up, keeps the read side following, and stops it in order.</summary>
internal sealed partial class ExchangeService(
    ExchangeStartup startup,
    IHostedEngine engine,
    ExchangeProjection projection,
    LiveMarketData market,
    CatalogFollower catalog,
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

        await Task.WhenAll(projection.RunAsync(stoppingToken), market.RunAsync(stoppingToken), catalog.RunAsync(stoppingToken));
    }

    [LoggerMessage(6101, LogLevel.Information, "Starting; data directory {Directory}.")]
    private partial void LogStarting(string directory);

    [LoggerMessage(6102, LogLevel.Information, "The exchange is open.")]
    private partial void LogStarted();

    [LoggerMessage(6103, LogLevel.Critical, "The exchange cannot start: {Reason}")]
    private partial void LogCannotStart(string reason);
}
