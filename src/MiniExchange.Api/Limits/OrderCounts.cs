using System;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using MiniExchange.Api.Errors;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Limits;

/// <summary>The new orders that each account sent in these ten seconds and on this day.</summary>
internal sealed class OrderCounts(IOptions<ApiOptions> options, TimeProvider time)
{
    private readonly FixedWindowCounts<AccountId> _tenSeconds = new(10, options.Value.MaxCountedCallers, time);
    private readonly FixedWindowCounts<AccountId> _day = new(86_400, options.Value.MaxCountedCallers, time);

    /// <summary>Counts a new order, says the counts in its answer, and returns the refusal if one is over its limit.</summary>
    public TradingError? Count(HttpContext http, AccountId account)
    {
        var inTenSeconds = _tenSeconds.Add(account, 1);
        var inDay = _day.Add(account, 1);
        Say(http, inTenSeconds, inDay);
        if (inTenSeconds > options.Value.OrdersPer10Seconds)
        {
            return TradingErrors.TooManyOrders(options.Value.OrdersPer10Seconds, "10 SECOND", _tenSeconds.SecondsLeft);
        }

        return inDay > options.Value.OrdersPerDay
            ? TradingErrors.TooManyOrders(options.Value.OrdersPerDay, "1 DAY", _day.SecondsLeft)
            : null;
    }

    /// <summary>Gives an order's unit back, because it traded.</summary>
    public void GiveBack(HttpContext http, AccountId account) =>
        Say(http, _tenSeconds.Add(account, -1), _day.Add(account, -1));

    // A window may have turned between an order's count and its return; nobody is shown a negative count for it.
    private static void Say(HttpContext http, int inTenSeconds, int inDay)
    {
        http.Response.Headers["X-MBX-ORDER-COUNT-10S"] = Math.Max(0, inTenSeconds).ToString(CultureInfo.InvariantCulture);
        http.Response.Headers["X-MBX-ORDER-COUNT-1D"] = Math.Max(0, inDay).ToString(CultureInfo.InvariantCulture);
    }
}
