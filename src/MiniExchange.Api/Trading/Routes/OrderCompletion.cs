using System;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Trading.Requests;
using MiniExchange.Application.MarketData;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Trading.Routes;

/// <summary>Gives an order what its trader leaves to the exchange, and judges it in itself.</summary>
/// <remarks>At once, without asking anybody: an order that waited here would be overtaken by the next one of its connection.</remarks>
internal sealed class OrderCompletion(IMarketData marketData)
{
    private const int BipsOfAll = 10_000;

    /// <summary>The order ready for its account; null if something is wrong with it, which the request's reader then keeps.</summary>
    public OrderTerms? Complete(TradingRequest request, TradingPair pair, OrderTerms terms)
    {
        if (terms is { Side: Side.Buy, Type: OrderType.StopLoss or OrderType.TakeProfit })
        {
            // It may wait for long, and what it will cost must be held from now on: it pays up to a limit that its trader is not shown.
            var trigger = TriggerPrice(request, pair, terms.Stop);
            if (request.Read.Error is not null) return null;
            terms = terms with { LimitPrice = pair.ProtectionPrice(trigger) };
        }

        var flaw = FlawOf(terms, pair);
        if (flaw == RejectReason.None) return terms;
        request.Read.Fail(ReasonAnswers.Of(flaw).Trading);
        return null;
    }

    private PriceTicks TriggerPrice(TradingRequest request, TradingPair pair, StopTerms stop)
    {
        if (!stop.IsTrailing) return stop.StopPrice;
        var from = stop.StopPrice;
        if (from == PriceTicks.None)
        {
            // Followed from the next trade on, which is likely to be near the last one.
            if (marketData.Of(pair.Symbol) is { } view) from = view.LastPrice;
            else request.Read.Fail(TradingErrors.Overloaded("Market data is catching up."));
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
