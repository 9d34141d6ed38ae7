using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors;
using MiniExchange.Actors.Journaling;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Keys;
using MiniExchange.Api.Streams.Connections;
using MiniExchange.Api.Streams.Users;

namespace MiniExchange.Api.Streams.Requests;

/// <summary>The accounts that one connection of the WebSocket API listens to, by number.</summary>
/// <remarks>Requests come one after the other; that a key is gone is told on any thread.</remarks>
internal sealed class UserSubscriptions(Connection connection, IUserData userData, StreamOptions options, TimeProvider time) : IDisposable
{
    private const int MaxActive = 1_000;
    private const int MaxEver = 65_535;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, Subscription> _subscriptions = [];
    private int _next;

    /// <summary>The numbers of those that are active, ascending.</summary>
    public int[] Numbers
    {
        get
        {
            lock (_gate) return [.. Active.Keys];
        }
    }

    /// <summary>Whether there are any.</summary>
    public bool IsAnyActive
    {
        get
        {
            lock (_gate) return Active.Count > 0;
        }
    }

    // Read under the lock. Without those whose account could not be followed any more: that is found out elsewhere, but forgotten here,
    // where it is asked for.
    private SortedDictionary<int, Subscription> Active
    {
        get
        {
            foreach (var ended in _subscriptions.Values.Where(static subscription => subscription.Stream.HasEnded).ToList())
            {
                _subscriptions.Remove(ended.Number);
            }

            return _subscriptions;
        }
    }

    /// <summary>Listens to a key's account; its events are held back until <see cref="Subscription.Stream"/> is released.</summary>
    public async ValueTask<(Subscription? Subscription, TradingError? Error)> AddAsync(SigningKey key, bool isOfSession)
    {
        lock (_gate)
        {
            if (Active.Values.Any(active => active.Key.User == key.User)) return (null, TradingErrors.AlreadySubscribed);
            if (Active.Count == MaxActive || _next == MaxEver) return (null, TradingErrors.TooManySubscriptions);
        }

        var number = _next;
        var stream = new UserStream(connection, options.OutboxMessages, eventJson => Wrap(number, eventJson.Span));
        try
        {
            stream.Keep(await userData.SubscribeAsync(key.User, stream, connection.Dropped));
        }
        catch (Exception unavailable) when (unavailable is UserDataUnavailableException or JournalUnavailableException)
        {
            return (null, TradingErrors.Overloaded(unavailable.Message));
        }

        // Only what was made is kept, whatever else was thrown: the next attempt must not find the last one in its way.
        var subscription = new Subscription(number, key, isOfSession, stream);
        lock (_gate) _subscriptions.Add(_next++, subscription);
        return (subscription, null);
    }

    /// <summary>Ends one, or all if no number is given.</summary>
    public TradingError? Remove(int? number)
    {
        if (End(active => number is null || active.Number == number) > 0 || number is null) return null;
        return TradingErrors.NotSubscribed;
    }

    /// <summary>Ends those that the session's key was enough for.</summary>
    public void EndSession() => End(static active => active.IsOfSession);

    /// <summary>Ends those that rest on a key.</summary>
    public void EndOf(string apiKey) => End(active => active.Key.ApiKey == apiKey);

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var subscription in Active.Values) subscription.Stream.Dispose();
        }
    }

    private int End(Func<Subscription, bool> isMeant)
    {
        Subscription[] ended;
        lock (_gate)
        {
            ended = [.. Active.Values.Where(isMeant)];
            foreach (var subscription in ended) Active.Remove(subscription.Number);
        }

        foreach (var subscription in ended) subscription.Stream.End(Terminated());
        return ended.Length;
    }

    private ReadOnlyMemory<byte> Terminated() => JsonMessage.Of(time.GetUnixMicros(), static (json, now) =>
    {
        json.WriteString("e"u8, "eventStreamTerminated"u8);
        json.WriteNumber("E"u8, now / UnixTime.MicrosPerMillisecond);
    });

    private static ReadOnlyMemory<byte> Wrap(int number, ReadOnlySpan<byte> eventJson)
    {
        var buffer = new ArrayBufferWriter<byte>(eventJson.Length + 64);
        using (var json = new Utf8JsonWriter(buffer, TradingJson.Options))
        {
            json.WriteStartObject();
            json.WriteNumber("subscriptionId"u8, number);
            json.WritePropertyName("event"u8);
            json.WriteRawValue(eventJson, skipInputValidation: true);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>One account that is listened to.</summary>
    /// <param name="Number">Comes with every event.</param>
    /// <param name="Key">Whose account it is, and what it rests on.</param>
    /// <param name="IsOfSession">Whether it ends when the session's key is forgotten.</param>
    /// <param name="Stream">Its events.</param>
    internal sealed record Subscription(int Number, SigningKey Key, bool IsOfSession, UserStream Stream);
}
