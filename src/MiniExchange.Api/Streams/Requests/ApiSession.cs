using System;
using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using MiniExchange.Actors;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Limits;
using MiniExchange.Api.Streams.Connections;
using MiniExchange.Api.Trading;
using MiniExchange.Api.Trading.Requests;

namespace MiniExchange.Api.Streams.Requests;

/// <summary>One connection of the WebSocket API, and its requests.</summary>
/// <remarks>
/// A request is read, charged and verified before the next one is looked at, and then started on the spot: so orders reach the
/// exchange in the order in which they were sent. Answers come as they are ready.
/// </remarks>
internal sealed class ApiSession : IDisposable
{
    private const int OwnWeight = 2;

    private readonly Connection _connection;
    private readonly ApiGate _gate;
    private readonly ApiReplies _replies;
    private readonly SessionMethods _own;
    private readonly SemaphoreSlim _room;
    private readonly bool _returnsRateLimits;

    /// <param name="connection">The connection.</param>
    /// <param name="gate">What all connections share.</param>
    /// <param name="returnsRateLimits">Whether answers say what was used of the limits, unless a request says otherwise.</param>
    public ApiSession(Connection connection, ApiGate gate, bool returnsRateLimits)
    {
        (_connection, _gate, _returnsRateLimits) = (connection, gate, returnsRateLimits);
        _replies = new ApiReplies(connection, gate);
        _own = new SessionMethods(connection, gate, _replies, returnsRateLimits);
        _room = new SemaphoreSlim(gate.Options.Streams.RequestsInFlight);
    }

    /// <summary>Answers one message, or starts to.</summary>
    public async ValueTask HandleAsync(ReadOnlyMemory<byte> message, WebSocketMessageType type)
    {
        var used = new UsedLimits();
        var call = ApiCall.Read(message, type, out var id, out var error);
        if (call is null)
        {
            _replies.Refuse(id, Charge(1, used) ?? error!, used, _returnsRateLimits);
            return;
        }

        var shows = call.ReturnRateLimits ?? _returnsRateLimits;
        var route = _gate.Methods.Find(call.Method);
        try
        {
            error = route is not null
                ? await StartAsync(call, route, used, shows)
                : Charge(OwnWeight, used) ?? _gate.Pipeline.NotOpen() ?? await _own.AnswerAsync(call, used, shows);
        }
        catch (Exception thrown) when (thrown is not OperationCanceledException || !_connection.IsDropped)
        {
            error = _gate.ErrorOf(thrown, call.Method);
        }

        if (error is null) return;
        if (error.Status == StatusCodes.Status401Unauthorized && ReliesOnSession(call, route) && _own.TakeLoss())
        {
            // It says that the session is gone rather than what was wrong with this request, hence the id.
            (id, error) = (RequestId.Null, TradingErrors.KeyRefused);
        }

        _replies.Refuse(id, error, used, shows);
    }

    /// <summary>What to send before the server stops.</summary>
    public ReadOnlyMemory<byte> ShutdownNotice() => JsonMessage.Of(_gate.Time.GetUnixMicros(), static (json, now) =>
    {
        json.WriteStartObject("event"u8);
        json.WriteString("e"u8, "serverShutdown"u8);
        json.WriteNumber("E"u8, now / UnixTime.MicrosPerMillisecond);
        json.WriteEndObject();
    });

    /// <inheritdoc />
    public void Dispose() => _own.Dispose();

    private static bool ReliesOnSession(ApiCall call, TradingRoute? route) =>
        string.IsNullOrEmpty(call.TextOf("apiKey")) && (route?.IsSigned ?? call.Method == "userDataStream.subscribe");

    private TradingError? Charge(int weight, UsedLimits used) => _gate.Weights.Charge(_connection.Address, weight, used);

    private async ValueTask<TradingError?> StartAsync(ApiCall call, TradingRoute route, UsedLimits used, bool shows)
    {
        var error = Charge(route.Weight(call.ToQuery()), used) ?? _gate.Pipeline.NotOpen(route);
        if (error is not null) return error;

        // The connection's own room first: who waits for that must not take from others.
        await _room.WaitAsync(_connection.Dropped);
        IDisposable? place = null;
        var isStarted = false;
        try
        {
            (place, error) = _gate.Pipeline.Enter(route);
            if (error is not null) return error;

            var request = _gate.RequestOf(call, _connection, used, _own.Key);
            error = await _gate.Pipeline.VerifyAsync(request, route.Permission, route.NeedsKeyOnly);
            if (error is not null) return error;

            isStarted = true;
            _ = AnswerAsync(call.Id, route, request, shows, place);
            return null;
        }
        finally
        {
            if (!isStarted) Leave(place);
        }
    }

    private void Leave(IDisposable? place)
    {
        place?.Dispose();
        _room.Release();
    }

    private async Task AnswerAsync(RequestId id, TradingRoute route, TradingRequest request, bool shows, IDisposable? place)
    {
        TradingError? error;
        var result = new ArrayBufferWriter<byte>(512);
        try
        {
            await using var json = new Utf8JsonWriter(result, TradingJson.Options);
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
            Leave(place);
        }

        if (error is not null) _replies.Refuse(id, error, request.Used, shows);
        else _replies.Send(id, result.WrittenSpan, request.Used, shows);
    }
}
