using System;
using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Limits;
using MiniExchange.Api.Trading.Requests;
using MiniExchange.Application.Markets;
using MiniExchange.Application.Users;

namespace MiniExchange.Api.Trading;

/// <summary>What every request to the trading API goes through: weight, whether it is open, body, parameters, room, signature, handler, answer.</summary>
internal sealed partial class TradingPipeline(
    RequestWeights weights,
    RequestRoom room,
    RequestSigning signing,
    MarketDirectory markets,
    Opening opening,
    IOptions<ApiOptions> options,
    ILogger<TradingPipeline> logger)
{
    private const string ContentType = "application/json; charset=utf-8";

    /// <summary>Answers one request on one route.</summary>
    public async Task RunAsync(HttpContext http, TradingRoute route)
    {
        var parameters = new RawParameters(RawQueryOf(http));
        var used = CountUsed(http);
        var weight = route.Weight(parameters);
        if (weights.Charge(http.Connection.RemoteIpAddress, weight, used) is { } tooMuch)
        {
            await WriteErrorAsync(http, tooMuch);
            return;
        }

        if (NotOpen(route) is { } notOpen)
        {
            await WriteErrorAsync(http, notOpen);
            return;
        }

        if (await ReadBodyAsync(http) is not { } body)
        {
            await WriteErrorAsync(http, TradingErrors.BodyTooLarge);
            return;
        }

        parameters.Add(body, isRead: !HttpMethods.IsGet(route.Method));

        // Some requests say in their body what makes them cost more.
        var rest = route.Weight(parameters) - weight;
        if (rest > 0 && weights.ChargeMore(http.Connection.RemoteIpAddress, rest, used) is { } tooMuchMore)
        {
            await WriteErrorAsync(http, tooMuchMore);
            return;
        }

        var request = new TradingRequest(parameters, new ParameterReader(parameters, markets))
        {
            Address = http.Connection.RemoteIpAddress,
            ApiKey = http.Request.Headers["X-MBX-APIKEY"],
            Aborted = http.RequestAborted,
            Used = used,
        };
        var answer = new ArrayBufferWriter<byte>(512);
        var json = new Utf8JsonWriter(answer, TradingJson.Options);
        if (await AnswerAsync(request, route, json) is { } error)
        {
            await WriteErrorAsync(http, error);
            return;
        }

        json.Flush();
        SayUsed(http);
        http.Response.ContentType = ContentType;
        http.Response.ContentLength = answer.WrittenCount;
        await http.Response.BodyWriter.WriteAsync(answer.WrittenMemory, http.RequestAborted);
    }

    /// <summary>Why a route does not answer now; null if it does.</summary>
    public TradingError? NotOpen(TradingRoute route) => route.AnswersBeforeOpening ? null : NotOpen();

    /// <summary>Why the exchange answers nothing now that has to do with markets or accounts; null if it does.</summary>
    public TradingError? NotOpen() => opening.NotOpenBecause() is { } reason ? TradingErrors.Overloaded(reason) : null;

    /// <summary>Why nobody may begin to listen now; null if they may. Names are looked up only when there is something to tell.</summary>
    public TradingError? NotCurrent() => opening.NotCurrentBecause() is { } reason ? TradingErrors.Overloaded(reason) : null;

    /// <inheritdoc cref="RequestRoom.Enter" />
    public (IDisposable? Place, TradingError? Error) Enter(TradingRoute route) => room.Enter(route);

    /// <summary>Finds out whether a request can be read and may be made.</summary>
    /// <param name="request">The request.</param>
    /// <param name="permission">What its key must be permitted; none if it needs no key.</param>
    /// <param name="needsKeyOnly">Whether naming the key is enough.</param>
    /// <returns>What is wrong with it; null if nothing is.</returns>
    public async ValueTask<TradingError?> VerifyAsync(TradingRequest request, ApiPermissions permission, bool needsKeyOnly = false)
    {
        var error = request.Parameters.Problem switch
        {
            ParameterProblem.Repeated => TradingErrors.DuplicateParameter,
            ParameterProblem.TooMany => TradingErrors.TooManyParameters,
            _ => null,
        };

        if (error is not null || permission == ApiPermissions.None) return error;
        return needsKeyOnly ? await signing.IdentifyAsync(request, permission) : await signing.VerifyAsync(request, permission);
    }

    /// <summary>Answers a request that no route is for.</summary>
    public Task RefuseAsync(HttpContext http, TradingError error)
    {
        var tooMuch = weights.Charge(http.Connection.RemoteIpAddress, 1, CountUsed(http));
        return WriteErrorAsync(http, tooMuch ?? error);
    }

    /// <summary>Where to note what a request uses of its limits, so that its answer says so, whoever writes it.</summary>
    public static UsedLimits CountUsed(HttpContext http)
    {
        var used = new UsedLimits();
        http.Features.Set(used);
        return used;
    }

    /// <summary>Answers with an error.</summary>
    public async Task WriteErrorAsync(HttpContext http, TradingError error)
    {
        if (error.OperatorNote is { } note)
        {
            // Being busy is said often when it is said at all; a lost outcome is an operator's business each time.
            LogNotDone(logger, error.Status == StatusCodes.Status503ServiceUnavailable ? LogLevel.Debug : LogLevel.Warning, error.Code, note);
        }

        var answer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(answer, TradingJson.Options))
        {
            json.WriteStartObject();
            json.WriteNumber("code"u8, error.Code);
            json.WriteString("msg"u8, error.Message);
            if (error.WriteData is { } writeData)
            {
                json.WritePropertyName("data"u8);
                writeData(json);
            }

            json.WriteEndObject();
        }

        SayUsed(http);
        var response = http.Response;
        if (error.RetryAfterSeconds is { } seconds) response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (error.Status == StatusCodes.Status413PayloadTooLarge) ErrorBodies.SayThatItCloses(response);
        response.StatusCode = error.Status;
        response.ContentType = ContentType;
        response.ContentLength = answer.WrittenCount;
        await response.BodyWriter.WriteAsync(answer.WrittenMemory, http.RequestAborted);
    }

    private async ValueTask<TradingError?> AnswerAsync(TradingRequest request, TradingRoute route, Utf8JsonWriter json)
    {
        var (place, noRoom) = Enter(route);
        using (place)
        {
            return noRoom
                ?? await VerifyAsync(request, route.Permission, route.NeedsKeyOnly)
                ?? await route.Handler(request, json);
        }
    }

    private static void SayUsed(HttpContext http)
    {
        if (http.Features.Get<UsedLimits>() is not { } used) return;

        var headers = http.Response.Headers;
        if (used.Weight is { } weight) headers["X-MBX-USED-WEIGHT-1M"] = weight.ToString(CultureInfo.InvariantCulture);
        if (used.OrdersIn10Seconds is { } inTen) headers["X-MBX-ORDER-COUNT-10S"] = inTen.ToString(CultureInfo.InvariantCulture);
        if (used.OrdersInDay is { } inDay) headers["X-MBX-ORDER-COUNT-1D"] = inDay.ToString(CultureInfo.InvariantCulture);
    }

    // The query that the server hands out has been through its parser; what was signed is what was sent.
    private static string RawQueryOf(HttpContext http)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? "" : target[(mark + 1)..];
    }

    // Null: larger than allowed. Content types say nothing: clients send queries with a JSON type and forms without any.
    private async Task<byte[]?> ReadBodyAsync(HttpContext http)
    {
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true }) return [];
        var max = options.Value.MaxBodyBytes;
        if (http.Request.ContentLength > max) return null;

        // Not canceled: the server ends the read of a client that is gone by itself, and complains of one that is given up half way.
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(CancellationToken.None);
            if (read.Buffer.Length > max) return null;
            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    [LoggerMessage(EventId = 5001, Message = "Answered {Code}: {Note}")]
    private static partial void LogNotDone(ILogger logger, LogLevel level, int code, string note);
}
