using System.Threading.Tasks;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Trading.Requests;
using MiniExchange.Application;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.History;
using MiniExchange.Application.Orders;

namespace MiniExchange.Api.Trading.Routes;

/// <summary>Waits until history shows all that an account has done so far, so that its owner reads their own writes.</summary>
internal sealed class CaughtUpHistory(ExchangeClient exchange, IHistory history)
{
    /// <summary>Null once history has caught up; else why it has not.</summary>
    public async ValueTask<TradingError?> WaitAsync(TradingRequest request)
    {
        var outcome = await exchange.BalancesAsync(request.Account, request.Aborted);
        if (outcome is not Completed<BalancesState> { AsOf: var point }) return TradingErrors.Of(outcome);

        // Late data would look like lost orders; a client that tries again gets the whole truth.
        return await history.WaitForAsync(point, request.Aborted)
            ? null
            : TradingErrors.Overloaded($"History is behind record {point.RecordNumber} of {point.Address}.");
    }
}
