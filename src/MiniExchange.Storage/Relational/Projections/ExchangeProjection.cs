using System;
using System.Collections.Generic;
using System.Data.Common;
using System.Threading;
using System.Threading.Tasks;
using Dapper;
using Microsoft.Extensions.Logging;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Journaling;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;

namespace MiniExchange.Storage.Relational.Projections;

/// <summary>Follows the committed feed and writes what happened as rows: each record once, in order, never on the order path.</summary>
/// <remarks>
/// Rows and position are one transaction. A record that cannot be applied is never skipped: the projection stays before
/// it, says so in <see cref="Status"/> and tries again, while trading goes on. One caller at a time runs it.
/// Every process on one store may run one: the position's row lets only one of them apply a batch. Whoever applied the last one goes
/// on; the others look on, and one of them takes its place when the position stands still although there is more to apply. No clock
/// of two machines is compared, and nothing is held that a paused process could keep. docs/adr/0020-several-front-ends.md.
/// </remarks>
public sealed partial class ExchangeProjection(
    RelationalStore store,
    ICommittedFeed feed,
    IJournal journal,
    ICellCodec<Account, AccountEvent> accountCodec,
    ICellCodec<Book, BookEvent> bookCodec,
    ReadSideOptions options,
    TimeProvider time,
    ILogger<ExchangeProjection> logger)
{
    private readonly RecordReader _reader = new(accountCodec, bookCodec);

    // The rows' position that the next batch goes on from. Waiting readers may know a later one.
    private long _position;
    private bool _positionKnown;
    private bool _looksOn;

    // Kept from batch to batch, as the database prepares statements for a connection; given back after a failure, where another process goes on, and at the end.
    private DbConnection? _connection;
    private int _batchLimit = options.BatchSize;
    private long _skippedRecords;
    private volatile Failure? _failure;

    /// <summary>What the rows show by now.</summary>
    public AppliedRecords Applied { get; } = new(options.RecentStreams);

    /// <summary>How it is; may be read by any thread.</summary>
    public ProjectionStatus Status
    {
        get
        {
            var position = Applied.Position;
            var failure = _failure;
            return new ProjectionStatus(
                position,
                Math.Max(0, feed.LastPosition - position),
                failure?.Error,
                failure?.InARow ?? 0,
                Interlocked.Read(ref _skippedRecords));
        }
    }

    /// <summary>Applies the next batch, if there is one.</summary>
    /// <remarks>For maintenance, such as catching up after <see cref="ResetAsync"/> before the exchange opens; <see cref="RunAsync"/> follows by itself.</remarks>
    /// <returns>How many records it had; zero if the rows show all there is.</returns>
    /// <exception cref="Exception">It could not be applied and nothing of it was; <see cref="Status"/> says which records.</exception>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        await FindPositionAsync(cancellationToken);
        if (feed.LastPosition <= _position) return 0;
        try
        {
            return await ApplyNextAsync(cancellationToken);
        }
        finally
        {
            await DisconnectAsync();
        }
    }

    /// <summary>Applies batches as they come, or looks on while another process does, until it is canceled; waits longer after each failure in a row.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FollowAsync(cancellationToken);
        }
        finally
        {
            await DisconnectAsync();
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await FindPositionAsync(cancellationToken);
                if (_looksOn)
                {
                    await LookOnAsync(cancellationToken);
                    continue;
                }

                var beganAt = time.GetTimestamp();
                await ApplyNextAsync(cancellationToken);
                var left = TimeSpan.FromMilliseconds(options.GatherMs) - time.GetElapsedTime(beganAt);

                // Not by how many were applied: the feed gives fewer than it was asked for where it goes from the journal on to memory.
                var hasGathered = feed.LastPosition - _position >= _batchLimit / 2;
                if (!hasGathered && left > TimeSpan.Zero) await Applied.PauseAsync(left, time, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever it is, trading must go on without the rows; the status says what it was.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                var (what, inARow) = _failure ?? new Failure(failure.Message, 1);
                LogFailed(logger, failure, what, inARow);
                await PauseAsync(inARow, cancellationToken);
            }
        }
    }

    /// <summary>Empties every projected table and starts from the first record again; users and keys stay. Not while it runs.</summary>
    /// <remarks>For maintenance: how rows that a wrong projection wrote are repaired. Nothing calls it while the exchange runs.</remarks>
    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE projections SET position = 0 WHERE name = 'exchange'",
            transaction: transaction,
            cancellationToken: cancellationToken));
        foreach (var table in RelationalSchema.ProjectedTables)
        {
            await connection.ExecuteAsync(
                new CommandDefinition($"DELETE FROM {table}", transaction: transaction, cancellationToken: cancellationToken));
        }

        await transaction.CommitAsync(cancellationToken);
        Applied.Restart(position: 0);
        _position = 0;
        _positionKnown = true;
    }

    /// <summary>Looks up how far the rows have come; does nothing if it is known. The feed must be open.</summary>
    /// <exception cref="StoresDoNotMatchException">The rows show more than the journal holds.</exception>
    public async Task FindPositionAsync(CancellationToken cancellationToken)
    {
        if (_positionKnown) return;

        try
        {
            _position = await store.ReadPositionAsync(cancellationToken);

            // The feed may lag behind rows that another process writes; the journal only grows, so what it lacks now it has lost.
            var last = feed.LastPosition;
            if (_position > last && !await HasRecordAtAsync(_position, cancellationToken))
            {
                throw StoresDoNotMatchException.JournalIsBehind(_position, last);
            }

            if (Applied.Noted == 0) Applied.Restart(_position);
            else Applied.Advance(_position);
            _positionKnown = true;
        }
        catch (StoresDoNotMatchException mismatch)
        {
            Failed(mismatch.Message);
            throw;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            Failed($"The projection's position could not be read: {failure.Message}");
            throw;
        }
    }

    private Task<bool> HasRecordAtAsync(long position, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            using var reader = journal.OpenReader();
            return reader.ReadAfter(position - 1, maxRecords: 1) is [var record] && record.Position == position;
        },
        cancellationToken);

    /// <summary>Takes note of what the feed has next, and waits until the rows show it.</summary>
    private async Task LookOnAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<JournalRecord> records = [];
        try
        {
            records = await feed.ReadAsync(Applied.Noted, options.BatchSize, cancellationToken);
            Applied.RequireNoGap(records);
            Applied.Note(records);
            var standsSince = time.GetTimestamp();
            while (_position < records[^1].Position)
            {
                var position = await store.ReadPositionAsync(cancellationToken);
                if (position > _position) standsSince = time.GetTimestamp();
                _position = position;
                Applied.Advance(position);
                if (position >= records[^1].Position) break;
                if (time.GetElapsedTime(standsSince).TotalMilliseconds >= options.TakeOverMs)
                {
                    _looksOn = false;
                    return;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(options.PositionPollMs), time, cancellationToken);
            }

            _failure = null;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            Failed($"{Named(records)}: {failure.Message}");
            throw;
        }
    }

    private async Task<int> ApplyNextAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<JournalRecord> records = [];
        try
        {
            records = await feed.ReadAsync(_position, _batchLimit, cancellationToken);
            Applied.RequireNoGap(records);
            var batch = _reader.Read(records);
            if (!await WriteAsync(batch, cancellationToken))
            {
                // Somebody else has moved it, and goes on; what they applied is looked up before the next attempt.
                _positionKnown = false;
                _looksOn = true;
                _failure = null;
                await DisconnectAsync();
                return 0;
            }

            _position = batch.LastPosition;
            Applied.Note(records);
            Applied.Advance(_position);
            Interlocked.Add(ref _skippedRecords, batch.Skipped);
            _failure = null;
            _batchLimit = (int)Math.Min(_batchLimit * 2L, options.BatchSize);
            return records.Count;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // A commit that failed may still have happened: the position in the store is the truth. One record at a time
            // then comes up to the one that cannot be applied, and names it.
            _positionKnown = false;
            _batchLimit = 1;
            Failed($"{Named(records)}: {failure.Message}");
            await DisconnectAsync();
            throw;
        }
    }

    private async Task<bool> WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        _connection ??= await ConnectAsync(cancellationToken);
        await using var transaction = await _connection.BeginTransactionAsync(cancellationToken);

        // First, as this locks the row: of two processes the second waits here, and then finds another position.
        var moved = await _connection.ExecuteAsync(new CommandDefinition(
            "UPDATE projections SET position = @to WHERE name = 'exchange' AND position = @from",
            new { from = _position, to = batch.LastPosition },
            transaction,
            cancellationToken: cancellationToken));
        if (moved == 0) return false;

        await new BatchWriter().RunAsync(new RowTransaction(transaction, store.Dialect), batch.Happened, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private async Task<DbConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var connection = await store.OpenAsync(cancellationToken);
        try
        {
            await connection.ExecuteAsync(new CommandDefinition(store.Dialect.ForProjection, cancellationToken: cancellationToken));
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task DisconnectAsync()
    {
        var connection = _connection;
        _connection = null;
        if (connection is not null) await connection.DisposeAsync();
    }

    private void Failed(string error) => _failure = new Failure(error, (_failure?.InARow ?? 0) + 1);

    private async Task PauseAsync(int failuresInARow, CancellationToken cancellationToken)
    {
        var doublings = Math.Min(failuresInARow - 1, 16);
        var delayMs = Math.Min((long)options.RetryDelayMs << doublings, options.MaxRetryDelayMs);
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(delayMs), time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The loop looks at the token.
        }
    }

    private static string Named(IReadOnlyList<JournalRecord> records) => records switch
    {
        [] => "The feed could not be read",
        [var only] => $"Record {only.Number} of {only.Address}, at position {only.Position}, could not be applied",
        _ => $"Records at positions {records[0].Position} to {records[^1].Position} could not be applied",
    };

    [LoggerMessage(EventId = 4001, Level = LogLevel.Error, Message = "{What} ({FailuresInARow} in a row). History falls behind; trading goes on.")]
    private static partial void LogFailed(ILogger logger, Exception failure, string what, int failuresInARow);

    private sealed record Failure(string Error, int InARow);
}
