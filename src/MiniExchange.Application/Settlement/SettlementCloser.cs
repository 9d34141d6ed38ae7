using System;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using MiniExchange.Actors;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Journaling;
using MiniExchange.Actors.Replicas;
using MiniExchange.Application.Orders;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Settlement;

namespace MiniExchange.Application.Settlement;

/// <summary>Follows what accounts settled, in the committed feed, and has a batch closed every so often.</summary>
/// <remarks>
/// Starts where the last batch ended, with what that one carried over, and starts over from there after any failure: what it has in
/// memory can always be had again. So several of them do no harm, on several nodes, as the actor takes only what follows its
/// last batch. Trading never waits for it.
/// </remarks>
public sealed partial class SettlementCloser(
    ICommittedFeed feed,
    Func<ICellCodec<Account, AccountEvent>> createCodec,
    ExchangeClient exchange,
    SettlementOptions options,
    TimeProvider time,
    ILogger<SettlementCloser> logger)
{
    private readonly RecordTurns<Account, AccountEvent> _turns = new(createCodec());
    private TradeNetting _trades = new([]);
    private bool _isSeeded;
    private long _afterPosition;
    private long _position;
    private long _dueAtUnixMicros;
    private int _failuresInARow;
    private volatile string? _problem;

    /// <summary>What keeps batches from being closed, as a sentence for operators; null if nothing does. May be read by any thread.</summary>
    public string? Problem => _problem;

    /// <summary>The journal position that it stands at.</summary>
    internal long Position => _position;

    /// <summary>Follows until it is canceled; waits longer after each failure in a row. The exchange must be open.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _dueAtUnixMicros = NextDue();
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (time.GetUnixMicros() >= _dueAtUnixMicros)
                {
                    await CloseAsync(cancellationToken);
                    _dueAtUnixMicros = NextDue();
                }

                await FollowUntilDueAsync(cancellationToken);
                _failuresInARow = 0;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever it is, trading must go on; the problem says what it was.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                _isSeeded = false;
                _problem = $"Settlement cannot follow the journal after position {_position}: {failure.Message}";
                LogFailed(failure, _position, ++_failuresInARow);
                await PauseAsync(cancellationToken);
            }
        }
    }

    /// <summary>Finds out where the last batch ended, and after that follows the next records; waits until there are some.</summary>
    internal async Task FollowNextAsync(CancellationToken cancellationToken)
    {
        if (!_isSeeded)
        {
            var outcome = await exchange.LastBatchAsync(cancellationToken);
            if (outcome is not Completed<BatchState>(var last, _)) throw new InvalidOperationException($"Settlement does not answer: {outcome}.");

            Seed(last);
            return;
        }

        foreach (var record in await feed.ReadAsync(_position, options.BatchSize, cancellationToken))
        {
            if (record.Address.KindSpan is Addresses.AccountKind) Follow(record);
            _position = record.Position;
        }
    }

    /// <summary>Has a batch closed of what was followed so far. Nothing, if nothing was traded.</summary>
    internal async Task CloseAsync(CancellationToken cancellationToken)
    {
        if (!_isSeeded || _trades.Trades == 0) return;

        if (_trades.AloneCount > options.MaxCarried)
        {
            _problem = string.Create(CultureInfo.InvariantCulture, $"{_trades.AloneCount} trades up to journal position {_position} are settled on one side only; no batch is closed.");
            LogNotClosed(_problem);
            return;
        }

        var close = new CloseBatch(_afterPosition, _position, _trades.Trades, _trades.Assets, _trades.Alone);
        switch (await exchange.CloseBatchAsync(close, cancellationToken))
        {
            case Completed<BatchState>(var closed, _):
                Seed(closed);
                break;
            case Refused<BatchState>(RejectReason.BatchNotBalanced):
                _problem = $"What was traded between journal positions {_afterPosition} and {_position} does not come to zero: {Sums()}.";
                LogNotClosed(_problem);
                break;
            default:
                // Another node closed one, or nobody knows whether this one was closed: the last batch tells.
                _isSeeded = false;
                break;
        }
    }

    private async Task FollowUntilDueAsync(CancellationToken cancellationToken)
    {
        var left = TimeSpan.FromMicroseconds(long.Max(1_000, _dueAtUnixMicros - time.GetUnixMicros()));
        using var due = new CancellationTokenSource(left, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(due.Token, cancellationToken);
        try
        {
            await FollowNextAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nothing new until then.
        }
    }

    private void Seed(BatchState last)
    {
        _afterPosition = last.Batch?.ThroughPosition ?? 0;
        _position = _afterPosition;
        _trades = new TradeNetting(last.Carried);
        _isSeeded = true;
        _problem = null;
    }

    private void Follow(JournalRecord record)
    {
        _turns.Read(record);
        for (var turn = 0; turn < _turns.Count; turn++)
        {
            foreach (var happened in _turns.Events(turn))
            {
                if (happened is FillSettled settled) _trades.See(settled);
            }
        }
    }

    private string Sums() => string.Join(", ", _trades.Assets
        .Where(asset => asset.Sum != 0)
        .Select(asset => string.Create(CultureInfo.InvariantCulture, $"asset {asset.Asset.Value} to {asset.Sum} units")));

    private long NextDue() => time.GetUnixMicros() + (options.EveryMs * 1_000L);

    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        var delayMs = Math.Min((long)options.RetryDelayMs << Math.Min(_failuresInARow - 1, 16), options.MaxRetryDelayMs);
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(delayMs), time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The loop looks at the token.
        }
    }

    [LoggerMessage(EventId = 3200, Level = LogLevel.Error, Message = "Settlement cannot follow the journal after position {Position} ({FailuresInARow} in a row); trading goes on.")]
    private partial void LogFailed(Exception failure, long position, int failuresInARow);

    [LoggerMessage(EventId = 3201, Level = LogLevel.Error, Message = "{Problem} Trading goes on.")]
    private partial void LogNotClosed(string problem);
}
