using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MiniExchange.Actors;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Engines;
using MiniExchange.Actors.Journaling;
using MiniExchange.Application;
using MiniExchange.Application.Markets;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Streams;

/// <summary>Shows account owners what happens to their accounts. One loop reads the committed feed for all of them.</summary>
/// <remarks>Records of accounts that nobody watches are not decoded. docs/adr/0016-user-data.md.</remarks>
internal sealed partial class UserDataHub(
    IEngine engine,
    IJournal journal,
    Func<ICellCodec<Account, AccountEvent>> codec,
    MarketDirectory markets,
    IOptions<ApiOptions> options,
    TimeProvider time,
    ILogger<UserDataHub> logger) : IUserData, IReadiness, IAsyncDisposable
{
    private const int RecordsPerRead = 256;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<ActorAddress, UserDataWatch> _watches = new();
    private readonly Dictionary<UserDataWatch, Task> _seeds = [];
    private readonly SemaphoreSlim _seeding = new(options.Value.SeedsAtOnce);
    private readonly CancellationTokenSource _stopping = new();
    private Task? _loop;
    private long _position;
    private volatile string? _failure;

    /// <inheritdoc />
    public string? NotReadyBecause()
    {
        if (_failure is not { } failure) return null;

        // A failure with nothing left to tell is none; on an exchange at rest there might never be a record to prove it.
        var (position, last) = (Interlocked.Read(ref _position), engine.Feed.LastPosition);
        return last > position ? $"User streams stand at position {position}, {last - position} behind: {failure}" : null;
    }

    /// <inheritdoc />
    /// <exception cref="UserDataUnavailableException">
    /// The exchange is starting, as many accounts are watched as may be, or the account could not be followed; trying again later can help.
    /// </exception>
    /// <exception cref="JournalUnavailableException">The journal cannot be read; trying again can help.</exception>
    public async ValueTask<IDisposable> SubscribeAsync(AccountId account, IUserDataSink sink, CancellationToken cancellationToken)
    {
        var (watch, seed) = Join(account);
        try
        {
            await seed.WaitAsync(cancellationToken);
        }
        catch
        {
            Leave(watch);
            throw;
        }

        if (!watch.TryAdd(sink))
        {
            Leave(watch);
            throw new UserDataUnavailableException("The account could not be followed.");
        }

        return new Subscription(this, watch, sink);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_loop is not null) await _loop;
        _stopping.Dispose();
        _seeding.Dispose();
    }

    private (UserDataWatch Watch, Task Seed) Join(AccountId account)
    {
        var address = Addresses.Account(account);
        lock (_gate)
        {
            // Where the loop begins must be known before the first copy is seeded: from there on it sees every record.
            if (_loop is null)
            {
                // Until the engine has found the journal's end, the feed stands at its beginning, and all of it would be read.
                if (engine.Health.State != EngineState.Ready) throw new UserDataUnavailableException("The exchange is starting.");
                var feed = engine.Feed;
                _position = feed.LastPosition;
                _loop = Task.Run(() => FollowAsync(feed, _stopping.Token));
            }

            if (!_watches.TryGetValue(address, out var watch))
            {
                if (_watches.Count >= options.Value.MaxWatchedAccounts) throw new UserDataUnavailableException("Too many accounts are watched.");
                watch = new UserDataWatch(account, codec(), markets);
                _watches[address] = watch;
                _seeds[watch] = SeedAsync(watch);
            }

            watch.Users++;
            return (watch, _seeds[watch]);
        }
    }

    private void Leave(UserDataWatch watch)
    {
        lock (_gate)
        {
            if (--watch.Users > 0) return;
            Forget(watch);
        }
    }

    private void Forget(UserDataWatch watch)
    {
        _watches.TryRemove(new KeyValuePair<ActorAddress, UserDataWatch>(Addresses.Account(watch.Account), watch));
        _seeds.Remove(watch);
    }

    // Reading the journal blocks, so it is done a few at a time and not by whoever subscribes.
    private async Task SeedAsync(UserDataWatch watch)
    {
        await _seeding.WaitAsync(_stopping.Token).ConfigureAwait(false);
        try
        {
            await Task.Run(
                () =>
                {
                    using var reader = journal.OpenReader();
                    watch.Seed(reader, _stopping.Token);
                },
                _stopping.Token).ConfigureAwait(false);
        }
        finally
        {
            _seeding.Release();
        }
    }

    private async Task FollowAsync(ICommittedFeed feed, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var records = await feed.ReadAsync(_position, RecordsPerRead, stopping).ConfigureAwait(false);
                foreach (var record in records)
                {
                    if (_watches.TryGetValue(record.Address, out var watch)) Show(watch, record);
                    Interlocked.Exchange(ref _position, record.Position);
                }

                _failure = null;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever it is, nobody else would notice that the loop had ended; it says so and goes on from the same record.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                _failure = failure.Message;
                LogStandsStill(logger, failure, failure.Message);
                await Task.Delay(RetryAfter, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Show(UserDataWatch watch, JournalRecord record)
    {
        try
        {
            watch.Observe(record);
        }
        catch (Exception fault)
        {
            // Whatever it is, it is this account's: its watchers are told to subscribe again, which starts from the journal, and all others go on.
            LogFault(logger, fault, watch.Account.Value, record.Number);
            lock (_gate) Forget(watch);
            watch.End(time.GetUnixMicros());
        }
    }

    [LoggerMessage(5020, LogLevel.Error, "User streams stand still: the feed cannot be followed: {Reason}")]
    private static partial void LogStandsStill(ILogger logger, Exception failure, string reason);

    [LoggerMessage(5021, LogLevel.Error, "The user streams of account {Account} ended: record {Record} cannot be followed.")]
    private static partial void LogFault(ILogger logger, Exception fault, long account, long record);

    private sealed class Subscription(UserDataHub hub, UserDataWatch watch, IUserDataSink sink) : IDisposable
    {
        private bool _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, true)) return;
            watch.Remove(sink);
            hub.Leave(watch);
        }
    }
}

/// <summary>A user stream cannot be opened now; trying again later can help.</summary>
internal sealed class UserDataUnavailableException(string message) : Exception(message);
