using System;
using System.Collections.Generic;
using System.Net.WebSockets;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using MiniExchange.Actors.Engines;
using MiniExchange.Api.Streams.Connections;
using MiniExchange.Api.Streams.Topics;
using MiniExchange.Api.Streams.Users;

namespace MiniExchange.Api.Streams;

/// <summary>Runs the connections of the streams, once it is clear that they may be opened.</summary>
internal sealed class StreamSockets(
    OpenConnections connections, StreamPublisher publisher, UserStreams users, IEngine engine, IOptions<ApiOptions> options, TimeProvider time)
{
    /// <summary>Accepts a connection and runs it until it has ended.</summary>
    /// <param name="http">The request for it.</param>
    /// <param name="names">What it listens to from the start.</param>
    /// <param name="isCombined">Whether its events name their stream.</param>
    public async Task RunAsync(HttpContext http, IReadOnlyList<string> names, bool isCombined)
    {
        var limits = options.Value.Streams;
        using var socket = await limits.AcceptAsync(http);
        using var connection = new Connection(socket, limits, time, options.Value.LimitsEnabled, http.Abort, http.RequestAborted)
        {
            Address = http.Connection.RemoteIpAddress,
            IsCombined = isCombined,
        };
        var inMicros = string.Equals(http.Request.Query["timeUnit"], "MICROSECOND", StringComparison.OrdinalIgnoreCase);
        var session = new StreamSession(connection, publisher, users, engine, limits, time, inMicros);
        connections.Add(connection, session.ShutdownNotice);
        try
        {
            await session.OpenAsync(names);
            await connection.RunAsync(session.HandleAsync);
        }
        finally
        {
            connections.Remove(connection);
            await session.CloseAsync();
        }
    }
}

/// <summary>How WebSockets are accepted.</summary>
internal static class WebSocketAccepting
{
    /// <summary>Accepts a WebSocket that is pinged, and dropped if it does not answer.</summary>
    public static Task<WebSocket> AcceptAsync(this StreamOptions options, HttpContext http) =>
        http.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            KeepAliveInterval = TimeSpan.FromMilliseconds(options.PingIntervalMs),
            KeepAliveTimeout = TimeSpan.FromMilliseconds(options.PongTimeoutMs),
        });
}
