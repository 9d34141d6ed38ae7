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

/// <summary>Reads new orders from parameters.</summary>
internal static class OrderParsing
{
    private const int FirstStrategyType = 1_000_000;

    private static readonly (string, ResponseType)[] ResponseTypes =
        [("ACK", ResponseType.Ack), ("RESULT", ResponseType.Result), ("FULL", ResponseType.Full)];

    /// <summary>The order; null if something is wrong, which the reader then keeps.</summary>
    public static ParsedOrder? Read(ParameterReader read, SelfTradePrevention standardPrevention)
    {
        var pair = read.Pair();
        var fields = OrderFields.Single;
        var side = read.Choice(fields.Side, OrderWords.Sides, TradingErrors.BadSide, standard: null);
        var type = ReadType(read, fields);
        var quoteQuantity = AssetUnits.Zero;
        if (type != OrderType.Market) read.RefuseAny("quoteOrderQty");
        else if (read.Has(fields.Quantity)) read.RefuseAny("quoteOrderQty");
        else quoteQuantity = ReadQuoteQuantity(read, pair);
        var terms = ReadTerms(read, pair, fields, side, type, quoteQuantity, Guid.NewGuid());
        var prevention = ReadPrevention(read, standardPrevention);
        var responseType = ReadResponseType(
            read, type is OrderType.Limit or OrderType.Market ? ResponseType.Full : ResponseType.Ack);
        return read.Error is null ? new ParsedOrder(pair!, terms! with { SelfTradePrevention = prevention }, responseType) : null;
    }

    /// <summary>How much of it an answer is to tell.</summary>
    public static ResponseType ReadResponseType(ParameterReader read, ResponseType standard) =>
        read.Choice("newOrderRespType", ResponseTypes, null, standard) ?? standard;

    /// <summary>What to do on meeting an order of the same account.</summary>
    public static SelfTradePrevention ReadPrevention(ParameterReader read, SelfTradePrevention standard)
    {
        var prevention = read.Choice("selfTradePreventionMode", OrderWords.SelfTradePreventions, null, standard) ?? standard;
        if (prevention == default) read.Fail(TradingErrors.SelfTradeModeNotAllowed);
        return prevention;
    }

    /// <summary>The type of an order; null if it is wrong.</summary>
    public static OrderType? ReadType(ParameterReader read, OrderFields fields) =>
        read.Choice(fields.Type, OrderWords.Types, TradingErrors.BadOrderType, standard: null);

    /// <summary>What an order says that has this direction and type; null if something is wrong.</summary>
    /// <remarks>A stop order that buys at market has no limit price yet: <see cref="OrderCompletion"/> finds it.</remarks>
    public static OrderTerms? ReadTerms(
        ParameterReader read, TradingPair? pair, OrderFields fields, Side? side, OrderType? type, AssetUnits quoteQuantity, Guid requestId)
    {
        // An order must not be placed as something other than what was asked for. A pegged one rightly has no price.
        if (Array.Exists(fields.Pegs, read.Has)) read.Fail(TradingErrors.PeggedNotSupported);

        var isPriced = type?.CanRest() == true;
        var hasTimeInForce = isPriced && type != OrderType.LimitMaker;
        var timeInForce = hasTimeInForce
            ? read.Choice(fields.TimeInForce, OrderWords.TimesInForce, TradingErrors.BadTimeInForce, standard: null)
            : type == OrderType.LimitMaker ? TimeInForce.Gtc : TimeInForce.Ioc;
        if (!hasTimeInForce) read.RefuseAny(fields.TimeInForce);
        if (!isPriced) read.RefuseAny(fields.Price);
        var price = isPriced ? read.Price(pair, fields.Price) : PriceTicks.None;
        var quantity = quoteQuantity > AssetUnits.Zero ? QuantityLots.Zero : read.Quantity(pair, fields.Quantity);
        var stop = ReadStop(read, pair, fields, type);
        var display = ReadDisplayQuantity(read, pair, fields, isPriced, timeInForce);
        var strategyId = read.Integer(fields.StrategyId);
        var strategyType = ReadStrategyType(read, fields);
        var clientOrderId = read.ClientOrderId(fields.ClientOrderId);
        if (read.Error is not null || pair is null) return null;

        return new OrderTerms(
            pair.Id,
            pair.Base.Id,
            pair.Quote.Id,
            side!.Value,
            type!.Value,
            timeInForce!.Value,
            price,
            quantity,
            quoteQuantity,
            SelfTradePrevention.None,
            clientOrderId ?? ClientOrderIds.Make(),
            requestId)
        {
            Stop = stop,
            DisplayQuantity = display,
            StrategyId = strategyId,
            StrategyType = strategyType,
        };
    }

    private static AssetUnits ReadQuoteQuantity(ParameterReader read, TradingPair? pair)
    {
        if (!read.Has("quoteOrderQty")) read.Fail(TradingErrors.MissingBoth("quantity", "quoteOrderQty"));
        var units = read.Units("quoteOrderQty", pair?.Quote.Scale ?? Asset.MaxScale, required: true);
        if (units == 0) read.Fail(ReasonAnswers.Of(RejectReason.NotionalTooSmall).Trading);
        return new AssetUnits(units ?? 0);
    }

    private static StopTerms ReadStop(ParameterReader read, TradingPair? pair, OrderFields fields, OrderType? type)
    {
        if (type?.IsStop() != true)
        {
            read.RefuseAny(fields.StopPrice, fields.TrailingDelta);
            return default;
        }

        var isTrailing = read.Has(fields.TrailingDelta);
        var hasStopPrice = read.Has(fields.StopPrice);
        if (!isTrailing && !hasStopPrice) read.Fail(TradingErrors.MissingBoth(fields.StopPrice, fields.TrailingDelta));
        var stopPrice = hasStopPrice ? read.Price(pair, fields.StopPrice) : PriceTicks.None;
        if (hasStopPrice && stopPrice == PriceTicks.None) read.Fail(TradingErrors.PriceFilter);
        return new StopTerms(stopPrice, isTrailing ? ReadTrailingDelta(read, fields) : 0);
    }

    private static int ReadTrailingDelta(ParameterReader read, OrderFields fields)
    {
        if (read.Integer(fields.TrailingDelta) is not { } delta) return 0;
        if (delta is >= 1 and <= DeltaRange.MaxDeltaBips) return (int)delta;
        read.Fail(ReasonAnswers.Of(RejectReason.TrailingDeltaOutOfRange).Trading);
        return 0;
    }

    private static QuantityLots ReadDisplayQuantity(
        ParameterReader read, TradingPair? pair, OrderFields fields, bool isPriced, TimeInForce? timeInForce)
    {
        if (!isPriced) read.RefuseAny(fields.IcebergQuantity);
        if (!read.Has(fields.IcebergQuantity)) return QuantityLots.Zero;
        var display = read.Quantity(pair, fields.IcebergQuantity);

        // What does not rest shows nothing.
        if (timeInForce is TimeInForce.Ioc or TimeInForce.Fok && display > QuantityLots.Zero)
        {
            read.Fail(ReferenceEquals(fields, OrderFields.Single)
                ? TradingErrors.UnsupportedCombination
                : TradingErrors.IcebergNeedsGtc(fields.IcebergQuantity, fields.TimeInForce));
        }

        return display;
    }

    private static int? ReadStrategyType(ParameterReader read, OrderFields fields)
    {
        if (read.Integer(fields.StrategyType) is not { } type) return null;
        if (type < FirstStrategyType) read.Fail(TradingErrors.BadStrategyType);
        if (type > int.MaxValue) read.Fail(TradingErrors.Overflow(fields.StrategyType));
        return (int)Math.Min(type, int.MaxValue);
    }
}
