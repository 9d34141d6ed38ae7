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

    // What this turn took from icebergs: their taker meets them again after each refill.
    private readonly Dictionary<OrderId, QuantityLots> _takenFromIcebergs = [];

    /// <summary>Plans the messages, in the order in which the accounts first appear in the events.</summary>
    /// <param name="book">The book before the events.</param>
    /// <param name="plan">Has the events, gets the messages.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="asker">Whose orders the events are about, if nobody else's.</param>
    /// <param name="token">Goes with the message to the asker.</param>
    /// <param name="asked">What the asker wanted, where its own words go into the answer; null elsewhere.</param>
    public void Send(
        Book book, Plan<BookEvent> plan, in TurnContext turn, ActorAddress asker, ReplyToken token, ActorMessage? asked = null)
    {
        _changes.Clear();
        _owners.Clear();
        _takenFromIcebergs.Clear();
        foreach (ref readonly var happens in CollectionsMarshal.AsSpan(plan.Events)) Note(book, happens, turn.AtUnixMicros, asked);

        foreach (var owner in _owners)
        {
            var address = Addresses.Account(owner);
            var isAsker = address == asker;
            var report = new OrdersChanged(symbol, [.. _changes[owner]], AnswersCancel: false);
            plan.Send(address, isAsker ? Answering(asked, report) : report, isAsker ? token : ReplyToken.None);
        }
    }

    /// <summary>A report that tells the asker what was asked, so far as it must know when the answer comes.</summary>
    public static OrdersChanged Answering(ActorMessage? asked, OrdersChanged report) => asked is CancelOrders cancel
        ? report with { AnswersCancel = true, CancelName = cancel.CancelName, Replacement = cancel.Replacement }
        : report;

    private void Note(Book book, in BookEvent happens, long atUnixMicros, ActorMessage? asked)
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
            case BookEventKind.MatchPrevented:
                NotePrevented(book, happens);
                break;
            case BookEventKind.OrderParked:
                Add(happens.AccountId, new OrderEntered(happens.HoldId, happens.OrderId));
                Add(happens.AccountId, new OrderWaits(happens.HoldId, happens.Parked!.IsPending));
                break;
            case BookEventKind.OrderArmed:
                Add(happens.AccountId, new OrderWaits(happens.HoldId, IsPending: false));
                break;
            case BookEventKind.OrderTriggered:
                Add(happens.AccountId, new OrderWorks(happens.HoldId));
                break;
            case BookEventKind.ListAccepted:
                Add(happens.AccountId, new ListEntered(((SubmitOrderList)asked!).List.Legs[0].HoldId, happens.ListId));
                break;
            case BookEventKind.OrderAmended:
                Add(happens.AccountId, new OrderReduced(happens.HoldId, happens.Quantity, NameAfter((ReduceOrder)asked!, happens.OrderId)));
                break;
        }
    }

    // Of a pair of which one cancels the other both are made smaller; the other one keeps its name, which is not known here.
    private static string NameAfter(ReduceOrder reduce, OrderId orderId) => reduce.OrderId == orderId ? reduce.ClientOrderId : "";

    private void NotePrevented(Book book, in BookEvent prevented)
    {
        var pair = book.Terms!;
        var match = prevented.Prevented!;
        Add(prevented.AccountId, new OrderKeptFromTrading(
            prevented.HoldId, match, LiquidityRole.Taker, prevented.MakerOrderId, pair.Notional(match.TakerPrevented, match.Price)));
        Add(prevented.MakerAccountId, new OrderKeptFromTrading(
            prevented.MakerHoldId, match, LiquidityRole.Maker, prevented.OrderId, pair.Notional(match.MakerPrevented, match.Price)));
        if (book.TryGet(prevented.MakerOrderId, out var maker)) Take(maker, match.MakerPrevented);
    }

    private void NoteTrade(Book book, in BookEvent trade, long atUnixMicros)
    {
        var pair = book.Terms!;
        Add(trade.AccountId, new OrderFilled(trade.HoldId, FillOf(pair, trade, LiquidityRole.Taker, pair.TakerFeePpm, atUnixMicros)));
        Add(trade.MakerAccountId, new OrderFilled(trade.MakerHoldId, FillOf(pair, trade, LiquidityRole.Maker, pair.MakerFeePpm, atUnixMicros)));

        // A maker that fills up has no event of its own for it.
        var isMakerWhole = book.TryGet(trade.MakerOrderId, out var maker) && Take(maker, trade.Quantity) == maker.Remaining;
        if (isMakerWhole) Add(trade.MakerAccountId, new OrderFinished(trade.MakerHoldId, OrderEnd.Filled));
    }

    /// <summary>Counts what a turn takes from a maker, and returns how much that is by now.</summary>
    private QuantityLots Take(in RestingOrder maker, QuantityLots quantity)
    {
        // A taker meets any other maker once: it takes all of it, or is satisfied.
        if (maker.DisplayQuantity == QuantityLots.Zero) return quantity;

        return _takenFromIcebergs[maker.OrderId] = _takenFromIcebergs.GetValueOrDefault(maker.OrderId) + quantity;
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
