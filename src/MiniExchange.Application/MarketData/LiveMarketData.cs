using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using MiniExchange.Actors;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Journaling;
using MiniExchange.Application.Books;
using MiniExchange.Application.History;
using MiniExchange.Application.Orders;
using MiniExchange.Domain.Books;

namespace MiniExchange.Application.MarketData;

/// <summary>Follows the committed feed and keeps what everybody may see of the markets in memory.</summary>
/// <remarks>
/// Starts where the rows stand, so that no trade is missed or counted twice, and with copies of the books from the journal,
/// which may be ahead of that. A record that cannot be followed is never skipped: everything stays before it, says so in
/// <see cref="Status"/> and is tried again, while trading goes on. docs/adr/0013-market-data.md.
/// </remarks>
public sealed partial class LiveMarketData(
    IMarketHistory history,
    IJournal journal,
    ICommittedFeed feed,
    Func<ICellCodec<Book, BookEvent>> createCodec,
    ExchangeClient exchange,
    MarketDataOptions options,
    TimeProvider time,
    ILogger<LiveMarketData> logger) : IMarketData
{
    private readonly MarketObservers _observers = new(logger);
    private readonly Dictionary<ActorAddress, MarketView> _books = [];
    private readonly List<Telling> _tellings = [];

    // Held while a view changes and its observers are told, by the follower and by whoever closes candles: all of them hear
    // one thing after the other, in the order in which it happened.
    private readonly Lock _telling = new();

    private volatile MarketView[] _views = [];
    private volatile Failure? _failure;
    private volatile bool _isReady;
    private bool _isSeeded;
    private long _position;
    private long _catchUpTo;

    /// <inheritdoc />
    public bool IsReady => _isReady && Interlocked.Read(ref _position) >= feed.OpenedAt;

    /// <inheritdoc />
    public IReadOnlyList<IMarketView> Views => _isReady ? _views : [];

    /// <summary>How it is; may be read by any thread.</summary>
    public MarketDataStatus Status
    {
        get
        {
            var position = Interlocked.Read(ref _position);
            var failure = _failure;
            return new MarketDataStatus(
                IsReady, position, long.Max(0, feed.LastPosition - position), failure?.Error, failure?.InARow ?? 0);
        }
    }

    /// <inheritdoc />
    public IMarketView? Of(string symbol) => _isReady ? Array.Find(_views, view => view.Symbol == symbol) : null;

    /// <inheritdoc />
    public IDisposable Observe(IMarketObserver observer) => _observers.Add(observer);

    /// <summary>Follows until it is canceled; waits longer after each failure in a row. The feed must be open.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(FollowAsync(cancellationToken), CloseCandlesAsync(cancellationToken));

    /// <summary>Finds out where to start, and after that follows the next records; waits until there are some.</summary>
    internal async Task FollowNextAsync(CancellationToken cancellationToken)
    {
        var (wasSeeded, following) = (_isSeeded, (JournalRecord?)null);
        try
        {
            if (!_isSeeded)
            {
                await SeedAsync(cancellationToken);
            }
            else
            {
                foreach (var record in await feed.ReadAsync(_position, options.BatchSize, cancellationToken))
                {
                    following = record;
                    if (record.Address.KindSpan is Addresses.BookKind) Follow(record);
                    Interlocked.Exchange(ref _position, record.Position);
                }

                following = null;
            }

            if (!_isReady && _position >= _catchUpTo) BecomeReady();
            _failure = null;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            var what = following is not null ? $"Record {following.Number} of {following.Address}, at position {following.Position}, could not be followed"
                : wasSeeded ? "The feed could not be read"
                : "Market data could not be started";
            _failure = new Failure($"{what}: {failure.Message}", (_failure?.InARow ?? 0) + 1);
            throw;
        }
    }

    /// <summary>Has every book with a candle that should have ended say its time, so that the candle can be closed although nothing happens.</summary>
    internal async Task CloseDueCandlesAsync(CancellationToken cancellationToken)
    {
        if (!_isReady) return;

        var now = time.GetUnixMicros();
        var due = _views.Where(view => view.NextEndUnixMicros <= now).ToArray();
        var answers = await Task.WhenAll(due.Select(view => exchange.DepthAsync(view.Symbol, levels: 0, cancellationToken)));
        foreach (var (view, answer) in due.Zip(answers))
        {
            // Without an answer nobody knows; the next look asks again.
            if (answer is not Completed<DepthState>({ AtUnixMicros: > 0 and var at }, var asOf)) continue;

            lock (_telling) Tell(view, view.Promise(asOf.RecordNumber, at));
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await FollowNextAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever it is, trading must go on without market data; the status says what it was.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                var (what, inARow) = _failure ?? new Failure(failure.Message, 1);
                LogFailed(logger, failure, what, inARow);
                await PauseAsync(inARow, cancellationToken);
            }
        }
    }

    private async Task CloseCandlesAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(options.CandleCloseMs), time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                try
                {
                    await CloseDueCandlesAsync(cancellationToken);
                }
#pragma warning disable CA1031 // Whatever it is, the next look may go well.
                catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
                {
                    LogNotClosed(logger, failure);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    /// <summary>Starts with the trades that the rows show and the books as the journal has them.</summary>
    private async Task SeedAsync(CancellationToken cancellationToken)
    {
        var seed = await history.SeedAsync(cancellationToken);
        var pairs = seed.Pairs.ToDictionary(pair => pair.Pair);
        _books.Clear();
        using (var reader = journal.OpenReader())
        {
            foreach (var address in reader.ReadAddresses(Addresses.BookKind))
            {
                var view = new MarketView(address.Id, createCodec());
                view.Seed(reader);
                if (view.IsListed && pairs.TryGetValue(view.Pair.Id, out var trades)) view.Load(trades);
                _books.Add(address, view);
            }
        }

        // After the copies were made: whatever they have is not after this.
        _catchUpTo = feed.LastPosition;
        Interlocked.Exchange(ref _position, seed.Position);
        _isSeeded = true;
    }

    private void BecomeReady()
    {
        foreach (var view in _books.Values) view.CaughtUp();
        ShowViews();
        _isReady = true;
        LogReady(logger, _position, _views.Length);
    }

    private void Follow(JournalRecord record)
    {
        if (!_books.TryGetValue(record.Address, out var view))
        {
            _books.Add(record.Address, view = new MarketView(record.Address.Id, createCodec()));
        }

        lock (_telling)
        {
            if (!view.IsSound) Seed(view);
            var wasListed = view.IsListed;
            try
            {
                view.Follow(record, _tellings);
            }
            finally
            {
                if (view.IsListed && !wasListed) ShowViews();
                Tell(view, _tellings);
                _tellings.Clear();
            }
        }
    }

    private void Seed(MarketView view)
    {
        using var reader = journal.OpenReader();
        Tell(view, view.Seed(reader));
    }

    // Before it is ready nobody has seen anything that could change.
    private void Tell(MarketView view, IReadOnlyList<Telling> tellings)
    {
        if (!_isReady) return;
        foreach (var telling in tellings) _observers.Tell(view, telling);
    }

    private void ShowViews() =>
        _views = [.. _books.Values.Where(view => view.IsListed).OrderBy(view => view.Pair.Id.Value)];

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

    [LoggerMessage(EventId = 3100, Level = LogLevel.Information, Message = "Market data is ready at journal position {Position}, with {Pairs} pairs.")]
    private static partial void LogReady(ILogger logger, long position, int pairs);

    [LoggerMessage(EventId = 3101, Level = LogLevel.Error, Message = "{What} ({FailuresInARow} in a row). Market data falls behind; trading goes on.")]
    private static partial void LogFailed(ILogger logger, Exception failure, string what, int failuresInARow);

    [LoggerMessage(EventId = 3103, Level = LogLevel.Error, Message = "Candles that have ended could not be closed.")]
    private static partial void LogNotClosed(ILogger logger, Exception failure);

    private sealed record Failure(string Error, int InARow);
}
