using System;
using System.Buffers;
using System.Collections.Generic;
using System.Data.Common;
using System.Linq;
using System.Net;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MiniExchange.Api.Keys;
using MiniExchange.Application.Users;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Streams;

/// <summary>The listen keys, one for each API key that asked, the same on every front end; and those whose streams are open on this one.</summary>
/// <remarks>A key that ends here ends its streams at once; one that ends elsewhere, or by time, within a second: those in use are looked up as often.</remarks>
internal sealed partial class ListenKeys(
    IListenKeyStore store, ApiKeyWatch keys, IOptions<ApiOptions> options, TimeProvider time, ILogger<ListenKeys> logger)
    : IListenKeys, IDisposable
{
    private const int Length = 60;
    private const string Alphanumerics = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly SearchValues<char> Characters = SearchValues.Create(Alphanumerics);
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _inUse = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TimeSpan _lifetime = TimeSpan.FromMinutes(options.Value.ListenKeyMinutes);
    private ITimer? _timer;
    private bool _isLooking;

    /// <summary>Whether a name could be a listen key, of now or of before; no stream of a market is named like that.</summary>
    public static bool HasShapeOf(string name) => name.Length == Length && !name.AsSpan().ContainsAnyExcept(Characters);

    /// <summary>The listen key of an API key, good for its whole lifetime from now on; the one it has, if it has one.</summary>
    /// <returns>Null if the API key has been removed.</returns>
    public Task<string?> OpenAsync(string apiKey, CancellationToken cancellationToken) =>
        store.OpenAsync(apiKey, RandomNumberGenerator.GetString(Alphanumerics, Length), _lifetime, cancellationToken);

    /// <summary>Makes a key last for its whole lifetime from now on.</summary>
    /// <returns>Whether the account has such a key.</returns>
    public Task<bool> ExtendAsync(string listenKey, AccountId account, CancellationToken cancellationToken) =>
        store.ExtendAsync(listenKey, account, _lifetime, cancellationToken);

    /// <summary>Ends a key.</summary>
    /// <returns>Whether the account had such a key.</returns>
    public async Task<bool> CloseAsync(string listenKey, AccountId account, CancellationToken cancellationToken)
    {
        if (!await store.CloseAsync(listenKey, account, cancellationToken)) return false;
        End(listenKey);
        return true;
    }

    /// <inheritdoc />
    public async ValueTask<ListenKeyUse?> UseAsync(string listenKey, IPAddress? caller, CancellationToken cancellationToken)
    {
        if (!HasShapeOf(listenKey)) return null;

        // Looked up after it is known to be in use: whatever ends it from then on is noticed.
        var entry = Join(listenKey);
        try
        {
            if (await store.FindAsync(listenKey, cancellationToken) is { } key && AddressRules.Read(key.AllowedAddresses)?.Allow(caller) == true)
            {
                // Whoever holds a key that was taken away must not go on listening.
                var watch = keys.Watch(key.Key, () => End(listenKey));
                return new ListenKeyUse(key.User, Release, entry.Expiry.Token);

                void Release()
                {
                    watch.Dispose();
                    Leave(entry);
                }
            }
        }
        catch
        {
            Leave(entry);
            throw;
        }

        Leave(entry);
        return null;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _stopping.Cancel();
        lock (_gate) _timer?.Dispose();
    }

    private Entry Join(string listenKey)
    {
        lock (_gate)
        {
            if (!_inUse.TryGetValue(listenKey, out var entry)) _inUse[listenKey] = entry = new Entry(listenKey);
            entry.Users++;
            _timer ??= time.CreateTimer(static keys => _ = ((ListenKeys)keys!).LookAsync(), this, Period, Period);
            return entry;
        }
    }

    private void Leave(Entry entry)
    {
        lock (_gate)
        {
            if (--entry.Users > 0) return;
            if (_inUse.TryGetValue(entry.ListenKey, out var inUse) && inUse == entry) _inUse.Remove(entry.ListenKey);
            if (_inUse.Count > 0) return;
            _timer?.Dispose();
            _timer = null;
        }
    }

    private void End(string listenKey)
    {
        Entry? entry;
        lock (_gate)
        {
            if (!_inUse.Remove(listenKey, out entry)) return;
        }

        // Outside the lock: what is canceled by it runs here.
        entry.Expiry.Cancel();
    }

    private async Task LookAsync()
    {
        // A slow store is not asked twice at once.
        if (Interlocked.Exchange(ref _isLooking, true)) return;
        string[] inUse;
        lock (_gate) inUse = [.. _inUse.Keys];
        try
        {
            var good = await store.StillGoodAsync(inUse, _stopping.Token);
            foreach (var listenKey in inUse.Where(listenKey => !good.Contains(listenKey))) End(listenKey);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Nobody is left to tell.
        }
        catch (DbException unreachable)
        {
            // While the store is away nobody can extend a key either; the next look finds what ended meanwhile.
            LogAway(logger, unreachable.Message);
        }
        finally
        {
            Volatile.Write(ref _isLooking, false);
        }
    }

    [LoggerMessage(5022, LogLevel.Warning, "Listen keys that streams rest on cannot be looked up: {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);

    private sealed class Entry(string listenKey)
    {
        public string ListenKey { get; } = listenKey;

        public CancellationTokenSource Expiry { get; } = new();

        public int Users { get; set; }
    }
}
