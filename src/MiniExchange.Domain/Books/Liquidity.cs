using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Books;

/// <summary>What must be known of a whole order before its first trade, however many turns the trades then take.</summary>
internal static class Liquidity
{
    /// <summary>Whether all of an order would trade at once, given how it treats its own account's orders.</summary>
    public static bool FillsWhole(Book book, in NewOrder order)
    {
        var walk = book.Walk;
        walk.Begin(order);
        while (true)
        {
            switch (walk.Next())
            {
                case TakerStep.Trade: continue;
                case TakerStep.OwnOrder when order.SelfTradePrevention == SelfTradePrevention.ExpireMaker: continue;
                case TakerStep.Satisfied: return true;
                default: return false;
            }
        }
    }

    /// <summary>
    /// Whether a market order would give more than its hold has: quote units when it buys a quantity, base units when it
    /// sells for a quote quantity. Every other order states itself what it gives at most.
    /// </summary>
    public static bool CostExceedsHold(Book book, in NewOrder order)
    {
        var statesItsCost = order.Type != OrderType.Market || order.IsByQuoteQuantity == (order.Side == Side.Buy);
        if (statesItsCost) return false;

        Invariant.Require(book.Terms is not null);
        var terms = book.Terms;
        var affordable = order.Held;
        var walk = book.Walk;
        walk.Begin(order);
        while (true)
        {
            switch (walk.Next())
            {
                case TakerStep.Trade:
                    var cost = order.Side == Side.Buy ? terms.Notional(walk.Traded, walk.Price) : terms.BaseUnits(walk.Traded);
                    if (cost > affordable) return true;
                    affordable -= cost;
                    continue;
                case TakerStep.OwnOrder when order.SelfTradePrevention.GoesOn(): continue;
                default: return false;
            }
        }
    }

    // A decrement may be the taker's end, which the next step then says; in any case it costs nothing.
    private static bool GoesOn(this SelfTradePrevention mode) =>
        mode is SelfTradePrevention.ExpireMaker or SelfTradePrevention.Decrement;
}
