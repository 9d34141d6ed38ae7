using System;
using System.Threading.Tasks;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Trading.Requests;
using MiniExchange.Application;
using MiniExchange.Application.Books;
using MiniExchange.Application.Orders;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Trading.Routes;

/// <summary>Gives an order what its trader leaves to the exchange, and judges it in itself.</summary>
internal sealed class OrderCompletion(ExchangeClient exchange)
{
    private const int BipsOfAll = 10_000;

    /// <summary>The order ready for its account; null if something is wrong with it, which the request's reader then keeps.</summary>
    public async ValueTask<OrderTerms?> CompleteAsync(TradingRequest request, TradingPair pair, OrderTerms terms)
    {
        if (terms is { Side: Side.Buy, Type: OrderType.StopLoss or OrderType.TakeProfit })
        {
            // It may wait for long, and what it will cost must be held from now on: it pays up to a limit that its trader is not shown.
            var trigger = await TriggerPriceAsync(request, pair, terms.Stop);
            if (request.Read.Error is not null) return null;
            terms = terms with { LimitPrice = pair.ProtectionPrice(trigger) };
        }

        var flaw = FlawOf(terms, pair);
        if (flaw == RejectReason.None) return terms;
        request.Read.Fail(ReasonAnswers.Of(flaw).Trading);
        return null;
    }

    private async ValueTask<PriceTicks> TriggerPriceAsync(TradingRequest request, TradingPair pair, StopTerms stop)
    {
        if (!stop.IsTrailing) return stop.StopPrice;
        var from = stop.StopPrice;
        if (from == PriceTicks.None)
        {
            // Followed from the next trade on, which is likely to be near the last one.
            var outcome = await exchange.DepthAsync(pair.Symbol, 1, request.Aborted);
            if (outcome is Completed<DepthState> { Value.LastPrice: var last }) from = last;
            else request.Read.Fail(TradingErrors.Of(outcome));
            if (from == PriceTicks.None) request.Read.Fail(TradingErrors.NoPriceToTrailFrom);
        }

        var trigger = ((Int128)from.Value * (BipsOfAll + stop.TrailingDeltaBips) + BipsOfAll - 1) / BipsOfAll;
        return new PriceTicks((long)Int128.Min(trigger, pair.MaxPrice.Value));
    }

    // Nothing at all is an odd combination to the domain; clients know it as a quantity or price outside the filter.
    private static RejectReason FlawOf(OrderTerms terms, TradingPair pair)
    {
        if (terms.Type.CanRest() && terms.LimitPrice == PriceTicks.None) return RejectReason.PriceOutOfRange;
        if (terms.Quantity == QuantityLots.Zero && !terms.IsByQuoteQuantity) return RejectReason.QuantityOutOfRange;
        return terms.FlawOn(pair);
    }
}
