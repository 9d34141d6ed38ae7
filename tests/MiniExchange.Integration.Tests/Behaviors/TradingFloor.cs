using System.Collections.Generic;
using MiniExchange.Actors;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Messages;
using MiniExchange.Application;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.Books;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;
using Xunit;

namespace MiniExchange.Integration.Tests.Behaviors;

/// <summary>Two accounts and the book between them. A message arrives when the test says so.</summary>
internal sealed class TradingFloor
{
    private readonly Queue<(ActorAddress From, PlannedSend Send)> _underWay = [];
    private readonly List<PlannedAnswer> _answers = [];
    private ActorAddress _asked;

    public TradingFloor(PairLimits? limits = null)
    {
        Pair = Exchange.Pair with { Limits = limits ?? PairLimits.None };
        Book.Turn(new OpenMarket(Pair), Exchange.Told(Addresses.Catalog, ReplyToken.None));
    }

    public TradingPair Pair { get; }

    public BookBehavior Book { get; } = new(Exchange.Pair.Symbol);

    public AccountBehavior Alice { get; private set; } = new(Exchange.Alice);

    public AccountBehavior Bob { get; } = new(Exchange.Bob);

    public static void Credit(AccountBehavior account, long usd, long btc)
    {
        if (usd > 0) account.Deposit(Exchange.Usd, usd, "usd");
        if (btc > 0) account.Deposit(Exchange.Btc, btc, "btc");
    }

    /// <summary>Asks an account and lets every message arrive.</summary>
    public TReply Ask<TReply>(AccountBehavior account, Request request)
        where TReply : Reply
    {
        Begin(account, request);
        return End<TReply>();
    }

    /// <summary>Asks an account; what it sends is under way.</summary>
    public Plan<AccountEvent> Begin(AccountBehavior account, Request request)
    {
        _answers.Clear();
        _asked = Addresses.Account(account.State.Id);
        var plan = account.Turn(request);
        Note(_asked, plan);
        return plan;
    }

    /// <summary>Alice's account moves to another node: its state is read anew, and what it kept in memory only is gone.</summary>
    public void ReadAliceAnew() => Alice = new AccountBehavior(Exchange.Alice) { State = Alice.State };

    /// <summary>Lets every message arrive, and returns the answer to the last request.</summary>
    public TReply End<TReply>()
        where TReply : Reply
    {
        while (_underWay.Count > 0 || Book.GoesOn) Deliver();
        return Exchange.OnlyAnswer<TReply>(_answers);
    }

    /// <summary>Lets one message arrive, or the book take a turn of its own, which comes before.</summary>
    public void Deliver()
    {
        if (Book.GoesOn)
        {
            Note(Exchange.BookAddress, Book.GoOn());
            return;
        }

        var (from, (to, message, token)) = _underWay.Dequeue();
        if (to == Exchange.BookAddress) Note(to, Book.Turn(message, Exchange.Told(from, token)));
        else Note(to, (to == Addresses.Account(Exchange.Alice) ? Alice : Bob).Turn(message, Exchange.Told(from, token)));
    }

    /// <summary>Bob trades with himself at a price, which stop orders then meet.</summary>
    public void TradeAt(long price)
    {
        Ask<OrderState>(Bob, Limit(Side.Sell, price, 1, $"sell at {price}"));
        var buy = Ask<OrderState>(Bob, Limit(Side.Buy, price, 1, $"buy at {price}")).Order;
        Assert.Equal(price, Assert.Single(buy.TakerFills).Fill.Price.Value);
    }

    public PlaceOrder Limit(Side side, long price, long lots, string name) =>
        Exchange.Limit(side, price, lots, name) with { Pair = Pair };

    /// <summary>A stop order: one that buys at market has the price that bounds it as its price.</summary>
    public static OrderTerms Stop(Side side, OrderType type, long stop, long price, long lots, string name) =>
        Exchange.Limit(side, price, lots, name, type is OrderType.StopLoss or OrderType.TakeProfit ? TimeInForce.Ioc : TimeInForce.Gtc)
            .Terms with
        {
            Type = type,
            Stop = new StopTerms(new PriceTicks(stop), 0),
        };

    public PlaceOrderList List(Contingency contingency, params OrderTerms[] legs) => new(
        Pair, new OrderListTerms(contingency, [.. legs], "list", Exchange.RequestId("list")), AccountLimits.None);

    public CancelOrder Cancel(string name, CancelRestriction restriction = CancelRestriction.None) =>
        new(Pair, new OrderName(OrderId.None, name), restriction) { CancelName = $"cancel {name}" };

    public static (long Available, long Frozen) Balance(AccountBehavior account, Asset asset)
    {
        var balance = account.State.BalanceOf(asset.Id);
        return (balance.Available.Value, balance.Frozen.Value);
    }

    private void Note<TEvent>(ActorAddress from, Plan<TEvent> plan)
    {
        foreach (var send in plan.Sends) _underWay.Enqueue((from, send));
        if (from == _asked) _answers.AddRange(plan.Answers);
    }
}
