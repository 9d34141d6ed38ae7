using System;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace MiniExchange.Api.Limits;

/// <summary>
/// How many requests to the trading API may be under way at once, over HTTP and WebSockets together. What comes beyond is told that the
/// exchange is busy before its signature is looked at, so that those under way are not slowed down by those that would wait.
/// </summary>
/// <remarks>Decision: docs/adr/0022-speed.md.</remarks>
internal sealed class RequestRoom(IOptions<ApiOptions> options) : IDisposable
{
    private readonly ConcurrencyLimiter _limiter = new(
        new ConcurrencyLimiterOptions { PermitLimit = options.Value.MaxRequestsUnderWay, QueueLimit = 0 });

    /// <summary>A place for one request, given back by disposing of it; null if there is none.</summary>
    public IDisposable? TryEnter()
    {
        var lease = _limiter.AttemptAcquire();
        return lease.IsAcquired ? lease : null;
    }

    /// <inheritdoc />
    public void Dispose() => _limiter.Dispose();
}
