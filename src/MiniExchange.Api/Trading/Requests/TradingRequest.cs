using System.Threading;
using Microsoft.AspNetCore.Http;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Trading.Requests;

/// <summary>One request to the trading API on its way through the front end.</summary>
/// <param name="http">The request and its answer.</param>
/// <param name="parameters">What it carries.</param>
/// <param name="read">Reads what it carries.</param>
internal sealed class TradingRequest(HttpContext http, RawParameters parameters, ParameterReader read)
{
    public HttpContext Http { get; } = http;

    public RawParameters Parameters { get; } = parameters;

    public ParameterReader Read { get; } = read;

    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>Who signed it; none on public routes.</summary>
    public AccountId Account { get; set; }

    /// <summary>Until when its sender wants it carried out, microseconds since 1970-01-01 UTC.</summary>
    public long DeadlineUnixMicros { get; set; } = long.MaxValue;
}
