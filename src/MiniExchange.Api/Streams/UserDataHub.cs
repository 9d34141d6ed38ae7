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
    ILogger<UserDataHub> logger) : IUserData, IAsyncDisposable
{
    private const int RecordsPerRead = 256;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<ActorAddress, UserDataWatch> _watches = new();
    private readonly Dictionary<UserDataWatch, Task> _seeds = [];
    private readonly SemaphoreSlim _seeding = new(options.Value.SeedsAtOnce);
    private readonly CancellationTokenSource _stopping = new();
    private Task? _loop;

    /// <inheritdoc />
    /// <exception cref="UserDataUnavailableException">As many accounts are watched as may be; trying again later can help.</exception>
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
                var feed = engine.Feed;
                var start = feed.LastPosition;
                _loop = Task.Run(() => FollowAsync(feed, start, _stopping.Token));
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

    private async Task FollowAsync(ICommittedFeed feed, long position, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var records = await feed.ReadAsync(position, RecordsPerRead, stopping).ConfigureAwait(false);
                foreach (var record in records)
                {
                    if (_watches.TryGetValue(record.Address, out var watch)) Show(watch, record);
                    position = record.Position;
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (JournalUnavailableException unavailable)
            {
                LogUnavailable(logger, unavailable.Message);
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

    [LoggerMessage(5020, LogLevel.Warning, "User streams stand still: the feed cannot be read: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, string reason);

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
