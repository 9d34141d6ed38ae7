using System;
using System.Collections.Generic;
using System.Linq;
using MiniExchange.Actors;
using MiniExchange.Actors.Messages;
using MiniExchange.Application;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.Books;
using MiniExchange.Application.Risk;
using MiniExchange.Application.Transfers;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Simulation.Tests;

/// <summary>What clients want: orders and lists of every kind in a narrow band of prices, half of them invalid or beyond their means.</summary>
/// <remarks>Here is what is asked for; the orders themselves are in Workload.Orders.cs.</remarks>
internal sealed partial class Workload(Scenario scenario, SeededRandom random)
{
    private const int MiddleTicks = 205;

    private int _names;

    /// <summary>The pairs, once they are listed.</summary>
    public IReadOnlyList<TradingPair> Pairs { get; set; } = [];

    /// <summary>One account's next request; to its own account unless an address is given.</summary>
    public (ActorAddress? To, Request Request) Next(AccountId account, IReadOnlyList<Conversation> past)
    {
        if (past.Count < 3) return Credit(account, past);

        return scenario.IsDeep ? NextOfDeep(account, past) : NextOfMany(account, past);
    }

    /// <summary>A book halted or let go on, by its operator.</summary>
    public (ActorAddress To, Request Request) Halt(bool halted) =>
        (Addresses.Book(random.OneOf(Pairs).Symbol), new HaltBook(halted));

    private (ActorAddress? To, Request Request) NextOfMany(AccountId account, IReadOnlyList<Conversation> past)
    {
        // Stops meet their price, and own orders each other, where most of it happens in one book.
        var pair = random.Chance(60) ? Pairs[0] : random.OneOf(Pairs);
        return random.Between(1, 100) switch
        {
            <= 4 => Credit(account, past),
            <= 6 => (null, new BalancesOf()),
            <= 8 => (null, new OpenOrdersOf(random.Chance(50) ? pair.Id : null)),
            <= 10 => (Addresses.Book(pair.Symbol), new DepthOf(random.Between(1, 10))),
            11 => (Addresses.Risk, random.Chance(30) ? new RestrictAccount(account, $"reason {random.Between(1, 2)}", "operator") : new LiftRestriction(account, "operator")),
            12 => (null, new OrderNamed(pair.Id, NameOf(past))),
            13 => (null, random.Chance(50) ? new OpenListsOf() : new ListNamed(ListNameOf(past))),
            14 => (null, new TestOrder(pair, Order(pair, past), scenario.AccountLimits)),
            15 => (Addresses.Book(pair.Symbol), new TryOrder(Tried(pair, account))),
            <= 22 => (null, Cancel(pair, past)),
            <= 24 => (null, new CancelOpenOrders(pair) { CancelName = CancelName() }),
            <= 27 => (null, new CancelOrderList(pair, ListNameOf(past), CancelName())),
            <= 35 => (null, Amend(past)),
            <= 45 => (null, Replace(pair, past)),
            <= 57 => (null, new PlaceOrderList(pair, List(pair, past), scenario.AccountLimits)),
            _ => (null, new PlaceOrder(pair, Order(pair, past)) { Limits = scenario.AccountLimits }),
        };
    }

    // Depth needs one book that most orders go to, and that little is taken off.
    private (ActorAddress? To, Request Request) NextOfDeep(AccountId account, IReadOnlyList<Conversation> past)
    {
        var pair = random.Chance(90) ? Pairs[0] : random.OneOf(Pairs);
        return random.Between(1, 100) switch
        {
            <= 4 => Credit(account, past),
            <= 6 => (null, new BalancesOf()),
            <= 8 => (null, new OpenOrdersOf(random.Chance(50) ? pair.Id : null)),
            <= 10 => (Addresses.Book(pair.Symbol), new DepthOf(random.Between(1, 10))),
            11 => (null, new OrderNamed(pair.Id, NameOf(past))),
            12 when random.Chance(30) => (null, new CancelOpenOrders(pair)),
            13 => (null, Replace(pair, past)),
            14 => (null, new PlaceOrderList(pair, List(pair, past), scenario.AccountLimits)),
            15 => (null, new PlaceOrder(pair, Order(pair, past))),
            _ => (null, new PlaceOrder(pair, Deep(pair, account))),
        };
    }

    private (ActorAddress? To, Request Request) Credit(AccountId account, IReadOnlyList<Conversation> past)
    {
        var deposit = Deposit(account, past);
        return (Addresses.Transfer(account, deposit.Reference), deposit);
    }

    private Deposit Deposit(AccountId account, IReadOnlyList<Conversation> past)
    {
        var earlier = past.Select(conversation => conversation.Request).OfType<Deposit>().ToArray();

        // The same credit again, the same reference for another, or nothing at all: none of them may add money.
        if (earlier.Length > 0 && random.Chance(15)) return random.OneOf(earlier);
        if (earlier.Length > 0 && random.Chance(10)) return random.OneOf(earlier) with { Amount = Amount() };
        var amount = random.Chance(10) ? new AssetUnits(random.Between(-5, 0)) : Amount();
        var asset = new AssetId(past.Count < 3 ? past.Count + 1 : random.Between(1, 3));
        return new Deposit(account, asset, amount, $"credit-{_names++}");
    }

    private AssetUnits Amount() =>
        new(scenario.IsDeep ? random.Between(100_000_000, 900_000_000) : random.Between(1, 3_000_000));

    private CancelOrder Cancel(TradingPair pair, IReadOnlyList<Conversation> past)
    {
        // One that is open knows its pair; any other pair is a mistake.
        var order = LateOrder(past);
        var of = order is null || random.Chance(10) ? pair : Pairs.First(listed => listed.Id == order.Terms.Pair);
        return new CancelOrder(of, NameOf(order), (CancelRestriction)random.Between(0, 2)) { CancelName = CancelName() };
    }

    private AmendOrder Amend(IReadOnlyList<Conversation> past)
    {
        var order = LateOrder(past);
        var pair = order is null ? random.OneOf(Pairs) : Pairs.First(listed => listed.Id == order.Terms.Pair);
        var most = order is null ? 10 : (int)long.Min(order.Terms.Quantity.Value + 1, 40);
        var lots = new QuantityLots(random.Between(random.Chance(10) ? -1 : 1, most));
        var name = order is null || random.Chance(60) ? $"amended-{_names++}" : order.Terms.ClientOrderId;

        // A name that is in use, or is about to be.
        if (random.Chance(15)) name = $"order-{_names + random.Between(-4, 3)}";
        return new AmendOrder(pair, NameOf(order), lots, name);
    }

    private ReplaceOrder Replace(TradingPair pair, IReadOnlyList<Conversation> past)
    {
        var cancel = Cancel(pair, past);
        var terms = Order(cancel.Pair, past);

        // Mostly about as much as before: it may need what the cancel frees.
        if (LateOrder(past) is { } order && order.Terms.Pair == cancel.Pair.Id && random.Chance(60))
        {
            cancel = cancel with { Name = NameOf(order) };
            var name = random.Chance(20) ? order.Terms.ClientOrderId : terms.ClientOrderId;
            terms = Valid(cancel.Pair) with { Side = order.Terms.Side, ClientOrderId = name };
            if (terms.LimitPrice.Value > 0 && order.Terms.Quantity.Value > 0) terms = terms with { Quantity = order.Terms.Quantity, DisplayQuantity = QuantityLots.Zero };
        }

        return new ReplaceOrder(cancel, terms, random.Chance(50), scenario.AccountLimits);
    }

    private string CancelName() => random.Chance(50) ? $"cancel-{_names++}" : "";

    private OrderName NameOf(IReadOnlyList<Conversation> past) => NameOf(LateOrder(past));

    private OrderName NameOf(AccountOrder? order)
    {
        if (order is null || random.Chance(5)) return new OrderName(OrderId.None, "nobody's");

        return random.Between(1, 3) switch
        {
            1 => new OrderName(order.OrderId, null),
            2 => new OrderName(OrderId.None, order.Terms.ClientOrderId),
            _ => new OrderName(order.OrderId, order.Terms.ClientOrderId),
        };
    }

    private ListName ListNameOf(IReadOnlyList<Conversation> past)
    {
        var lists = past
            .Select(conversation => ((conversation.Answer as Replied)?.Reply as ListState)?.List)
            .OfType<AccountOrderList>()
            .ToArray();
        if (lists.Length == 0 || random.Chance(5)) return new ListName(OrderListId.None, "nobody's");

        var list = lists[^random.Between(1, Math.Min(lists.Length, 3))];
        return random.Chance(50) ? new ListName(list.ListId, null) : new ListName(OrderListId.None, list.ClientListId);
    }

    // Mostly a late one: it may still be open.
    private AccountOrder? LateOrder(IReadOnlyList<Conversation> past)
    {
        var late = new List<AccountOrder>();
        for (var i = past.Count - 1; i >= 0 && late.Count < 6; i--)
        {
            switch ((past[i].Answer as Replied)?.Reply)
            {
                case OrderState state:
                    late.Add(state.Order);
                    break;
                case ListState state:
                    late.AddRange(state.Orders);
                    break;
                case ReplaceState { Placed: { } placed }:
                    late.Add(placed);
                    break;
            }
        }

        var open = late.Where(order => order.End is null).ToArray();
        if (open.Length > 0 && random.Chance(85)) return random.OneOf(open);
        return late.Count == 0 ? null : random.OneOf(late);
    }
}
