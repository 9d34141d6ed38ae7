using System;
using System.Collections.Generic;
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
using MiniExchange.Application.Markets;
using MiniExchange.Application.Orders;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Settlement;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.Settlement;

/// <summary>Follows what accounts settled, in the committed feed, checks each trade, and has a batch closed every so often.</summary>
/// <remarks>
/// Starts where the last batch ended, with what that one carried over, and starts over from there after any failure: what it has in
/// memory can always be had again. So several of them do no harm, on several nodes, as the actor takes only what follows its
/// last batch; one that comes too late stands by for as long as batches are closed without it, and reads no records meanwhile.
/// Trading never waits for it, and does not rest on it: what is wrong is told in <see cref="Problems"/> and refuses no traffic.
/// </remarks>
public sealed partial class SettlementCloser(
    ICommittedFeed feed,
    Func<ICellCodec<Account, AccountEvent>> createCodec,
    ExchangeClient exchange,
    MarketDirectory markets,
    SettlementOptions options,
    TimeProvider time,
    ILogger<SettlementCloser> logger)
{
    private readonly RecordTurns<Account, AccountEvent> _turns = new(createCodec());
    private TradeNetting _trades = new([], options.MaxCarried);
    private bool _isSeeded;
    private bool _standsBy;
    private long _afterPosition;
    private long _position;
    private long _readTo;
    private long _dueAtUnixMicros;
    private int _failuresInARow;
    private int _unansweredInARow;
    private string? _wrong;
    private string? _alone;
    private string? _lost;
    private volatile string[] _problems = [];

    /// <summary>What keeps batches from being right and closed, as sentences for operators; empty if nothing does. May be read by any thread.</summary>
    /// <remarks>
    /// A wrong trade stays told until the process ends, and is found again by the next, as its batch is never closed. Sides that are alone
    /// are told while there are too many of them, failures after <see cref="SettlementOptions.ProblemAfterFailures"/> in a row.
    /// </remarks>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>The journal position that it stands at.</summary>
    internal long Position => _position;

    /// <summary>Whether it leaves the closing to another.</summary>
    internal bool StandsBy => _standsBy;

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

                var wasSeeded = _isSeeded;
                await FollowUntilDueAsync(cancellationToken);

                // To start over, and to read again up to the record that failed, is no success yet.
                if (wasSeeded && _position >= _readTo)
                {
                    _failuresInARow = 0;
                    TellFailures(null);
                }
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
                _failuresInARow++;
                LogFailed(failure, _position, _failuresInARow);
                TellFailures(failure.Message);
                await PauseAsync(cancellationToken);
            }
        }
    }

    /// <summary>Finds out where the last batch ended, and after that follows the next records; waits until there are some.</summary>
    internal async Task FollowNextAsync(CancellationToken cancellationToken)
    {
        if (!_isSeeded)
        {
            Seed(await LastBatchAsync(cancellationToken));
            return;
        }

        foreach (var record in await feed.ReadAsync(_position, options.BatchSize, cancellationToken))
        {
            _readTo = long.Max(_readTo, record.Position);
            if (record.Address.KindSpan is Addresses.AccountKind) Follow(record);
            _position = record.Position;
        }

        TellTrades();
    }

    /// <summary>Has a batch closed of what was followed so far. Nothing, if nothing was traded, or a trade is wrong. One that stands by looks whether it still need not.</summary>
    internal async Task CloseAsync(CancellationToken cancellationToken)
    {
        if (_standsBy)
        {
            var former = _afterPosition;
            Seed(await LastBatchAsync(cancellationToken));
            _standsBy = _afterPosition > former;
            return;
        }

        if (!_isSeeded || _trades.Trades == 0 || _trades.WrongTrades > 0) return;

        var close = new CloseBatch(_afterPosition, _position, _trades.Trades, _trades.Assets, _trades.Alone);
        switch (await exchange.CloseBatchAsync(close, cancellationToken))
        {
            case Completed<BatchState>(var closed, _):
                Answered();
                Seed(closed);
                break;
            case Refused<BatchState>(RejectReason.BatchOutOfOrder):
                // Another closes batches: what was netted here counts in them.
                Answered();
                _isSeeded = false;
                Seed(await LastBatchAsync(cancellationToken));
                _standsBy = true;
                break;
            case Refused<BatchState>(RejectReason.BatchNotBalanced):
                Answered();
                _wrong = $"What was traded between journal positions {_afterPosition} and {_position} does not come to zero: {Sums()}. No batch is closed.";
                Tell();
                break;
            case NotStarted<BatchState>(var reason):
                // Nothing happened, and nothing need be read again.
                _unansweredInARow++;
                TellFailures(reason);
                break;
            case var unknown:
                // The last batch tells whether this one was closed.
                _unansweredInARow++;
                _isSeeded = false;
                TellFailures(unknown.ToString());
                break;
        }
    }

    private void Answered()
    {
        _unansweredInARow = 0;
        TellFailures(null);
    }

    private async Task<BatchState> LastBatchAsync(CancellationToken cancellationToken)
    {
        var outcome = await exchange.LastBatchAsync(cancellationToken);
        return outcome is Completed<BatchState>(var last, _) ? last : throw new InvalidOperationException($"Settlement does not answer: {outcome}.");
    }

    private async Task FollowUntilDueAsync(CancellationToken cancellationToken)
    {
        var left = TimeSpan.FromMicroseconds(long.Max(1_000, _dueAtUnixMicros - time.GetUnixMicros()));
        using var due = new CancellationTokenSource(left, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(due.Token, cancellationToken);
        try
        {
            await (_standsBy ? Task.Delay(Timeout.InfiniteTimeSpan, time, either.Token) : FollowNextAsync(either.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nothing new until then, or nothing to look at.
        }
    }

    private void Seed(BatchState last)
    {
        _afterPosition = last.Batch?.ThroughPosition ?? 0;
        _position = _afterPosition;
        _trades = new TradeNetting(last.Carried, options.MaxCarried);
        _isSeeded = true;
        TellTrades();
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

    private void TellTrades()
    {
        if (_trades.FirstWrong is { } first)
        {
            _wrong = string.Create(
                CultureInfo.InvariantCulture,
                $"{_trades.WrongTrades} trades between journal positions {_afterPosition} and {_position} are wrong: a side did not get what the other paid. The first is {NameOf(first)}. No batch is closed.");
        }

        _alone = _trades.Dropped > 0 || _trades.AloneCount == options.MaxCarried
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{_trades.AloneCount} trades up to journal position {_position} are settled on one side only, the oldest is {NameOf(_trades.Oldest)}. At most {options.MaxCarried} are carried; {_trades.Dropped} older ones were dropped since the last batch and are in none.")
            : null;
        Tell();
    }

    private void TellFailures(string? reason)
    {
        var failures = int.Max(_failuresInARow, _unansweredInARow);
        _lost = failures < options.ProblemAfterFailures
            ? null
            : reason is null
                ? _lost
                : string.Create(CultureInfo.InvariantCulture, $"Settlement failed {failures} times in a row at journal position {_position}: {reason}");
        Tell();
    }

    /// <summary>Shows what is wrong now, and logs each kind when it begins.</summary>
    private void Tell()
    {
        var former = _problems.Length;
        string[] now = [.. new[] { _wrong, _alone, _lost }.OfType<string>()];
        _problems = now;
        if (now.Length > former) LogProblem(string.Join(' ', now));
    }

    private string NameOf(TradeId? trade)
    {
        if (trade is not { } id) return "none";

        var symbol = markets.Catalog.PairOf(id.Pair)?.Symbol ?? string.Create(CultureInfo.InvariantCulture, $"pair {id.Pair.Value}");
        return string.Create(CultureInfo.InvariantCulture, $"trade {id.Value} on {symbol}");
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

    [LoggerMessage(EventId = 3200, Level = LogLevel.Warning, Message = "Settlement failed after journal position {Position} ({FailuresInARow} in a row) and tries again; trading goes on.")]
    private partial void LogFailed(Exception failure, long position, int failuresInARow);

    [LoggerMessage(EventId = 3201, Level = LogLevel.Error, Message = "{Problems} Trading goes on.")]
    private partial void LogProblem(string problems);
}
