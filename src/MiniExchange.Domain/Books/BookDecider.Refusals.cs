using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

public static partial class BookDecider
{
    private static RejectReason RefusalOf(Book book, TradingPair terms, in NewOrder order, bool isPending)
    {
        var isMarket = order.Type == OrderType.Market;
        if (isMarket && IsBelowMinNotional(book, terms, order)) return RejectReason.NotionalTooSmall;
        if (isMarket && IsAboveMaxNotional(book, terms, order)) return RejectReason.NotionalTooLarge;

        if (book.IsHalted) return RejectReason.BookHalted;

        // Whatever the market is, it is nothing against a plain limit order.
        if (!isPending && order.Type != OrderType.Limit)
        {
            var refusal = RefusalByMarket(book, terms, order);
            if (refusal != RejectReason.None) return refusal;
        }

        return terms.Limits.HasBands ? RefusalByBands(book, terms.Limits, order) : RejectReason.None;
    }

    private static RejectReason RefusalByMarket(Book book, TradingPair terms, in NewOrder order)
    {
        if (WouldTake(book, order)) return RejectReason.WouldTake;

        if (order.Type == OrderType.Market && Liquidity.CostExceedsHold(book, order)) return RejectReason.CostExceedsHold;

        var best = book.Opposite(order.Side).Best.Price;
        if (order.IsByQuoteQuantity && best != PriceTicks.None && terms.LotsFor(order.QuoteQuantity, best) == QuantityLots.Zero)
        {
            return RejectReason.QuoteQuantityBelowOneLot;
        }

        return WouldTriggerAtOnce(book, order) ? RejectReason.WouldTriggerAtOnce : RejectReason.None;
    }

    // Before the first trade there is no price to measure at. A price that its trader did not give is not held against him.
    private static RejectReason RefusalByBands(Book book, PairLimits limits, in NewOrder order)
    {
        if (book.LastPrice == PriceTicks.None || !order.Type.CanRest()) return RejectReason.None;

        if (limits.Band is { } band && !band.Allows(order.LimitPrice, book.LastPrice)) return RejectReason.PriceTooFarFromMarket;

        var ofSide = order.Side == Side.Buy ? limits.BidBand : limits.AskBand;
        return ofSide is { } narrower && !narrower.Allows(order.LimitPrice, book.LastPrice)
            ? RejectReason.PriceTooFarFromMarketForSide
            : RejectReason.None;
    }

    private static RejectReason RefusalOf(Book book, TradingPair terms, NewOrderList list)
    {
        var first = ArePricesInOrder(book, list) ? RejectReason.None : RejectReason.PricesOutOfOrder;
        for (var i = 0; i < list.Legs.Length; i++)
        {
            var isPending = list.Contingency != Contingency.Oco && i > 0;
            var refusal = RefusalOf(book, terms, list.Legs[i], isPending);
            if (refusal != RejectReason.None && (first == RejectReason.None || refusal < first)) first = refusal;
        }

        return first;
    }

    private static bool WouldTake(Book book, in NewOrder order)
    {
        if (order.Type != OrderType.LimitMaker) return false;

        var best = book.Opposite(order.Side).Best.Price;
        return best != PriceTicks.None && order.TakesAt(best);
    }

    private static bool WouldTriggerAtOnce(Book book, in NewOrder order)
    {
        if (!order.Type.IsStop() || order.Stop.StopPrice == PriceTicks.None || book.LastPrice == PriceTicks.None) return false;

        return order.Type.IsMetFromBelow(order.Side)
            ? book.LastPrice >= order.Stop.StopPrice
            : book.LastPrice <= order.Stop.StopPrice;
    }

    // What decides is where a leg comes into play: its stop price, or its limit. A trailing one without either is anywhere.
    private static bool ArePricesInOrder(Book book, NewOrderList list)
    {
        if (list.Contingency == Contingency.Oto) return true;

        var above = PriceInPlay(list.Legs[^2]);
        var below = PriceInPlay(list.Legs[^1]);
        if (above != PriceTicks.None && below != PriceTicks.None && above <= below) return false;

        // A pending pair comes into play at a price of its own time.
        if (list.Contingency == Contingency.Otoco || book.LastPrice == PriceTicks.None) return true;

        return (above == PriceTicks.None || above > book.LastPrice) && (below == PriceTicks.None || below < book.LastPrice);
    }

    private static PriceTicks PriceInPlay(in NewOrder leg) => leg.Type.IsStop() ? leg.Stop.StopPrice : leg.LimitPrice;

    private static bool IsBelowMinNotional(Book book, TradingPair terms, in NewOrder order)
    {
        if (order.IsByQuoteQuantity) return order.QuoteQuantity < terms.MinNotional;

        // Before the first trade there is no price to measure at.
        return book.LastPrice != PriceTicks.None && terms.Notional(order.Quantity, book.LastPrice) < terms.MinNotional;
    }

    private static bool IsAboveMaxNotional(Book book, TradingPair terms, in NewOrder order)
    {
        var most = terms.Limits.MaxNotional;
        if (most == AssetUnits.Zero) return false;
        if (order.IsByQuoteQuantity) return order.QuoteQuantity > most;

        return book.LastPrice != PriceTicks.None && terms.Notional(order.Quantity, book.LastPrice) > most;
    }

    private static bool IsSupported(NewOrderList list)
    {
        var legs = list.Legs;
        if (list.Contingency is < Contingency.Oco or > Contingency.Otoco) return false;
        if (legs.IsDefault || legs.Length != OrderLists.LegCount(list.Contingency)) return false;

        foreach (var leg in legs)
        {
            if (leg.AccountId != legs[0].AccountId) return false;
        }

        return list.Contingency switch
        {
            Contingency.Oco => IsPair(legs[0], legs[1]),
            Contingency.Oto => IsWorking(legs[0]) && StatesItsCost(legs[1]),
            _ => IsWorking(legs[0]) && IsPair(legs[1], legs[2]),
        };
    }

    private static bool IsWorking(in NewOrder order) => order.Type is OrderType.Limit or OrderType.LimitMaker;

    // Neither may take when it enters: one waits for a price on either side of the market, or rests on its own side of it.
    private static bool IsPair(in NewOrder above, in NewOrder below) =>
        above.Side == below.Side
        && above.Quantity == below.Quantity
        && (above.Type == OrderType.LimitMaker || above.Type.IsStop())
        && (below.Type == OrderType.LimitMaker || below.Type.IsStop())
        && (above.Type.IsStop() || below.Type.IsStop());

    // What a pending order costs cannot be held against its hold any more when its time comes.
    private static bool StatesItsCost(in NewOrder order) =>
        order.Type != OrderType.Market || order.IsByQuoteQuantity == (order.Side == Side.Buy);

    // What its account has checked; an order that breaks it would rest or trade for nothing.
    private static void RequireValid(in NewOrder order)
    {
        var isMarket = order.Type == OrderType.Market;
        var isByQuantity = order.Quantity > QuantityLots.Zero;
        var isLimited = order.LimitPrice > PriceTicks.None;
        Invariant.Require(order.Side is Side.Buy or Side.Sell);
        Invariant.Require(order.Type is >= OrderType.Limit and <= OrderType.TakeProfitLimit);
        Invariant.Require(isLimited == NeedsLimit(order));
        Invariant.Require(isByQuantity != order.IsByQuoteQuantity);
        Invariant.Require(isByQuantity || isMarket);
        Invariant.Require(order.SelfTradePrevention is >= SelfTradePrevention.None and <= SelfTradePrevention.Decrement);
        Invariant.Require(order.TimeInForce is >= TimeInForce.Gtc and <= TimeInForce.Fok);
        Invariant.Require(!isMarket || order.TimeInForce == TimeInForce.Ioc);
        Invariant.Require(!order.Type.IsAtMarket() || order.TimeInForce != TimeInForce.Fok);
        Invariant.Require(order.Type != OrderType.LimitMaker || order.TimeInForce == TimeInForce.Gtc);
        Invariant.Require(order.Stop.StopPrice >= PriceTicks.None);
        Invariant.Require(order.Stop.TrailingDeltaBips is >= 0 and <= DeltaRange.MaxDeltaBips);
        Invariant.Require(order.Type.IsStop() == (order.Stop != default));
        Invariant.Require(order.DisplayQuantity >= QuantityLots.Zero && order.DisplayQuantity <= order.Quantity);
        var isIceberg = order.DisplayQuantity > QuantityLots.Zero;
        Invariant.Require(!isIceberg || (order.Type.CanRest() && order.TimeInForce == TimeInForce.Gtc));
    }

    // A stop order that buys at market is bounded by what its account holds for each of its lots.
    private static bool NeedsLimit(in NewOrder order) =>
        order.Type.CanRest() || (order.Type.IsStop() && order.Side == Side.Buy);
}
