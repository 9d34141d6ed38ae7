using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using MiniExchange.Api.Keys;
using MiniExchange.Api.Limits;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Trading.Requests;

/// <summary>One request to the trading API on its way through the front end, over HTTP or a WebSocket.</summary>
/// <param name="parameters">What it carries.</param>
/// <param name="read">Reads what it carries.</param>
internal sealed class TradingRequest(RawParameters parameters, ParameterReader read)
{
    public RawParameters Parameters { get; } = parameters;

    public ParameterReader Read { get; } = read;

    /// <summary>Where it came from; null where nobody knows.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The key that it names; null or empty if none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>What its signature may cover, the likeliest first; null for what <see cref="Parameters"/> carry, as they came.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>>? Payloads { get; init; }

    /// <summary>The key that signed the session that it came in, so that it need not be signed itself; null outside of one.</summary>
    public SigningKey? Session { get; init; }

    /// <summary>Canceled when nobody waits for the answer any more.</summary>
    public CancellationToken Aborted { get; init; }

    /// <summary>What it used of its limits so far.</summary>
    public UsedLimits Used { get; init; } = new();

    /// <summary>The key that it was found to be signed with, or to name where that is enough; null on public routes.</summary>
    public SigningKey? Key { get; set; }

    /// <summary>Who signed it; none on public routes.</summary>
    public AccountId Account { get; set; }

    /// <summary>Until when its sender wants it carried out, microseconds since 1970-01-01 UTC.</summary>
    public long DeadlineUnixMicros { get; set; } = long.MaxValue;
}
