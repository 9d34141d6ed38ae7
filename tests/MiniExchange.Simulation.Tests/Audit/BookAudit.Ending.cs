using System.Collections.Generic;
using System.Linq;
using MiniExchange.Application.Books;
using MiniExchange.Domain.Accounts;
using MiniExchange.Domain.Books;
using MiniExchange.Domain.Units;

namespace MiniExchange.Simulation.Tests.Audit;

/// <content>How orders end that do not take: canceled, prevented, or by what became of another one of their list.</content>
internal sealed partial class BookAudit
{
    private OrderId? _owedMaker;
    private OrderId? _owedTaker;
    private OrderId? _mustWork;
    private OrderListId? _activated;
    private OrderListId? _refusedOnActivation;
    private long _preventedMatches;

    /// <summary>What one event promises, the next ones must keep: ends after a prevented match, work after the other one's end.</summary>
    private void RequireNothingOwed(in BookEvent next)
    {
        var isEnd = next.Kind == BookEventKind.OrderEnded;
        Require(_owedMaker is null || (isEnd && next.OrderId == _owedMaker), $"{_owedMaker} should have ended");
        Require(_owedTaker is null || isEnd, $"{_owedTaker} should have ended");
        if (_mustWork is not { } works) return;

        var isWork = next.Kind switch
        {
            BookEventKind.TradeExecuted => next.MakerOrderId == works,
            BookEventKind.MatchPrevented => next.MakerOrderId == works && next.Prevented!.MakerPrevented.Value > 0,
            BookEventKind.OrderTriggered => next.OrderId == works,
            _ => false,
        };
        RequireLists(isWork, $"the other order of {works} ended, and {works} did nothing");
        _mustWork = null;
    }

    private void RequireNothingOwed()
    {
        Require(_owedMaker is null && _owedTaker is null, $"{_owedMaker} {_owedTaker} should have ended");
        RequireLists(_mustWork is null, $"the other order of {_mustWork} ended, and {_mustWork} did nothing");
        RequireLists(_entering.Count == 0, "a list was taken in part");
        (_activated, _refusedOnActivation) = (null, null);
    }

    /// <summary>Nobody waits for a working order that has ended, and the orders of a pair shrink together.</summary>
    private void RequireListsSound()
    {
        _openLists.RemoveAll(list => list.Open.Count == 0);
        foreach (var list in _openLists)
        {
            var isWorkingOver = list.Working != OrderId.None && !list.Open.Contains(list.Working);
            foreach (var id in list.Pending.Where(list.Open.Contains))
            {
                var waits = _stops.Find(id) is { IsPending: true } pending && !_stops.Due.Contains(pending);
                RequireLists(waits != isWorkingOver, isWorkingOver ? $"{id} still waits for {list.Working}, which has ended" : $"{id} did not wait for {list.Working}");
            }

            foreach (var id in list.Open)
            {
                if (_taker?.Id == id || Find(id) is not { } order || RivalOf(order) is not { } rival) continue;
                RequireLists(order.LeftLots == rival.LeftLots, $"{id} has {order.LeftLots} lots, the other order of its pair {rival.LeftLots}");
            }
        }
    }

    private void Prevent(in BookEvent happened)
    {
        var maker = Meet(happened);
        var mode = _taker.Order.SelfTradePrevention;
        Require(maker.Order.AccountId == _taker.Order.AccountId && mode != SelfTradePrevention.None, "a trade was prevented against the taker's mode");
        var wanted = Wanted(_taker, maker.Ticks);
        var both = long.Min(wanted, maker.ShownLots);
        var (ofTaker, ofMaker) = mode switch
        {
            SelfTradePrevention.ExpireMaker => (0L, maker.LeftLots),
            SelfTradePrevention.ExpireTaker => (wanted, 0L),
            SelfTradePrevention.ExpireBoth => (wanted, maker.LeftLots),
            _ => (both, both),
        };
        var match = new PreventedMatch(++_preventedMatches, new PriceTicks(maker.Ticks), mode, new QuantityLots(ofTaker), new QuantityLots(ofMaker));
        Require(wanted > 0 && happened.Prevented == match, $"prevented {happened.Prevented} instead of {match}");
        if (ofMaker > 0) RequireAlone(maker);
        Counts.Prevented[mode] = Counts.Prevented.GetValueOrDefault(mode) + 1;
        _tell.Of(_taker.Order.AccountId, new OrderKeptFromTrading(
            _taker.Order.HoldId, match, LiquidityRole.Taker, maker.Id, new AssetUnits((long)_pair!.Quote(ofTaker, maker.Ticks))));
        _tell.Of(maker.Order.AccountId, new OrderKeptFromTrading(
            maker.Order.HoldId, match, LiquidityRole.Maker, _taker.Id, new AssetUnits((long)_pair.Quote(ofMaker, maker.Ticks))));
        if (mode == SelfTradePrevention.Decrement)
        {
            TakeFromTaker(both, maker.Ticks);
            _book.Take(maker, both);
            _updates++;
        }

        var isMakersEnd = mode == SelfTradePrevention.Decrement ? maker.LeftLots == 0 : ofMaker > 0;
        var isTakersEnd = mode == SelfTradePrevention.Decrement ? both == wanted : ofTaker > 0;
        _owedMaker = isMakersEnd ? maker.Id : null;
        _owedTaker = isTakersEnd ? _taker.Id : null;
    }

    private void EndOpen(in BookEvent ended)
    {
        var order = Find(ended.OrderId);
        Require(order is not null, $"{ended.OrderId} ends, which is not open");
        var rests = _book.Find(order.Id) is not null;
        Require(ended.WasResting == rests, $"{order.Id} ends on the wrong side of the ladder");
        Require(order.LeftLots == ended.Quantity.Value, $"{order.Id} ends with {ended.Quantity} lots of {order.LeftLots}");
        switch (ended.End)
        {
            case OrderEnd.SelfTradePrevented:
                Require(_owedMaker == order.Id, $"{order.Id} expires, and met nobody");
                _owedMaker = null;
                break;
            case OrderEnd.Canceled:
                Require(_cause is CancelOrders cancel && cancel.Owner == order.Order.AccountId && IsCanceledBy(cancel, order), $"{order.Id} was canceled without being asked for");
                break;
            case OrderEnd.OtherLegWorked:
                RequireLists(RivalOf(order) is not null, $"{order.Id} ends for another one of a pair, and has none");
                _mustWork = RivalOf(order)!.Id;
                Counts.RivalsEnded++;
                break;
            case OrderEnd.WorkingOrderEnded:
                RequireLists(
                    order.IsPending && !_stops.Due.Contains(order) && !_lists[order.List].Open.Contains(_lists[order.List].Working),
                    $"{order.Id} ends with a working order that has not ended so");
                Counts.PendingEnds++;
                break;
            case OrderEnd.RefusedOnActivation:
                RefuseOnActivation(order);
                break;
            default:
                Require(false, $"{order.Id} ends as {ended.End} by itself");
                break;
        }

        if (rests) _updates++;
        _book.Remove(order);
        _stops.Remove(order);
        Tell(order, new OrderFinished(ended.HoldId, ended.End));
        Leave(order, isFilled: false);
    }

    // Both orders of a pair are refused for what is wrong with either.
    private void RefuseOnActivation(SlowOrder order)
    {
        if (_refusedOnActivation != order.List)
        {
            var legs = _lists[NextDue(order.Id).List].Pending.Select(_stops.Find);
            RequireLists(legs.Any(leg => leg is not null && (WouldTake(leg.Order) || IsMetAlready(leg))), $"{order.Id} was refused when its time came");
            _refusedOnActivation = order.List;
        }

        RequireLists(order.IsPending, $"{order.Id} was refused, and had entered");
        Counts.RefusedActivations++;
    }

    /// <summary>An order has ended; if others waited for it to fill, they are due.</summary>
    private void Leave(SlowOrder order, bool isFilled)
    {
        if (order.List == OrderListId.None) return;

        var list = _lists[order.List];
        list.Open.Remove(order.Id);
        if (!isFilled || list.Working != order.Id) return;

        foreach (var pending in list.Pending) _stops.MakeDue(_stops.Find(pending)!);
    }

    private void RequireAlone(SlowOrder order) =>
        RequireLists(RivalOf(order) is null, $"{order.Id} works while the other order of its pair, {RivalOf(order)?.Id}, is open");

    /// <summary>The other order of a pair while it is open; a pending pair is not one yet.</summary>
    private SlowOrder? RivalOf(SlowOrder order)
    {
        var rival = order.List == OrderListId.None ? OrderId.None : _lists[order.List].RivalOf(order.Id);
        return rival == OrderId.None ? null : Find(rival);
    }

    private bool IsCanceledBy(CancelOrders cancel, SlowOrder order) =>
        cancel.Orders.Contains(order.Id) || (order.List != OrderListId.None && _lists[order.List].Legs.Any(leg => cancel.Orders.Contains(leg)));
}
