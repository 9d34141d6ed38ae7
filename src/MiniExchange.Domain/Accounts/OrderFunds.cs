using System;
using System.Collections.Immutable;
using System.Linq;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Accounts;

/// <summary>What an order ties up, and what frees some of it.</summary>
/// <remarks>Decision: docs/adr/0004-holds.md.</remarks>
public static class OrderFunds
{
    /// <summary>How much of <see cref="OrderTerms.PaidAsset"/> an order must hold before it may go to its book.</summary>
    /// <param name="pair">The order's pair.</param>
    /// <param name="terms">A supported combination within the pair's limits.</param>
    /// <param name="available">What the account has free of the paid asset.</param>
    /// <returns>
    /// The most that the order can pay: price times quantity (limit buy), the quantity (any sell by quantity), the quote
    /// quantity (market buy by it). Where only the book knows the cost (market buy by quantity, market sell by quote
    /// quantity) it is all that is available, which may be zero; the book refuses before any fill if the cost is higher.
    /// May exceed <paramref name="available"/>, and then the account cannot pay for the order.
    /// </returns>
    public static AssetUnits ToHold(TradingPair pair, OrderTerms terms, AssetUnits available) => terms switch
    {
        { Side: Side.Buy, IsLimited: true } => pair.Notional(terms.Quantity, terms.LimitPrice),
        { Side: Side.Buy, IsByQuoteQuantity: true } => terms.QuoteQuantity,
        { Side: Side.Sell, IsByQuoteQuantity: false } => pair.BaseUnits(terms.Quantity),
        _ => available,
    };

    /// <summary>How much each order of a list holds when the list is placed.</summary>
    /// <param name="pair">The pair of every leg.</param>
    /// <param name="list">A supported combination within the pair's limits.</param>
    /// <returns>
    /// By leg. A pair of which one cancels the other holds once, under its first order, the larger of what the two need; its
    /// second order holds nothing.
    /// </returns>
    public static ImmutableArray<AssetUnits> ToHold(TradingPair pair, OrderListTerms list)
    {
        var needs = list.Legs.Select(leg => ToHold(pair, leg)).ToArray();
        var first = list.Contingency switch { Contingency.Oco => 0, Contingency.Otoco => 1, _ => -1 };
        if (first >= 0)
        {
            (needs[first], needs[first + 1]) =
                (needs[first] > needs[first + 1] ? needs[first] : needs[first + 1], AssetUnits.Zero);
        }

        return [.. needs];
    }

    /// <summary>As the account would hold it for an order whose cost does not depend on what the book finds.</summary>
    /// <exception cref="InvariantBrokenException">Only the book knows the cost of such an order.</exception>
    public static AssetUnits ToHold(TradingPair pair, OrderTerms terms)
    {
        Invariant.Require(terms.Type != OrderType.Market || terms.IsByQuoteQuantity == (terms.Side == Side.Buy));
        return ToHold(pair, terms, available: AssetUnits.Zero);
    }

    /// <summary>What one order of a pair of which one cancels the other needs of the hold that pays for either.</summary>
    /// <remarks>
    /// Needs no reference data: the hold is the lots times the higher of the two limits times a constant of the pair, or,
    /// for sells, the lots themselves.
    /// </remarks>
    /// <exception cref="InvariantBrokenException">The orders differ in more than their price, or the hold is not theirs.</exception>
    public static AssetUnits ShareOf(AccountOrder survivor, AccountOrder other, AssetUnits held)
    {
        Invariant.Require(survivor.Terms.Side == other.Terms.Side);
        Invariant.Require(survivor.Left == other.Left);
        if (survivor.Terms.Side == Side.Sell) return held;

        Invariant.Require(survivor.Terms.IsLimited);
        Invariant.Require(other.Terms.IsLimited);
        var highest = long.Max(survivor.Terms.LimitPrice.Value, other.Terms.LimitPrice.Value);
        var (share, remainder) = Int128.DivRem((Int128)held.Value * survivor.Terms.LimitPrice.Value, highest);
        Invariant.Require(remainder == Int128.Zero);
        return new AssetUnits((long)share);
    }

    /// <summary>What some of an order's lots hold, of a hold that is the same for each lot left.</summary>
    /// <exception cref="InvariantBrokenException">There are not so many lots left, or the hold is not the same for each.</exception>
    public static AssetUnits HeldFor(QuantityLots lots, AccountOrder order, AssetUnits held)
    {
        Invariant.Require(lots <= order.Left);
        Invariant.Require(order.Left > QuantityLots.Zero);
        var (amount, remainder) = Int128.DivRem((Int128)held.Value * lots.Value, order.Left.Value);
        Invariant.Require(remainder == Int128.Zero);
        return new AssetUnits((long)amount);
    }

    /// <summary>What a limit buy saves by a fill below its limit; zero for every other order.</summary>
    /// <remarks>
    /// Needs no reference data: a fill's quote amount is lots times price times a constant of the pair, so the same lots
    /// at the limit cost that amount times limit over price, a whole number.
    /// </remarks>
    /// <exception cref="InvariantBrokenException">
    /// The fill is worse than the limit, or its amount is not a whole number of quote units for each tick.
    /// </exception>
    public static AssetUnits PriceImprovement(OrderTerms terms, Fill fill)
    {
        if (!terms.IsLimited) return AssetUnits.Zero;

        Invariant.Require(terms.Side == Side.Buy ? fill.Price <= terms.LimitPrice : fill.Price >= terms.LimitPrice);
        if (terms.Side == Side.Sell) return AssetUnits.Zero;

        Invariant.Require(fill.Price > PriceTicks.None);
        var (atLimit, remainder) =
            Int128.DivRem((Int128)fill.QuoteAmount.Value * terms.LimitPrice.Value, fill.Price.Value);
        Invariant.Require(remainder == Int128.Zero);
        return new AssetUnits(checked((long)atLimit)) - fill.QuoteAmount;
    }
}
