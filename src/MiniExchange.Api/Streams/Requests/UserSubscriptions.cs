using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using MiniExchange.Actors;
using MiniExchange.Actors.Journaling;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Streams.Connections;
using MiniExchange.Api.Streams.Topics;
using MiniExchange.Api.Streams.Users;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Streams.Requests;

/// <summary>The accounts that one connection of the WebSocket API listens to, by number.</summary>
internal sealed class UserSubscriptions(Connection connection, IUserData userData, StreamOptions options, TimeProvider time) : IDisposable
{
    private const int MaxActive = 1_000;
    private const int MaxEver = 65_535;

    private readonly SortedDictionary<int, Subscription> _subscriptions = [];
    private int _next;

    /// <summary>The numbers of those that are active, ascending.</summary>
    public IEnumerable<int> Numbers => Active.Keys;

    /// <summary>Whether there are any.</summary>
    public bool IsAnyActive => Active.Count > 0;

    // Without those whose account could not be followed any more: that is found out elsewhere, but forgotten here, where it is asked for.
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

    /// <summary>Listens to an account; its events are held back until <see cref="Subscription.Stream"/> is released.</summary>
    public async ValueTask<(Subscription? Subscription, TradingError? Error)> AddAsync(AccountId account, bool isOfSession)
    {
        if (Active.Values.Any(active => active.Account == account)) return (null, TradingErrors.AlreadySubscribed);
        if (_subscriptions.Count == MaxActive || _next == MaxEver) return (null, TradingErrors.TooManySubscriptions);

        var number = _next;
        var stream = new UserStream(connection, options.OutboxMessages, eventJson => Wrap(number, eventJson.Span));
        try
        {
            stream.Keep(await userData.SubscribeAsync(account, stream, connection.Dropped));
        }
        catch (Exception unavailable) when (unavailable is UserDataUnavailableException or JournalUnavailableException)
        {
            return (null, TradingErrors.Overloaded(unavailable.Message));
        }

        // Only what was made is kept, whatever else was thrown: the next attempt must not find the last one in its way.
        var subscription = new Subscription(number, account, isOfSession, stream);
        _subscriptions.Add(_next++, subscription);
        return (subscription, null);
    }

    /// <summary>Ends one, or all if no number is given.</summary>
    public TradingError? Remove(int? number)
    {
        if (number is { } one && !Active.ContainsKey(one)) return TradingErrors.NotSubscribed;
        foreach (var subscription in Active.Values.Where(active => number is null || active.Number == number).ToList()) End(subscription);
        return null;
    }

    /// <summary>Ends those that the session's key was enough for.</summary>
    public void EndSession()
    {
        foreach (var subscription in Active.Values.Where(static active => active.IsOfSession).ToList()) End(subscription);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var subscription in _subscriptions.Values) subscription.Stream.Dispose();
    }

    private void End(Subscription subscription)
    {
        subscription.Stream.End(JsonMessage.Of(time.GetUnixMicros(), static (json, now) =>
        {
            json.WriteString("e"u8, "eventStreamTerminated"u8);
            json.WriteNumber("E"u8, now / UnixTime.MicrosPerMillisecond);
        }));
        _subscriptions.Remove(subscription.Number);
    }

    private static ReadOnlyMemory<byte> Wrap(int number, ReadOnlySpan<byte> eventJson)
    {
        var buffer = new ArrayBufferWriter<byte>(eventJson.Length + 64);
        using (var json = new Utf8JsonWriter(buffer, EventEncoder.Options))
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
    /// <param name="Account">Which account.</param>
    /// <param name="IsOfSession">Whether it ends when the session's key is forgotten.</param>
    /// <param name="Stream">Its events.</param>
    internal sealed record Subscription(int Number, AccountId Account, bool IsOfSession, UserStream Stream);
}
