using System.Collections.Immutable;
using System.Linq;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Messages;
using MiniExchange.Application.Books;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.Accounts;

// Placing orders, one by one and as lists.
public sealed partial class AccountBehavior
{
    private void Place(PlaceOrder place, in TurnContext turn, Plan<AccountEvent> plan)
    {
        var open = new OpenOrder(place.Pair, place.Terms, turn.AtUnixMicros) { Limits = place.Limits };
        var reason = Submit(State, open, turn.Token, plan);
        if (reason == RejectReason.None) return;

        if (MayBePaidSoon(reason, place.Terms)) plan.PutOff();
        else plan.Answer(turn.Token, new NotDone(reason));
    }

    private void PlaceList(PlaceOrderList place, in TurnContext turn, Plan<AccountEvent> plan)
    {
        var terms = place.Terms;
        var decision = AccountDecider.Decide(State, new OpenOrderList(place.Pair, terms, place.Limits, turn.AtUnixMicros));
        if (decision is Rejected<AccountEvent>(var reason))
        {
            if (terms.Legs.Any(leg => MayBePaidSoon(reason, leg))) plan.PutOff();
            else plan.Answer(turn.Token, new NotDone(reason));
            return;
        }

        var events = ((Accepted<AccountEvent>)decision).Events;
        plan.Events.AddRange(events);

        // Each order carries what it may cost by itself, whoever's hold pays for it.
        var legs = events.OfType<OrderPlaced>()
            .Select(placed => NewOrderOf(placed.HoldId, placed.Terms, OrderFunds.ToHold(place.Pair, placed.Terms)))
            .ToImmutableArray();
        plan.Send(
            Addresses.Book(place.Pair.Symbol),
            new SubmitOrderList(new NewOrderList(terms.Contingency, legs)),
            Await(turn.Token, new AwaitedList(legs[0].HoldId)));
    }

    private void Test(TestOrder test, in TurnContext turn, Plan<AccountEvent> plan)
    {
        var reason = AccountDecider.ReasonAgainst(State, test.Pair, test.Terms, test.Limits);
        plan.Answer(turn.Token, reason == RejectReason.None ? new OrderPassed() : new NotDone(reason));
    }

    /// <summary>Holds what an order may cost and sends it to its book; or says why not, and plans nothing.</summary>
    private RejectReason Submit(Account account, OpenOrder open, ReplyToken token, Plan<AccountEvent> plan)
    {
        var decision = AccountDecider.Decide(account, open);
        if (decision is Rejected<AccountEvent>(var reason)) return reason;

        var events = ((Accepted<AccountEvent>)decision).Events;
        plan.Events.AddRange(events);
        var hold = (HoldPlaced)events[0];
        plan.Send(
            Addresses.Book(open.Pair.Symbol), new SubmitOrder(NewOrderOf(hold.HoldId, open.Terms, hold.Amount)), token);
        return RejectReason.None;
    }

    private NewOrder NewOrderOf(HoldId holdId, OrderTerms terms, AssetUnits held) => new(
        id,
        holdId,
        terms.Side,
        terms.Type,
        terms.TimeInForce,
        terms.LimitPrice,
        terms.Quantity,
        terms.QuoteQuantity,
        held,
        terms.SelfTradePrevention)
    {
        Stop = terms.Stop,
        DisplayQuantity = terms.DisplayQuantity,
    };

    // A market order holds all there is until the book has said what it costs, a moment later.
    private bool MayBePaidSoon(RejectReason reason, OrderTerms terms) =>
        reason == RejectReason.InsufficientAvailable && AccountDecider.MayFreeFunds(State, terms.PaidAsset);

    /// <summary>Keeps what someone asked for until the book has answered; the token to send to it.</summary>
    private ReplyToken Await(ReplyToken token, Awaited awaited)
    {
        if (!token.IsNone) _planned = (token.Mark(), awaited);
        return token.Mark();
    }
}
