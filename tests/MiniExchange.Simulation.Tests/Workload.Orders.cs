using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using MiniExchange.Application.Accounts;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Simulation.Tests;

/// <content>The orders and lists that clients ask for.</content>
internal sealed partial class Workload
{
    private OrderTerms Order(TradingPair pair, IReadOnlyList<Conversation> past)
    {
        var terms = Valid(pair);
        if (random.Chance(70)) return terms;

        return random.Between(1, 13) switch
        {
            1 => terms with { LimitPrice = new PriceTicks(random.OneOf([0L, -1, 49, 501, long.MaxValue])) },
            2 => terms with { Quantity = new QuantityLots(random.OneOf([0L, -1, 1_001, long.MaxValue])) },
            3 => terms with { TimeInForce = (TimeInForce)random.Between(0, 4) },
            4 => terms with { Type = (OrderType)random.Between(0, 8) },
            5 => terms with { QuoteQuantity = new AssetUnits(random.OneOf([-1L, 1, 1_999, 5_000])) },
            6 => terms with { SelfTradePrevention = (SelfTradePrevention)random.Between(0, 6) },
            7 => terms with { ClientOrderId = NameOf(past).ClientOrderId ?? terms.ClientOrderId },
            8 => terms with { Side = (Side)random.Between(0, 3) },
            9 => terms with { Stop = new StopTerms(new PriceTicks(random.Between(-1, 250)), random.Between(-1, 300)) },
            10 => terms with { DisplayQuantity = new QuantityLots(random.Between(-1, 30)) },
            11 => terms with { ClientOrderId = NameAskedFor(past) ?? terms.ClientOrderId },
            _ => terms with { Quantity = new QuantityLots(random.Between(300, 1_000)) },
        };
    }

    private OrderTerms Valid(TradingPair pair)
    {
        var terms = Terms(pair) with
        {
            Side = random.OneOf([Side.Buy, Side.Sell]),
            SelfTradePrevention = (SelfTradePrevention)random.Between(1, 5),
            Quantity = new QuantityLots(random.Between(1, 25)),
        };
        return random.Between(1, 16) switch
        {
            1 => AtMarket(terms),
            2 => AtMarket(terms) with
            {
                Quantity = QuantityLots.Zero,
                QuoteQuantity = new AssetUnits(random.Between(1_900, 60_000)),
            },
            3 => terms with { Type = OrderType.LimitMaker, LimitPrice = Price() },
            4 => terms with { TimeInForce = TimeInForce.Fok, LimitPrice = Price() },
            5 => terms with { TimeInForce = TimeInForce.Ioc, LimitPrice = Price() },
            6 or 7 or 8 => Stop(pair, terms, (OrderType)random.Between((int)OrderType.StopLoss, (int)OrderType.TakeProfitLimit)),
            9 or 10 => Iceberg(terms with { LimitPrice = Price(), Quantity = new QuantityLots(random.Between(5, 30)) }),
            _ => terms with { LimitPrice = Price() },
        };
    }

    // A name that an amendment under way is about to give to another order.
    private static string? NameAskedFor(IReadOnlyList<Conversation> past) =>
        past.Select(conversation => (conversation.Request as AmendOrder)?.ClientOrderId).LastOrDefault(name => name is not null);

    private OrderTerms Stop(TradingPair pair, OrderTerms terms, OrderType type)
    {
        var isTrailing = random.Chance(30);
        var stop = new StopTerms(isTrailing && random.Chance(60) ? PriceTicks.None : Price(), isTrailing ? random.Between(10, 300) : 0);
        var isLimit = type is OrderType.StopLossLimit or OrderType.TakeProfitLimit;
        var trigger = stop.StopPrice == PriceTicks.None ? new PriceTicks(MiddleTicks + 4) : stop.StopPrice;
        var waits = terms with
        {
            Type = type,
            Stop = stop,
            TimeInForce = isLimit ? random.OneOf([TimeInForce.Gtc, TimeInForce.Gtc, TimeInForce.Ioc, TimeInForce.Fok]) : TimeInForce.Ioc,
            LimitPrice = isLimit ? Price() : terms.Side == Side.Buy ? pair.ProtectionPrice(trigger) : PriceTicks.None,
        };
        return isLimit && waits.TimeInForce == TimeInForce.Gtc && random.Chance(20) ? Iceberg(waits) : waits;
    }

    private OrderListTerms List(TradingPair pair, IReadOnlyList<Conversation> past)
    {
        var requestId = random.NextGuid();
        var contingency = (Contingency)random.Between(1, 3);
        var side = random.OneOf([Side.Buy, Side.Sell]);
        ImmutableArray<OrderTerms> legs = contingency switch
        {
            Contingency.Oco => Pair(pair, side),
            Contingency.Oto => [Working(pair, side), random.Chance(30) ? AtMarket(Terms(pair)) with { Side = Side.Sell } : Valid(pair)],
            _ => [Working(pair, side), .. Pair(pair, Opposite(side))],
        };

        // Now and then one leg is anything at all, or the kind is another.
        if (random.Chance(10)) legs = legs.SetItem(random.Between(0, legs.Length - 1), Order(pair, past));
        if (random.Chance(5)) contingency = (Contingency)random.Between(0, 4);
        var name = random.Chance(5) ? ListNameOf(past).ClientListId ?? "list" : $"list-{_names++}";
        return new OrderListTerms(contingency, [.. legs.Select(leg => leg with { RequestId = requestId })], name, requestId);
    }

    private OrderTerms Working(TradingPair pair, Side side)
    {
        // A sweep over several turns, with others waiting for its end.
        if (scenario.IsDeep && random.Chance(30))
        {
            return Terms(pair) with { LimitPrice = new PriceTicks(MiddleTicks + 4), Quantity = new QuantityLots(random.Between(100, 300)) };
        }

        var terms = Terms(pair) with
        {
            Side = side,
            LimitPrice = Price(),
            Quantity = new QuantityLots(random.Between(1, 15)),
            SelfTradePrevention = (SelfTradePrevention)random.Between(1, 5),
        };
        return random.Between(1, 5) switch
        {
            1 => terms with { Type = OrderType.LimitMaker },
            2 => terms with { TimeInForce = random.OneOf([TimeInForce.Ioc, TimeInForce.Fok]) },
            3 => Iceberg(terms),
            _ => terms,
        };
    }

    // One takes a profit and one stops a loss, on either side of where the market may be.
    private ImmutableArray<OrderTerms> Pair(TradingPair pair, Side side)
    {
        var terms = Terms(pair) with
        {
            Side = side,
            Quantity = new QuantityLots(random.Between(1, 20)),
            SelfTradePrevention = (SelfTradePrevention)random.Between(1, 5),
        };
        var middle = MiddleTicks + random.Between(-3, 3);
        var (up, down) = (new PriceTicks(middle + random.Between(1, 5)), new PriceTicks(middle - random.Between(1, 5)));
        var profitAt = side == Side.Sell ? up : down;
        var lossAt = side == Side.Sell ? down : up;
        var profit = random.Chance(60)
            ? terms with { Type = OrderType.LimitMaker, LimitPrice = profitAt }
            : At(terms, random.OneOf([OrderType.TakeProfit, OrderType.TakeProfitLimit]), profitAt);
        if (profit.Type == OrderType.LimitMaker && random.Chance(20)) profit = Iceberg(profit);
        var loss = At(terms, random.OneOf([OrderType.StopLoss, OrderType.StopLossLimit]), lossAt) with { ClientOrderId = $"order-{_names++}" };
        return side == Side.Sell ? [profit, loss] : [loss, profit];

        OrderTerms At(OrderTerms leg, OrderType type, PriceTicks stop) => Stop(pair, leg, type) with
        {
            Stop = new StopTerms(stop, random.Chance(15) ? random.Between(10, 300) : 0),
            DisplayQuantity = QuantityLots.Zero,
        };
    }

    private OrderTerms AtMarket(OrderTerms terms) => terms with
    {
        Type = OrderType.Market,
        TimeInForce = TimeInForce.Ioc,
        Quantity = new QuantityLots(random.Between(1, 20)),
    };

    private OrderTerms Iceberg(OrderTerms terms) => terms with { DisplayQuantity = new QuantityLots(random.Between(1, (int)terms.Quantity.Value)) };

    // Such an order a front end would send: valid in itself, with nothing to pay for it.
    private NewOrder Tried(TradingPair pair, AccountId account)
    {
        var terms = Valid(pair);
        return new NewOrder(
            account,
            new HoldId(long.MaxValue),
            terms.Side,
            terms.Type,
            terms.TimeInForce,
            terms.LimitPrice,
            terms.Quantity,
            terms.QuoteQuantity,
            AssetUnits.Zero,
            terms.SelfTradePrevention)
        {
            Stop = terms.Stop,
            DisplayQuantity = terms.DisplayQuantity,
        };
    }

    // One side is laid out in single lots, some of them of icebergs, and now and then somebody takes hundreds of them, at once
    // or when a stop price is met.
    private OrderTerms Deep(TradingPair pair, AccountId account)
    {
        var terms = Terms(pair) with
        {
            Side = random.Chance(95) ? Side.Sell : Side.Buy,
            LimitPrice = new PriceTicks(MiddleTicks + (account.Value % 4)),
            Quantity = new QuantityLots(1),
        };
        return random.Between(1, 10_000) switch
        {
            <= 90 => terms with
            {
                Side = Side.Buy,
                Type = OrderType.Market,
                TimeInForce = TimeInForce.Ioc,
                LimitPrice = PriceTicks.None,
                Quantity = new QuantityLots(random.Between(130, 500)),
                SelfTradePrevention = random.OneOf([SelfTradePrevention.None, SelfTradePrevention.ExpireMaker, SelfTradePrevention.Decrement]),
            },
            <= 140 => terms with
            {
                Side = Side.Buy,
                Type = OrderType.StopLossLimit,
                LimitPrice = new PriceTicks(MiddleTicks + 4),
                Stop = new StopTerms(new PriceTicks(MiddleTicks + random.Between(0, 3)), 0),
                Quantity = new QuantityLots(random.Between(130, 300)),
                SelfTradePrevention = random.OneOf([SelfTradePrevention.None, SelfTradePrevention.ExpireMaker]),
            },
            <= 500 => terms with { Quantity = new QuantityLots(random.Between(2, 20)), DisplayQuantity = new QuantityLots(1) },
            _ => terms,
        };
    }

    private OrderTerms Terms(TradingPair pair) => new(
        pair.Id,
        pair.Base.Id,
        pair.Quote.Id,
        Side.Buy,
        OrderType.Limit,
        TimeInForce.Gtc,
        PriceTicks.None,
        QuantityLots.Zero,
        AssetUnits.Zero,
        SelfTradePrevention.None,
        $"order-{_names++}",
        random.NextGuid());

    private static Side Opposite(Side side) => side == Side.Buy ? Side.Sell : Side.Buy;

    private PriceTicks Price() => new(MiddleTicks + random.Between(-6, 6));
}
