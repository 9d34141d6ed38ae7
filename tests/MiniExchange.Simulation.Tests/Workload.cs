using System;
using System.Collections.Generic;
using System.Linq;
using MiniExchange.Actors;
using MiniExchange.Actors.Messages;
using MiniExchange.Application;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.Books;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Simulation.Tests;

/// <summary>What clients want: orders of every kind in a narrow band of prices, half of them invalid or beyond their means.</summary>
internal sealed class Workload(Scenario scenario, SeededRandom random)
{
    private const int MiddleTicks = 205;

    private int _names;

    /// <summary>The pairs, once they are listed.</summary>
    public IReadOnlyList<TradingPair> Pairs { get; set; } = [];

    /// <summary>One account's next request; to its own account unless an address is given.</summary>
    public (ActorAddress? To, Request Request) Next(AccountId account, IReadOnlyList<Conversation> past)
    {
        if (past.Count < 3) return (null, Credit(past));

        // Depth needs one book that most orders go to.
        var pair = scenario.IsDeep && random.Chance(90) ? Pairs[0] : random.OneOf(Pairs);
        return random.Between(1, 100) switch
        {
            <= 4 => (null, Credit(past)),
            <= 6 => (null, new BalancesOf()),
            <= 8 => (null, new OpenOrdersOf(random.Chance(50) ? pair.Id : null)),
            <= 10 => (Addresses.Book(pair.Symbol), new DepthOf(random.Between(1, 10))),
            <= 12 when !scenario.IsDeep => (null, new SetFrozen(random.Chance(30))),
            <= 13 => (null, new OrderNamed(pair.Id, NameOf(past))),
            <= 24 when !scenario.IsDeep => (null, new CancelOrder(pair, NameOf(past), (CancelRestriction)random.Between(0, 2))),
            <= 27 when !scenario.IsDeep => (null, new CancelOpenOrders(pair)),
            <= 14 when random.Chance(30) => (null, new CancelOpenOrders(pair)),
            _ => (null, new PlaceOrder(pair, scenario.IsDeep ? Deep(pair, account) : Order(pair, past))),
        };
    }

    /// <summary>A book halted or let go on, by its operator.</summary>
    public (ActorAddress To, Request Request) Halt(bool halted) =>
        (Addresses.Book(random.OneOf(Pairs).Symbol), new HaltBook(halted));

    private CreditAccount Credit(IReadOnlyList<Conversation> past)
    {
        var earlier = past.Select(conversation => conversation.Request).OfType<CreditAccount>().ToArray();

        // The same credit again, the same reference for another, or nothing at all: none of them may add money.
        if (earlier.Length > 0 && random.Chance(15)) return random.OneOf(earlier);
        if (earlier.Length > 0 && random.Chance(10)) return random.OneOf(earlier) with { Amount = Amount() };
        var amount = random.Chance(10) ? new AssetUnits(random.Between(-5, 0)) : Amount();
        var asset = new AssetId(past.Count < 3 ? past.Count + 1 : random.Between(1, 3));
        return new CreditAccount(asset, amount, $"credit-{_names++}");
    }

    private AssetUnits Amount() =>
        new(scenario.IsDeep ? random.Between(100_000_000, 900_000_000) : random.Between(1, 3_000_000));

    private OrderTerms Order(TradingPair pair, IReadOnlyList<Conversation> past)
    {
        var terms = Valid(pair);
        if (random.Chance(65)) return terms;

        return random.Between(1, 9) switch
        {
            1 => terms with { LimitPrice = new PriceTicks(random.OneOf([0L, -1, 49, 501, long.MaxValue])) },
            2 => terms with { Quantity = new QuantityLots(random.OneOf([0L, -1, 1_001, long.MaxValue])) },
            3 => terms with { TimeInForce = (TimeInForce)random.Between(0, 4) },
            4 => terms with { Type = (OrderType)random.Between(0, 4) },
            5 => terms with { QuoteQuantity = new AssetUnits(random.OneOf([-1L, 1, 1_999, 5_000])) },
            6 => terms with { SelfTradePrevention = (SelfTradePrevention)random.Between(0, 5) },
            7 => terms with { ClientOrderId = NameOf(past).ClientOrderId ?? terms.ClientOrderId },
            8 => terms with { Side = (Side)random.Between(0, 3) },
            _ => terms with { Quantity = new QuantityLots(random.Between(300, 1_000)) },
        };
    }

    private OrderTerms Valid(TradingPair pair)
    {
        var terms = Terms(pair) with
        {
            Side = random.OneOf([Side.Buy, Side.Sell]),
            SelfTradePrevention = (SelfTradePrevention)random.Between(1, 4),
            Quantity = new QuantityLots(random.Between(1, 25)),
        };
        return random.Between(1, 10) switch
        {
            1 => terms with { Type = OrderType.Market, TimeInForce = TimeInForce.Ioc },
            2 => terms with
            {
                Type = OrderType.Market,
                TimeInForce = TimeInForce.Ioc,
                Quantity = QuantityLots.Zero,
                QuoteQuantity = new AssetUnits(random.Between(1_900, 60_000)),
            },
            3 => terms with { Type = OrderType.LimitMaker, LimitPrice = Price() },
            4 => terms with { TimeInForce = TimeInForce.Fok, LimitPrice = Price() },
            5 => terms with { TimeInForce = TimeInForce.Ioc, LimitPrice = Price() },
            _ => terms with { LimitPrice = Price() },
        };
    }

    // One side is laid out in single lots, and now and then somebody takes hundreds of them.
    private OrderTerms Deep(TradingPair pair, AccountId account)
    {
        if (random.ChanceOf(90))
        {
            return Terms(pair) with
            {
                Side = Side.Buy,
                Type = OrderType.Market,
                TimeInForce = TimeInForce.Ioc,
                Quantity = new QuantityLots(random.Between(130, 500)),
                SelfTradePrevention = random.OneOf([SelfTradePrevention.None, SelfTradePrevention.ExpireMaker]),
            };
        }

        return Terms(pair) with
        {
            Side = random.Chance(95) ? Side.Sell : Side.Buy,
            LimitPrice = new PriceTicks(MiddleTicks + (account.Value % 4)),
            Quantity = new QuantityLots(1),
            SelfTradePrevention = SelfTradePrevention.None,
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

    private PriceTicks Price() => new(MiddleTicks + random.Between(-6, 6));

    private OrderName NameOf(IReadOnlyList<Conversation> past)
    {
        var orders = past
            .Where(conversation => conversation.Answer is Replied { Reply: OrderState })
            .Select(conversation => ((OrderState)((Replied)conversation.Answer!).Reply).Order)
            .ToArray();
        if (orders.Length == 0 || random.Chance(10)) return new OrderName(OrderId.None, "nobody's");

        // Mostly a late one: it may still rest.
        var order = orders[^random.Between(1, Math.Min(orders.Length, 6))];
        return random.Between(1, 3) switch
        {
            1 => new OrderName(order.OrderId, null),
            2 => new OrderName(OrderId.None, order.Terms.ClientOrderId),
            _ => new OrderName(order.OrderId, order.Terms.ClientOrderId),
        };
    }
}
