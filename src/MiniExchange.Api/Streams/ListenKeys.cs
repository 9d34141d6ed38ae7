using System;
using System.Buffers;
using System.Collections.Generic;
using System.Net;
using System.Security.Cryptography;
using System.Threading;
using MiniExchange.Api.Keys;
using MiniExchange.Domain.Units;
using Microsoft.Extensions.Options;

namespace MiniExchange.Api.Streams;

/// <summary>The listen keys of this front end, one for each API key that asked. A restart forgets them; clients then ask anew.</summary>
internal sealed class ListenKeys : IListenKeys, IDisposable
{
    private const int Length = 60;
    private const string Alphanumerics = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly SearchValues<char> Characters = SearchValues.Create(Alphanumerics);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _byListenKey = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Entry> _byApiKey = new(StringComparer.Ordinal);
    private readonly ApiKeyWatch _keys;
    private readonly TimeProvider _time;
    private readonly int _max;
    private readonly TimeSpan _lifetime;

    public ListenKeys(ApiKeyWatch keys, IOptions<ApiOptions> options, TimeProvider time)
    {
        (_keys, _time) = (keys, time);
        (_max, _lifetime) = (options.Value.MaxListenKeys, TimeSpan.FromMinutes(options.Value.ListenKeyMinutes));
    }

    /// <summary>Whether a name could be a listen key, of now or of before; no stream of a market is named like that.</summary>
    public static bool HasShapeOf(string name) => name.Length == Length && !name.AsSpan().ContainsAnyExcept(Characters);

    /// <summary>The listen key of an API key, good for its whole lifetime from now on; the one it has, if it has one.</summary>
    /// <returns>Null if there is no room for another.</returns>
    public string? Open(SigningKey key)
    {
        lock (_gate)
        {
            if (_byApiKey.TryGetValue(key.ApiKey, out var open))
            {
                open.Timer.Change(_lifetime, Timeout.InfiniteTimeSpan);
                return open.ListenKey;
            }

            if (_byListenKey.Count >= _max) return null;
            var listenKey = RandomNumberGenerator.GetString(Alphanumerics, Length);
            var entry = new Entry(listenKey, key);

            // Whoever holds a key that was taken away must not go on listening.
            entry.Watch = _keys.Watch(key.ApiKey, () => Close(entry));
            entry.Timer = _time.CreateTimer(_ => Close(entry), null, _lifetime, Timeout.InfiniteTimeSpan);
            _byListenKey.Add(listenKey, entry);
            _byApiKey.Add(key.ApiKey, entry);
            return listenKey;
        }
    }

    /// <summary>Makes a key last for its whole lifetime from now on.</summary>
    /// <returns>Whether the account has such a key.</returns>
    public bool Extend(string listenKey, AccountId account)
    {
        lock (_gate)
        {
            return _byListenKey.TryGetValue(listenKey, out var entry)
                && entry.Account == account
                && entry.Timer.Change(_lifetime, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Ends a key.</summary>
    /// <returns>Whether the account had such a key.</returns>
    public bool Close(string listenKey, AccountId account)
    {
        Entry? entry;
        lock (_gate)
        {
            if (!_byListenKey.TryGetValue(listenKey, out entry) || entry.Account != account) return false;
        }

        Close(entry);
        return true;
    }

    /// <inheritdoc />
    public AccountId? AccountOf(string listenKey, IPAddress? caller)
    {
        lock (_gate) return _byListenKey.TryGetValue(listenKey, out var entry) && entry.Addresses.Allow(caller) ? entry.Account : null;
    }

    /// <inheritdoc />
    public CancellationToken ExpiryOf(string listenKey)
    {
        lock (_gate)
        {
            return _byListenKey.TryGetValue(listenKey, out var entry) ? entry.Expiry.Token : new CancellationToken(canceled: true);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var entry in _byListenKey.Values) entry.Dispose();
        }
    }

    private void Close(Entry entry)
    {
        lock (_gate)
        {
            if (!_byListenKey.Remove(entry.ListenKey)) return;
            _byApiKey.Remove(entry.ApiKey);
            entry.Dispose();
        }

        // Outside the lock: what is canceled by it runs here.
        entry.Expiry.Cancel();
    }

    private sealed class Entry(string listenKey, SigningKey key) : IDisposable
    {
        public string ListenKey { get; } = listenKey;

        public string ApiKey { get; } = key.ApiKey;

        public AccountId Account { get; } = key.User;

        public AddressRules Addresses { get; } = key.Addresses;

        public CancellationTokenSource Expiry { get; } = new();

        public ITimer Timer { get; set; } = null!;

        public IDisposable Watch { get; set; } = null!;

        public void Dispose()
        {
            Timer.Dispose();
            Watch.Dispose();
        }
    }
}
