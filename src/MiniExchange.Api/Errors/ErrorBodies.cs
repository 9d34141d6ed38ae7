using System;
using System.Data.Common;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MiniExchange.Api.Trading;

namespace MiniExchange.Api.Errors;

/// <summary>Gives every error a body of its API's shape, whoever made it: routing, sign-in, the server's limits, a fault.</summary>
internal sealed partial class ErrorBodies(
    RequestDelegate next, TradingPipeline trading, IOptions<ApiOptions> options, TimeProvider time, ILogger<ErrorBodies> logger)
{
    private long _saidAwayAt;

    public async Task InvokeAsync(HttpContext http)
    {
        var bodySize = http.Features.Get<IHttpMaxRequestBodySizeFeature>();
        if (bodySize is { IsReadOnly: false }) bodySize.MaxRequestBodySize = options.Value.MaxBodyBytes;

        string? detail = null;
        try
        {
            await next(http);
            if (http.Response.HasStarted || http.Response.StatusCode < 400 || http.Response.ContentType is not null) return;
        }
        catch (BadHttpRequestException unreadable) when (!http.Response.HasStarted)
        {
            http.Response.StatusCode = unreadable.StatusCode;
            if (unreadable.StatusCode == StatusCodes.Status413PayloadTooLarge) SayThatItCloses(http.Response);
            detail = unreadable.InnerException is JsonException json ? DetailOf(json) : null;
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
            return;
        }
        catch (DbException unreachable) when (!http.Response.HasStarted)
        {
            // Users, keys and history cannot be read; nothing was asked of the exchange. Health says so, and the log once in a while.
            SayStoreIsAway(unreachable);
            http.Response.Clear();
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            http.Response.Headers.RetryAfter = "1";
        }
        catch (Exception fault) when (!http.Response.HasStarted)
        {
            // The edge of the process: whatever it is, the caller gets an answer and the operators the fault.
            LogFault(logger, fault, http.GetEndpoint()?.DisplayName ?? "(no route)");
            http.Response.Clear();
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }

        var hasRun = http.GetEndpoint()?.Metadata.GetMetadata<TradingRoute>() is not null;
        if (hasRun) await trading.WriteErrorAsync(http, TradingErrorOf(http.Response.StatusCode));
        else if (IsTrading(http.Request.Path)) await trading.RefuseAsync(http, TradingErrorOf(http.Response.StatusCode));
        else await Problems.OfStatus(http.Response.StatusCode, detail).ExecuteAsync(http);
    }

    /// <summary>The server hangs up on a body that it will not read; a client that is not told sends its next request into the void.</summary>
    public static void SayThatItCloses(HttpResponse response) => response.Headers.Connection = "close";

    private static bool IsTrading(PathString path) =>
        (path.StartsWithSegments("/api") && !path.StartsWithSegments("/api/v1"))
        || path.StartsWithSegments("/sapi")
        || path.StartsWithSegments("/fapi")
        || path.StartsWithSegments("/dapi")
        || path.StartsWithSegments("/ws-api")
        || path.StartsWithSegments("/ws")
        || path.StartsWithSegments("/stream");

    private static TradingError TradingErrorOf(int status) => status switch
    {
        StatusCodes.Status404NotFound => TradingErrors.NoSuchRoute,
        StatusCodes.Status405MethodNotAllowed => TradingErrors.NoSuchMethod,
        StatusCodes.Status413PayloadTooLarge => TradingErrors.BodyTooLarge,
        StatusCodes.Status503ServiceUnavailable => TradingErrors.Overloaded("The store cannot be reached."),
        >= 500 => TradingErrors.Internal,
        _ => TradingErrors.BadRequest with { Status = status },
    };

    private void SayStoreIsAway(DbException unreachable)
    {
        var now = time.GetTimestamp();
        var lastSaid = Interlocked.Read(ref _saidAwayAt);
        if (lastSaid != 0 && time.GetElapsedTime(lastSaid, now) < TimeSpan.FromSeconds(10)) return;
        if (Interlocked.CompareExchange(ref _saidAwayAt, now, lastSaid) == lastSaid) LogStoreAway(logger, unreachable.Message);
    }

    // The serializer's own texts name types of this program; the place is what helps the caller.
    private static string DetailOf(JsonException unreadable) =>
        $"The body is not the JSON that this route takes; the first problem is at {unreadable.Path ?? "$"}.";

    [LoggerMessage(5004, LogLevel.Error, "Requests are answered 503: the store cannot be reached: {Reason}")]
    private static partial void LogStoreAway(ILogger logger, string reason);

    [LoggerMessage(5002, LogLevel.Error, "{Route} failed.")]
    private static partial void LogFault(ILogger logger, Exception fault, string route);
}
