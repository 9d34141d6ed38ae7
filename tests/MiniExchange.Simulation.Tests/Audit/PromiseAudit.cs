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
using MiniExchange.Domain;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Transfers;

namespace MiniExchange.Simulation.Tests.Audit;

/// <summary>What clients were told against what the journal has: nothing told is lost, nothing refused was done, nothing came too late.</summary>
internal sealed class PromiseAudit(
    IReadOnlyDictionary<ActorAddress, AccountAudit> accounts, IReadOnlyDictionary<ActorAddress, BookAudit> books)
{
    private const string Check = "promises";

    public void See(Conversation conversation)
    {
        Require(conversation.Answer is not RequestFaulted, conversation, "failed");
        switch (conversation.Request)
        {
            case PlaceOrder place:
                CheckPlaced(conversation, place.Terms.RequestId, [place.Terms]);
                break;
            case PlaceOrderList place:
                CheckPlaced(conversation, place.Terms.RequestId, place.Terms.Legs);
                break;
            case ReplaceOrder replace when conversation.Answer is Busy or Replied { Reply: NotDone }:
                CheckLeftNoTrace(conversation, replace.Terms.RequestId);
                CheckWasLate(conversation);
                break;
            case TestOrder test:
                CheckLeftNoTrace(conversation, test.Terms.RequestId);
                break;
            case OrderOfRequest lost when conversation.Answer is Replied { Reply: NotDone }:
                CheckLeftNoTrace(conversation, lost.RequestId);
                break;
        }

        if (conversation.Answer is Replied replied) CheckReply(conversation, replied);
    }

    private void CheckReply(Conversation conversation, Replied replied)
    {
        Require(Fits(conversation.Request, replied.Reply), conversation, $"was answered by {replied.Reply}");
        switch (replied.Reply)
        {
            case OrderState state:
                RequireTold(conversation, replied, AuditedOrder.Describe(state.Order));
                if (conversation.Request is AmendOrder amend) CheckAmended(conversation, amend, state);
                break;
            case OrderStates states:
                RequireTold(conversation, replied, states);
                Require(conversation.Request is not CancelOrder and not CancelOpenOrders || states.Orders.All(order => order.End == OrderEnd.Canceled), conversation, "was told of orders that were not canceled");
                break;
            case ListState state:
                RequireTold(conversation, replied, AuditedList.Describe(state.List));
                foreach (var order in state.Orders) RequireTold(conversation, replied, AuditedOrder.Describe(order));
                Require(conversation.Request is not CancelOrderList || !state.List.IsOpen, conversation, "was told of a list that was not canceled");
                break;
            case ListStates states:
                foreach (var list in states.Lists) RequireTold(conversation, replied, AuditedList.Describe(list));
                break;
            case ReplaceState state:
                CheckReplaced(conversation, replied, state);
                break;
            case BalancesState balances:
                var text = AccountAudit.Describe(
                    balances.IsFrozen,
                    balances.Balances.Select(entry => (entry.Asset, (Int128)entry.Balance.Available.Value, (Int128)entry.Balance.Frozen.Value)));
                RequireTold(conversation, replied, text);
                Require(conversation.Request is not RestrictAccount || balances.IsFrozen, conversation, "was told of an account that acts on");
                Require(conversation.Request is not LiftRestriction || !balances.IsFrozen, conversation, "was told of an account that is frozen");
                break;
            case DepositState state:
                CheckCredited(conversation, (Deposit)conversation.Request, state);
                break;
            case DepthState depth:
                CheckDepth(conversation, depth);
                break;
        }
    }

    private static bool Fits(Request request, Reply reply) => reply is NotDone || request switch
    {
        PlaceOrder or AmendOrder or OrderNamed => reply is OrderState,
        OrderOfRequest => reply is OrderState or OutcomeForgotten,
        PlaceOrderList or CancelOrderList or ListNamed => reply is ListState,
        ReplaceOrder => reply is ReplaceState,
        CancelOrder or CancelOpenOrders or OpenOrdersOf => reply is OrderStates,
        OpenListsOf => reply is ListStates,
        TestOrder or TryOrder => reply is OrderPassed,
        Deposit => reply is DepositState,
        RestrictAccount or LiftRestriction => reply is BalancesState,
        _ => true,
    };

    private void CheckReplaced(Conversation conversation, Replied replied, ReplaceState state)
    {
        var replace = (ReplaceOrder)conversation.Request;
        RequireTold(conversation, replied, state.Canceled);
        Require(state.Canceled.Orders.IsEmpty == (state.CancelRefusal != RejectReason.None), conversation, "was told of a cancel that was and was not");
        Require(state.Canceled.Orders.All(order => order.End == OrderEnd.Canceled), conversation, "was told of orders that were not canceled");
        Require(state.CancelRefusal == RejectReason.None || replace.EvenIfCancelFails || state is { Placed: null, PlaceRefusal: RejectReason.None }, conversation, "was placed although nothing was canceled");
        if (state.Placed is not { } placed)
        {
            CheckLeftNoTrace(conversation, replace.Terms.RequestId);
            return;
        }

        Require(placed.Terms == replace.Terms && state.PlaceRefusal == RejectReason.None, conversation, "was answered with another order");
        RequireTold(conversation, replied, AuditedOrder.Describe(placed));
    }

    private static void CheckAmended(Conversation conversation, AmendOrder amend, OrderState state) => Require(
        state.Order.Terms.Quantity == amend.Quantity
            && (state.Order.Terms.ClientOrderId == amend.ClientOrderId || state.Order.Terms.ClientOrderId == state.Order.FormerClientOrderId),
        conversation,
        $"was answered with {state.Order}");

    private void CheckPlaced(Conversation conversation, Guid requestId, IReadOnlyList<OrderTerms> terms)
    {
        var account = accounts.GetValueOrDefault(conversation.To);
        if (account is not null && account.PlacedAt.TryGetValue(requestId, out var placedAt))
        {
            // An account whose time is ahead of a clock that was set back stamps what it does with its own.
            var latest = long.Max(conversation.DeadlineUnixMicros, conversation.LatestBeforeUnixMicros);
            AuditException.Require("deadlines", placedAt <= latest || conversation.SawClockSetBack, $"{conversation}: placed at {placedAt}, after its deadline {conversation.DeadlineUnixMicros}.");
            var placed = account.Orders.Where(order => order.Terms.RequestId == requestId).Select(order => order.Terms);
            Require(placed.SequenceEqual(terms), conversation, "was placed with other terms");
        }

        switch (conversation.Answer)
        {
            case Busy or Replied { Reply: NotDone }:
                CheckLeftNoTrace(conversation, requestId);
                CheckWasLate(conversation);
                break;
            case Replied { Reply: OrderState state }:
                Require(state.Order.Terms == terms[0], conversation, "was answered with another order");
                break;
            case Replied { Reply: ListState state }:
                Require(state.Orders.Select(order => order.Terms).SequenceEqual(terms), conversation, "was answered with another list");
                break;
        }
    }

    private static void CheckWasLate(Conversation conversation)
    {
        var isTooLate = conversation.Answer is Replied { Reply: NotDone(RejectReason.DeadlinePassed) };
        AuditException.Require(
            "deadlines",
            !isTooLate || conversation.LatestAnsweredAtUnixMicros > conversation.DeadlineUnixMicros,
            $"{conversation}: was told that it came too late, and had been asked at {conversation.AskedAtUnixMicros} for {conversation.DeadlineUnixMicros}.");
    }

    private void CheckLeftNoTrace(Conversation conversation, Guid requestId)
    {
        if (!accounts.TryGetValue(conversation.To, out var account)) return;

        var order = account.Orders.FirstOrDefault(placed => placed.Terms.RequestId == requestId);
        Require(order is null or { IsRefused: true }, conversation, $"was told that it was not carried out, and was: {order}");
        Require(
            order is null || conversation.Answer is not Busy,
            conversation,
            "was told that it was not started, and was");
    }

    private void CheckCredited(Conversation conversation, Deposit deposit, DepositState state)
    {
        Require(state.Terms == new DepositTerms(deposit.Account, deposit.Asset, deposit.Amount, deposit.Reference), conversation, "was told of another deposit");
        var taken = accounts[Addresses.Account(deposit.Account)].Credits.GetValueOrDefault(deposit.Reference);
        Require(taken is not null && taken.Asset == deposit.Asset && taken.Amount == deposit.Amount, conversation, "was told that it was credited");
    }

    private void CheckDepth(Conversation conversation, DepthState depth)
    {
        if (!books.TryGetValue(conversation.To, out var book) || conversation.Request is not DepthOf { Levels: var levels }) return;

        Require(book.Depths.ContainsKey(depth.UpdateId), conversation, $"saw update {depth.UpdateId}, which never was");
        var (bids, asks) = book.Depths[depth.UpdateId];
        Require(Text(depth.Bids) == First(bids, levels) && Text(depth.Asks) == First(asks, levels), conversation, $"saw {Text(depth.Bids)} | {Text(depth.Asks)} instead of {bids} | {asks}");

        static string Text(IEnumerable<BookLevel> side) => string.Join(' ', side.Select(level => $"{level.Price}x{level.Quantity}"));
        static string First(string side, int count) => string.Join(' ', side.Split(' ').Take(count));
    }

    private void RequireTold(Conversation conversation, Replied replied, OrderStates states)
    {
        foreach (var order in states.Orders) RequireTold(conversation, replied, AuditedOrder.Describe(order));
        foreach (var list in states.Lists) RequireTold(conversation, replied, AuditedList.Describe(list));
    }

    private void RequireTold(Conversation conversation, Replied replied, string text)
    {
        var isOfNothing = text == AccountAudit.Describe(false, []);
        if (isOfNothing && !accounts.ContainsKey(replied.From)) return;

        Require(accounts.ContainsKey(replied.From), conversation, $"was told {text} by an account that has no records");
        var told = accounts[replied.From].Told;
        var isTrue = isOfNothing || (told.TryGetValue(text, out var since) && since <= replied.RecordNumber);
        Require(isTrue, conversation, $"was told {text}, which is not in the journal up to record {replied.RecordNumber}");
    }

    private static void Require(bool condition, Conversation conversation, string otherwise) =>
        AuditException.Require(Check, condition, $"{conversation} {otherwise}.");
}
