using System;
using Microsoft.Extensions.Options;
using MiniExchange.Api.Errors;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Limits;

/// <summary>The new orders that each account sent in these ten seconds and on this day.</summary>
internal sealed class OrderCounts(IOptions<ApiOptions> options, TimeProvider time)
{
    private readonly FixedWindowCounts<AccountId> _tenSeconds = new(10, options.Value.MaxCountedCallers, time);
    private readonly FixedWindowCounts<AccountId> _day = new(86_400, options.Value.MaxCountedCallers, time);

    /// <summary>Counts new orders, notes the counts, and returns the refusal if one would be over its limit; then they do not count.</summary>
    public TradingError? Count(AccountId account, int orders, UsedLimits used)
    {
        var inTenSeconds = _tenSeconds.Add(account, orders);
        var inDay = _day.Add(account, orders);
        Note(used, inTenSeconds, inDay);
        if (!options.Value.LimitsEnabled) return null;

        var refusal = inTenSeconds > options.Value.OrdersPer10Seconds
            ? TradingErrors.TooManyOrders(options.Value.OrdersPer10Seconds, "10 SECOND", _tenSeconds.SecondsLeft)
            : inDay > options.Value.OrdersPerDay
                ? TradingErrors.TooManyOrders(options.Value.OrdersPerDay, "1 DAY", _day.SecondsLeft)
                : null;
        if (refusal is not null) GiveBack(account, orders, used);
        return refusal;
    }

    /// <summary>Gives the units of orders back, because they traded or were not sent on.</summary>
    public void GiveBack(AccountId account, int orders, UsedLimits used)
    {
        if (orders > 0) Note(used, _tenSeconds.GiveBack(account, orders), _day.GiveBack(account, orders));
    }

    /// <summary>What an account has used so far.</summary>
    public (int InTenSeconds, int InDay) Of(AccountId account) => (_tenSeconds.Add(account, 0), _day.Add(account, 0));

    private static void Note(UsedLimits used, int inTenSeconds, int inDay)
    {
        used.OrdersIn10Seconds = inTenSeconds;
        used.OrdersInDay = inDay;
    }
}
