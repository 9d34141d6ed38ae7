using System;
using System.Collections.Generic;
using System.Linq;
using MiniExchange.Actors;
using MiniExchange.Actors.Messages;
using MiniExchange.Application;
using MiniExchange.Application.Accounts;
using MiniExchange.Application.Books;
using MiniExchange.Domain;
using MiniExchange.Domain.Books;

namespace MiniExchange.Simulation.Tests.Audit;

/// <summary>What clients were told against what the journal has: nothing told is lost, nothing refused was done, nothing came too late.</summary>
internal sealed class PromiseAudit(
    IReadOnlyDictionary<ActorAddress, AccountAudit> accounts, IReadOnlyDictionary<ActorAddress, BookAudit> books)
{
    private const string Check = "promises";

    public void See(Conversation conversation)
    {
        Require(conversation.Answer is not RequestFaulted, conversation, "failed");
        if (conversation.Request is PlaceOrder place) CheckPlaced(conversation, place);
        if (conversation is { Request: OrderOfRequest lost, Answer: Replied { Reply: NotDone } }) CheckLeftNoTrace(conversation, lost.RequestId);
        if (conversation.Answer is not Replied replied) return;

        switch (replied.Reply)
        {
            case OrderState state:
                RequireTold(conversation, replied, AuditedOrder.Describe(state.Order));
                break;
            case OrderStates states:
                foreach (var order in states.Orders) RequireTold(conversation, replied, AuditedOrder.Describe(order));
                Require(conversation.Request is not CancelOrder and not CancelOpenOrders || states.Orders.All(order => order.End == OrderEnd.Canceled), conversation, "was told of orders that were not canceled");
                break;
            case BalancesState balances:
                var text = AccountAudit.Describe(
                    balances.IsFrozen,
                    balances.Balances.Select(entry => (entry.Asset, (Int128)entry.Balance.Available.Value, (Int128)entry.Balance.Frozen.Value)));
                RequireTold(conversation, replied, text);
                if (conversation.Request is CreditAccount credit) CheckCredited(conversation, credit);
                break;
            case DepthState depth:
                CheckDepth(conversation, depth);
                break;
        }
    }

    private void CheckPlaced(Conversation conversation, PlaceOrder place)
    {
        var account = accounts.GetValueOrDefault(conversation.To);
        if (account is not null && account.PlacedAt.TryGetValue(place.Terms.RequestId, out var placedAt))
        {
            // An account whose time is ahead of a clock that was set back stamps what it does with its own.
            var latest = long.Max(conversation.DeadlineUnixMicros, conversation.LatestBeforeUnixMicros);
            AuditException.Require("deadlines", placedAt <= latest || conversation.SawClockSetBack, $"{conversation}: placed at {placedAt}, after its deadline {conversation.DeadlineUnixMicros}.");
            var order = account.Orders.Single(placed => placed.Terms.RequestId == place.Terms.RequestId);
            Require(order.Terms == place.Terms, conversation, "was placed with other terms");
        }

        switch (conversation.Answer)
        {
            case Busy or Replied { Reply: NotDone }:
                CheckLeftNoTrace(conversation, place.Terms.RequestId);
                CheckWasLate(conversation);
                break;
            case Replied { Reply: OrderState state }:
                Require(state.Order.Terms == place.Terms, conversation, "was answered with another order");
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

    private void CheckCredited(Conversation conversation, CreditAccount credit)
    {
        var taken = accounts[conversation.To].Credits.GetValueOrDefault(credit.Reference);
        Require(taken is not null && taken.Asset == credit.Asset && taken.Amount == credit.Amount, conversation, "was told that it was credited");
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
