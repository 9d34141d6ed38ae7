using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Tests.Books;

/// <summary>Orders as an account sends them, with enough held unless said otherwise.</summary>
public static class Orders
{
    public const long Alice = 1;
    public const long Bob = 2;
    public const long Carol = 3;

    public static NewOrder Limit(
        long account,
        Side side,
        long price,
        long quantity,
        TimeInForce timeInForce = TimeInForce.Gtc,
        SelfTradePrevention prevention = SelfTradePrevention.None) =>
        Of(account, side, OrderType.Limit, timeInForce, price, quantity, 0, long.MaxValue, prevention);

    public static NewOrder PostOnly(long account, Side side, long price, long quantity) =>
        Of(account, side, OrderType.LimitMaker, TimeInForce.Gtc, price, quantity, 0, long.MaxValue, SelfTradePrevention.None);

    public static NewOrder Market(
        long account,
        Side side,
        long quantity,
        long held = long.MaxValue,
        SelfTradePrevention prevention = SelfTradePrevention.None) =>
        Of(account, side, OrderType.Market, TimeInForce.Ioc, 0, quantity, 0, held, prevention);

    public static NewOrder MarketByQuote(
        long account,
        Side side,
        long quoteUnits,
        long held = long.MaxValue,
        SelfTradePrevention prevention = SelfTradePrevention.None) =>
        Of(account, side, OrderType.Market, TimeInForce.Ioc, 0, 0, quoteUnits, held, prevention);

    /// <summary>A stop order; one that buys at market is bounded at 1,000,000 ticks.</summary>
    public static NewOrder Stop(
        long account,
        OrderType type,
        Side side,
        long stopPrice,
        long quantity,
        long price = 0,
        int delta = 0,
        TimeInForce timeInForce = TimeInForce.Gtc) =>
        Of(
            account,
            side,
            type,
            type.CanRest() ? timeInForce : TimeInForce.Ioc,
            type.CanRest() || side == Side.Sell ? price : 1_000_000,
            quantity,
            0,
            long.MaxValue,
            SelfTradePrevention.None) with { Stop = new StopTerms(new PriceTicks(stopPrice), delta) };

    public static NewOrder Iceberg(long account, Side side, long price, long quantity, long shown) =>
        Limit(account, side, price, quantity) with { DisplayQuantity = new QuantityLots(shown) };

    private static NewOrder Of(
        long account,
        Side side,
        OrderType type,
        TimeInForce timeInForce,
        long price,
        long quantity,
        long quoteUnits,
        long held,
        SelfTradePrevention prevention) => new(
            new AccountId(account),
            new HoldId(account * 1_000 + quantity),
            side,
            type,
            timeInForce,
            new PriceTicks(price),
            new QuantityLots(quantity),
            new AssetUnits(quoteUnits),
            new AssetUnits(held),
            prevention);
}
