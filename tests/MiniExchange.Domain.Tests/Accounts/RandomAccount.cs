using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Domain.Tests.Accounts;

/// <summary>Commands for one account from a seed, about half of them such as must be refused or are impossible.</summary>
internal sealed class RandomAccount(ulong seed)
{
    private static readonly Asset[] Assets = [Sample.Btc, Sample.Usd, Sample.Eth];
    private static readonly TradingPair[] Pairs = [Sample.BtcUsd, Sample.EthBtc];

    private ulong _state = seed;
    private readonly HashSet<HoldId> _parked = [];
    private long _references;
    private long _clientOrders;
    private long _trades;
    private long _orders;
    private long _nowUnixMicros = 1;

    /// <summary>A command, and whether a book says in it what no book may say.</summary>
    public (AccountCommand Command, bool IsContradiction) Next(Account account)
    {
        _nowUnixMicros += Below(5) - 1;
        return Below(10) switch
        {
            0 => (NextCredit(account), false),
            1 when Below(4) == 0 => (NextFreezing(account), false),
            2 => (NextOrder(account), false),
            3 => (NextList(account), false),
            4 => (new FollowBook(NextContradiction(account), _nowUnixMicros), true),
            _ when Possible(account) is { } change => (new FollowBook(change, _nowUnixMicros), false),
            _ => (NextOrder(account), false),
        };
    }

    // A frozen account is soon let go again, or most orders would be refused for that alone.
    private AccountCommand NextFreezing(Account account) =>
        account.IsFrozen || Below(4) == 0 ? new Unfreeze(_nowUnixMicros) : new Freeze(_nowUnixMicros);

    private Credit NextCredit(Account account)
    {
        // As much as 64 bits hold is asked for only where it must be refused: a supply that large does not exist, and
        // what a fill brings is not refused any more.
        var asset = Pick(Assets).Id;
        var amount = new AssetUnits(Below(8) switch
        {
            0 => -Below(3),
            1 when account.BalanceOf(asset).Available.Value > 1 => long.MaxValue - Below(2),
            _ => 1 + Below(20_000),
        });
        var isNew = Below(4) > 0 || _references == 0;
        var reference = $"credit {(isNew ? ++_references : 1 + Below(_references))}";
        return account.Credits.TryGetValue(reference, out var earlier) && Below(2) == 0
            ? new Credit(earlier.Asset, earlier.Amount, reference, _nowUnixMicros)
            : new Credit(asset, amount, reference, _nowUnixMicros);
    }

    private OpenOrder NextOrder(Account account)
    {
        var pair = Pick(Pairs);
        var type = Pick(
            OrderType.Limit, OrderType.Limit, OrderType.Market, OrderType.LimitMaker, OrderType.StopLossLimit, OrderType.TakeProfit);
        var side = Pick(Side.Buy, Side.Sell);
        var timeInForce = type switch
        {
            OrderType.Market or OrderType.TakeProfit => TimeInForce.Ioc,
            OrderType.Limit or OrderType.StopLossLimit => Pick(TimeInForce.Gtc, TimeInForce.Gtc, TimeInForce.Ioc, TimeInForce.Fok),
            _ => TimeInForce.Gtc,
        };
        var byQuote = type == OrderType.Market && Below(2) == 0;
        var hasPrice = type != OrderType.Market && (type != OrderType.TakeProfit || side == Side.Buy);
        var price = !hasPrice ? 0 : Between(pair.MinPrice.Value, Math.Min(pair.MaxPrice.Value, 60));
        var lots = byQuote ? 0 : Between(pair.MinQuantity.Value, Math.Min(pair.MaxQuantity.Value, 40));
        var quoteUnits = byQuote ? Between(pair.MinNotional.Value, 2_000) : 0;

        // Half of the orders are wrong somewhere, if only by wanting more than there is.
        switch (Below(12))
        {
            case 0: timeInForce = Pick(TimeInForce.Gtc, TimeInForce.Ioc, TimeInForce.Fok, (TimeInForce)9); break;
            case 1: price = Pick(pair.MinPrice.Value - 1, pair.MaxPrice.Value + 1, -1); break;
            case 2: lots = Pick(pair.MinQuantity.Value - 1, pair.MaxQuantity.Value + 1, -1); break;
            case 3: quoteUnits = Pick(-1, 1, pair.MinNotional.Value - 1); break;
            case 4: lots = pair.MaxQuantity.Value; break;
        }

        var clientOrderId = Below(6) == 0 && account.OpenOrders.Count > 0
            ? Pick([.. Open(account)]).Terms.ClientOrderId
            : $"order {++_clientOrders}";
        var terms = Sample.Terms(
            pair, side, type, timeInForce, price, lots, quoteUnits, clientOrderId) with
        {
            Stop = type.IsStop() ? new StopTerms(new PriceTicks(Between(pair.MinPrice.Value, 60)), 0) : default,
        };
        return new OpenOrder(pair, terms, _nowUnixMicros);
    }

    /// <summary>A list of limit orders and stops, which may want more than there is.</summary>
    private OpenOrderList NextList(Account account)
    {
        var pair = Pick(Pairs);
        var side = Pick(Side.Buy, Side.Sell);
        var lots = Between(long.Max(pair.MinQuantity.Value, 10), 12);
        var working = Leg(Pick(Side.Buy, Side.Sell), OrderType.Limit);
        var maker = Leg(side, OrderType.LimitMaker);
        var stop = Leg(side, OrderType.StopLoss) with
        {
            TimeInForce = TimeInForce.Ioc,
            Stop = new StopTerms(new PriceTicks(Between(pair.MinPrice.Value, 60)), 0),
        };
        if (side == Side.Sell) stop = stop with { LimitPrice = PriceTicks.None };
        ImmutableArray<OrderTerms> both = side == Side.Buy ? [stop, maker] : [maker, stop];
        var (contingency, legs) = Below(3) switch
        {
            0 => (Contingency.Oco, both),
            1 => (Contingency.Oto, [working, both[1]]),
            _ => (Contingency.Otoco, [working, .. both]),
        };

        // Half of the lists are wrong somewhere, too.
        switch (Below(6))
        {
            case 0: legs = legs.SetItem(0, legs[0] with { LimitPrice = new PriceTicks(pair.MaxPrice.Value + 1) }); break;
            case 1: legs = legs.SetItem(1, legs[1] with { Quantity = pair.MaxQuantity }); break;
            case 2: legs = [.. legs.Reverse()]; break;
        }

        var name = Below(6) == 0 && account.OpenLists.Count > 0
            ? account.OpenLists.Values.MinBy(list => list.HoldId.Value)!.ClientListId
            : $"list {++_clientOrders}";
        return new OpenOrderList(
            pair, new OrderListTerms(contingency, legs, name, Guid.Empty), AccountLimits.None, _nowUnixMicros);

        OrderTerms Leg(Side side, OrderType type) => Sample.Terms(
            pair, side, type, TimeInForce.Gtc, Between(pair.MinPrice.Value, 60), lots, 0, $"order {++_clientOrders}");
    }

    /// <summary>What the book of an open order may say next; null if nothing is open.</summary>
    private OrderChange? Possible(Account account)
    {
        if (account.OpenOrders.IsEmpty) return null;

        var order = Pick([.. Open(account)]);
        var terms = order.Terms;
        var left = order.Left.Value;
        if (order.List != default && order.ListId == OrderListId.None) return NextOfListUnderWay(account, order);

        if (order.OrderId == OrderId.None)
        {
            if (order.List != default) return new OrderEntered(order.HoldId, OrderId.Of(terms.Pair, ++_orders));

            return Below(5) == 0
                ? new OrderNotTaken(order.HoldId, RejectReason.WouldTake)
                : new OrderEntered(order.HoldId, OrderId.Of(terms.Pair, ++_orders));
        }

        if (terms.Quantity.Value > 0 && left == 0)
        {
            return new OrderFinished(
                order.HoldId, order.Prevented.Value > 0 ? OrderEnd.SelfTradePrevented : OrderEnd.Filled);
        }

        var underWay = order.Status == OrderStatus.UnderWay;
        if (underWay && MustWait(account, order) && _parked.Add(order.HoldId))
        {
            return new OrderWaits(order.HoldId, IsPending(account, order));
        }

        // What the two of a pair have in common changes for both before anything else does.
        if (account.OtherLegOf(order) is { } other)
        {
            if (other.OrderId == OrderId.None) return new OrderEntered(other.HoldId, OrderId.Of(terms.Pair, ++_orders));

            if (order.Left > other.Left) return new OrderReduced(order.HoldId, other.Terms.Quantity, "");
            if (other.Left > order.Left) return new OrderReduced(other.HoldId, terms.Quantity, "");
            if (underWay) return new OrderFinished(other.HoldId, OrderEnd.OtherLegWorked);

            var bothMayShrink = other.Status != OrderStatus.UnderWay && order.Left.Value > 1;
            return Below(4) switch
            {
                0 when bothMayShrink => new OrderReduced(order.HoldId, new QuantityLots(Between(1, left - 1)), $"order {++_clientOrders}"),
                1 => new OrderFinished(order.HoldId, OrderEnd.Canceled),
                _ => new OrderFinished(other.HoldId, OrderEnd.OtherLegWorked),
            };
        }

        if (order.Status == OrderStatus.PendingNew && terms.Type.IsStop()) return new OrderWaits(order.HoldId, IsPending: false);
        if (order.IsWaiting) return Below(4) > 0 ? new OrderWorks(order.HoldId) : new OrderFinished(order.HoldId, OrderEnd.WorkingOrderEnded);

        if (!underWay && left > 1 && Below(3) == 0)
        {
            var taken = order.Executed + order.Prevented;
            return new OrderReduced(
                order.HoldId, taken + new QuantityLots(Between(1, left - 1)), $"order {++_clientOrders}");
        }

        if (left > 0 && Below(6) == 0)
        {
            var lost = new QuantityLots(Between(0, left));
            return new OrderKeptFromTrading(
                order.HoldId,
                new PreventedMatch(++_trades, new PriceTicks(1), SelfTradePrevention.Decrement, lost, lost),
                underWay ? LiquidityRole.Taker : LiquidityRole.Maker,
                OrderId.Of(terms.Pair, ++_orders),
                AssetUnits.Zero);
        }

        if (Below(3) > 0 && NextFill(account, order, underWay) is { } filled) return filled;

        return underWay && terms.TimeInForce == TimeInForce.Gtc && left > 0 && Below(3) > 0
            ? new OrderRests(order.HoldId)
            : new OrderFinished(order.HoldId, Pick(
                OrderEnd.Canceled, OrderEnd.UnfilledIoc, OrderEnd.UnfilledFok,
                OrderEnd.InsufficientLiquidity, OrderEnd.SelfTradePrevented));
    }

    // Its book takes all of a list, or none.
    private OrderChange NextOfListUnderWay(Account account, AccountOrder order)
    {
        var list = account.OpenLists[order.List];
        var isRefused = list.Legs.Any(leg => !account.OpenOrders.ContainsKey(leg.HoldId));
        return isRefused || Below(5) == 0
            ? new OrderNotTaken(order.HoldId, RejectReason.PricesOutOfOrder)
            : new ListEntered(list.HoldId, OrderListId.Of(order.Terms.Pair, ++_orders));
    }

    private static bool MustWait(Account account, AccountOrder order) => order.Terms.Type.IsStop() || IsPending(account, order);

    private static bool IsPending(Account account, AccountOrder order) =>
        account.OpenLists.TryGetValue(order.List, out var list)
        && list.Contingency != Contingency.Oco
        && order.HoldId != list.HoldId;

    private OrderFilled? NextFill(Account account, AccountOrder order, bool asTaker)
    {
        var terms = order.Terms;
        var pair = Pairs.Single(pair => pair.Id == terms.Pair);
        var price = terms switch
        {
            { IsLimited: false } => Between(pair.MinPrice.Value, 60),
            _ when !asTaker => terms.LimitPrice.Value,
            { Side: Side.Buy } => Between(pair.MinPrice.Value, terms.LimitPrice.Value),
            _ => Between(terms.LimitPrice.Value, 100),
        };

        // A lot costs price times 3 (BTCUSD) or 5 (ETHBTC) quote units, and is 10 or 1 base units.
        var quotePerLot = price * (pair == Sample.BtcUsd ? 3 : 5);
        var basePerLot = pair == Sample.BtcUsd ? 10 : 1;
        var held = account.Holds[order.HoldId].Remaining.Value;
        var most = held / (terms.Side == Side.Buy ? quotePerLot : basePerLot);
        if (terms.Quantity.Value > 0) most = Math.Min(most, order.Left.Value);
        else most = Math.Min(most, (terms.QuoteQuantity.Value - order.ExecutedQuote.Value) / quotePerLot);
        if (most < 1) return null;

        var lots = Between(1, most);
        return new OrderFilled(order.HoldId, new Fill(
            TradeId.Of(terms.Pair, ++_trades), asTaker ? LiquidityRole.Taker : LiquidityRole.Maker,
            new PriceTicks(price), new QuantityLots(lots), new AssetUnits(lots * basePerLot),
            new AssetUnits(lots * quotePerLot), (int)Pick(0L, 1, 1_000, 333_333, 500_000), _nowUnixMicros));
    }

    private OrderChange NextContradiction(Account account)
    {
        var unknown = new HoldId(account.LastHold + 1);
        var order = account.OpenOrders.IsEmpty ? null : Pick([.. Open(account)]);
        if (order is null || Below(4) == 0) return new OrderFinished(unknown, OrderEnd.Canceled);
        if (order.OrderId == OrderId.None) return new OrderRests(order.HoldId);

        var tooMany = new Fill(
            TradeId.Of(order.Terms.Pair, ++_trades),
            order.Status == OrderStatus.UnderWay ? LiquidityRole.Taker : LiquidityRole.Maker,
            new PriceTicks(1), new QuantityLots(100_000), new AssetUnits(1_000_000_000), new AssetUnits(1_000_000_000),
            FeeRatePpm: 0, _nowUnixMicros);
        return Pick<OrderChange>(
            new OrderEntered(order.HoldId, order.OrderId),
            new OrderNotTaken(order.HoldId, RejectReason.WouldTake),
            new OrderFilled(order.HoldId, tooMany));
    }

    private static IEnumerable<AccountOrder> Open(Account account) =>
        account.OpenOrders.Values.OrderBy(order => order.HoldId.Value);

    private T Pick<T>(params ReadOnlySpan<T> choices) => choices[(int)Below(choices.Length)];

    private long Between(long least, long most) => least + Below(most - least + 1);

    // SplitMix64: a few lines, and the same numbers on every machine for ever.
    private long Below(long bound)
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        mixed ^= mixed >> 31;
        return (long)(mixed % (ulong)bound);
    }
}
