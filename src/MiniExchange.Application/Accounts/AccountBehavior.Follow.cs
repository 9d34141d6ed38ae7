using System.Collections.Generic;
using System.Linq;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Messages;
using MiniExchange.Application.Books;
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.Accounts;

// Taking in what books did, and answering whoever waits for it.
public sealed partial class AccountBehavior
{
    private void Follow(OrdersChanged changed, in TurnContext turn, Plan<AccountEvent> plan)
    {
        _foreseen.Clear();
        var account = State;
        var canceled = changed.AnswersCancel ? new CanceledOrders() : null;
        foreach (var change in changed.Changes)
        {
            // The book has done it: there is nothing to refuse.
            var follow = new FollowBook(change, turn.AtUnixMicros)
            {
                CancelName = changed.CancelName.Length > 0 ? changed.CancelName : null,
            };
            var decision = (Accepted<AccountEvent>)AccountDecider.Decide(account, follow);
            foreach (var happened in decision.Events)
            {
                plan.Events.Add(happened);
                var after = AccountDecider.Evolve(account, happened);
                _foreseen.Enqueue((account, happened, after));
                account = after;
            }

            // One by one: a cancel may close more orders, and lists, than the account remembers.
            if (change is OrderFinished) canceled?.Add(account, OrderOf(account, change.HoldId));
        }

        if (changed.Replacement is { } replacement) GoOnToPlace(account, changed, replacement, canceled?.ToStates() ?? new OrderStates([]), turn, plan);
        else if (!turn.Token.IsNone) plan.Answer(turn.Token, Answer(account, changed, canceled, turn.Token));
    }

    /// <summary>The cancel is over: now the order that takes its place, which may spend what the cancel has freed.</summary>
    private void GoOnToPlace(
        Account account,
        OrdersChanged changed,
        Replacement replacement,
        OrderStates canceled,
        in TurnContext turn,
        Plan<AccountEvent> plan)
    {
        var outcome = new AwaitedReplacement(canceled, changed.CancelRefusal);
        var reason = RejectReason.None;
        if (changed.CancelRefusal == RejectReason.None || replacement.EvenIfCancelFails)
        {
            var open = new OpenOrder(replacement.Pair, replacement.Terms, turn.AtUnixMicros);
            reason = SubmitReplacement(account, open, outcome, turn, plan);
            if (reason == RejectReason.None) return;
        }

        plan.Answer(turn.Token, StateOf(outcome, placed: null, reason));
    }

    private Reply Answer(Account account, OrdersChanged changed, CanceledOrders? canceled, ReplyToken token)
    {
        var awaited = _awaited.GetValueOrDefault(token);
        _planned = (token, null);
        if (awaited is null && token.IsMarked) return new OutcomeForgotten();

        // A cancel that came too late: the order has traded or ended in the meantime.
        if (changed.Changes.IsEmpty) return new NotDone(changed.CancelRefusal);

        // Of an order that met its own account, the changes of its makers are among them; its own end comes last.
        var last = changed.Changes[^1];
        var refusal = last is OrderNotTaken(_, var reason) ? reason : RejectReason.None;
        if (awaited is AwaitedReplacement replaced)
        {
            return StateOf(replaced, refusal == RejectReason.None ? OrderOf(account, last.HoldId) : null, refusal);
        }

        if (refusal != RejectReason.None) return new NotDone(refusal);

        return awaited switch
        {
            AwaitedList(var list) => StateOf(account, account.ListOf(list)!),
            AwaitedAmendment(var order) => new OrderState(OrderOf(account, order)),
            _ when canceled is not null => canceled.ToStates(),
            _ => new OrderState(OrderOf(account, last.HoldId)),
        };
    }

    private static AccountOrder OrderOf(Account account, HoldId holdId)
    {
        if (account.OpenOrders.TryGetValue(holdId, out var open)) return open;

        // Most likely the last one.
        var closed = account.ClosedOrders.AsSpan();
        var place = closed.Length - 1;
        while (place >= 0 && closed[place].HoldId != holdId) place--;
        Invariant.Require(place >= 0);
        return closed[place];
    }

    /// <summary>What a cancel has ended.</summary>
    private sealed class CanceledOrders
    {
        private readonly List<AccountOrder> _orders = [];
        private readonly Dictionary<HoldId, AccountOrderList> _lists = [];

        public void Add(Account account, AccountOrder ended)
        {
            _orders.Add(ended);
            if (account.ListOf(ended.List) is { } list) _lists[list.HoldId] = list;
        }

        /// <summary>In the order in which they were placed.</summary>
        public OrderStates ToStates() => new([.. _orders.OrderBy(order => order.HoldId.Value)])
        {
            Lists = [.. _lists.Values.OrderBy(list => list.HoldId.Value)],
        };
    }
}
