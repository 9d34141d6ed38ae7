using System;
using System.Collections.Generic;
using System.Linq;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Tests.Accounts;

/// <summary>One account and its pairs, with numbers small enough to check by hand.</summary>
internal static class Sample
{
    /// <summary>When every command and event of an example happens, unless it is about time.</summary>
    public const long Now = 1_000;

    public static readonly AccountId Owner = new(7);

    public static readonly Asset Btc = new(new AssetId(1), "BTC", Scale: 3);
    public static readonly Asset Usd = new(new AssetId(2), "USD", Scale: 2);
    public static readonly Asset Eth = new(new AssetId(3), "ETH", Scale: 2);

    /// <summary>A lot is 10 units of BTC; a lot at one tick costs 3 units of USD. The smallest notional is 40 lot-ticks.</summary>
    public static readonly TradingPair BtcUsd = new(
        new PairId(1), "BTCUSD", Btc, Usd,
        TickUnits: new AssetUnits(300), LotUnits: new AssetUnits(10),
        MinPrice: new PriceTicks(10), MaxPrice: new PriceTicks(1_000),
        MinQuantity: new QuantityLots(2), MaxQuantity: new QuantityLots(500),
        MinNotional: new AssetUnits(120),
        MakerFeePpm: 1_000, TakerFeePpm: 2_000,
        MaxOpenOrders: 4);

    /// <summary>A lot is one unit of ETH; a lot at one tick costs 5 units of BTC.</summary>
    public static readonly TradingPair EthBtc = new(
        new PairId(2), "ETHBTC", Eth, Btc,
        TickUnits: new AssetUnits(500), LotUnits: new AssetUnits(1),
        MinPrice: new PriceTicks(1), MaxPrice: new PriceTicks(100),
        MinQuantity: new QuantityLots(1), MaxQuantity: new QuantityLots(50),
        MinNotional: new AssetUnits(5),
        MakerFeePpm: 0, TakerFeePpm: 333_333,
        MaxOpenOrders: 3);

    /// <summary>The account that this happened to.</summary>
    public static Account After(params IEnumerable<AccountEvent> happened) => Account.Empty(Owner).Then(happened);

    /// <summary>The account after more happened to it.</summary>
    public static Account Then(this Account account, params IEnumerable<AccountEvent> happened) =>
        happened.Aggregate(account, AccountDecider.Evolve);

    /// <summary>The account after its books said this about its orders.</summary>
    public static Account Following(this Account account, params IEnumerable<OrderChange> changes) =>
        changes.Aggregate(account, static (before, change) => before.Then(Events(before, Follow(change))));

    /// <summary>What a command that must be accepted makes happen.</summary>
    public static IReadOnlyList<AccountEvent> Events(Account account, AccountCommand command) =>
        DecisionAssert.Accepted(AccountDecider.Decide(account, command));

    public static FollowBook Follow(OrderChange change) => new(change, Now);

    public static Credited Credited(Asset asset, long units, string reference = "") =>
        new(Owner, asset.Id, new AssetUnits(units), reference.Length > 0 ? reference : asset.Code, Now);

    public static AccountFrozen Frozen() => new(Owner, Now);

    /// <summary>An order under way, and its hold.</summary>
    public static AccountEvent[] Placed(long hold, OrderTerms terms, long held) =>
    [
        new HoldPlaced(Owner, new HoldId(hold), terms.PaidAsset, new AssetUnits(held), Now),
        new OrderPlaced(Owner, new HoldId(hold), terms, Now),
    ];

    public static HoldReleased Released(long hold, Asset asset, long units) =>
        new(Owner, new HoldId(hold), asset.Id, new AssetUnits(units), Now);

    public static OrderTerms Limit(Side side, long price, long lots, string clientOrderId = "mine") =>
        Terms(BtcUsd, side, OrderType.Limit, TimeInForce.Gtc, price, lots, 0, clientOrderId);

    public static OrderTerms MarketByQuantity(Side side, long lots, string clientOrderId = "mine") =>
        Terms(BtcUsd, side, OrderType.Market, TimeInForce.Ioc, 0, lots, 0, clientOrderId);

    public static OrderTerms MarketByQuote(Side side, long quoteUnits, string clientOrderId = "mine") =>
        Terms(BtcUsd, side, OrderType.Market, TimeInForce.Ioc, 0, 0, quoteUnits, clientOrderId);

    /// <summary>A stop order: one that buys at market has its price bound as its price.</summary>
    public static OrderTerms Stop(
        Side side, OrderType type, long stop, long price, long lots, string clientOrderId = "mine", int delta = 0) =>
        Terms(
            BtcUsd, side, type, type is OrderType.StopLoss or OrderType.TakeProfit ? TimeInForce.Ioc : TimeInForce.Gtc,
            price, lots, 0, clientOrderId) with
        {
            Stop = new StopTerms(new PriceTicks(stop), delta),
        };

    /// <summary>The orders of a list, placed as the account places them, with what each holds; zero for none of its own.</summary>
    public static AccountEvent[] PlacedList(long firstHold, Contingency contingency, params (OrderTerms Terms, long Held)[] legs)
    {
        var list = new HoldId(firstHold);
        var names = Enumerable.Range(0, legs.Length).Select(leg => new HoldId(firstHold + leg)).ToArray();
        var events = new List<AccountEvent> { new ListPlaced(Owner, list, contingency, "list", [.. names], Now) };
        foreach (var (name, (terms, held)) in names.Zip(legs))
        {
            if (held > 0) events.Add(new HoldPlaced(Owner, name, terms.PaidAsset, new AssetUnits(held), Now));
            events.Add(new OrderPlaced(Owner, name, terms, Now) { List = list });
        }

        return [.. events];
    }

    public static ListEntered ListEntered(long hold) => new(new HoldId(hold), OrderListId.Of(BtcUsd.Id, hold));

    public static OrderWaits Waits(long hold, bool isPending = false) => new(new HoldId(hold), isPending);

    public static OrderWorks Works(long hold) => new(new HoldId(hold));

    public static OrderReduced Reduced(long hold, long lots, string clientOrderId = "mine") =>
        new(new HoldId(hold), new QuantityLots(lots), clientOrderId);

    /// <summary>A meeting with an own order at 20 ticks.</summary>
    public static OrderKeptFromTrading Kept(long hold, LiquidityRole role, long takerLost, long makerLost) => new(
        new HoldId(hold),
        new PreventedMatch(
            9, new PriceTicks(20), SelfTradePrevention.Decrement, new QuantityLots(takerLost), new QuantityLots(makerLost)),
        role,
        Numbered(99),
        BtcUsd.Notional(new QuantityLots(long.Max(takerLost, makerLost)), new PriceTicks(20)));

    public static OrderTerms Terms(
        TradingPair pair, Side side, OrderType type, TimeInForce timeInForce, long price, long lots, long quoteUnits,
        string clientOrderId) => new(
            pair.Id, pair.Base.Id, pair.Quote.Id, side, type, timeInForce,
            new PriceTicks(price), new QuantityLots(lots), new AssetUnits(quoteUnits),
            SelfTradePrevention.ExpireTaker, clientOrderId, Guid.Empty);

    public static OpenOrder Open(OrderTerms terms) => new(BtcUsd, terms, Now);

    public static OrderEntered Entered(long hold) => new(new HoldId(hold), Numbered(hold));

    /// <summary>The number that the book gives the order of a hold.</summary>
    public static OrderId Numbered(long hold) => OrderId.Of(BtcUsd.Id, 100 + hold);

    public static OrderFilled TakerFill(long hold, long price, long lots) =>
        new(new HoldId(hold), FillOf(BtcUsd, LiquidityRole.Taker, price, lots, BtcUsd.TakerFeePpm));

    public static OrderFilled MakerFill(long hold, long price, long lots) =>
        new(new HoldId(hold), FillOf(BtcUsd, LiquidityRole.Maker, price, lots, BtcUsd.MakerFeePpm));

    public static Fill FillOf(TradingPair pair, LiquidityRole role, long price, long lots, int feeRatePpm) => new(
        TradeId.Of(pair.Id, 1), role, new PriceTicks(price), new QuantityLots(lots),
        pair.BaseUnits(new QuantityLots(lots)), pair.Notional(new QuantityLots(lots), new PriceTicks(price)),
        feeRatePpm, Now);

    public static OrderRests Rests(long hold) => new(new HoldId(hold));

    public static OrderFinished Finished(long hold, OrderEnd end) => new(new HoldId(hold), end);

    public static OrderNotTaken NotTaken(long hold, RejectReason reason) => new(new HoldId(hold), reason);

    public static Balance Balance(long available, long frozen) => new(new AssetUnits(available), new AssetUnits(frozen));
}
