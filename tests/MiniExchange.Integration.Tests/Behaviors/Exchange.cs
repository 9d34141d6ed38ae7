using System;
using System.Collections.Generic;
using System.Linq;
using MiniExchange.Actors;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Messages;
using MiniExchange.Application;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.Transfers;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;
using Xunit;

namespace MiniExchange.Integration.Tests.Behaviors;

/// <summary>One pair, some orders, and behaviours called as a cell calls them.</summary>
/// <remarks>Every turn is decided twice, as after a first failure: deciding must leave nothing behind.</remarks>
internal static class Exchange
{
    public const long Now = 5_000;

    public static readonly ReplyToken Token = new(78);

    public static readonly AccountId Alice = new(1);
    public static readonly AccountId Bob = new(2);

    public static readonly Asset Btc = new(new AssetId(1), "BTC", Scale: 8);
    public static readonly Asset Usd = new(new AssetId(2), "USD", Scale: 8);

    /// <summary>A lot at one tick costs 10 units of USD.</summary>
    public static readonly TradingPair Pair = new(
        new PairId(1), "BTCUSD", Btc, Usd,
        TickUnits: new AssetUnits(1_000_000), LotUnits: new AssetUnits(1_000),
        MinPrice: new PriceTicks(1), MaxPrice: new PriceTicks(1_000_000),
        MinQuantity: new QuantityLots(1), MaxQuantity: new QuantityLots(1_000_000),
        MinNotional: AssetUnits.Zero,
        MakerFeePpm: 1_000, TakerFeePpm: 2_000,
        MaxOpenOrders: 200);

    public static readonly ActorAddress BookAddress = Addresses.Book(Pair.Symbol);

    public static TurnContext Asked(long deadline = long.MaxValue, long at = Now, long? received = null) =>
        new(ActorAddress.None, ActorAddress.None, Token, at, received ?? at, deadline);

    public static TurnContext Told(ActorAddress by, ReplyToken token) => new(ActorAddress.None, by, token, Now, Now, long.MaxValue);

    /// <summary>Decides a request and applies what was planned.</summary>
    public static Plan<TEvent> Turn<TState, TEvent>(this IBehavior<TState, TEvent> behavior, Request request, TurnContext? turn = null)
    {
        behavior.Decide(request, turn ?? Asked(), new Plan<TEvent>());
        var plan = new Plan<TEvent>();
        behavior.Decide(request, turn ?? Asked(), plan);
        return behavior.Applied(plan);
    }

    /// <summary>Decides a message and applies what was planned.</summary>
    public static Plan<TEvent> Turn<TState, TEvent>(this IBehavior<TState, TEvent> behavior, ActorMessage message, TurnContext turn)
    {
        behavior.Decide(message, turn, new Plan<TEvent>());
        var plan = new Plan<TEvent>();
        behavior.Decide(message, turn, plan);
        return behavior.Applied(plan);
    }

    /// <summary>Goes on with unfinished work and applies what was planned.</summary>
    public static Plan<TEvent> GoOn<TState, TEvent>(this IBehavior<TState, TEvent> behavior)
    {
        behavior.GoOn(Told(ActorAddress.None, ReplyToken.None), new Plan<TEvent>());
        var plan = new Plan<TEvent>();
        behavior.GoOn(Told(ActorAddress.None, ReplyToken.None), plan);
        return behavior.Applied(plan);
    }

    /// <summary>Gives up on a message and applies what was planned.</summary>
    public static Plan<TEvent> GiveUp<TState, TEvent>(this IBehavior<TState, TEvent> behavior, ActorMessage message, TurnContext turn)
    {
        var plan = new Plan<TEvent>();
        behavior.GiveUp(message, turn, plan);
        return behavior.Applied(plan);
    }

    /// <summary>A deposit reaches the account, as its transfer sends it.</summary>
    public static Plan<AccountEvent> Deposit(this AccountBehavior account, Asset asset, long units, string reference) => account.Turn(
        new CreditDeposit(asset.Id, new AssetUnits(units), reference), Told(Addresses.Transfer(account.State.Id, reference), Token));

    public static TMessage Sent<TMessage>(this PlannedSend send, ActorAddress to, ReplyToken token)
        where TMessage : ActorMessage
    {
        Assert.Equal((to, token), (send.To, send.Token));
        return Assert.IsType<TMessage>(send.Message);
    }

    public static TReply OnlyAnswer<TReply>(IReadOnlyList<PlannedAnswer> answers)
        where TReply : Reply
    {
        var answer = Assert.Single(answers);
        Assert.Equal(Token, answer.Token.Unmark());
        return Assert.IsType<TReply>(answer.Reply);
    }

    public static PlaceOrder Limit(
        Side side,
        long price,
        long lots,
        string name = "mine",
        TimeInForce timeInForce = TimeInForce.Gtc,
        SelfTradePrevention prevention = SelfTradePrevention.None) =>
        Place(side, OrderType.Limit, timeInForce, price, lots, name, prevention);

    public static PlaceOrder Market(Side side, long lots, string name = "mine") =>
        Place(side, OrderType.Market, TimeInForce.Ioc, 0, lots, name, SelfTradePrevention.None);

    public static NewOrder Order(AccountId owner, long hold, PlaceOrder place, long held = long.MaxValue) => new(
        owner, new HoldId(hold), place.Terms.Side, place.Terms.Type, place.Terms.TimeInForce, place.Terms.LimitPrice,
        place.Terms.Quantity, place.Terms.QuoteQuantity, new AssetUnits(held), place.Terms.SelfTradePrevention)
    {
        Stop = place.Terms.Stop,
        DisplayQuantity = place.Terms.DisplayQuantity,
    };

    public static OrderId Number(long count) => OrderId.Of(Pair.Id, count);

    /// <summary>A request id that names the order as its client order id does.</summary>
    public static Guid RequestId(string name) => new([.. System.Text.Encoding.ASCII.GetBytes(name.PadRight(16)).Take(16)]);

    private static Plan<TEvent> Applied<TState, TEvent>(this IBehavior<TState, TEvent> behavior, Plan<TEvent> plan)
    {
        foreach (var happened in plan.Events) behavior.Apply(happened, Now);
        if (!plan.IsPutOff) behavior.Done();
        return plan;
    }

    private static PlaceOrder Place(
        Side side, OrderType type, TimeInForce timeInForce, long price, long lots, string name, SelfTradePrevention prevention) =>
        new(Pair, new OrderTerms(
            Pair.Id, Btc.Id, Usd.Id, side, type, timeInForce, new PriceTicks(price), new QuantityLots(lots), AssetUnits.Zero,
            prevention, name, RequestId(name)));
}
