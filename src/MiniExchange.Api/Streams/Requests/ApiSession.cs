using System;
using System.Buffers;
using System.Collections.Generic;
using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using MiniExchange.Actors;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Keys;
using MiniExchange.Api.Limits;
using MiniExchange.Api.Streams.Connections;
using MiniExchange.Api.Streams.Topics;
using MiniExchange.Api.Trading;
using MiniExchange.Api.Trading.Requests;
using MiniExchange.Application.Users;

namespace MiniExchange.Api.Streams.Requests;

/// <summary>One connection of the WebSocket API: who signed in on it, what it listens to, and its requests.</summary>
/// <remarks>
/// A request is read, charged and verified before the next one is looked at, and then started on the spot: so orders reach the
/// exchange in the order in which they were sent. Answers come as they are ready.
/// </remarks>
internal sealed class ApiSession : IDisposable
{
    private const int SessionWeight = 2;

    private readonly Connection _connection;
    private readonly ApiGate _gate;
    private readonly IPAddress? _address;
    private readonly bool _returnsRateLimits;
    private readonly long _sinceUnixMicros;
    private readonly SemaphoreSlim _room;
    private readonly UserSubscriptions _subscriptions;
    private readonly Lock _keys = new();
    private readonly Dictionary<string, IDisposable> _restsOn = new(StringComparer.Ordinal);
    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);
    private Session? _session;
    private bool _hasLostSession;

    /// <param name="connection">The connection.</param>
    /// <param name="gate">What all connections share.</param>
    /// <param name="address">Where it comes from.</param>
    /// <param name="returnsRateLimits">Whether answers say what was used of the limits, unless a request says otherwise.</param>
    public ApiSession(Connection connection, ApiGate gate, IPAddress? address, bool returnsRateLimits)
    {
        _connection = connection;
        _gate = gate;
        _address = address;
        _returnsRateLimits = returnsRateLimits;
        _sinceUnixMicros = gate.Time.GetUnixMicros();
        _room = new SemaphoreSlim(gate.Options.Streams.RequestsInFlight);
        _subscriptions = new UserSubscriptions(connection, gate.UserData, gate.Options.Streams, gate.Time);
    }

    /// <summary>Answers one message, or starts to.</summary>
    public async ValueTask HandleAsync(ReadOnlyMemory<byte> message, WebSocketMessageType type)
    {
        var used = new UsedLimits();
        var call = ApiCall.Read(message, type, out var id, out var error);
        if (call is null)
        {
            Refuse(id, _gate.Weights.Charge(_address, 1, used) ?? error!, used, _returnsRateLimits);
            return;
        }

        var shows = call.ReturnRateLimits ?? _returnsRateLimits;
        var route = _gate.Methods.Find(call.Method);
        try
        {
            error = route is not null
                ? await StartAsync(call, route, used, shows)
                : _gate.Weights.Charge(_address, SessionWeight, used) ?? await AnswerOwnAsync(call, used, shows);
        }
        catch (Exception thrown) when (!_connection.IsDropped)
        {
            error = _gate.ErrorOf(thrown, call.Method);
        }

        if (error is null) return;
        if (error.Status == StatusCodes.Status401Unauthorized && ReliesOnSession(call, route) && TakeLoss())
        {
            // It says that the session is gone rather than what was wrong with this request, hence the id.
            (id, error) = (RequestId.Null, TradingErrors.KeyRefused);
        }

        Refuse(id, error, used, shows);
    }

    /// <summary>What to send before the server stops.</summary>
    public ReadOnlyMemory<byte> ShutdownNotice() => JsonMessage.Of(Millis(_gate.Time.GetUnixMicros()), static (json, now) =>
    {
        json.WriteStartObject("event"u8);
        json.WriteString("e"u8, "serverShutdown"u8);
        json.WriteNumber("E"u8, now);
        json.WriteEndObject();
    });

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_keys)
        {
            foreach (var watch in _restsOn.Values) watch.Dispose();
        }

        _subscriptions.Dispose();
    }

    // What rests on a key ends with it. The key may have been removed between the check of the signature and here.
    private async ValueTask<TradingError?> RestOnAsync(SigningKey key)
    {
        lock (_keys)
        {
            if (!_removed.Contains(key.ApiKey) && !_restsOn.ContainsKey(key.ApiKey))
            {
                _restsOn.Add(key.ApiKey, _gate.KeyWatch.Watch(key.ApiKey, () => Revoke(key.ApiKey)));
            }
        }

        return await _gate.Keys.FindAsync(key.ApiKey, _connection.Dropped) is null ? TradingErrors.KeyRefused : null;
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

    private bool TryBeginSession(SigningKey key)
    {
        lock (_keys)
        {
            if (_removed.Contains(key.ApiKey)) return false;
            (_session, _hasLostSession) = (new Session(key, _gate.Time.GetUnixMicros()), false);
            return true;
        }
    }

    private void LeaveSession()
    {
        lock (_keys) (_session, _hasLostSession) = (null, false);
        _subscriptions.EndSession();
    }

    private Session? CurrentSession()
    {
        lock (_keys) return _session;
    }

    private static bool ReliesOnSession(ApiCall call, TradingRoute? route) =>
        string.IsNullOrEmpty(call.TextOf("apiKey")) && (route?.IsSigned ?? call.Method == "userDataStream.subscribe");

    // Said once; whoever goes on after it is answered like anybody who never logged on.
    private bool TakeLoss()
    {
        lock (_keys)
        {
            var hasLost = _hasLostSession;
            _hasLostSession = false;
            return hasLost;
        }
    }

    private async ValueTask<TradingError?> StartAsync(ApiCall call, TradingRoute route, UsedLimits used, bool shows)
    {
        var weight = route.Weight(call.ToQuery());
        var error = _gate.Weights.Charge(_address, weight, used) ?? _gate.Pipeline.NotOpen(route);
        if (error is not null) return error;

        var (request, refusal) = await VerifyAsync(call, route.Permission, used, route.NeedsKeyOnly);
        if (refusal is not null) return refusal;

        await _room.WaitAsync(_connection.Dropped);
        _ = AnswerAsync(call.Id, route, request, shows);
        return null;
    }

    private async Task AnswerAsync(RequestId id, TradingRoute route, TradingRequest request, bool shows)
    {
        TradingError? error;
        var result = new ArrayBufferWriter<byte>(512);
        try
        {
            await using var json = new Utf8JsonWriter(result, EventEncoder.Options);
            error = await route.Handler(request, json);
        }
        catch (OperationCanceledException) when (_connection.IsDropped)
        {
            // Nobody is left to answer.
            return;
        }
        catch (Exception thrown)
        {
            error = _gate.ErrorOf(thrown, route.Path);
        }
        finally
        {
            _room.Release();
        }

        if (error is not null) Refuse(id, error, request.Used, shows);
        else _connection.Send(ApiReply.Done(id, result.WrittenSpan, shows ? request.Used : null, _gate.Options));
    }

    // What is of this connection rather than of the exchange.
    private ValueTask<TradingError?> AnswerOwnAsync(ApiCall call, UsedLimits used, bool shows)
    {
        switch (call.Method)
        {
            case "session.logon":
                return LogOnAsync(call, used, shows);
            case "session.logout":
                LeaveSession();
                WriteStatus(call.Id, used, shows);
                return default;
            case "session.status":
                WriteStatus(call.Id, used, shows);
                return default;
            case "session.subscriptions":
                Write(call.Id, used, shows, json =>
                {
                    json.WriteStartArray();
                    foreach (var number in _subscriptions.Numbers) WriteSubscription(json, number);
                    json.WriteEndArray();
                });
                return default;
            case "userDataStream.subscribe":
                return CurrentSession() is { } session
                    ? SubscribeAsync(call, session.Key, isOfSession: true, used, shows)
                    : new ValueTask<TradingError?>(TradingErrors.KeyRefused);
            case "userDataStream.subscribe.signature":
                return SubscribeSignedAsync(call, used, shows);
            case "userDataStream.unsubscribe":
                return new ValueTask<TradingError?>(Unsubscribe(call, used, shows));
            default:
                return new ValueTask<TradingError?>(TradingErrors.NoSuchRoute);
        }
    }

    private async ValueTask<TradingError?> LogOnAsync(ApiCall call, UsedLimits used, bool shows)
    {
        var (request, error) = await VerifyAsync(call, ApiPermissions.UserData, used, mustBeSigned: true);
        if (error is not null) return error;
        if (request.Key!.Kind != ApiKeyKind.Ed25519) return TradingErrors.KeyCannotLogOn(request.Key.Kind);
        if (await RestOnAsync(request.Key) is { } refused) return refused;
        if (!TryBeginSession(request.Key)) return TradingErrors.KeyRefused;
        WriteStatus(call.Id, used, shows);
        return null;
    }

    private async ValueTask<TradingError?> SubscribeSignedAsync(ApiCall call, UsedLimits used, bool shows)
    {
        var (request, error) = await VerifyAsync(call, ApiPermissions.UserData, used, mustBeSigned: true);
        return error
            ?? await RestOnAsync(request.Key!)
            ?? await SubscribeAsync(call, request.Key!, isOfSession: false, used, shows);
    }

    private async ValueTask<TradingError?> SubscribeAsync(ApiCall call, SigningKey key, bool isOfSession, UsedLimits used, bool shows)
    {
        var (subscription, error) = await _subscriptions.AddAsync(key, isOfSession);
        if (subscription is null) return error;

        // The answer names the number that the events carry, so it goes before them.
        subscription.Stream.Release(Reply(call.Id, used, shows, json => WriteSubscription(json, subscription.Number)));

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
        Write(call.Id, used, shows, static json =>
        {
            json.WriteStartObject();
            json.WriteEndObject();
        });
        return null;
    }

    private async ValueTask<(TradingRequest Request, TradingError? Error)> VerifyAsync(
        ApiCall call, ApiPermissions permission, UsedLimits used, bool needsKeyOnly = false, bool mustBeSigned = false)
    {
        var parameters = call.ToQuery();
        var request = new TradingRequest(parameters, new ParameterReader(parameters, _gate.Markets))
        {
            Address = _address,
            ApiKey = call.TextOf("apiKey"),
            Payloads = call.Payloads(),
            Session = mustBeSigned ? null : CurrentSession()?.Key,
            Aborted = _connection.Dropped,
            Used = used,
        };
        return (request, await _gate.Pipeline.VerifyAsync(request, permission, needsKeyOnly));
    }

    private void Refuse(RequestId id, TradingError error, UsedLimits used, bool shows)
    {
        _gate.SayNotDone(error);
        _connection.Send(ApiReply.Failed(id, error, _gate.Time.GetUnixMicros(), shows ? used : null, _gate.Options));
    }

    private void WriteStatus(RequestId id, UsedLimits used, bool shows) => Write(id, used, shows, json =>
    {
        var current = CurrentSession();
        json.WriteStartObject();
        json.WriteString("apiKey"u8, current?.Key.ApiKey);
        if (current is { } session) json.WriteNumber("authorizedSince"u8, Millis(session.SinceUnixMicros));
        else json.WriteNull("authorizedSince"u8);
        json.WriteNumber("connectedSince"u8, Millis(_sinceUnixMicros));
        json.WriteBoolean("returnRateLimits"u8, _returnsRateLimits);
        json.WriteNumber("serverTime"u8, Millis(_gate.Time.GetUnixMicros()));
        json.WriteBoolean("userDataStream"u8, _subscriptions.IsAnyActive);
        json.WriteEndObject();
    });

    private void Write(RequestId id, UsedLimits used, bool shows, Action<Utf8JsonWriter> writeResult) =>
        _connection.Send(Reply(id, used, shows, writeResult));

    private ReadOnlyMemory<byte> Reply(RequestId id, UsedLimits used, bool shows, Action<Utf8JsonWriter> writeResult)
    {
        var result = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(result, EventEncoder.Options)) writeResult(json);
        return ApiReply.Done(id, result.WrittenSpan, shows ? used : null, _gate.Options);
    }

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
