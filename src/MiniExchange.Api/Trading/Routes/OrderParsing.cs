using System;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Trading.Requests;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Trading.Routes;

/// <summary>How much of an order its answer tells.</summary>
internal enum ResponseType
{
    /// <summary>Its ids.</summary>
    Ack = 1,

    /// <summary>And its state.</summary>
    Result = 2,

    /// <summary>And its fills.</summary>
    Full = 3,
}

/// <summary>An order as it was asked for.</summary>
/// <param name="Pair">Its pair.</param>
/// <param name="Terms">What it says.</param>
/// <param name="ResponseType">What to answer with.</param>
internal sealed record ParsedOrder(TradingPair Pair, OrderTerms Terms, ResponseType ResponseType);

/// <summary>Reads a new order from parameters.</summary>
internal static class OrderParsing
{
    private static readonly (string, ResponseType)[] ResponseTypes =
        [("ACK", ResponseType.Ack), ("RESULT", ResponseType.Result), ("FULL", ResponseType.Full)];

    /// <summary>The order; null if something is wrong, which the reader then keeps.</summary>
    public static ParsedOrder? Read(ParameterReader read, SelfTradePrevention standardPrevention)
    {
        var pair = read.Pair();
        var side = read.Choice("side", OrderWords.Sides, TradingErrors.BadSide, standard: null);
        var type = ReadType(read);
        var (timeInForce, price, quantity, quoteQuantity) = type switch
        {
            OrderType.Limit => (
                read.Choice("timeInForce", OrderWords.TimesInForce, TradingErrors.BadTimeInForce, standard: null),
                read.Price(pair, "price"),
                read.Quantity(pair, "quantity"),
                AssetUnits.Zero),
            OrderType.LimitMaker => (TimeInForce.Gtc, read.Price(pair, "price"), read.Quantity(pair, "quantity"), AssetUnits.Zero),
            OrderType.Market => ReadMarket(read, pair),
            _ => default,
        };
        RefuseWhatHasNoMeaning(read, type);
        var prevention = read.Choice("selfTradePreventionMode", OrderWords.SelfTradePreventions, null, standardPrevention);
        if (prevention == default(SelfTradePrevention)) read.Fail(TradingErrors.SelfTradeModeNotAllowed);
        var clientOrderId = read.ClientOrderId("newClientOrderId");
        var responseType = read.Choice(
            "newOrderRespType", ResponseTypes, null, type == OrderType.LimitMaker ? ResponseType.Ack : ResponseType.Full);
        if (read.Error is not null || pair is null) return null;

        var terms = new OrderTerms(
            pair.Id,
            pair.Base.Id,
            pair.Quote.Id,
            side!.Value,
            type!.Value,
            timeInForce!.Value,
            price,
            quantity,
            quoteQuantity,
            prevention!.Value,
            clientOrderId ?? ClientOrderIds.Make(),
            Guid.NewGuid());
        var flaw = FlawOf(terms, pair);
        if (flaw == RejectReason.None) return new ParsedOrder(pair, terms, responseType!.Value);
        read.Fail(ReasonAnswers.Of(flaw).Trading);
        return null;
    }

    // Nothing at all is an odd combination to the domain; clients know it as a quantity or price outside the filter.
    private static RejectReason FlawOf(OrderTerms terms, TradingPair pair)
    {
        if (terms.IsLimited && terms.LimitPrice == PriceTicks.None) return RejectReason.PriceOutOfRange;
        if (terms.Quantity == QuantityLots.Zero && !terms.IsByQuoteQuantity) return RejectReason.QuantityOutOfRange;
        return terms.FlawOn(pair);
    }

    private static OrderType? ReadType(ParameterReader read)
    {
        foreach (var (word, orders) in OrderWords.UnsupportedTypes)
        {
            if (read.Is("type", word)) read.Fail(TradingErrors.NotSupportedHere(orders));
        }

        return read.Choice("type", OrderWords.Types, TradingErrors.BadOrderType, standard: null);
    }

    private static (TimeInForce?, PriceTicks, QuantityLots, AssetUnits) ReadMarket(ParameterReader read, TradingPair? pair)
    {
        read.RefuseAny("price", "timeInForce");
        if (read.Has("quantity"))
        {
            read.RefuseAny("quoteOrderQty");
            return (TimeInForce.Ioc, PriceTicks.None, read.Quantity(pair, "quantity"), AssetUnits.Zero);
        }

        if (!read.Has("quoteOrderQty")) read.Fail(TradingErrors.MissingBoth("quantity", "quoteOrderQty"));
        var units = read.Units("quoteOrderQty", pair?.Quote.Scale ?? Asset.MaxScale, required: true);
        if (units == 0) read.Fail(ReasonAnswers.Of(RejectReason.NotionalTooSmall).Trading);
        return (TimeInForce.Ioc, PriceTicks.None, QuantityLots.Zero, new AssetUnits(units ?? 0));
    }

    // An order must not be placed as something other than what was asked for; what changes nothing (strategyId) may pass.
    private static void RefuseWhatHasNoMeaning(ParameterReader read, OrderType? type)
    {
        if (type is OrderType.LimitMaker) read.RefuseAny("timeInForce");
        if (type is OrderType.Limit or OrderType.LimitMaker)
        {
            read.RefuseAny("quoteOrderQty");
            if (read.Has("icebergQty")) read.Fail(TradingErrors.NotSupportedHere("Iceberg"));
        }

        read.RefuseAny("icebergQty", "stopPrice", "trailingDelta", "pegPriceType", "pegOffsetType", "pegOffsetValue");
    }
}
