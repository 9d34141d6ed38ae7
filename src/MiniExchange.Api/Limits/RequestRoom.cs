using System;
using System.Collections.Generic;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Trading;
using MiniExchange.Application.Users;

namespace MiniExchange.Api.Limits;

/// <summary>
/// How many orders and cancels may be under way at once, over HTTP and WebSockets together, and as many of all other requests: those may
/// wait for history, and orders not for them. What comes beyond is told that the exchange is busy before its signature is looked at.
/// </summary>
/// <remarks>Decision: docs/adr/0022-speed.md.</remarks>
internal sealed class RequestRoom(IOptions<ApiOptions> options, IEnumerable<IPressure> pressures) : IDisposable
{
    private static readonly TradingError Full = TradingErrors.Overloaded("As many requests are under way as Api:MaxRequestsUnderWay allows.");

    private readonly IPressure[] _pressures = [.. pressures];
    private readonly ConcurrencyLimiter _orders = Limiter(options.Value.MaxRequestsUnderWay);
    private readonly ConcurrencyLimiter _others = Limiter(options.Value.MaxRequestsUnderWay);

    /// <summary>Makes room for a request; what answers before the exchange is open waits for nothing in it, and has room always.</summary>
    /// <returns>What to dispose of once it is answered, null if it needs no room; or why there is none.</returns>
    public (IDisposable? Place, TradingError? Error) Enter(TradingRoute route)
    {
        if (route.AnswersBeforeOpening) return (null, null);
        if (route.MayAddOrders)
        {
            foreach (var pressure in _pressures)
            {
                if (pressure.BusyBecause() is { } why) return (null, TradingErrors.Overloaded(why));
            }
        }

        var lease = (route.Permission == ApiPermissions.Trade ? _orders : _others).AttemptAcquire();
        return lease.IsAcquired ? (lease, null) : (null, Full);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _orders.Dispose();
        _others.Dispose();
    }

    private static ConcurrencyLimiter Limiter(int places) => new(new ConcurrencyLimiterOptions { PermitLimit = places, QueueLimit = 0 });
}
