using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;

namespace MiniExchange.Domain.Accounts;

/// <summary>A list of orders as a trader asks for it.</summary>
/// <param name="Contingency">How they depend on each other.</param>
/// <param name="Legs">The orders, in the order of <see cref="NewOrderList.Legs"/>; all on one pair.</param>
/// <param name="ClientListId">The trader's name for the list; unique among the account's open lists.</param>
/// <param name="RequestId">The front end's name for the request; each leg has the same.</param>
public sealed record OrderListTerms(
    Contingency Contingency, ImmutableArray<OrderTerms> Legs, string ClientListId, Guid RequestId)
{
    /// <summary>Whether orders make up a list of this kind, each of them being supported in itself.</summary>
    /// <remarks>
    /// A pair of which one cancels the other has one side and one quantity, and surrounds the market: an order that takes a
    /// profit beside one that stops a loss, the one that is met from below first. A working order is a limit order. What it
    /// triggers may be anything whose cost is known: not a market order that buys, or that is given by quote quantity.
    /// docs/adr/0012-lists-and-replacing.md.
    /// </remarks>
    public bool IsSupportedCombination =>
        Legs.Select(leg => leg.ClientOrderId).Distinct().Count() == Legs.Length
        && Contingency switch
        {
            Contingency.Oco => Legs.Length == 2 && SurroundTheMarket(Legs[0], Legs[1]),
            Contingency.Oto => Legs.Length == 2 && MayWork(Legs[0]) && MayBePending(Legs[1]),
            Contingency.Otoco => Legs.Length == 3 && MayWork(Legs[0]) && SurroundTheMarket(Legs[1], Legs[2]),
            _ => false,
        };

    /// <summary>What is wrong with the list in itself, whoever sends it: the first reason that applies to it or to one of its orders, or none.</summary>
    /// <param name="pair">The pair of every leg.</param>
    public RejectReason FlawOn(TradingPair pair) => FlawOn(pair, AccountLimits.None);

    /// <summary>As <see cref="FlawOn(TradingPair)"/>, and whether an order moves more of an asset than one order may.</summary>
    /// <param name="pair">The pair of every leg.</param>
    /// <param name="limits">What one order may move.</param>
    public RejectReason FlawOn(TradingPair pair, AccountLimits limits)
    {
        var flaws = new List<RejectReason>(Legs.Select(leg => leg.FlawOn(pair, limits)));
        if (!IsSupportedCombination) flaws.Add(RejectReason.UnsupportedListCombination);

        // All of them are reasons of the request, whose numbers rise as they are declared.
        return flaws.Where(flaw => flaw != RejectReason.None).DefaultIfEmpty().Min();
    }

    private static bool SurroundTheMarket(OrderTerms above, OrderTerms below) =>
        above.Side == below.Side
        && above.Quantity == below.Quantity
        && StopsALoss(above) != StopsALoss(below)
        && TakesAProfit(above) != TakesAProfit(below)
        && StopsALoss(above) == (above.Side == Side.Buy);

    private static bool StopsALoss(OrderTerms leg) => leg.Type is OrderType.StopLoss or OrderType.StopLossLimit;

    private static bool TakesAProfit(OrderTerms leg) =>
        leg.Type is OrderType.LimitMaker or OrderType.TakeProfit or OrderType.TakeProfitLimit;

    private static bool MayWork(OrderTerms leg) => leg.Type is OrderType.Limit or OrderType.LimitMaker;

    // A pending order holds what it may cost from the start, which nobody can say of a market order that buys lots.
    private static bool MayBePending(OrderTerms leg) =>
        leg.Type != OrderType.Market || (leg.Side == Side.Sell && !leg.IsByQuoteQuantity);
}
