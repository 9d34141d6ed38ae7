using System;
using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MiniExchange.Application.Users;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Keys;

/// <summary>The keys in use, ready for checking signatures. A key removed here is dead at once, one removed elsewhere within a second.</summary>
/// <remarks>
/// Once a second whoever comes asks the store whether any process has removed a key since; if so, all are looked up again. So a
/// removal costs each process one look at each of its keys, and its absence costs one small question, however many keys there are.
/// </remarks>
internal sealed partial class ApiKeyRing(
    IUsers users, ApiKeyIssuer issuer, IOptions<ApiOptions> options, TimeProvider time, ILogger<ApiKeyRing> logger)
{
    // Far below the driver's own patience: every signed request waits for the answer.
    private static readonly TimeSpan AskPatience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Entry> _keys = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private long _removals;
    private long _removedEverywhere = -1;
    private long _checkedUntil = long.MinValue;
    private Task? _check;
    private bool _hasWarned;

    /// <summary>
    /// A key was found to be gone: removed here at once, removed elsewhere when it is next looked up. What rests on a key is told by
    /// <see cref="ApiKeyWatch"/>. Raised on any thread; must not block.
    /// </summary>
    public event Action<string>? Removed;

    /// <summary>Grows whenever a key is found to have been removed, here or elsewhere.</summary>
    public long Removals => Volatile.Read(ref _removals);

    /// <summary>A key by its public part; null if there is none, or if its secret cannot be decrypted any more.</summary>
    public ValueTask<SigningKey?> FindAsync(string apiKey, CancellationToken cancellationToken) =>
        time.GetTimestamp() < Volatile.Read(ref _checkedUntil) ? FindTrustedAsync(apiKey, cancellationToken) : CheckAndFindAsync(apiKey, cancellationToken);

    /// <summary>Asks whether any process has removed a key, unless that was asked within the last second. Takes a second at most.</summary>
    /// <param name="cancellationToken">Stops the waiting, not the question, whose answer others wait for too.</param>
    public async Task CheckRemovalsAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource? mine = null;
        Task check;
        lock (_gate)
        {
            if (time.GetTimestamp() < _checkedUntil) return;
            if (_check is null)
            {
                mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _check = mine.Task;
            }

            check = _check;
        }

        // All that come meanwhile wait for the same answer.
        if (mine is not null) _ = AskForRemovalsAsync(mine);
        await check.WaitAsync(cancellationToken);
    }

    /// <summary>The same from the store, whatever is remembered of it.</summary>
    public async ValueTask<SigningKey?> ReloadAsync(string apiKey, CancellationToken cancellationToken)
    {
        var removalsBefore = Volatile.Read(ref _removals);
        var stored = await users.FindKeyAsync(apiKey, cancellationToken);
        if (stored is null)
        {
            _keys.TryRemove(apiKey, out _);
            Removed?.Invoke(apiKey);
            return null;
        }

        SigningKey key;
        try
        {
            key = SigningKey.Of(stored, issuer);
        }
        catch (CryptographicException)
        {
            // Once a process: whoever lost these keys lost them for every secret, and clients go on asking.
            if (!Interlocked.Exchange(ref _hasWarned, true)) LogUndecipherable(logger);
            return null;
        }

        lock (_gate)
        {
            // A key that was removed while it was being looked up must not come back.
            if (_removals == removalsBefore)
            {
                if (_keys.Count >= options.Value.MaxCachedApiKeys) _keys.Clear();
                var goodFor = (long)(options.Value.ApiKeyCacheSeconds * (double)time.TimestampFrequency);
                _keys[apiKey] = new Entry(key, time.GetTimestamp() + goodFor);
            }
        }

        return key;
    }

    /// <summary>Removes one of a user's keys.</summary>
    /// <returns>Whether it existed.</returns>
    public async Task<bool> RemoveAsync(AccountId user, string apiKey, CancellationToken cancellationToken)
    {
        if (!await users.RemoveKeyAsync(user, apiKey, cancellationToken)) return false;
        lock (_gate)
        {
            _removals++;
            _keys.TryRemove(apiKey, out _);
        }

        Removed?.Invoke(apiKey);
        return true;
    }

    private ValueTask<SigningKey?> FindTrustedAsync(string apiKey, CancellationToken cancellationToken) =>
        _keys.TryGetValue(apiKey, out var entry) && time.GetTimestamp() < entry.GoodUntil
            ? new ValueTask<SigningKey?>(entry.Key)
            : ReloadAsync(apiKey, cancellationToken);

    private async ValueTask<SigningKey?> CheckAndFindAsync(string apiKey, CancellationToken cancellationToken)
    {
        await CheckRemovalsAsync(cancellationToken);
        return await FindTrustedAsync(apiKey, cancellationToken);
    }

    private async Task AskForRemovalsAsync(TaskCompletionSource done)
    {
        var asked = time.GetTimestamp();
        long? removed = null;
        Exception? fault = null;
        using var patience = new CancellationTokenSource(AskPatience, time);
        try
        {
            // Twice: a driver that is told to stop asks the server first, which may hang too.
            removed = await users.CountRemovedKeysAsync(patience.Token).WaitAsync(patience.Token);
        }
        catch (Exception away) when (away is DbException or OperationCanceledException)
        {
            // While the store is away hardly anybody can remove a key either; what is remembered is trusted for its own time, and not longer.
            asked = time.GetTimestamp();
        }
#pragma warning disable CA1031 // Told to all that wait.
        catch (Exception other)
#pragma warning restore CA1031
        {
            fault = other;
        }

        lock (_gate)
        {
            if (removed is { } now && now != _removedEverywhere)
            {
                _removedEverywhere = now;
                _removals++;
                _keys.Clear();
            }

            Volatile.Write(ref _checkedUntil, asked + time.TimestampFrequency);
            _check = null;
        }

        if (fault is null) done.SetResult();
        else done.SetException(fault);
    }

    [LoggerMessage(5003, LogLevel.Warning, "An API key's secret cannot be decrypted, and requests signed with it are refused: the data protection keys that encrypted it are gone, or lie in a directory that other front ends use and this one does not. Put the data directory's keys folder back from a backup, or name the shared one in Storage:KeysDirectory, and start again; or have users make new API keys.")]
    private static partial void LogUndecipherable(ILogger logger);

    private sealed record Entry(SigningKey Key, long GoodUntil);
}
