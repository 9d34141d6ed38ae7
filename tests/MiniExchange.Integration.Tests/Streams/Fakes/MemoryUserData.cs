using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Api.Keys;
using MiniExchange.Api.Streams;
using MiniExchange.Domain.Units;

namespace MiniExchange.Integration.Tests.Streams.Fakes;

/// <summary>Accounts to which happens what a test says.</summary>
internal sealed class MemoryUserData : IUserData, IListenKeys
{
    private readonly List<(AccountId Account, IUserDataSink Sink)> _sinks = [];
    private int _keysInUse;

    public ConcurrentDictionary<string, (AccountId Account, CancellationTokenSource Expiry)> Keys { get; } = new();

    /// <summary>From where the keys may be used.</summary>
    public AddressRules Addresses { get; set; } = AddressRules.Read([])!;

    /// <summary>An event that happens while a subscription is being made; none if null.</summary>
    public string? EventOnSubscribing { get; set; }

    /// <summary>What subscribing fails with; null while it works.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Done before anything else when a subscription is made.</summary>
    public Action? OnSubscribing { get; set; }

    /// <summary>How many uses of listen keys have not ended.</summary>
    public int KeysInUse => Volatile.Read(ref _keysInUse);

    public int Count
    {
        get
        {
            lock (_sinks) return _sinks.Count;
        }
    }

    public ValueTask<IDisposable> SubscribeAsync(AccountId account, IUserDataSink sink, CancellationToken cancellationToken)
    {
        OnSubscribing?.Invoke();
        cancellationToken.ThrowIfCancellationRequested();
        if (Failure is not null) throw Failure;
        lock (_sinks) _sinks.Add((account, sink));
        if (EventOnSubscribing is { } happened) sink.Send(Encoding.UTF8.GetBytes(happened));
        return new ValueTask<IDisposable>(new Listening(this, sink));
    }

    public ValueTask<ListenKeyUse?> UseAsync(string listenKey, IPAddress? caller, CancellationToken cancellationToken)
    {
        if (!Keys.TryGetValue(listenKey, out var key) || key.Expiry.IsCancellationRequested || !Addresses.Allow(caller)) return new((ListenKeyUse?)null);
        Interlocked.Increment(ref _keysInUse);
        return new(new ListenKeyUse(key.Account, () => Interlocked.Decrement(ref _keysInUse), key.Expiry.Token));
    }

    public void Happen(AccountId account, string eventJson)
    {
        IUserDataSink[] sinks;
        lock (_sinks) sinks = [.. _sinks.Where(entry => entry.Account == account).Select(static entry => entry.Sink)];
        foreach (var sink in sinks) sink.Send(Encoding.UTF8.GetBytes(eventJson));
    }

    /// <summary>An account that cannot be followed any more.</summary>
    public void End(AccountId account, string lastEvent)
    {
        IUserDataSink[] sinks;
        lock (_sinks) sinks = [.. _sinks.Where(entry => entry.Account == account).Select(static entry => entry.Sink)];
        foreach (var sink in sinks) sink.Ended(Encoding.UTF8.GetBytes(lastEvent));
    }

    private sealed class Listening(MemoryUserData users, IUserDataSink sink) : IDisposable
    {
        public void Dispose()
        {
            lock (users._sinks) users._sinks.RemoveAll(entry => ReferenceEquals(entry.Sink, sink));
        }
    }
}
