using System;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Accounts;

/// <summary>What an order ties up, and what a fill frees of it.</summary>
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
