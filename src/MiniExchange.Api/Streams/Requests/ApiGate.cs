using System;
using System.Data.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Keys;
using MiniExchange.Api.Limits;
using MiniExchange.Api.Streams.Connections;
using MiniExchange.Api.Trading;
using MiniExchange.Api.Trading.Requests;
using MiniExchange.Application.Markets;

namespace MiniExchange.Api.Streams.Requests;

/// <summary>What all connections of the WebSocket API share.</summary>
internal sealed partial class ApiGate(
    ApiMethods methods,
    TradingPipeline pipeline,
    RequestWeights weights,
    ApiKeyRing keys,
    ApiKeyWatch keyWatch,
    IUserData userData,
    MarketDirectory markets,
    IOptions<ApiOptions> options,
    TimeProvider time,
    ILogger<ApiGate> logger)
{
    public ApiMethods Methods { get; } = methods;

    public TradingPipeline Pipeline { get; } = pipeline;

    public RequestWeights Weights { get; } = weights;

    public ApiKeyRing Keys { get; } = keys;

    public ApiKeyWatch KeyWatch { get; } = keyWatch;

    public IUserData UserData { get; } = userData;

    public ApiOptions Options { get; } = options.Value;

    public TimeProvider Time { get; } = time;

    /// <summary>A call as a request to the trading API, yet to be verified.</summary>
    /// <param name="call">The call.</param>
    /// <param name="connection">Where it came from.</param>
    /// <param name="used">Notes what it uses of the limits.</param>
    /// <param name="session">The key that signed for it if it names none itself; null if it must be signed.</param>
    public TradingRequest RequestOf(ApiCall call, Connection connection, UsedLimits used, SigningKey? session)
    {
        var parameters = call.ToQuery();
        return new TradingRequest(parameters, new ParameterReader(parameters, markets))
        {
            Address = connection.Address,
            ApiKey = call.TextOf("apiKey"),
            Payloads = call.Payloads(),
            Session = session,
            Aborted = connection.Dropped,
            Used = used,
        };
    }

    /// <summary>Tells operators of an error what callers need not know.</summary>
    public void SayNotDone(TradingError error)
    {
        if (error.OperatorNote is not { } note) return;
        LogNotDone(logger, error.Status == StatusCodes.Status503ServiceUnavailable ? LogLevel.Debug : LogLevel.Warning, error.Code, note);
    }

    /// <summary>What to answer where something was thrown: the edge of the process, so the operators get the fault and the caller an answer.</summary>
    public TradingError ErrorOf(Exception thrown, string asked)
    {
        if (thrown is DbException) return TradingErrors.Overloaded("The store cannot be reached.");
        LogFault(logger, thrown, asked);
        return TradingErrors.Internal;
    }

    [LoggerMessage(EventId = 5011, Message = "A WebSocket request was answered {Code}: {Note}")]
    private static partial void LogNotDone(ILogger logger, LogLevel level, int code, string note);

    [LoggerMessage(5012, LogLevel.Error, "{Asked} failed over a WebSocket.")]
    private static partial void LogFault(ILogger logger, Exception fault, string asked);
}
