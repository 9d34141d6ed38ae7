using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.InteropServices;
using MiniExchange.Actors;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Messages;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.Books;

/// <summary>A pair's book as an actor: it matches what accounts submit, and tells every owner what became of their orders.</summary>
/// <remarks>The rules are <see cref="BookDecider"/>'s; here messages become decisions and events become reports.</remarks>
/// <param name="symbol">The pair.</param>
public sealed class BookBehavior(string symbol) : IBehavior<Book, BookEvent>
{
    private readonly OwnerReports _reports = new(symbol);

    // What an order that is only tried would do; nobody looks at it.
    private readonly List<BookEvent> _tried = [];

    // Who waits for the order that a sweep goes on with. Not state: after a restart nobody does.
    private ReplyToken _sweepToken;

    // The same for the turn being decided, which may be decided twice.
    private ReplyToken _pausedToken;

    /// <inheritdoc />
    public Book State { get; set; } = new();

    /// <inheritdoc />
    public bool GoesOn => State.GoesOn;

    /// <inheritdoc />
    public void Decide(Request request, in TurnContext turn, Plan<BookEvent> plan)
    {
        switch (request)
        {
            case DepthOf depth:
                plan.Answer(turn.Token, Describe(depth.Levels) with { AtUnixMicros = turn.AtUnixMicros });
                break;
            case TryOrder tried:
                plan.Answer(turn.Token, Try(tried.Order));
                break;
            case HaltBook halt:
                BookDecider.SetHalted(State, halt.Halted, plan.Events);
                plan.Answer(turn.Token, Describe(levels: 0) with { IsHalted = halt.Halted });
                break;
            default:
                throw new NotSupportedException($"A book has no rule for {request.GetType().Name}.");
        }
    }

    /// <inheritdoc />
    public void Decide(ActorMessage message, in TurnContext turn, Plan<BookEvent> plan)
    {
        switch (message)
        {
            case SubmitOrder submit:
                Enter(submit.Order, turn, plan);
                break;
            case SubmitOrderList submit:
                EnterList(submit, turn, plan);
                break;
            case ReduceOrder reduce:
                Reduce(reduce, turn, plan);
                break;
            case CancelOrders cancel:
                Cancel(cancel, turn, plan);
                break;
            case OpenMarket open:
                BookDecider.SetTerms(State, open.Terms, plan.Events);
                break;
            default:
                throw new NotSupportedException($"A book has no rule for {message.GetType().Name}.");
        }
    }

    /// <inheritdoc />
    /// <remarks>Nobody waits for an order whose stop price was met; the one whose sweep goes on may have been sent just now.</remarks>
    public void GoOn(in TurnContext turn, Plan<BookEvent> plan)
    {
        var (asker, token) = SweepsAsker();
        BookDecider.Continue(State, plan.Events);
        _reports.Send(State, plan, turn, asker, TokenFor(token, plan));
    }

    /// <inheritdoc />
    /// <remarks>The book halts. The order whose sweep cannot go on ends; one whose time has come stays until it is canceled.</remarks>
    public void GiveUpWork(in TurnContext turn, Plan<BookEvent> plan)
    {
        var (asker, token) = SweepsAsker();
        BookDecider.Abandon(State, plan.Events);
        _reports.Send(State, plan, turn, asker, TokenFor(token, plan));
    }

    /// <inheritdoc />
    public void Apply(in BookEvent happened, long atUnixMicros)
    {
        State.Apply(happened);
        if (happened.Kind == BookEventKind.SweepPaused) _sweepToken = _pausedToken;
    }

    /// <inheritdoc />
    /// <remarks>The book halts: whatever it could not process may have broken its rules.</remarks>
    public void GiveUp(ActorMessage message, in TurnContext turn, Plan<BookEvent> plan)
    {
        BookDecider.SetHalted(State, halted: true, plan.Events);
        switch (message)
        {
            case SubmitOrder submit:
                Refuse([submit.Order], RejectReason.Faulted, turn, plan);
                break;
            case SubmitOrderList submit:
                Refuse(submit.List.Legs, RejectReason.Faulted, turn, plan);
                break;
            case ReduceOrder or CancelOrders:
                RefuseChange(message, RejectReason.Faulted, turn, plan);
                break;
        }
    }

    private void Enter(in NewOrder order, in TurnContext turn, Plan<BookEvent> plan)
    {
        var reason = BookDecider.Enter(State, order, plan.Events);
        if (reason != RejectReason.None)
        {
            Refuse([order], reason, turn, plan);
            return;
        }

        _reports.Send(State, plan, turn, turn.From, TokenFor(turn.Token, plan));
    }

    private void EnterList(SubmitOrderList submit, in TurnContext turn, Plan<BookEvent> plan)
    {
        var reason = BookDecider.EnterList(State, submit.List, plan.Events);
        if (reason != RejectReason.None) Refuse(submit.List.Legs, reason, turn, plan);
        else _reports.Send(State, plan, turn, turn.From, TokenFor(turn.Token, plan), submit);
    }

    private void Reduce(ReduceOrder reduce, in TurnContext turn, Plan<BookEvent> plan)
    {
        var reason = BookDecider.Reduce(State, reduce.Owner, reduce.OrderId, reduce.Quantity, plan.Events);
        if (reason != RejectReason.None) RefuseChange(reduce, reason, turn, plan);
        else _reports.Send(State, plan, turn, turn.From, turn.Token, reduce);
    }

    // A test order holds nothing, so what it would cost is held against no hold.
    private Reply Try(in NewOrder order)
    {
        _tried.Clear();
        var reason = BookDecider.Enter(State, order with { Held = new AssetUnits(long.MaxValue) }, _tried);
        return reason == RejectReason.None ? new OrderPassed() : new NotDone(reason);
    }

    private void Cancel(CancelOrders cancel, in TurnContext turn, Plan<BookEvent> plan)
    {
        var reason = RejectReason.None;
        foreach (var orderId in cancel.Orders)
        {
            reason = BookDecider.Cancel(State, cancel.Owner, orderId, cancel.OnlyIfRemaining, plan.Events);
        }

        if (plan.Events.Count == 0) RefuseChange(cancel, reason, turn, plan);
        else _reports.Send(State, plan, turn, turn.From, turn.Token, cancel);
    }

    private void Refuse(ImmutableArray<NewOrder> orders, RejectReason reason, in TurnContext turn, Plan<BookEvent> plan) =>
        plan.Send(
            turn.From,
            new OrdersChanged(
                symbol, [.. orders.Select(order => new OrderNotTaken(order.HoldId, reason))], AnswersCancel: false),
            turn.Token);

    private void RefuseChange(ActorMessage asked, RejectReason reason, in TurnContext turn, Plan<BookEvent> plan) =>
        plan.Send(turn.From, OwnerReports.Answering(asked, new OrdersChanged(symbol, [], AnswersCancel: false, reason)), turn.Token);

    // Nobody waits for a stop order that is triggered: what was kept is of the last sweep that was paused.
    private (ActorAddress Asker, ReplyToken Token) SweepsAsker() => State.Sweep is { } sweep
        ? (Addresses.Account(sweep.Order.AccountId), _sweepToken)
        : (ActorAddress.None, ReplyToken.None);

    /// <summary>The token goes out with the message that ends the order's part as taker; until then it is kept.</summary>
    private ReplyToken TokenFor(ReplyToken token, Plan<BookEvent> plan)
    {
        var isPaused = plan.Events[^1].Kind == BookEventKind.SweepPaused;
        _pausedToken = isPaused ? token : ReplyToken.None;
        return isPaused ? ReplyToken.None : token;
    }

    private DepthState Describe(int levels) => new(
        State.DepthUpdateId, Levels(Side.Buy, levels), Levels(Side.Sell, levels), State.LastPrice, State.IsHalted);

    private ImmutableArray<BookLevel> Levels(Side side, int levels)
    {
        var copied = new BookLevel[int.Min(levels, State.LevelCount(side))];
        State.CopyDepth(side, copied);
        return ImmutableCollectionsMarshal.AsImmutableArray(copied);
    }
}
