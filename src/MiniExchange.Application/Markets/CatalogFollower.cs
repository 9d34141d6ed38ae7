using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Journaling;
using MiniExchange.Application.Orders;

namespace MiniExchange.Application.Markets;

/// <summary>Keeps a front end's directory at what the catalog lists, whichever front end had it listed.</summary>
/// <remarks>The feed says when to look; what is listed is asked of the catalog.</remarks>
public sealed partial class CatalogFollower(
    ICommittedFeed feed, ExchangeClient exchange, MarketDirectory directory, TimeProvider time, ILogger<CatalogFollower> logger)
{
    private const int RecordsPerRead = 2_000;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>Follows until it is canceled. The feed must be open.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // Before the first look: what is listed after it is after this.
        var position = feed.LastPosition;
        var isDue = true;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (isDue) await RefreshAsync(cancellationToken);
                isDue = false;
                var records = await feed.ReadAsync(position, RecordsPerRead, cancellationToken);
                isDue = records.Any(static record => record.Address == Addresses.Catalog);
                position = records[^1].Position;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (JournalUnavailableException unavailable)
            {
                LogBehind(logger, unavailable.Message);
                await PauseAsync(cancellationToken);
            }
#pragma warning disable CA1031 // Whatever it is, the next look may go well, and without one a pair that is listed elsewhere is never known here.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                LogFailed(logger, failure);
                await PauseAsync(cancellationToken);
            }
        }
    }

    private async Task PauseAsync(CancellationToken cancellationToken) =>
        await Task.Delay(RetryAfter, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        // Nothing to list: the answer is what is listed.
        var outcome = await exchange.ListMarketsAsync(new ListMarkets([]), cancellationToken);
        if (outcome is not Completed<CatalogState>(var listed, _)) throw new JournalUnavailableException($"The catalog gave no answer: {outcome}.");
        directory.Replace(listed.Catalog);
    }

    [LoggerMessage(EventId = 3104, Level = LogLevel.Warning, Message = "Pairs that another front end lists may be missing here for now: {Reason}")]
    private static partial void LogBehind(ILogger logger, string reason);

    [LoggerMessage(EventId = 3105, Level = LogLevel.Error, Message = "The catalog could not be followed. Pairs that another front end lists may be missing here for now.")]
    private static partial void LogFailed(ILogger logger, Exception failure);
}
