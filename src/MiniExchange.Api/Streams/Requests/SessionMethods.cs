using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using MiniExchange.Actors;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Keys;
using MiniExchange.Api.Limits;
using MiniExchange.Api.Streams.Connections;
using MiniExchange.Application.Users;

namespace MiniExchange.Api.Streams.Requests;

/// <summary>The methods that are about one connection rather than the exchange: who signed in on it, and what it listens to.</summary>
internal sealed class SessionMethods(Connection connection, ApiGate gate, ApiReplies replies, bool returnsRateLimits) : IDisposable
{
    private readonly UserSubscriptions _subscriptions = new(connection, gate.UserData, gate.Options.Streams, gate.Time);
    private readonly Lock _keys = new();
    private readonly Dictionary<string, IDisposable> _restsOn = new(StringComparer.Ordinal);
    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);
    private readonly long _sinceUnixMicros = gate.Time.GetUnixMicros();
    private Session? _session;
    private bool _hasLostSession;

    /// <summary>The key that signed for all that comes; null if none did.</summary>
    public SigningKey? Key => Current()?.Key;

    /// <summary>Whether a removed key ended the session and nobody was told of it yet; whoever asks tells it.</summary>
    public bool TakeLoss()
    {
        lock (_keys)
        {
            var hasLost = _hasLostSession;
            _hasLostSession = false;
            return hasLost;
        }
    }

    /// <summary>Answers a request, or says what is wrong with it.</summary>
    public ValueTask<TradingError?> AnswerAsync(ApiCall call, UsedLimits used, bool shows)
    {
        switch (call.Method)
        {
            case "session.logon":
                return LogOnAsync(call, used, shows);
            case "session.logout":
                lock (_keys) (_session, _hasLostSession) = (null, false);
                _subscriptions.EndSession();
                SendStatus(call.Id, used, shows);
                return default;
            case "session.status":
                SendStatus(call.Id, used, shows);
                return default;
            case "session.subscriptions":
                replies.Send(call.Id, used, shows, json =>
                {
                    json.WriteStartArray();
                    foreach (var number in _subscriptions.Numbers) WriteSubscription(json, number);
                    json.WriteEndArray();
                });
                return default;
            case "userDataStream.subscribe":
                return Key is { } key
                    ? SubscribeAsync(call, key, isOfSession: true, used, shows)
                    : new ValueTask<TradingError?>(TradingErrors.KeyRefused);
            case "userDataStream.subscribe.signature":
                return SubscribeSignedAsync(call, used, shows);
            case "userDataStream.unsubscribe":
                return new ValueTask<TradingError?>(Unsubscribe(call, used, shows));
            default:
                return new ValueTask<TradingError?>(TradingErrors.NoSuchRoute);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_keys)
        {
            foreach (var watch in _restsOn.Values) watch.Dispose();
        }

        _subscriptions.Dispose();
    }

    private async ValueTask<TradingError?> LogOnAsync(ApiCall call, UsedLimits used, bool shows)
    {
        var (key, error) = await VerifyAsync(call, used);
        if (key is null) return error;
        if (key.Kind != ApiKeyKind.Ed25519) return TradingErrors.KeyCannotLogOn(key.Kind);
        if (await RestOnAsync(key) is { } refused) return refused;

        // What another key's session listens to is not the new one's.
        if (Key?.ApiKey != key.ApiKey) _subscriptions.EndSession();
        if (!TryBegin(key)) return TradingErrors.KeyRefused;
        SendStatus(call.Id, used, shows);
        return null;
    }

    private async ValueTask<TradingError?> SubscribeSignedAsync(ApiCall call, UsedLimits used, bool shows)
    {
        var (key, error) = await VerifyAsync(call, used);
        return key is null ? error : await SubscribeAsync(call, key, isOfSession: false, used, shows);
    }

    private async ValueTask<TradingError?> SubscribeAsync(ApiCall call, SigningKey key, bool isOfSession, UsedLimits used, bool shows)
    {
        if (await RestOnAsync(key) is { } refused) return refused;
        var (subscription, error) = await _subscriptions.AddAsync(key, isOfSession);
        if (subscription is null) return error;

        // The answer names the number that the events carry, so it goes before them.
        subscription.Stream.Release(replies.Of(call.Id, used, shows, json => WriteSubscription(json, subscription.Number)));

        // Its key may have been removed before there was anything of it to end.
        bool isRemoved;
        lock (_keys) isRemoved = _removed.Contains(key.ApiKey);
        if (isRemoved) _subscriptions.EndOf(key.ApiKey);
        return null;
    }

    private TradingError? Unsubscribe(ApiCall call, UsedLimits used, bool shows)
    {
        int? number = null;
        if (call.TextOf("subscriptionId") is { } text)
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var named)) return TradingErrors.NotValid("subscriptionId");
            number = named;
        }

        if (_subscriptions.Remove(number) is { } error) return error;
        replies.Send(call.Id, "{}"u8, used, shows);
        return null;
    }

    private async ValueTask<(SigningKey? Key, TradingError? Error)> VerifyAsync(ApiCall call, UsedLimits used)
    {
        var request = gate.RequestOf(call, connection, used, session: null);
        var error = await gate.Pipeline.VerifyAsync(request, ApiPermissions.UserData);
        return (error is null ? request.Key : null, error);
    }

    // What rests on a key ends with it. The key may have been removed between the check of the signature and here.
    private async ValueTask<TradingError?> RestOnAsync(SigningKey key)
    {
        lock (_keys)
        {
            if (!_removed.Contains(key.ApiKey) && !_restsOn.ContainsKey(key.ApiKey))
            {
                _restsOn.Add(key.ApiKey, gate.KeyWatch.Watch(key.ApiKey, () => Revoke(key.ApiKey)));
            }
        }

        return await gate.Keys.FindAsync(key.ApiKey, connection.Dropped) is null ? TradingErrors.KeyRefused : null;
    }

    // Whoever holds a key that was taken away must not go on listening, even if nothing more is asked on the connection. Others
    // may share it, with keys of their own: it stays. Runs on any thread.
    private void Revoke(string apiKey)
    {
        lock (_keys)
        {
            _removed.Add(apiKey);
            if (_restsOn.Remove(apiKey, out var watch)) watch.Dispose();
            if (_session?.Key.ApiKey == apiKey) (_session, _hasLostSession) = (null, true);
        }

        _subscriptions.EndOf(apiKey);
    }

    private bool TryBegin(SigningKey key)
    {
        lock (_keys)
        {
            if (_removed.Contains(key.ApiKey)) return false;
            (_session, _hasLostSession) = (new Session(key, gate.Time.GetUnixMicros()), false);
            return true;
        }
    }

    private Session? Current()
    {
        lock (_keys) return _session;
    }

    private void SendStatus(RequestId id, UsedLimits used, bool shows) => replies.Send(id, used, shows, json =>
    {
        json.WriteStartObject();
        json.WriteString("apiKey"u8, Key?.ApiKey);
        if (Current() is { } session) json.WriteNumber("authorizedSince"u8, Millis(session.SinceUnixMicros));
        else json.WriteNull("authorizedSince"u8);
        json.WriteNumber("connectedSince"u8, Millis(_sinceUnixMicros));
        json.WriteBoolean("returnRateLimits"u8, returnsRateLimits);
        json.WriteNumber("serverTime"u8, Millis(gate.Time.GetUnixMicros()));
        json.WriteBoolean("userDataStream"u8, _subscriptions.IsAnyActive);
        json.WriteEndObject();
    });

    private static void WriteSubscription(Utf8JsonWriter json, int number)
    {
        json.WriteStartObject();
        json.WriteNumber("subscriptionId"u8, number);
        json.WriteEndObject();
    }

    private static long Millis(long unixMicros) => unixMicros / UnixTime.MicrosPerMillisecond;

    /// <summary>A key that signed for all that comes.</summary>
    /// <param name="Key">The key.</param>
    /// <param name="SinceUnixMicros">Since when, microseconds since 1970-01-01 UTC.</param>
    private sealed record Session(SigningKey Key, long SinceUnixMicros);
}
