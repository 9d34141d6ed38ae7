using System;
using System.Collections.Immutable;
using MiniExchange.Api.Errors;
using MiniExchange.Api.Trading.Requests;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Api.Trading.Routes;

/// <summary>An order list as it was asked for.</summary>
/// <param name="Pair">Its pair.</param>
/// <param name="Terms">What it says.</param>
/// <param name="ResponseType">How much to tell of its orders.</param>
internal sealed record ParsedOrderList(TradingPair Pair, OrderListTerms Terms, ResponseType ResponseType);

/// <summary>Reads an order list; null if something is wrong, which the reader then keeps.</summary>
internal delegate ParsedOrderList? OrderListReading(ParameterReader read, SelfTradePrevention standardPrevention);

/// <summary>Reads new order lists from parameters.</summary>
internal static class OrderListParsing
{
    public static readonly OrderFields Above = OrderFields.Of("above", "side", "quantity");
    public static readonly OrderFields Below = OrderFields.Of("below", "side", "quantity");
    public static readonly OrderFields Working = OrderFields.Of("working", "workingSide", "workingQuantity");
    public static readonly OrderFields Pending = OrderFields.Of("pending", "pendingSide", "pendingQuantity");
    public static readonly OrderFields PendingAbove = OrderFields.Of("pendingAbove", "pendingSide", "pendingQuantity");
    public static readonly OrderFields PendingBelow = OrderFields.Of("pendingBelow", "pendingSide", "pendingQuantity");

    /// <summary>The post-only order of a pair in the old way.</summary>
    public static readonly OrderFields OldLimit = OrderFields.Of("limit", "side", "quantity") with { Price = "price" };

    /// <summary>The stop order of a pair in the old way, whose type is told by whether it has a limit.</summary>
    public static readonly OrderFields OldStop = OrderFields.Of("stop", "side", "quantity") with
    {
        Price = "stopLimitPrice",
        TimeInForce = "stopLimitTimeInForce",
        StopPrice = "stopPrice",
        TrailingDelta = "trailingDelta",
    };

    /// <summary>A pair of which one cancels the other.</summary>
    public static ParsedOrderList? ReadOco(ParameterReader read, SelfTradePrevention standardPrevention)
    {
        var list = new ListReader(read);
        var above = list.Leg(Above);
        var below = list.Leg(Below);
        CheckPair(read, above, below);
        return list.Finish(Contingency.Oco, standardPrevention, above, below);
    }

    /// <summary>The same, as it was asked for before lists had routes of their own.</summary>
    public static ParsedOrderList? ReadOldOco(ParameterReader read, SelfTradePrevention standardPrevention)
    {
        var list = new ListReader(read);
        var limit = list.Leg(OldLimit, OrderType.LimitMaker);
        var stop = list.Leg(OldStop, read.Has(OldStop.Price) ? OrderType.StopLossLimit : OrderType.StopLoss);
        return limit?.Side == Side.Buy
            ? list.Finish(Contingency.Oco, standardPrevention, stop, limit)
            : list.Finish(Contingency.Oco, standardPrevention, limit, stop);
    }

    /// <summary>A working order and one that comes into force once all of it has traded.</summary>
    public static ParsedOrderList? ReadOto(ParameterReader read, SelfTradePrevention standardPrevention)
    {
        var list = new ListReader(read);
        var working = list.WorkingLeg();
        var pending = list.Leg(Pending);
        return list.Finish(Contingency.Oto, standardPrevention, working, pending);
    }

    /// <summary>A working order and a pair of which one cancels the other.</summary>
    public static ParsedOrderList? ReadOtoco(ParameterReader read, SelfTradePrevention standardPrevention)
    {
        var list = new ListReader(read);
        var working = list.WorkingLeg();
        var above = list.Leg(PendingAbove);
        var below = list.Leg(PendingBelow);
        CheckPair(read, above, below);
        return list.Finish(Contingency.Otoco, standardPrevention, working, above, below);
    }

    // One of them takes a profit, or waits for it on the book, and the other stops a loss, each on its own side of the market.
    private static void CheckPair(ParameterReader read, OrderTerms? above, OrderTerms? below)
    {
        if (above is null || below is null) return;
        if (above.Type is OrderType.Limit or OrderType.Market || below.Type is OrderType.Limit or OrderType.Market)
        {
            read.Fail(TradingErrors.TypeNotInList);
            return;
        }

        if (above.Type == OrderType.LimitMaker && below.Type == OrderType.LimitMaker) read.Fail(TradingErrors.BothCannotBeLimit);
        var isBuy = above.Side == Side.Buy;
        var stop = isBuy ? above : below;
        if (stop.Type == OrderType.LimitMaker) read.Fail(isBuy ? TradingErrors.BuyLimitMustBeBelow : TradingErrors.SellLimitMustBeAbove);
        if (stop.Type is OrderType.TakeProfit or OrderType.TakeProfitLimit)
        {
            read.Fail(isBuy ? TradingErrors.BuyTakeProfitMustBeBelow : TradingErrors.SellTakeProfitMustBeAbove);
        }

        var profit = isBuy ? below : above;
        if (profit.Type is OrderType.StopLoss or OrderType.StopLossLimit)
        {
            read.Fail(isBuy ? TradingErrors.BuyStopLossMustBeAbove : TradingErrors.SellStopLossMustBeBelow);
        }
    }

    /// <summary>Reads the orders of one list, all of one request and on one pair.</summary>
    private sealed class ListReader(ParameterReader read)
    {
        private readonly TradingPair? _pair = read.Pair();
        private readonly Guid _requestId = Guid.NewGuid();

        public OrderTerms? WorkingLeg()
        {
            var type = OrderParsing.ReadType(read, Working);
            if (type is not (null or OrderType.Limit or OrderType.LimitMaker)) read.Fail(TradingErrors.UnsupportedCombination);
            return Leg(Working, type);
        }

        public OrderTerms? Leg(OrderFields fields) => Leg(fields, OrderParsing.ReadType(read, fields));

        public OrderTerms? Leg(OrderFields fields, OrderType? type)
        {
            var side = read.Choice(fields.Side, OrderWords.Sides, TradingErrors.BadSide, standard: null);
            return OrderParsing.ReadTerms(read, _pair, fields, side, type, AssetUnits.Zero, _requestId);
        }

        public ParsedOrderList? Finish(
            Contingency contingency, SelfTradePrevention standardPrevention, params ReadOnlySpan<OrderTerms?> legs)
        {
            var prevention = OrderParsing.ReadPrevention(read, standardPrevention);
            var name = read.ClientOrderId("listClientOrderId") ?? ClientOrderIds.Make();
            var responseType = OrderParsing.ReadResponseType(read, ResponseType.Result);
            if (read.Error is not null || _pair is null) return null;

            var terms = ImmutableArray.CreateBuilder<OrderTerms>(legs.Length);
            foreach (var leg in legs) terms.Add(leg! with { SelfTradePrevention = prevention });
            return new ParsedOrderList(
                _pair, new OrderListTerms(contingency, terms.MoveToImmutable(), name, _requestId), responseType);
        }
    }
}
