using System.Collections.Generic;
using System.Runtime.InteropServices;
using MiniExchange.Actors;
using MiniExchange.Actors.Cells;
using MiniExchange.Actors.Messages;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Markets;
using MiniExchange.Domain.Units;

namespace MiniExchange.Application.Books;

/// <summary>Turns a book's planned events into one message for each account that they concern.</summary>
internal sealed class OwnerReports(string symbol)
{
    private readonly Dictionary<AccountId, List<OrderChange>> _changes = [];
    private readonly List<AccountId> _owners = [];

    /// <summary>Plans the messages, in the order in which the accounts first appear in the events.</summary>
    /// <param name="book">The book before the events.</param>
    /// <param name="plan">Has the events, gets the messages.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="asker">Whose orders the events are about, if nobody else's.</param>
    /// <param name="token">Goes with the message to the asker.</param>
    /// <param name="answersCancel">Whether the asker wanted orders canceled.</param>
    public void Send(
        Book book, Plan<BookEvent> plan, in TurnContext turn, ActorAddress asker, ReplyToken token, bool answersCancel)
    {
        _changes.Clear();
        _owners.Clear();
        foreach (ref readonly var happens in CollectionsMarshal.AsSpan(plan.Events)) Note(book, happens, turn.AtUnixMicros);

        foreach (var owner in _owners)
        {
            var address = Addresses.Account(owner);
            var isAsker = address == asker;
            plan.Send(
                address,
                new OrdersChanged(symbol, [.. _changes[owner]], isAsker && answersCancel),
                isAsker ? token : ReplyToken.None);
        }
    }

    private void Note(Book book, in BookEvent happens, long atUnixMicros)
    {
        switch (happens.Kind)
        {
            case BookEventKind.OrderAccepted:
                Add(happens.AccountId, new OrderEntered(happens.HoldId, happens.OrderId));
                break;
            case BookEventKind.TradeExecuted:
                NoteTrade(book, happens, atUnixMicros);
                break;
            case BookEventKind.OrderRested:
                Add(happens.AccountId, new OrderRests(happens.HoldId));
                break;
            case BookEventKind.OrderEnded:
                Add(happens.AccountId, new OrderFinished(happens.HoldId, happens.End));
                break;
        }
    }

    private void NoteTrade(Book book, in BookEvent trade, long atUnixMicros)
    {
        var pair = book.Terms!;
        Add(trade.AccountId, new OrderFilled(trade.HoldId, FillOf(pair, trade, LiquidityRole.Taker, pair.TakerFeePpm, atUnixMicros)));
        Add(trade.MakerAccountId, new OrderFilled(trade.MakerHoldId, FillOf(pair, trade, LiquidityRole.Maker, pair.MakerFeePpm, atUnixMicros)));

        // A taker meets a maker once: it takes all of it, or is satisfied.
        var isMakerWhole = book.TryGet(trade.MakerOrderId, out var maker) && maker.Remaining == trade.Quantity;
        if (isMakerWhole) Add(trade.MakerAccountId, new OrderFinished(trade.MakerHoldId, OrderEnd.Filled));
    }

    private static Fill FillOf(TradingPair pair, in BookEvent trade, LiquidityRole role, int feeRatePpm, long atUnixMicros) => new(
        trade.TradeId,
        role,
        trade.Price,
        trade.Quantity,
        pair.BaseUnits(trade.Quantity),
        pair.Notional(trade.Quantity, trade.Price),
        feeRatePpm,
        atUnixMicros);

    private void Add(AccountId owner, OrderChange change)
    {
        if (!_changes.TryGetValue(owner, out var changes))
        {
            changes = [];
            _changes.Add(owner, changes);
            _owners.Add(owner);
        }

        changes.Add(change);
    }
}
