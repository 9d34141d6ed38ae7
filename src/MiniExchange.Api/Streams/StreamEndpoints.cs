using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Streams.Connections;
using MiniExchange.Api.Streams.Requests;
using MiniExchange.Api.Streams.Topics;
using MiniExchange.Api.Streams.Users;
using MiniExchange.Api.Trading;

namespace MiniExchange.Api.Streams;

/// <summary>The addresses of the WebSockets: raw streams, combined streams, and the WebSocket API.</summary>
internal sealed class StreamEndpoints(
    StreamSockets sockets,
    OpenConnections connections,
    ConnectionRoom room,
    ApiGate gate,
    TradingPipeline pipeline,
    IOptions<ApiOptions> options,
    TimeProvider time)
{
    // Charged for a connection to the WebSocket API, whatever is asked on it.
    private const int ConnectionWeight = 2;

    private readonly StreamOptions _options = options.Value.Streams;

    /// <summary>Adds what the addresses need.</summary>
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<StreamMetrics>();
        services.AddSingleton<OpenConnections>();
        services.AddSingleton<ConnectionRoom>();
        services.AddSingleton<TopicRegistry>();
        services.AddSingleton<StreamPublisher>();
        services.AddHostedService(static provider => provider.GetRequiredService<StreamPublisher>());
        services.AddSingleton<UserStreams>();
        services.AddSingleton<StreamSockets>();
        services.AddSingleton<ApiMethods>();
        services.AddSingleton<ApiGate>();
        services.AddSingleton<StreamEndpoints>();
    }

    /// <summary>Adds the addresses.</summary>
    public static void Map(WebApplication app)
    {
        var endpoints = app.Services.GetRequiredService<StreamEndpoints>();
        app.Lifetime.ApplicationStopping.Register(app.Services.GetRequiredService<OpenConnections>().Stop);
        Map("/ws/{**names}", http => endpoints.StreamAsync(http, NamesOf(http.GetRouteValue("names") as string), isCombined: false));
        Map("/stream/ws/{**names}", http => endpoints.StreamAsync(http, NamesOf(http.GetRouteValue("names") as string), isCombined: false));

        // A plus sign in a query stands for a space, but no stream's name has one.
        Map("/stream", http => endpoints.StreamAsync(
            http, NamesOf(http.Request.Query["streams"].ToString().Replace(' ', '+')), isCombined: true));
        Map("/ws-api/v3", endpoints.RequestsAsync);

        void Map(string path, RequestDelegate endpoint) => app.Map(path, endpoint).ExcludeFromDescription();
    }

    private async Task StreamAsync(HttpContext http, IReadOnlyList<string> names, bool isCombined)
    {
        using var taken = await TakeRoomAsync(http, weight: 0, pipeline.NotCurrent());
        if (taken is not null) await sockets.RunAsync(http, names, isCombined);
    }

    private async Task RequestsAsync(HttpContext http)
    {
        // Clients try again to connect, as they did while nobody listened, but not to subscribe.
        using var taken = await TakeRoomAsync(http, ConnectionWeight, pipeline.NotOpen());
        if (taken is null) return;
        using var socket = await _options.AcceptAsync(http);

        // Requests have a weight, so that they are not counted besides.
        using var connection = new Connection(socket, _options, time, countsMessages: false, http.Abort, http.RequestAborted)
        {
            Address = http.Connection.RemoteIpAddress,
        };
        using var session = new ApiSession(connection, gate, returnsRateLimits: http.Request.Query["returnRateLimits"] != "false");
        connections.Add(connection, session.ShutdownNotice);
        try
        {
            await connection.RunAsync(session.HandleAsync);
        }
        finally
        {
            connections.Remove(connection);
        }
    }

    // Null if it was refused, and has been told so.
    private async Task<IDisposable?> TakeRoomAsync(HttpContext http, int weight, TradingError? notOpen)
    {
        var address = http.Connection.RemoteIpAddress;
        if (!http.WebSockets.IsWebSocketRequest)
        {
            http.Response.Headers.Upgrade = "websocket";
            await pipeline.RefuseAsync(http, TradingErrors.NoSuchRoute with { Status = StatusCodes.Status426UpgradeRequired });
            return null;
        }

        var used = TradingPipeline.CountUsed(http);
        var error = gate.Weights.CountConnection(address, used);
        if (weight > 0) error ??= gate.Weights.Charge(address, weight, used);
        error ??= notOpen;
        IDisposable? taken = null;
        if (error is null) (taken, error) = room.Take(address);
        if (error is not null) await pipeline.WriteErrorAsync(http, error);
        return taken;
    }

    private static string[] NamesOf(string? joined) =>
        joined?.Split('/', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
