using System;
using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MiniExchange.Actors;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Limits;
using MiniExchange.Api.Streams.Connections;

namespace MiniExchange.Api.Streams.Requests;

/// <summary>Sends the answers of one connection of the WebSocket API.</summary>
internal sealed class ApiReplies(Connection connection, ApiGate gate)
{
    /// <summary>Sends the answer to a request that was not carried out.</summary>
    /// <param name="id">The request's; null for what is about the connection.</param>
    /// <param name="error">Why not.</param>
    /// <param name="used">What was used of the limits.</param>
    /// <param name="shows">Whether the answer says so.</param>
    public void Refuse(RequestId id, TradingError error, UsedLimits used, bool shows)
    {
        gate.SayNotDone(error);
        connection.Send(ApiReply.Failed(id, error, gate.Time.GetUnixMicros(), shows ? used : null, gate.Options));

        // Who is banned could not connect either; nothing more is read from it.
        if (error.Status == StatusCodes.Status418ImATeapot) connection.Close(WebSocketCloseStatus.PolicyViolation, "The address is banned.");
    }

    /// <summary>Sends the answer to a request that was carried out.</summary>
    public void Send(RequestId id, ReadOnlySpan<byte> result, UsedLimits used, bool shows) =>
        connection.Send(ApiReply.Done(id, result, shows ? used : null, gate.Options));

    /// <summary>Writes and sends the answer to a request that was carried out.</summary>
    public void Send(RequestId id, UsedLimits used, bool shows, Action<Utf8JsonWriter> writeResult) =>
        connection.Send(Of(id, used, shows, writeResult));

    /// <summary>The answer to a request that was carried out, to be sent by others.</summary>
    public ReadOnlyMemory<byte> Of(RequestId id, UsedLimits used, bool shows, Action<Utf8JsonWriter> writeResult)
    {
        var result = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(result, TradingJson.Options)) writeResult(json);
        return ApiReply.Done(id, result.WrittenSpan, shows ? used : null, gate.Options);
    }
}
